/* SPDX-License-Identifier: MIT */
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdio.h>

#include "http/worker.h"
#include "link/app.h"
#include "vault/known.h"
#include "vault/seal.h"

/*
 * A burst of as many pastes as may wait for LINE is taken in rather than sent away: each costs some
 * 2 ms until it is sealed, stored and parked. LINE's deadline counts from there.
 */
#define QUEUE_FOR (10 * USEC_PER_SEC)

/* The poller of shared/http knows the client as an engine. */
static void
run(void *line)
{
	line_client_run(line);
}

static void
stop(void *line)
{
	line_client_stop(line);
}

static void
metrics(void *line, FILE *out)
{
	line_client_metrics(line, out);
}

static bool
keyring_works(const void *app)
{
	return seal_works(((const struct link_app *)app)->keyring, SEAL_MESSAGING_TOKEN);
}

static enum err
line_open(const struct settings *settings, struct fault *fault, struct line_client **ret)
{
	const struct line_client_options options = {
	        .base_url = settings->line_api,
	        .proof_for = settings->line_timeout_ms * USEC_PER_MS,
	        .parallel = (size_t)settings->line_parallel,
	        .opens_after = 10, /* of as many merchants: more than one's bad luck */
	};

	return line_client_open(&options, fault, ret);
}

int
main(int argc, char **argv)
{
	struct settings settings;
	struct fault fault = {0};
	auto_keyring keyring = {0};
	struct line_client *line = NULL;
	int status;

	process_harden();
	/* Parked requests are begun in one thread and ended in another: heaps of their own would
	 * only hoard. */
	(void)mallopt(M_ARENA_MAX, 1);
	if (worker_told(argc, argv, LINK, &link_routes))
		return 0;
	if (!settings_read(LINK, &settings, stderr))
		return 1;
	log_init("acho-link", settings.log_level);
	if (OPENSSL_init_crypto(0, NULL) != 1 ||
	    keyring_open(settings.keyring.p, 1U << MASTER_LINE, &fault, &keyring) != ERR_OK ||
	    line_open(&settings, &fault, &line) != ERR_OK) {
		log_note(LOG_ERROR, "start",
		         fault.err == ERR_OK ? "libcrypto does not start" : fault.why);
		return 1;
	}
	routes_check(&link_routes);
	status = worker_serve(&(struct worker){
	        .name = "link",
	        .settings = &settings,
	        .routes = &link_routes,
	        .db = &(struct db_config){.conninfo = settings.db.p,
	                                  .user = "acho_link",
	                                  .program = "acho-link",
	                                  .statements = link_statements,
	                                  .n = LINK__COUNT,
	                                  .greet = masters_known,
	                                  .arg = &(struct known){&keyring, LINK_MASTER_KNOWN}},
	        .app = &(struct link_app){&settings, &keyring, line},
	        .engine = {line_client_fd(line), run, stop, metrics, line},
	        .ready = {"keyring", keyring_works},
	        .queue = {2 * (size_t)settings.line_parallel, QUEUE_FOR},
	});
	line_client_close(&line);
	return status;
}
