/* SPDX-License-Identifier: MIT */
/* An operator asks: a courier and a LINE of a few lines. */
#include "admin/token_check.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

#define ASKED_AT (INT64_C(1767225600) * USEC_PER_SEC)

struct world {
	const char *problem;
	struct token_value before[2], after[2];
	size_t n;
	usec now, answers_at; /* monotonic; `after` is true from then on */
	bool away;
};

static enum err
ask(void *ctx, struct fault *fault, char ret_problem[40], usec *ret_asked_at)
{
	const struct world *world = ctx;

	if (world->away)
		return FAULT(fault, ERR_UNAVAILABLE, "database away");
	if (world->problem != NULL)
		(void)snprintf(ret_problem, 40, "%s", world->problem);
	*ret_asked_at = ASKED_AT;
	return ERR_OK;
}

static enum err
look(void *ctx, struct fault *fault, struct token_value ret[TOKEN_VALUES_MAX], size_t *ret_n)
{
	const struct world *world = ctx;

	(void)fault;
	*ret_n = world->n;
	memcpy(ret, world->now >= world->answers_at ? world->after : world->before,
	       world->n * sizeof(*ret));
	return ERR_OK;
}

static usec
now(void *ctx)
{
	return ((struct world *)ctx)->now;
}

static void
pause_for(void *ctx, usec for_)
{
	((struct world *)ctx)->now += for_;
}

static int
run(struct world *world, char **ret_out, char **ret_complaints)
{
	static const struct token_world functions = {ask, look, now, pause_for};
	size_t out_n, complaints_n;
	struct call call = {.out = open_memstream(ret_out, &out_n),
	                    .complaints = open_memstream(ret_complaints, &complaints_n)};
	int status = token_check(&call, &functions, world);

	(void)fclose(call.out);
	(void)fclose(call.complaints);
	return status;
}

#define GOOD(when)                                                                                 \
	{                                                                                          \
		.step = "login_channel", .state = "proved", .call = "token", .status = 200,        \
		.request_id = "r-1", .checked_at = (when)                                          \
	}
#define BAD(how, when)                                                                             \
	{                                                                                          \
		.step = "messaging_token", .state = (how), .code = "line.token_invalid",           \
		.call = "verify", .status = 400, .request_id = "r-2", .checked_at = (when)         \
	}

static void
what_line_said_is_printed_a_line_a_value(void **state)
{
	static const struct {
		struct world world;
		int status;
		const char *out;
	} cases[] = {
	        {{.before = {GOOD(0)},
	          .after = {GOOD(ASKED_AT)},
	          .n = 1,
	          .answers_at = 3 * USEC_PER_SEC},
	         DONE,
	         "login_channel    proved   - token 200 r-1 2026-01-01T00:00:00Z\n"},
	        {{.after = {GOOD(ASKED_AT), BAD("doubted", ASKED_AT + 1)}, .n = 2},
	         TOKEN_REFUSED,
	         "login_channel    proved   - token 200 r-1 2026-01-01T00:00:00Z\n"
	         "messaging_token  doubted  line.token_invalid verify 400 r-2 "
	         "2026-01-01T00:00:00Z\n"},
	        {{.after = {BAD("refuted", ASKED_AT)}, .n = 1},
	         TOKEN_REFUSED,
	         "messaging_token  refuted  line.token_invalid verify 400 r-2 "
	         "2026-01-01T00:00:00Z\n"},
	        {{.before = {GOOD(0)}, .n = 1, .answers_at = INT64_MAX},
	         TOKEN_NO_ANSWER,
	         "login_channel    proved   - token 200 r-1 (no answer of LINE since asked)\n"},
	        {{.before = {GOOD(ASKED_AT - 1)}, .n = 1, .answers_at = INT64_MAX},
	         TOKEN_NO_ANSWER,
	         "login_channel    proved   - token 200 r-1 2025-12-31T23:59:59Z (no answer of "
	         "LINE since asked)\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world world = cases[i].world;
		char *out, *complaints;
		assert_int_equal(run(&world, &out, &complaints), cases[i].status);
		assert_string_equal(out, cases[i].out);
		assert_string_equal(complaints, "");
		assert_true(world.now <= TOKEN_CHECK_WAITS); /* bounded */
		free(out);
		free(complaints);
	}
}

static void
what_cannot_be_asked_is_said(void **state)
{
	static const struct {
		struct world world;
		const char *complaint;
	} cases[] = {
	        {{.problem = "not_found"}, "acho-admin: no account has that slug\n"},
	        {{.problem = "token.none"}, "acho-admin: nothing to ask LINE about"},
	        {{.problem = "new.one"}, "acho-admin: the database says new.one\n"},
	        {{.away = true}, "acho-admin: database away\n"},
	        {{.n = 0}, "acho-admin: the values were removed"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world world = cases[i].world;
		char *out, *complaints;
		assert_int_equal(run(&world, &out, &complaints), FAILED);
		assert_string_equal(out, "");
		assert_non_null(strstr(complaints, cases[i].complaint));
		free(out);
		free(complaints);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_line_said_is_printed_a_line_a_value),
	        cmocka_unit_test(what_cannot_be_asked_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
