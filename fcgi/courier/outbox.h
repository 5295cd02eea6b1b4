/* SPDX-License-Identifier: MIT */
/* outbox.h - one mail: claim it, build it, send it, note what became of it.
 *
 * A mail whose kind carries a link gets a token made for this sending: its hash goes to the
 * database first, then the mail goes out; no row and no log holds the token. A second sending makes
 * another, and the earlier one stays good until its own time.
 *
 * The lease outlives the longest sending, so no two couriers hold one mail; a courier that dies
 * leaves a lease that lapses, and the mail goes out again under the same Message-ID. At least once,
 * never at most once. The world (clock, database, mail server) comes in as functions, so a test
 * walks three days in a millisecond. Threads: any number, each with a world of its own.
 */
#ifndef COURIER_OUTBOX_H
#define COURIER_OUTBOX_H

#include "auth/token.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/rand.h"
#include "mail/smtp.h"

#define OUTBOX_LEASE_SECONDS                                                                       \
	120 /* sending ends after 60 s (mail/smtp.h); the rest is for noting it */
#define OUTBOX_BACKOFF_BASE  15 /* seconds; the n-th failure waits base * n * n, with jitter */
#define OUTBOX_BACKOFF_MAX   3600
#define OUTBOX_GIVE_UP_AFTER (USEC_PER_SEC * 86400 * 3)

/* Seconds that a link in a mail is good for, counted from sending. */
#define OUTBOX_RELEASE_SECONDS (INT64_C(7) * 86400)
#define OUTBOX_RESET_SECONDS   (INT64_C(30) * 60)
#define OUTBOX_VERIFY_SECONDS  (INT64_C(30) * 86400)
#define OUTBOX_ADDRESS_SECONDS (INT64_C(24) * 3600)
#define OUTBOX_UNDO_SECONDS    (INT64_C(7) * 86400)
#define OUTBOX_JOIN_SECONDS    (INT64_C(7) * 86400)

#define OUTBOX_LIST_MAX        1000 /* accounts in a list of login URLs */

/* An account in such a list; lives in the arena. */
struct outbox_account {
	struct str slug, company, created_on;
	struct str oa_name, used_on; /* STR_NONE: none */
};

struct outbox_item {
	char lease[UUID_LEN + 1], message_id[UUID_LEN + 1]; /* no lease: it was held back */
	struct str kind, slug, locale, recipient, recipient_name, company; /* live in the arena */
	struct str oa_name;    /* the same; STR_NONE before step 11 */
	struct str deletes_on; /* a day; STR_NONE: the account is not to be deleted */
	struct str inviter;    /* of an invitation: an address; STR_NONE: gone, or another kind */
	struct str role;       /* of an invitation: "owner", "manager" or "viewer"; else STR_NONE */
	int64_t tries;         /* this one counted */
	usec created_at;
	struct outbox_account *accounts; /* of kind find; slug and company are unused then */
	size_t n_accounts;
	int64_t total; /* how many there are, listed or not */
};

struct outbox_world {
	/* *ret_any without a lease: the recipient has had as many as may be; there may be others.
	 */
	enum err (*claim)(void *ctx, struct fault *fault, struct outbox_item *ret, bool *ret_any);
	/* The mail is about to carry a link with a token of that hash. *ret_held as below. */
	enum err (*link_token_add)(void *ctx, struct fault *fault, const struct outbox_item *item,
	                           const struct token_hash *hash, int64_t ttl_seconds,
	                           bool *ret_held);
	enum err (*send)(void *ctx, struct fault *fault, struct str from, struct str to,
	                 struct str message, struct smtp_outcome *ret);
	/* `outcome` is "delivered", "tempfail" or "permfail". *ret_held false: the lease had
	 * lapsed. */
	enum err (*settle)(void *ctx, struct fault *fault, const struct outbox_item *item,
	                   const char *outcome, const char *status, int64_t next_in_seconds,
	                   bool *ret_held);
	usec (*now)(void *ctx);
	usec (*monotonic)(void *ctx);              /* of leases: no clock that is set moves it */
	unsigned (*random)(void *ctx);             /* for jitter */
	bool (*pause)(void *ctx, int64_t seconds); /* false: we stop, do not wait any longer */
};

struct outbox {
	const struct outbox_world *world;
	void *ctx;
	struct str base_url, from, reply_to;
	struct str brand; /* "" = that of the language */
};

/* Handle the mail that has waited longest; *ret_worked when there was one. Logs one line about it.
 */
CHECKED enum err outbox_run(const struct outbox *outbox, struct arena *arena, struct fault *fault,
                            bool *ret_worked);

/* Seconds until the next try after `tries` failures; `random` spreads it by a tenth either way. */
int64_t outbox_backoff(int64_t tries, unsigned random);

#endif
