/* SPDX-License-Identifier: MIT */
/* attempt.h - one try at a password: counted, then hashed, then spent.
 *
 * The database counts the try before anything is hashed and gives the count back when it is spent.
 * Every kind of failure does the same work: what cannot be anybody's password, or is for nobody, is
 * compared with the pool's stranger. A reset tries a mailed link instead of a password, and here
 * too what the password is to become is hashed while parked. Lives in the request's arena. Threads:
 * one at a time.
 */
#ifndef LOGIN_ATTEMPT_H
#define LOGIN_ATTEMPT_H

#include "auth/hash_pool.h"
#include "auth/password.h"
#include "base/rand.h"
#include "http/req.h"

struct attempt {
	struct str email; /* as typed, of a reset as read; unused by a confirmation */
	struct secret password;
	struct secret next; /* what the password is to become; of a change or a reset alone */
	struct secret link; /* the mailed token as typed; of what a mailed link does alone */
	struct str name;    /* what mails call whoever joins; of an invitation alone */
	struct secret totp; /* the second factor as typed, if it was */
	char totp_id[UUID_LEN + 1]; /* what is sealed to which id; STR_NONE: nothing (factor.h) */
	struct str sealed;
	struct token_hash hash; /* names the attempt, or of the mailed token; one use */
	struct hash_job job;
};

/* A new one with a random name; NULL and the fault set without memory or random bytes. */
struct attempt *attempt_new(struct req *rq);

/* Wipes the secrets; harmless on NULL. */
void attempt_drop(struct attempt **attempt);

#define auto_attempt struct attempt *CLEANUP(attempt_drop)

/*
 * Leave the thread while the password is compared with `phc` (STR_NONE: with the stranger);
 * `attempt` goes along as rq->kept, and attempt->job.matches says how it went.
 */
CHECKED enum err attempt_park(struct req *rq, struct attempt *attempt, struct str phc);

/* Leave the thread while `next` is hashed; attempt->job.hash is then what to store. */
CHECKED enum err attempt_park_next(struct req *rq, struct attempt *attempt);

/*
 * May `next` be set by whom `about` describes (its brand is filled in here)? ERR_INVALID after
 * answering 422 that `field` gives itself away.
 */
CHECKED enum err attempt_judge_next(struct req *rq, const struct attempt *attempt,
                                    const char *field, struct password_about about);

/* `hash` becomes that of `link`; what can be no token at all becomes one that nobody was sent. */
CHECKED enum err attempt_take_link(struct req *rq, struct attempt *attempt);

/* How many links that open nothing a network may follow in an hour; NULL: ACHO_LIMITS is off. */
struct db_param attempt_link_limit(const struct req *rq);

#define DEVICE_SECONDS (INT64_C(400) * 86400) /* the longest a browser keeps a cookie */

/* What the throttle and the look-up know an address by: its normal form, or what was typed. */
struct str attempt_address(struct req *rq, struct str typed);

#endif
