/* SPDX-License-Identifier: MIT */
#include "line/paste_name.h"

#include "check.h"

static enum paste_shape
name(enum paste_shape wants, const char *first, const char *second)
{
	struct str words[2] = {str_of(first), STR_NONE};
	size_t n = 1;

	if (second != NULL)
		words[n++] = str_of(second);
	return paste_name(wants, &(struct paste_found){.words = words,
	                                               .n = n,
	                                               .all = words,
	                                               .n_all = n,
	                                               .joined = n == 1 ? words[0] : STR("?"),
	                                               .url = PASTE_OTHER});
}

static void
names_what_is_not_of_line(void **state)
{
	(void)state;
	assert_int_equal(name(PASTE_KID, "owner@example.com", NULL), PASTE_EMAIL);
	assert_int_equal(name(PASTE_KID, "@example.com", NULL), PASTE_BASIC_ID);
	assert_int_equal(name(PASTE_KID, "a@b", NULL), PASTE_OTHER);
	assert_int_equal(name(PASTE_KID, "0912-345-678", NULL), PASTE_PHONE);
	assert_int_equal(name(PASTE_KID, "+886", "912345678"), PASTE_PHONE);
	assert_int_equal(name(PASTE_KID, "0912-345", NULL), PASTE_OTHER);
	assert_int_equal(name(PASTE_KID, "Channel", "ID"), PASTE_LABEL);
	assert_int_equal(name(PASTE_TOKEN, "頻道令牌", NULL), PASTE_LABEL);
	assert_int_equal(name(PASTE_TOKEN, "频道", NULL), PASTE_LABEL); /* simplified */
	assert_int_equal(name(PASTE_BASIC_ID, "春水茶行", NULL), PASTE_NAME);
	assert_int_equal(name(PASTE_BASIC_ID, "@", "春水茶行"), PASTE_NAME);
	assert_int_equal(name(PASTE_BASIC_ID, "hunter2", "A"), PASTE_OTHER);
	assert_int_equal(name(PASTE_KID, "春水茶行", NULL), PASTE_OTHER);
}

static void
prefers_a_whole_value_to_a_part(void **state)
{
	(void)state;
	assert_int_equal(name(PASTE_TOKEN, "AbCd1234AbCd1234AbCd", "1234567890"), PASTE_CHANNEL_ID);
	assert_int_equal(name(PASTE_TOKEN, "AbCd1234AbCd1234AbCd", "x"), PASTE_PART_OF_TOKEN);
}

static void
has_a_code_for_each_shape(void **state)
{
	(void)state;
	for (int shape = PASTE_OTHER + 1; shape < PASTE__COUNT; shape++)
		assert_non_null(paste_code(PASTE_TOKEN, "", STR("x"), (enum paste_shape)shape));
	assert_string_equal(paste_code(PASTE_KID, "kid.invalid", STR("x"), PASTE_OTHER),
	                    "kid.invalid");
	assert_string_equal(paste_code(PASTE_BASIC_ID, "basic_id.invalid", STR("@12"), PASTE_OTHER),
	                    "paste.cut_short");
	assert_string_equal(paste_code(PASTE_KID, "", STR("0912345678"), PASTE_CHANNEL_ID),
	                    "paste.is_phone");
}

/* One secret in 64 looks like a UUID of the random kind, and no more is said of it than that. */
static void
tells_a_kid_without_hyphens_from_a_secret(void **state)
{
	const struct str kid = STR("536e453caa9344498e90add2608783c6"),
	                 secret = STR("8c570fa6dd201bb328f1c1eac23a96d8");

	(void)state;
	assert_string_equal(paste_code(PASTE_KID, "", kid, PASTE_CHANNEL_SECRET),
	                    "paste.cut_short");
	assert_string_equal(paste_code(PASTE_KID, "", secret, PASTE_CHANNEL_SECRET),
	                    "paste.is_channel_secret");
	assert_string_equal(paste_code(PASTE_TOKEN, "", kid, PASTE_CHANNEL_SECRET),
	                    "paste.is_channel_secret");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(names_what_is_not_of_line),
	        cmocka_unit_test(prefers_a_whole_value_to_a_part),
	        cmocka_unit_test(has_a_code_for_each_shape),
	        cmocka_unit_test(tells_a_kid_without_hyphens_from_a_secret),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
