/* SPDX-License-Identifier: MIT */
/* Recovery codes: made, typed back in as people do, and what is kept of them. */
#include "auth/recovery.h"

#include <string.h>

#include "check.h"

static struct fault fault;

static void
comes_back_as_it_was_shown(void **state)
{
	struct recovery_code one, two, read;

	(void)state;
	assert_int_equal(recovery_code_new(&fault, &one), ERR_OK);
	assert_int_equal(recovery_code_new(&fault, &two), ERR_OK);
	assert_int_equal(strlen(one.text), RECOVERY_LEN);
	assert_memory_not_equal(one.text, one.text + SLUG_LEN, SLUG_LEN);
	assert_string_not_equal(one.text, two.text);
	assert_true(recovery_code_read(str_of(one.text), &read));
	assert_string_equal(read.text, one.text);
}

static void
is_read_as_people_write(void **state)
{
	static const char *const good[] = {
	        "0123abcdefgh1jkmnpqrstvwx1",    "0123ABCDEFGH1JKMNPQRSTVWX1",
	        "0123-abcd-efgh1-jkmnpqrstvwx1", " 0123 abcd efgh 1 jkmn pqrs tvwx 1 ",
	        "o123abcdefghijkmnpqrstvwxl",    "--OL23abcdefghIjkmnpqrstvwxi--",
	};
	static const char *const bad[] = {
	        "",
	        "0123abcdefgh1",
	        "0123abcdefgh1jkmnpqrstvwx",
	        "0123abcdefgh1jkmnpqrstvwx11",
	        "0123abcdefgh1jkmnpqrstvwxu",
	        "u123abcdefgh1jkmnpqrstvwx1",
	        "0123abcdefgh1jkmnpqrstvwx_",
	        "0123abcdefgh1jkmnpqrstvwx\t",
	        "287082",
	        "\uff10123abcdefgh1jkmnpqrstvwx1",
	};
	struct recovery_code read = {"as it was"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(recovery_code_read(str_of(bad[i]), &read));
	assert_false(recovery_code_read((struct str){"0123abcdefgh1jkmnpqrstvwx1\0", 27}, &read));
	assert_string_equal(read.text, "as it was");
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(recovery_code_read(str_of(good[i]), &read));
		assert_string_equal(read.text, "0123abcdefgh1jkmnpqrstvwx1");
	}
}

static void
is_kept_as_a_hash_of_its_account(void **state)
{
	const struct recovery_code code = {"0123abcdefgh1jkmnpqrstvwx1"},
	                           other = {"0123abcdefgh1jkmnpqrstvwx2"};
	struct token_hash hash, again, elsewhere, another;

	(void)state;
	assert_int_equal(recovery_code_hash(&fault, &code, STR("aaaaaaaaaaaaa"), &hash), ERR_OK);
	assert_int_equal(recovery_code_hash(&fault, &code, STR("aaaaaaaaaaaaa"), &again), ERR_OK);
	assert_int_equal(recovery_code_hash(&fault, &code, STR("aaaaaaaaaaaab"), &elsewhere),
	                 ERR_OK);
	assert_int_equal(recovery_code_hash(&fault, &other, STR("aaaaaaaaaaaaa"), &another),
	                 ERR_OK);
	assert_memory_equal(hash.bytes, again.bytes, sizeof(hash));
	assert_memory_not_equal(hash.bytes, elsewhere.bytes, sizeof(hash));
	assert_memory_not_equal(hash.bytes, another.bytes, sizeof(hash));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(comes_back_as_it_was_shown),
	        cmocka_unit_test(is_read_as_people_write),
	        cmocka_unit_test(is_kept_as_a_hash_of_its_account),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
