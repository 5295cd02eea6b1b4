/* SPDX-License-Identifier: MIT */
/* proofs.h - values that were pasted while LINE was silent: ask again, and note the answer.
 *
 * Up to PROOFS_AT_ONCE wait for LINE together and none holds a thread. Each is leased: an answer
 * counts only while the lease is held, and one that is never noted comes due again. When to ask
 * again is the database's business. The world (database, LINE, clock) comes in as functions, for
 * the tests.
 */
#ifndef COURIER_PROOFS_H
#define COURIER_PROOFS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/rand.h"
#include "line/client.h"
#include "vault/keyring.h"

#define PROOFS_AT_ONCE 64

enum proof_step { STEP_LOGIN_CHANNEL, STEP_MESSAGING_TOKEN };

struct sealed_key {
	char id[UUID_LEN + 1];
	struct str sealed;
};

/* A claimed paste; texts live in the arena. */
struct pending {
	char lease[UUID_LEN + 1];
	enum proof_step step;
	struct str slug;
	struct str channel_id; /* beside a token: of the proved Login channel, or STR_NONE */
	struct str kid;        /* step 12 */
	struct sealed_key
	        keys[LINE_PROOF_KEYS_MAX]; /* step 12: the successor, then the key in use */
	size_t n_keys;
	char token_id[UUID_LEN + 1]; /* step 14 */
	struct str token_sealed, basic_id;
	bool accept_expiry;
};

/* What is kept of a paste while LINE is asked. */
struct proof_slot {
	bool taken, done; /* done: LINE's answer, or its absence, waits to be noted */
	char lease[UUID_LEN + 1];
	enum proof_step step;
	char key_ids[LINE_PROOF_KEYS_MAX][UUID_LEN + 1];
	struct line_proof *proof;
	usec give_up_at; /* when the lease has lapsed and the answer is worth nothing */
};

struct proofs_world {
	enum err (*claim)(void *ctx, struct fault *fault, size_t at_most, struct pending *ret,
	                  size_t *ret_n);
	/* Calls line_done later, from drive(), or at once. */
	enum err (*submit)(void *ctx, struct line_proof *proof, line_done *done, void *arg);
	/* Let answers come in, for `for_` at most. */
	void (*drive)(void *ctx, usec for_);
	/* `key_id` is that of the key that was proved, else NULL. */
	enum err (*settle)(void *ctx, struct fault *fault, const struct proof_slot *slot,
	                   const struct line_outcome *outcome, const char *key_id, bool *ret_held);
	usec (*now)(void *ctx);
};

struct proofs {
	const struct proofs_world *world;
	void *ctx;
	const struct keyring *keyring;
	usec lease_for;
	struct proof_slot slots[PROOFS_AT_ONCE];
};

/*
 * Claim what is due, let answers come in, note those that did. *ret_worked while LINE is being
 * asked or more may be due. `claims` false: take nothing new. Logs one line a proof.
 */
CHECKED enum err proofs_run(struct proofs *proofs, struct arena *arena, struct fault *fault,
                            bool claims, bool *ret_worked);

/* Being asked about, or answered and not noted yet. */
size_t proofs_held(const struct proofs *proofs);

#endif
