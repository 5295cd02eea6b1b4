/* SPDX-License-Identifier: MIT */
/* factor.h - the second factor of an attempt: a one-time code, or a recovery code in its place.
 *
 * The database hands the sealed secret out with the password's hash; once the password has matched
 * the worker opens it and compares, and the database decides: whether one is needed, and whether
 * this step or this recovery code was taken before. Threads: whoever holds the request.
 */
#ifndef LOGIN_FACTOR_H
#define LOGIN_FACTOR_H

#include "login/attempt.h"

/* Keep what LOGIN_ATTEMPT or LOGIN_CONFIRM_ATTEMPT said of it. ERR_NOMEM. */
CHECKED enum err factor_keep(struct req *rq, struct attempt *attempt,
                             const struct db_result *counted);

struct factor {
	bool given, recovery;   /* neither: no code came, or the member had none to give */
	int64_t step;           /* the code's; 0: of no step that is good now; FACTOR_UNREADABLE */
	struct token_hash hash; /* of a recovery code */
};

/* The secret does not open, so no code can be judged; to the database a step like any other. */
#define FACTOR_UNREADABLE (-1)

/*
 * Which step is the code `typed` of (totp_step), with the secret that is sealed to row `id` of the
 * request's account? FACTOR_UNREADABLE is logged. Errors of seal_open, but for those two, and of
 * totp_step.
 */
CHECKED enum err factor_step(struct req *rq, const char *id, struct str sealed, struct str typed,
                             int64_t *ret);

/* What the code that was typed amounts to. Errors of factor_step. */
CHECKED enum err factor_judge(struct req *rq, const struct attempt *attempt, struct factor *ret);

/* As the database takes it: _totp_step, _recovery_hash, _failure_limit. */
#define FACTOR(rq, f)                                                                              \
	(f).given && !(f).recovery ? db_int((f).step) : DB_NULL,                                   \
	        (f).recovery ? db_bytes((f).hash.bytes, sizeof((f).hash.bytes)) : DB_NULL,         \
	        db_int(((const struct login_app *)(rq)->app)->settings->limit_login)

#endif
