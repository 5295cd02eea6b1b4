/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include "check.h"

static void
copies_moves_and_forgets(void **state)
{
	struct secret a = {0}, b = {0};

	(void)state;
	assert_int_equal(secret_copy(&a, STR("hunter22")), ERR_OK);
	assert_str(secret_str(&a), "hunter22");
	assert_int_equal(a.p[a.n], '\0');
	assert_int_equal(secret_copy(&b, STR("old")), ERR_OK);
	secret_move(&b, &a);
	assert_null(a.p);
	assert_str(secret_str(&b), "hunter22");
	secret_done(&b);
	secret_done(&b);
	assert_null(b.p);
	assert_int_equal(secret_copy(&a, STR_NONE), ERR_OK);
	assert_int_equal(a.n, 0);
	secret_done(&a);
}

static void
compares_whole_values(void **state)
{
	(void)state;
	assert_true(secret_equal(STR("abc"), STR("abc")));
	assert_false(secret_equal(STR("abc"), STR("abd")));
	assert_false(secret_equal(STR("abc"), STR("xbc")));
	assert_false(secret_equal(STR("abc"), STR("abcd")));
	assert_true(secret_equal(STR_NONE, STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(copies_moves_and_forgets),
	        cmocka_unit_test(compares_whole_values),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
