/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include "check.h"

static struct arena arena;

static void
tells_valid_from_invalid(void **state)
{
	static const struct str bad[] = {STR("\xff"), STR("\xc0\x80"), STR("\xed\xa0\x80"),
	                                 STR("\xf4\x90\x80\x80"), STR("a\xe8\x8d")};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(utf8_valid(bad[i]));
	assert_true(utf8_valid(STR("")));
	assert_true(utf8_valid(STR("荔枝好推 🍒")));
	assert_int_equal(utf8_count(STR("荔枝🍒")), 3);
	assert_int_equal(utf8_count(STR_NONE), 0);
	assert_int_equal(utf8_width(STR("a荔枝")), 5);
	assert_int_equal(utf8_width(STR("e\xcc\x81")), 1);
	assert_int_equal(utf8_width(STR_NONE), 0);
}

static void
finds_what_a_name_may_not_carry(void **state)
{
	static const struct str bad[] = {
	        STR("a\nb"),
	        STR("a\r"),
	        STR("\t"),
	        STR("a\0b"),
	        STR("\x7f"),
	        STR("a\xc2\x85"), /* NEL */
	        STR("\xe2\x80\xa8"),
	        /* line separator */ STR("\xe2\x80\xae"), /* right-to-left override */
	        STR("\xe2\x81\xa6"),
	        STR("\xef\xbb\xbf")};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(utf8_has_control(bad[i]));
	assert_false(utf8_has_control(STR("荔枝 & Söhne, 株式会社 🍒")));
	assert_false(utf8_has_control(STR_NONE));
}

static void
cleans_and_cuts(void **state)
{
	char out[8];

	(void)state;
	utf8_clean(STR("a\r\nb\xe2\x80\xae"
	               "c"),
	           10, out, sizeof(out));
	assert_string_equal(out, "abc");
	utf8_clean(STR("abc"), 2, out, sizeof(out));
	assert_string_equal(out, "ab");
	utf8_clean(STR("荔枝好推"), 10, out, sizeof(out)); /* two of three bytes and a NUL fit */
	assert_string_equal(out, "荔枝");
	utf8_clean(STR("\n"), 10, out, sizeof(out));
	assert_string_equal(out, "");
}

static void
normalises(void **state)
{
	struct str out;

	(void)state;
	arena_init(&arena, KIB(16));
	assert_int_equal(utf8_nfc(&arena, STR("e\xcc\x81"), &out), ERR_OK);
	assert_str(out, "\xc3\xa9");
	assert_int_equal(utf8_nfkc(&arena, STR("＠１２３ａｂｃ"), &out), ERR_OK);
	assert_str(out, "@123abc");
	assert_int_equal(utf8_nfc(&arena, STR("＠"), &out), ERR_OK);
	assert_str(out, "＠");
	assert_int_equal(utf8_nfc(&arena, STR("\xff"), &out), ERR_INVALID);
	assert_int_equal(utf8_nfc(&arena, STR(""), &out), ERR_OK);
	assert_int_equal(out.n, 0);
	arena_done(&arena);
	arena_init(&arena, 8);
	assert_int_equal(utf8_nfc(&arena, STR("longer than eight"), &out), ERR_NOMEM);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_valid_from_invalid),
	        cmocka_unit_test(finds_what_a_name_may_not_carry),
	        cmocka_unit_test(cleans_and_cuts),
	        cmocka_unit_test(normalises),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
