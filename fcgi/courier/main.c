/* SPDX-License-Identifier: MIT */
/* acho-courier - sends mails, keeps keys ready, asks LINE again, forgets in time. Serves no socket.
 */
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/process.h"
#include "courier/calls.h"
#include "courier/jobs.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "vault/known.h"

/* What the courier that runs says of itself. */
static bool
is_ready(const struct settings *settings)
{
	if (settings->metrics_file.n == 0) {
		(void)fprintf(stderr, "acho-courier: --ready needs ACHO_METRICS_FILE\n");
		return false;
	}
	return figures_ready(settings->metrics_file.p, clock_now(), stdout);
}

/* --help, --print-settings and --ready; true when that was all. */
static bool
told(int argc, char **argv)
{
	struct settings settings;

	if (argc < 2)
		return false;
	if (argc == 2 && strcmp(argv[1], "--ready") == 0) {
		if (!settings_read(COURIER, &settings, stderr))
			exit(EXIT_FAILURE);
		exit(is_ready(&settings) ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	if (argc == 2 && strcmp(argv[1], "--print-settings") == 0) {
		if (!settings_read(COURIER, &settings, stderr))
			exit(EXIT_FAILURE);
		settings_print(&settings, stdout);
		return true;
	}
	(void)printf("%s [--help | --print-settings | --ready]\nWithout an argument it works until "
	             "SIGTERM. Settings, from the environment or the file ACHO_CONFIG names:\n",
	             argv[0]);
	settings_help(COURIER, stdout);
	return true;
}

/* The client first: from then on libcurl wipes what it frees. */
static enum err
libraries_start(const struct settings *settings, struct fault *fault, struct line_client **ret_line)
{
	const struct line_client_options options = {
	        .base_url = settings->line_api,
	        .proof_for = settings->line_timeout_ms * USEC_PER_MS,
	        .parallel = (size_t)settings->line_parallel,
	        .opens_after = 5, /* then LINE is probed far oftener than one paste comes due */
	};

	if (OPENSSL_init_crypto(0, NULL) != 1)
		return FAULT(fault, ERR_UNAVAILABLE, "libcrypto does not start");
	TRY(line_client_open(&options, fault, ret_line));
	TRY(smtp_init(fault));
	message_init();
	return ERR_OK;
}

int
main(int argc, char **argv)
{
	struct settings settings;
	struct fault fault = {0};
	auto_keyring keyring = {0};
	struct courier courier = {.settings = &settings, .keyring = &keyring};
	int status;

	process_harden();
	if (told(argc, argv))
		return EXIT_SUCCESS;
	if (!settings_read(COURIER, &settings, stderr))
		return EXIT_FAILURE;
	log_init("acho-courier", settings.log_level);
	if (message_settings_check(&settings, &fault) != ERR_OK ||
	    (settings.metrics_file.n > 0 &&
	     figures_check(settings.metrics_file.p, &fault) != ERR_OK) ||
	    keyring_open(settings.keyring.p, 1U << MASTER_LINE, &fault, &keyring) != ERR_OK ||
	    libraries_start(&settings, &fault, &courier.line) != ERR_OK) {
		log_note(LOG_ERROR, "start", fault.why);
		return EXIT_FAILURE;
	}
	courier.db = (struct db_config){.conninfo = settings.db.p,
	                                .user = "acho_courier",
	                                .program = "acho-courier",
	                                .statements = courier_statements,
	                                .n = courier_statements_n,
	                                .greet = masters_known,
	                                .arg = &(struct known){&keyring, COURIER_MASTER_KNOWN}};
	status = jobs_serve(&courier);
	line_client_close(&courier.line);
	return status;
}
