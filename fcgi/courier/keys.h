/* SPDX-License-Identifier: MIT */
/* keys.h - key pairs made ahead of their need, and accounts that could not wait for one.
 *
 * An account whose key is wanted comes before the pool. A pool key becomes an account's by being
 * sealed anew for it; between the two it exists in memory alone, and only for a moment. Threads:
 * one at a time, the only one of its kind.
 */
#ifndef COURIER_KEYS_H
#define COURIER_KEYS_H

#include "base/arena.h"
#include "base/rand.h"
#include "base/secret.h"
#include "line/rsa_key.h"
#include "vault/seal.h"

#define KEYS_LEASE_SECONDS 60

struct wanted_key {
	char lease[UUID_LEN + 1], pool_id[UUID_LEN + 1];
	struct str slug, sealed; /* live in the arena */
};

struct keys_world {
	enum err (*claim)(void *ctx, struct fault *fault, struct wanted_key *ret, bool *ret_any);
	enum err (*store)(void *ctx, struct fault *fault, const struct wanted_key *key,
	                  struct str sealed, bool *ret_held);
	enum err (*wanted)(void *ctx, struct fault *fault, int64_t *ret);
	enum err (*make)(void *ctx, struct fault *fault, struct secret *ret_der,
	                 char ret_n[RSA_KEY_N_LEN + 1]);
	enum err (*add)(void *ctx, struct fault *fault, const char *id, struct str n,
	                struct str sealed);
};

struct keys {
	const struct keys_world *world;
	void *ctx;
	const struct keyring *keyring;
};

/* Serve one account, or else make one key; *ret_worked when there was something to do. Logs one
 * line. */
CHECKED enum err keys_run(const struct keys *keys, struct arena *arena, struct fault *fault,
                          bool *ret_worked);

#endif
