/* SPDX-License-Identifier: MIT */
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>

#include "http/worker.h"
#include "signup/app.h"

int
main(int argc, char **argv)
{
	struct settings settings;
	struct fault fault = {0};
	struct hash_pool hashes;
	struct breached breached;
	int status;

	process_harden();
	if (worker_told(argc, argv, SIGNUP, &signup_routes))
		return 0;
	if (!settings_read(SIGNUP, &settings, stderr))
		return 1;
	log_init("acho-signup", settings.log_level);
	if (OPENSSL_init_crypto(0, NULL) != 1 || sodium_init() < 0 ||
	    breached_open(settings.breached_passwords.p, &fault, &breached) != ERR_OK ||
	    hash_pool_start(&hashes, (size_t)settings.hash_threads, (size_t)settings.hash_queue,
	                    &fault) != ERR_OK) {
		log_note(LOG_ERROR, "start",
		         fault.err == ERR_OK ? "libcrypto or libsodium does not start" : fault.why);
		return 1;
	}
	routes_check(&signup_routes);
	status = worker_serve(&(struct worker){
	        .name = "signup",
	        .settings = &settings,
	        .routes = &signup_routes,
	        .db = &(struct db_config){.conninfo = settings.db.p,
	                                  .user = "acho_signup",
	                                  .program = "acho-signup",
	                                  .statements = signup_statements,
	                                  .n = SIGNUP__COUNT},
	        .app = &(struct signup_app){&settings, &hashes, &breached},
	        .engine = {.fd = -1, .metrics = hash_pool_metrics, .arg = &hashes},
	});
	hash_pool_stop(&hashes);
	breached_close(&breached);
	return status;
}
