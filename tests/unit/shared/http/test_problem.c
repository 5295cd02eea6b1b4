/* SPDX-License-Identifier: MIT */
#include "http/problem.h"

#include <string.h>

#include "base/utf8.h"
#include "check.h"

static const char *const codes[] = {
#define PROBLEM(code, status, zh_tw, en, ja) code,
#include "http/problem.def"
#undef PROBLEM
};

static struct arena arena;

static struct str
sentence(const char *code, enum locale locale, const struct problem_slots *slots)
{
	const struct problem *problem = problem_find(str_of(code));

	assert_non_null(problem);
	return problem_sentence(&arena, problem, locale, slots);
}

/* Every slot has a name we know (else BUG_IF ends the test), and none is left over. */
static void
fills_every_sentence(void **state)
{
	const struct problem_extra extra = {.retry_after = 7,
	                                    .entered = STR("@entered"),
	                                    .found_basic_id = STR("@found"),
	                                    .found_name = STR("Found"),
	                                    .line_request_id = STR("id-1")};
	const struct problem_slots slots = {.extra = &extra, .n = 3, .field = "kid"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		for (enum locale l = 0; l < LOCALE__COUNT; l++) {
			struct str text = sentence(codes[i], l, &slots);
			assert_true(text.n > 10 && utf8_valid(text));
			assert_false(str_has(text, '{') || str_has(text, '}') ||
			             str_has(text, '[') || str_has(text, ']'));
			assert_true(problem_title(problem_find(str_of(codes[i]))->status, l)[0] !=
			            '\0');
			arena_reset(&arena);
		}
}

/* A reply's code is found by its address, anybody else's is not. */
static void
numbers_its_codes(void **state)
{
	char copy[] = "login.failed";

	(void)state;
	assert_int_equal(PROBLEM__COUNT, ARRAY_LEN(codes));
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		assert_ptr_equal(problem_at(i), problem_find(str_of(codes[i])));
		assert_int_equal(problem_number(problem_at(i)->code), i);
	}
	assert_int_equal(problem_number(copy), PROBLEM__COUNT);
}

/* The Chinese texts have the punctuation and the address that the house style asks for. */
static void
speaks_proper_chinese(void **state)
{
	static const char *const never[] = {"你", "無效", "錯誤代碼", ",", "?", "!", ";"};
	const struct problem_slots slots = {.field = "token"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++) {
		struct str text = sentence(codes[i], LOCALE_ZH_TW, &slots), copy;
		assert_true(arena_copy(&arena, text, &copy));
		for (size_t j = 0; j < ARRAY_LEN(never); j++)
			if (strstr(copy.p, never[j]) != NULL && strstr(copy.p, "1,024") == NULL)
				fail_msg("%s: %s", codes[i], copy.p);
		assert_true(str_ends(text, STR("。")));
		arena_reset(&arena);
	}
}

static void
knows_each_code_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(codes[i], codes[j]);
	assert_null(problem_find(STR("no.such.code")));
	assert_null(problem_find(STR("")));
	assert_null(problem_find(STR_NONE));
	assert_int_equal(problem_find(STR("login.throttled"))->status, 429);
}

static void
says_what_belongs_into_the_field(void **state)
{
	(void)state;
	assert_str(sentence("paste.is_public_key", LOCALE_ZH_TW,
	                    &(struct problem_slots){.field = "kid"}),
	           "您貼的是公開金鑰。請先在 LINE 按 Register，再貼上產生的 kid。");
	assert_str(sentence("paste.is_channel_id", LOCALE_EN,
	                    &(struct problem_slots){.field = "basic_id"}),
	           "That is a Channel ID (10 digits). Enter the Basic ID, which starts with @.");
	assert_str(sentence("paste.is_url", LOCALE_EN, &(struct problem_slots){.field = "other"}),
	           "That is a web address.");
	assert_str(sentence("channel_id.invalid", LOCALE_EN,
	                    &(struct problem_slots){.field = "channel_id", .n = 9}),
	           "A Channel ID has 10 digits; you entered 9 characters. "
	           "Enter the Channel ID of the LINE Login channel.");
}

static void
leaves_out_what_nothing_is_known_of(void **state)
{
	const struct problem_extra extra = {.found_basic_id = STR("@abc1234d"),
	                                    .found_name = STR("Tea")};

	(void)state;
	assert_str(sentence("line.not_login_channel", LOCALE_EN, &(struct problem_slots){0}),
	           "The three values fit together, but this is not a LINE Login channel. "
	           "Use the LINE Login channel under the same Provider.");
	assert_str(sentence("line.not_login_channel", LOCALE_EN,
	                    &(struct problem_slots){.extra = &extra}),
	           "The three values fit together, but this is not a LINE Login channel: it is the "
	           "Messaging API channel of \"Tea\" (@abc1234d). "
	           "Use the LINE Login channel under the same Provider.");
}

static void
survives_without_values_and_with_long_ones(void **state)
{
	static char large[KIB(8)];
	const struct problem_extra extra = {.found_name = {large, sizeof(large)}};

	(void)state;
	assert_str(sentence("login.throttled", LOCALE_EN, &(struct problem_slots){0}),
	           "Too many attempts. Wait 0 seconds and try again.");
	memset(large, 'x', sizeof(large));
	assert_true(
	        sentence("line.token_other_oa", LOCALE_EN, &(struct problem_slots){.extra = &extra})
	                .n > 0);
}

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, KIB(64));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(fills_every_sentence),
	        cmocka_unit_test(speaks_proper_chinese),
	        cmocka_unit_test(knows_each_code_once),
	        cmocka_unit_test(numbers_its_codes),
	        cmocka_unit_test(says_what_belongs_into_the_field),
	        cmocka_unit_test(leaves_out_what_nothing_is_known_of),
	        cmocka_unit_test(survives_without_values_and_with_long_ones),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
