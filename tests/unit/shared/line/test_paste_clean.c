/* SPDX-License-Identifier: MIT */
#include "line/paste_clean.h"

#include <string.h>

#include "check.h"

static struct arena arena;

static struct cleaned
clean(struct str pasted)
{
	struct cleaned cleaned;

	assert_null(paste_clean(&arena, pasted, &cleaned));
	return cleaned;
}

static void
takes_off_what_cannot_be_seen(void **state)
{
	struct cleaned cleaned = clean(STR("\xef\xbb\xbf"
	                                   "a\xe2\x80\x8b"
	                                   "b\xc2\xad\xe2\x80\xae"
	                                   "c"));

	(void)state;
	assert_str(cleaned.text, "abc");
	assert_int_equal(cleaned.cleaned, PASTE_CLEANED_INVISIBLE);
	assert_false(cleaned.blanks || cleaned.lines);
}

static void
makes_blanks_and_line_breaks_alike(void **state)
{
	struct cleaned cleaned = clean(STR("a\xc2\xa0\xe3\x80\x80\t"
	                                   "b\r\n"
	                                   "c\xe2\x80\xa8"
	                                   "d\v"));

	(void)state;
	assert_str(cleaned.text, "a   b\n\nc\nd\n");
	assert_str(cleaned.flat, "abcd");
	assert_true(cleaned.blanks && cleaned.lines);
	assert_int_equal(cleaned.cleaned, 0);
}

static void
makes_wide_characters_plain(void **state)
{
	struct cleaned cleaned = clean(STR("＠１ａ－\xe2\x80\x93\xe2\x88\x92"));

	(void)state;
	assert_str(cleaned.text, "@1a---");
	assert_int_equal(cleaned.cleaned, PASTE_CLEANED_WIDE);
}

static void
makes_quotes_alike(void **state)
{
	struct cleaned cleaned = clean(STR("「a」『b』“c”‘d’'e'`f`«g»《h》＂i＂\\\"j\\\""));

	(void)state;
	assert_str(cleaned.text, "\"a\"\"b\"\"c\"\"d\"\"e\"\"f\"\"g\"\"h\"\"i\"\"j\"");
	assert_str(cleaned.flat, "\"a\"\"b\"\"c\"\"d\"\"e\"\"f\"\"g\"\"h\"\"i\"\"j\"");
}

static void
refuses_what_is_no_text(void **state)
{
	static char big[PASTE_MAX + 1];
	struct cleaned cleaned;

	(void)state;
	memset(big, 'a', sizeof(big));
	assert_string_equal(paste_clean(&arena, STR("a\0b"), &cleaned), "field.control_chars");
	assert_string_equal(paste_clean(&arena, STR("a\x1b[0m"), &cleaned), "field.control_chars");
	assert_string_equal(paste_clean(&arena, STR("a\x7f"), &cleaned), "field.control_chars");
	assert_string_equal(paste_clean(&arena, STR("a\xff"), &cleaned), "field.control_chars");
	assert_string_equal(paste_clean(&arena, STR(""), &cleaned), "field.required");
	assert_string_equal(paste_clean(&arena, STR(" \n\xe2\x80\x8b"), &cleaned),
	                    "field.required");
	assert_string_equal(paste_clean(&arena, (struct str){big, sizeof(big)}, &cleaned),
	                    "field.too_long");
}

static void
splits(void **state)
{
	struct str words[3];

	(void)state;
	assert_int_equal(paste_split(STR("  a b\n\nc."), " \n", words, 3), 3);
	assert_str(words[0], "a");
	assert_str(words[2], "c");
	assert_int_equal(paste_split(STR("a... ."), " ", words, 3), 2);
	assert_str(words[0], "a...");
	assert_str(words[1], ".");
	assert_int_equal(paste_split(STR("a b c d"), " ", words, 3), 3);
	assert_int_equal(paste_split(STR_NONE, " ", words, 3), 0);
}

static void
knows_labels(void **state)
{
	(void)state;
	assert_true(paste_is_label(STR("Channel")));
	assert_true(paste_is_label(STR("BEARER")));
	assert_true(paste_is_label(STR("頻道")));
	assert_false(paste_is_label(STR("@123abcde")));
	assert_false(paste_is_label(STR("1234567890")));
}

static void
names_what_was_cleaned(void **state)
{
	const char *names[PASTE_CLEANED_MAX];
	const struct paste none = {.cleaned = 0},
	                   some = {.cleaned = PASTE_CLEANED_WIDE | PASTE_CLEANED_LINES},
	                   all = {.cleaned = (1U << PASTE_CLEANED_MAX) - 1};

	(void)state;
	assert_int_equal(paste_cleaned_names(&none, names), 0);
	assert_int_equal(paste_cleaned_names(&some, names), 2);
	assert_string_equal(names[0], "lines");
	assert_string_equal(names[1], "wide");
	assert_int_equal(paste_cleaned_names(&all, names), PASTE_CLEANED_MAX);
	assert_string_equal(names[0], "blanks");
	assert_string_equal(names[PASTE_CLEANED_MAX - 1], "link");
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
	        cmocka_unit_test(takes_off_what_cannot_be_seen),
	        cmocka_unit_test(makes_blanks_and_line_breaks_alike),
	        cmocka_unit_test(makes_wide_characters_plain),
	        cmocka_unit_test(makes_quotes_alike),
	        cmocka_unit_test(refuses_what_is_no_text),
	        cmocka_unit_test(splits),
	        cmocka_unit_test(knows_labels),
	        cmocka_unit_test(names_what_was_cleaned),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
