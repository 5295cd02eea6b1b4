/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <inttypes.h>
#include <stdio.h>

#include "check.h"

static void
compares(void **state)
{
	(void)state;
	assert_true(str_is(STR("a"), STR("a")));
	assert_false(str_is(STR("a"), STR("ab")));
	assert_true(str_is(STR_NONE, STR("")));
	assert_true(str_is_nocase(STR("AbC"), STR("aBc")));
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), STR("")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("bc"), STR("abc")));
	assert_true(str_has(STR("a.b"), '.'));
	assert_false(str_has(STR_NONE, '.'));
	assert_true(str_only(STR("1203"), "0123"));
	assert_true(str_only(STR_NONE, "0123"));
	assert_false(str_only(STR("12x3"), "0123"));
	assert_false(str_only(STR("1\0"), "0123"));
	assert_true(str_is_visible(STR("!~")));
	assert_false(str_is_visible(STR_NONE));
	assert_false(str_is_visible(STR("a b")));
	assert_false(str_is_visible(STR("\x7f")));
	assert_false(str_is_visible(STR("\xe8")));
	assert_int_equal(str_of(NULL).n, 0);
	assert_str(str_of("x"), "x");
}

static void
cuts(void **state)
{
	struct str s = STR("a,b,"), head;

	(void)state;
	assert_true(str_cut(&s, ',', &head));
	assert_str(head, "a");
	assert_true(str_cut(&s, ',', &head));
	assert_str(head, "b");
	assert_str(s, "");
	assert_false(str_cut(&s, ',', &head));
	assert_str(head, "b");
	assert_str(str_trim(STR(" \t a b\r\n")), "a b");
	assert_str(str_trim(STR("   ")), "");
	assert_str(str_part(STR("hello"), 1, 3), "ell");
	assert_str(str_part(STR("hello"), 3, 99), "lo");
	assert_str(str_part(STR("hello"), 9, 1), "");
}

static void
puts_a_copy_where_it_fits(void **state)
{
	char copy[4] = "old";

	(void)state;
	assert_false(str_put(STR("1234"), copy, sizeof(copy)));
	assert_string_equal(copy, "old");
	assert_true(str_put(STR("123"), copy, sizeof(copy)));
	assert_string_equal(copy, "123");
	assert_true(str_put(STR_NONE, copy, sizeof(copy)));
	assert_string_equal(copy, "");
}

static void
reads_numbers(void **state)
{
	static const struct str bad[] = {
	        {"", 0},   STR("-1"),  STR("+1"),  STR(" 1"),
	        STR("1 "), STR("0x1"), STR("1\0"), STR("1234567890123456789")};
	int64_t n = 7;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(str_number(bad[i], &n));
	assert_int_equal(n, 7);
	assert_true(str_number(STR("0"), &n));
	assert_int_equal(n, 0);
	assert_true(str_number(STR("999999999999999999"), &n));
	assert_int_equal(n, INT64_C(999999999999999999));
}

static void
writes_numbers_as_printf_does(void **state)
{
	static const int64_t values[] = {0, 1, 9, 10, 99, 100, 2026, -1, -10, INT64_MAX, INT64_MIN};
	char room[STR_DIGITS_MAX], expected[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		(void)snprintf(expected, sizeof(expected), "%" PRId64, values[i]);
		assert_true(str_is(str_digits(values[i], 1, room), str_of(expected)));
		if (values[i] < 0)
			continue;
		for (int width = 1; width < STR_DIGITS_MAX; width++) {
			(void)snprintf(expected, sizeof(expected), "%0*" PRId64, width, values[i]);
			assert_true(str_is(str_digits(values[i], (size_t)width, room),
			                   str_of(expected)));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(compares),
	        cmocka_unit_test(cuts),
	        cmocka_unit_test(puts_a_copy_where_it_fits),
	        cmocka_unit_test(reads_numbers),
	        cmocka_unit_test(writes_numbers_as_printf_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
