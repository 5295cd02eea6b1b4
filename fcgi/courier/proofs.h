/* SPDX-License-Identifier: MIT */
/* proofs.h - asking LINE again: about values pasted while it was silent, and about those it took.
 *
 * Two kinds, one way. A paste waits for its first answer; a watched value was proved and is asked
 * about once a day. Up to PROOFS_AT_ONCE wait for LINE together and none holds a thread; of them
 * PROOFS_WATCHED_AT_ONCE are watched at most, and those only take what room pastes leave, so that
 * watching delays no paste. Each is leased: an answer counts only while the lease is held, and one
 * that is never noted comes due again. When to ask again, and how many refusals refute, is the
 * database's business. While LINE is down nothing is asked but one probe now and then
 * (line/breaker.h). The world (database, LINE, clock) comes in as functions, for the tests.
 */
#ifndef COURIER_PROOFS_H
#define COURIER_PROOFS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/codec.h"
#include "base/rand.h"
#include "line/client.h"
#include "proving/assertions.h"
#include "vault/keyring.h"

#define PROOFS_AT_ONCE         64
#define PROOFS_WATCHED_AT_ONCE 8
#define PROOFS_ALARM_EVERY     (24 * 3600 * USEC_PER_SEC) /* of one value */

enum proof_kind { PROOF_PASTE, PROOF_WATCHED };
enum proof_step { STEP_LOGIN_CHANNEL, STEP_MESSAGING_TOKEN };

/* What was claimed; texts live in the arena. */
struct pending {
	enum proof_kind kind;
	char lease[UUID_LEN + 1];
	enum proof_step step;
	struct str slug;
	struct str channel_id; /* beside a token: of the proved Login channel, or STR_NONE */
	struct str kid;        /* step 12 */
	struct sealed_key keys[LINE_PROOF_KEYS_MAX]; /* step 12: the successor, then the key in use;
	                                                when watched, the one it was proved with */
	size_t n_keys;
	char token_id[UUID_LEN + 1]; /* step 14 */
	struct str token_sealed, basic_id;
	bool accept_expiry;
};

/* Whose value, and which: what an operator is not told of twice. */
struct proof_name {
	char slug[SLUG_LEN + 1];
	enum proof_kind kind;
	enum proof_step step;
};

/* What is kept of a value while LINE is asked. */
struct proof_slot {
	bool taken, done; /* done: LINE's answer, or its absence, waits to be noted */
	char lease[UUID_LEN + 1];
	struct proof_name name;
	struct assertions assertions;
	struct line_proof *proof; /* NULL: LINE could not be asked, the fault says why */
	const char *sealed;       /* NULL, or what a value that did not open is called (seal.h) */
	struct fault fault;
	usec give_up_at; /* when the lease has lapsed and the answer is worth nothing */
};

/* What the database made of an answer. */
struct proof_noted {
	bool held;      /* false: the lease had lapsed, nothing changed */
	char state[16]; /* of a watched value: "healthy", "doubted", "refuted", ... */
};

struct proofs_world {
	enum line_health (*health)(void *ctx);
	/* What is due, up to `at_most`. `probe`: a paste that waits for LINE is, before its time.
	 */
	enum err (*claim)(void *ctx, struct fault *fault, enum proof_kind kind, bool probe,
	                  size_t at_most, struct pending *ret, size_t *ret_n);
	/* Calls line_done later, from drive(), or at once. */
	enum err (*submit)(void *ctx, struct line_proof *proof, line_done *done, void *arg);
	/* Let answers come in, for `for_` at most. */
	void (*drive)(void *ctx, usec for_);
	/* `key_id` is that of the key that was proved, else NULL. */
	enum err (*settle)(void *ctx, struct fault *fault, const struct proof_slot *slot,
	                   const struct line_outcome *outcome, const char *key_id,
	                   struct proof_noted *ret);
	usec (*now)(void *ctx);
};

/* An operator was told of this one then. Old ones make room for new ones. */
#define PROOFS_ALARMS 64
struct proof_alarm {
	struct proof_name name;
	usec at;
};

struct proofs {
	const struct proofs_world *world;
	void *ctx;
	const struct keyring *keyring;
	usec lease_for;
	struct proof_slot slots[PROOFS_AT_ONCE];
	struct proof_alarm alarms[PROOFS_ALARMS];
};

/*
 * Claim what is due, let answers come in, note those that did. *ret_worked while LINE is being
 * asked or more may be due. `claims` false: take nothing new. Logs one line a proof; what an
 * operator must look at (a seal that does not open, our clock) as an alarm, once a day a value.
 */
CHECKED enum err proofs_run(struct proofs *proofs, struct arena *arena, struct fault *fault,
                            bool claims, bool *ret_worked);

/* Being asked about, or answered and not noted yet. */
size_t proofs_held(const struct proofs *proofs);

#endif
