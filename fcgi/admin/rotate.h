/* SPDX-License-Identifier: MIT */
/* rotate.h - what older master keys sealed is sealed again under the one that seals now.
 *
 * The programs go on meanwhile. Values are read, opened and sealed anew with no transaction open,
 * and each new seal is put in place only where the old one still stands; what changed meanwhile is
 * left to the next walk. Walks go on until one finds nothing to do. Killed at any instant nothing
 * is lost: it is started again and goes on. The world (the database) comes in as functions, for the
 * tests. Threads: acho-admin has one.
 */
#ifndef ADMIN_ROTATE_H
#define ADMIN_ROTATE_H

#include "base/arena.h"
#include "base/codec.h"
#include "base/rand.h"
#include "commands.h"
#include "vault/seal.h"

#define ROTATE_ACCOUNTS  200 /* looked at in one transaction */
#define ROTATE_AT_ONCE   50  /* put in place in one transaction */
#define ROTATE_WALKS_MAX 10  /* then somebody seals under an old key faster than we do */

/* Texts live in the arena. */
struct sealed_value {
	struct str place; /* "tenant.proof": the table */
	struct str slug;  /* "" in the pool */
	char row_id[UUID_LEN + 1];
	struct str sealed, renewed;
};

struct sealed_page {
	struct sealed_value *values;
	size_t n;
	char next[SLUG_LEN + 1]; /* "" at the end of the walk */
};

struct rotate_world {
	/* What is sealed under a lower number than `below` says for its master (0: none of that),
	 * behind account `after`; "" begins a walk. */
	enum err (*read)(void *ctx, struct arena *arena, struct fault *fault, const char *after,
	                 const int64_t below[MASTER__COUNT], struct sealed_page *ret);
	/* How many of the renewed seals are in place: compare and set. */
	enum err (*write)(void *ctx, struct arena *arena, struct fault *fault,
	                  const struct sealed_value *values, size_t n, int64_t *ret);
};

/*
 * Seal again what the purposes of this keyring are good for; with `dry_run` only open it all. Says
 * on call->out how much that was. DONE: nothing is left under an older key of the keyring.
 * FAILED: a line says what is left, and what to do; a value that does not open is named and left.
 */
int rotate(const struct call *call, const struct rotate_world *world, void *ctx,
           const struct keyring *keyring, bool dry_run);

/* What a value of that table is; false for another one. */
CHECKED bool sealed_purpose(struct str place, enum seal_purpose *ret);

#endif
