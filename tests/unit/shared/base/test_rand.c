/* SPDX-License-Identifier: MIT */
#include "base/rand.h"

#include <string.h>

#include "check.h"

static void
gives_different_bytes(void **state)
{
	unsigned char a[32] = {0}, b[32] = {0}, whole[256];

	(void)state;
	assert_int_equal(rand_bytes(a, sizeof(a)), ERR_OK);
	assert_int_equal(rand_bytes(b, sizeof(b)), ERR_OK);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_int_equal(rand_bytes(whole, sizeof(whole)), ERR_OK);
}

static void
uuids_are_version_4(void **state)
{
	char a[UUID_LEN + 1], b[UUID_LEN + 1];

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(rand_uuid(a), ERR_OK);
		assert_int_equal(rand_uuid(b), ERR_OK);
		assert_string_not_equal(a, b);
		assert_int_equal(strlen(a), UUID_LEN);
		assert_int_equal(a[14], '4');
		assert_non_null(strchr("89ab", a[19]));
		assert_int_equal(strspn(a, "0123456789abcdef-"), UUID_LEN);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(gives_different_bytes),
	                                   cmocka_unit_test(uuids_are_version_4)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
