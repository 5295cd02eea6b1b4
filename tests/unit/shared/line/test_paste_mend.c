/* SPDX-License-Identifier: MIT */
#include "line/paste_mend.h"

#include "check.h"

#define UUID "536e453c-aa93-4449-8e90-add2608783c6"

static struct arena arena;

static void
mends_what_is_nearly_the_value(void **state)
{
	static const struct {
		enum paste_shape wants;
		const char *word, *value; /* NULL = not to be mended */
		unsigned cleaned;
	} cases[] = {
	        {PASTE_BASIC_ID, "@@123abcde", "@123abcde", PASTE_CLEANED_WIDE},
	        {PASTE_BASIC_ID, "Shop@123abcde", "@123abcde", PASTE_CLEANED_WIDE},
	        {PASTE_BASIC_ID, "P@ssw0rd", NULL, 0},
	        {PASTE_BASIC_ID, "owner@example.com", NULL, 0},
	        {PASTE_BASIC_ID, "@123abcde", NULL, 0},
	        {PASTE_CHANNEL_ID, "1234-567-890", "1234567890", PASTE_CLEANED_WIDE},
	        {PASTE_CHANNEL_ID, "I23456789o", "1234567890", PASTE_CLEANED_WIDE},
	        {PASTE_CHANNEL_ID, "0912-345-678", NULL, 0},
	        {PASTE_CHANNEL_ID, "12345678901", NULL, 0},
	        {PASTE_CHANNEL_ID, "1234567890Copy", "1234567890", PASTE_CLEANED_LABEL},
	        {PASTE_KID, UUID "Copy", UUID, PASTE_CLEANED_LABEL},
	        {PASTE_KID, "kid" UUID, UUID, PASTE_CLEANED_LABEL},
	        {PASTE_KID, UUID "x", NULL, 0},
	        {PASTE_KID, "536e453c_aa93.4449/8e90add2608783c6", UUID, PASTE_CLEANED_WIDE},
	        {PASTE_KID, "536e453caa9344498e90add2608783c6", NULL, 0}, /* may be a secret */
	        {PASTE_TOKEN, "100%", NULL, 0},
	        {PASTE_TOKEN, "%2", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str value = STR_NONE;
		unsigned cleaned = 0;
		bool mended =
		        paste_mend(cases[i].wants, &arena, str_of(cases[i].word), &value, &cleaned);
		if (mended != (cases[i].value != NULL))
			fail_msg("%s", cases[i].word);
		if (mended && !str_is(value, str_of(cases[i].value)))
			fail_msg("%s: %.*s", cases[i].word, STR_ARG(value));
		assert_int_equal(cleaned, cases[i].cleaned);
	}
}

static void
puts_the_groups_of_a_uuid_together(void **state)
{
	static const struct str words[] = {
	        {"536e453c", 8}, {"aa93", 4}, {"4449", 4}, {"8e90", 4}, {"add2608783c6", 12}};
	struct str value = STR_NONE;

	(void)state;
	assert_true(paste_mend_uuid(&arena, words, ARRAY_LEN(words), &value));
	assert_str(value, UUID);
	assert_false(paste_mend_uuid(&arena, words, 4, &value));
	assert_false(paste_mend_uuid(&arena, words + 1, 4, &value));
}

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, MIB(4));
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
	        cmocka_unit_test(mends_what_is_nearly_the_value),
	        cmocka_unit_test(puts_the_groups_of_a_uuid_together),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
