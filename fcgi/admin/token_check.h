/* SPDX-License-Identifier: MIT */
/* token_check.h - have LINE asked about an account's key and token now, and say what it said.
 *
 * The courier asks; here it is told to and waited for, TOKEN_CHECK_WAITS at most. The world
 * (database, clock, patience) comes in as functions, for the tests. Threads: acho-admin has one.
 */
#ifndef ADMIN_TOKEN_CHECK_H
#define ADMIN_TOKEN_CHECK_H

#include "base/clock.h"
#include "commands.h"

#define TOKEN_CHECK_WAITS (60 * USEC_PER_SEC)
#define TOKEN_CHECK_LOOKS (USEC_PER_SEC / 4) /* looks at the database so often */
#define TOKEN_VALUES_MAX  4                  /* an account has two */

/* Exit statuses beside DONE (LINE takes every value) and FAILED (it could not be asked). */
enum { TOKEN_REFUSED = 2, TOKEN_NO_ANSWER = 3 };

/* One value as LINE last judged it; texts are short and ours, or LINE's request id. */
struct token_value {
	char step[24], state[16], code[40], call[24], request_id[72];
	int64_t status;  /* HTTP, 0 = none */
	usec checked_at; /* by the database's clock; 0 = never */
};

struct token_world {
	/* *ret_problem is "" or the database's code: not_found, token.none. */
	enum err (*ask)(void *ctx, struct fault *fault, char ret_problem[40], usec *ret_asked_at);
	enum err (*look)(void *ctx, struct fault *fault, struct token_value ret[TOKEN_VALUES_MAX],
	                 size_t *ret_n);
	usec (*now)(void *ctx); /* monotonic */
	void (*pause)(void *ctx, usec for_);
};

/* Prints a line a value to call->out; the exit status. */
int token_check(const struct call *call, const struct token_world *world, void *ctx);

#endif
