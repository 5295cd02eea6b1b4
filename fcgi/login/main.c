/* SPDX-License-Identifier: MIT */
#include <liboath/oath.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>

#include "http/worker.h"
#include "login/app.h"
#include "vault/known.h"
#include "vault/seal.h"

static bool
keyring_works(const void *app)
{
	return seal_works(((const struct login_app *)app)->keyring, SEAL_TOTP);
}

int
main(int argc, char **argv)
{
	struct settings settings;
	struct fault fault = {0};
	auto_keyring keyring = {0};
	struct hash_pool hashes;
	struct breached breached;
	int status;

	process_harden();
	if (worker_told(argc, argv, LOGIN, &login_routes))
		return 0;
	if (!settings_read(LOGIN, &settings, stderr))
		return 1;
	log_init("acho-login", settings.log_level);
	if (OPENSSL_init_crypto(0, NULL) != 1 || sodium_init() < 0 || oath_init() != OATH_OK ||
	    keyring_open(settings.keyring.p, 1U << MASTER_TOTP, &fault, &keyring) != ERR_OK ||
	    breached_open(settings.breached_passwords.p, &fault, &breached) != ERR_OK ||
	    hash_pool_start(&hashes, (size_t)settings.hash_threads, (size_t)settings.hash_queue,
	                    &fault) != ERR_OK) {
		log_note(LOG_ERROR, "start",
		         fault.err == ERR_OK ? "libcrypto, libsodium or liboath does not start"
		                             : fault.why);
		return 1;
	}
	routes_check(&login_routes);
	status = worker_serve(&(struct worker){
	        .name = "login",
	        .settings = &settings,
	        .routes = &login_routes,
	        .db = &(struct db_config){.conninfo = settings.db.p,
	                                  .user = "acho_login",
	                                  .program = "acho-login",
	                                  .statements = login_statements,
	                                  .n = LOGIN__COUNT,
	                                  .greet = masters_known,
	                                  .arg = &(struct known){&keyring, LOGIN_MASTER_KNOWN}},
	        .app = &(struct login_app){&settings, &hashes, &breached, &keyring},
	        .engine = {.fd = -1, .metrics = hash_pool_metrics, .arg = &hashes},
	        .ready = {"keyring", keyring_works},
	});
	hash_pool_stop(&hashes);
	breached_close(&breached);
	return status;
}
