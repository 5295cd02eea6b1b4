/* SPDX-License-Identifier: MIT */
/* One table of what is an address and what comes out, one of what is none and why. */
#include "auth/email.h"

#include <string.h>

#include "check.h"

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	const char *typed, *stored;
} good[] = {
        {"a@b.tw", "a@b.tw"},
        {"Wang.Mei@Example.COM", "Wang.Mei@example.com"},
        {"a+tag@sub.example.com.tw", "a+tag@sub.example.com.tw"},
        {"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
        {"o'hara@example.ie", "o'hara@example.ie"},
        {"1@1.example", "1@1.example"},
        {"a@B\xc3\xbc"
         "cher.example",
         "a@xn--bcher-kva.example"},
        /* The umlaut in two code points is the same domain. */
        {"a@bu\xcc\x88"
         "cher.example",
         "a@xn--bcher-kva.example"},
        {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
        {"a@\xe5\x8f\xb0\xe7\x81\xa3.tw", "a@xn--kpry57d.tw"},
        {SIXTY "abcd@example.com", SIXTY "abcd@example.com"},
        /* As an input method for Chinese types it: the @, all of it, full stops of both widths, one
           at the end. */
        {"Mei\xef\xbc\xa0"
         "b.tw",
         "Mei@b.tw"},
        {"\xef\xbc\xad\xef\xbd\x85\xef\xbd\x89\xef\xbc\x91\xef\xbc\xa0\xef\xbc\xa2\xef\xbc\x8e\xef"
         "\xbd\x94\xef\xbd\x97",
         "Mei1@b.tw"},
        {"a@b\xe3\x80\x82tw", "a@b.tw"},
        {"a@b\xef\xbd\xa1tw", "a@b.tw"},
        {"a@b.tw\xe3\x80\x82", "a@b.tw"},
        {"\xe3\x80\x80"
         "a@b.tw\xe3\x80\x80",
         "a@b.tw"},
        /* Counted as it is stored. */
        {SIXTY "\xef\xbd\x81\xef\xbd\x82\xef\xbd\x83\xef\xbd\x84@example.com",
         SIXTY "abcd@example.com"},
};

static const struct {
	const char *typed, *code;
} bad[] = {
        {"", "field.required"},
        {"a", "email.invalid"},
        {"@b.tw", "email.invalid"},
        {"a@", "email.invalid"},
        {"a@b", "email.invalid"},
        {"a@localhost", "email.invalid"},
        {" a@b.tw", "email.invalid"},
        {"a@b.tw ", "email.invalid"},
        {"a b@c.tw", "email.invalid"},
        {"a@b c.tw", "email.invalid"},
        {"a@b@c.tw", "email.invalid"},
        {"a@b.tw,c@d.tw", "email.invalid"},
        {"a@b.tw;c@d.tw", "email.invalid"},
        {"A <a@b.tw>", "email.invalid"},
        {"<a@b.tw>", "email.invalid"},
        {"\"a\"@b.tw", "email.invalid"},
        {"a(comment)@b.tw", "email.invalid"},
        {"a@(comment)b.tw", "email.invalid"},
        {"a\\@b.tw", "email.invalid"},
        {".a@b.tw", "email.invalid"},
        {"a.@b.tw", "email.invalid"},
        {"a..b@c.tw", "email.invalid"},
        {"a@.b.tw", "email.invalid"},
        {"a@b..tw", "email.invalid"},
        {"a@b.tw.", "email.invalid"},
        {"a@-b.tw", "email.invalid"},
        {"a@b-.tw", "email.invalid"},
        {"a@b_c.tw", "email.invalid"},
        {"a@[127.0.0.1]", "email.invalid"},
        {"a@127.0.0.1", "email.invalid"},
        {"a@b%0acc.tw", "email.invalid"},
        {"\xe7\x8e\x8b@b.tw", "email.invalid"}, /* the local part is ASCII */
        {"a@\xef\xbc\xa0.tw", "email.invalid"}, /* a full-width @ is no label */
        {"a@b.tw\xe3\x80\x82\xe3\x80\x82", "email.invalid"},
        {"\xe3\x80\x80", "field.required"},
        {"\xe2\x93\x90@b.tw", "email.invalid"},  /* a circled letter is no plain one */
        {"\xef\xbd\x9f@b.tw", "email.invalid"},  /* what follows the last full-width form */
        {"a@xn--a.example", "email.invalid"},    /* an A-label of nothing */
        {"a@b\xe2\x80\x8b.tw", "email.invalid"}, /* a zero-width space is not cleaned away */
        {"a@b.tw\r\nBcc: c@d.tw", "field.control_chars"},
        {"a@b.tw\n", "field.control_chars"},
        {"a@b.tw\t", "field.control_chars"},
        {"a\x7f@b.tw", "field.control_chars"},
        {"a\xe2\x80\xae@b.tw", "field.control_chars"}, /* turns the direction of text */
        {"a\xc2\x85@b.tw", "field.control_chars"},
        {SIXTY "abcde@example.com", "email.invalid"},
        {"a@" SIXTY "abcd.example.com", "email.invalid"},
        {"a@" SIXTY "." SIXTY "." SIXTY "." SIXTY ".example.com", "field.too_long"},
};

static void
reads_an_address(void **state)
{
	struct arena arena;
	struct str stored;

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		const char *code = email_read(&arena, str_of(good[i].typed), &stored);
		if (code != NULL)
			fail_msg("%s: %s", good[i].typed, code);
		assert_int_equal(stored.n, strlen(good[i].stored));
		assert_memory_equal(stored.p, good[i].stored, stored.n);
	}
	arena_done(&arena);
}

static void
refuses_what_is_none(void **state)
{
	struct arena arena;
	struct str stored = STR("kept");

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const char *code = email_read(&arena, str_of(bad[i].typed), &stored);
		if (code == NULL || strcmp(code, bad[i].code) != 0)
			fail_msg("%s: %s", bad[i].typed, code == NULL ? "accepted" : code);
		assert_str(stored, "kept");
	}
	assert_string_equal(email_read(&arena, STR("a\0b@c.tw"), &stored), "field.control_chars");
	arena_done(&arena);
}

static void
masks_all_but_the_first_letter(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(4));
	assert_str(email_mask(&arena, STR("wang@example.com")), "w***@example.com");
	assert_str(email_mask(&arena, STR("w@example.com")), "w***@example.com");
	assert_str(email_mask(&arena, STR("")), "");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_an_address),
	        cmocka_unit_test(refuses_what_is_none),
	        cmocka_unit_test(masks_all_but_the_first_letter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
