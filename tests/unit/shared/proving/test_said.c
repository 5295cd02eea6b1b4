/* SPDX-License-Identifier: MIT */
#include "proving/said.h"

#include <string.h>

#include "check.h"

static const struct line_answer refused = {
        .asked = true,
        .done = true,
        .status = 429,
        .request_id = "of-line-1",
        .retry_after = 30,
};
static const struct line_answer behind_a_bad_certificate = {
        .asked = true, .done = true, .failure = LINE_BAD_TLS};
static const struct line_answer nothing;

static struct line_outcome
outcome_of(const struct line_answer *answer)
{
	return (struct line_outcome){
	        .code = "line.pending", .call = LINE_BOT_INFO, .answer = answer};
}

static bool
is_null(struct db_param param)
{
	return memcmp(&param, &DB_NULL, sizeof(param)) == 0;
}

static void
the_database_gets_what_was_said_and_null_for_the_rest(void **state)
{
	struct line_outcome outcome = outcome_of(&refused);
	struct said said = said_of(&outcome);

	(void)state;
	assert_string_equal(said.request_id.p, "of-line-1");
	assert_string_equal(said.call.p, "bot_info");
	assert_false(is_null(said.status) || is_null(said.retry_after));

	outcome = outcome_of(&behind_a_bad_certificate);
	said = said_of(&outcome);
	assert_string_equal(said.call.p, "bot_info");
	assert_true(is_null(said.status) && is_null(said.request_id) && is_null(said.retry_after));

	outcome = outcome_of(&nothing);
	assert_true(is_null(said_of(&outcome).call));
}

static void
the_log_gets_it_when_line_was_asked(void **state)
{
	struct line_outcome outcome = outcome_of(&refused);
	struct log_line line;

	(void)state;
	log_start(&line, said_level(&outcome, false), "line");
	said_log(&line, &outcome);
	assert_non_null(memmem(line.text, line.n, "\"call\":\"bot_info\"", 17));
	assert_non_null(memmem(line.text, line.n, "\"status\":429", 12));
	assert_non_null(memmem(line.text, line.n, "\"line_request\":\"of-line-1\"", 26));

	outcome = outcome_of(&nothing);
	log_start(&line, said_level(&outcome, false), "line");
	said_log(&line, &outcome);
	assert_null(memmem(line.text, line.n, "\"call\"", 6));
}

static void
who_may_be_somebody_else_is_a_warning(void **state)
{
	struct line_outcome outcome = outcome_of(&behind_a_bad_certificate);

	(void)state;
	assert_int_equal(said_level(&outcome, false), LOG_WARN);
	assert_int_equal(said_level(&outcome, true), LOG_ERROR);
	outcome = outcome_of(&refused);
	assert_int_equal(said_level(&outcome, false), LOG_INFO);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_database_gets_what_was_said_and_null_for_the_rest),
	        cmocka_unit_test(the_log_gets_it_when_line_was_asked),
	        cmocka_unit_test(who_may_be_somebody_else_is_a_warning),
	};

	log_init("test", LOG_INFO);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
