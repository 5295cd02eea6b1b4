/* SPDX-License-Identifier: MIT */
/* The table is sound (routes_check ends the program otherwise) and every statement is complete. */
#include "signup/app.h"

#include "check.h"

static void
serves_what_it_should(void **state)
{
	struct route_args args;
	unsigned methods;

	(void)state;
	routes_check(&signup_routes);
	assert_ptr_equal(
	        route_find(&signup_routes, STR("/api/signup"), METHOD_POST, &args, &methods),
	        &signup_routes.table[0]);
	assert_ptr_equal(route_find(&signup_routes, STR("/api/find"), METHOD_POST, &args, &methods),
	                 &signup_routes.table[1]);
	assert_null(route_find(&signup_routes, STR("/api/signup"), METHOD_GET, &args, &methods));
	assert_int_equal(methods, 1U << METHOD_POST);
}

static void
lists_whole_statements(void **state)
{
	(void)state;
	for (size_t i = 0; i < SIGNUP__COUNT; i++) {
		const struct db_statement *statement = &signup_statements[i];
		assert_non_null(statement->sql);
		assert_true(str_starts(str_of(statement->name), STR("signup.")));
		assert_true(str_starts(str_of(statement->columns), STR("problem:text")));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(serves_what_it_should),
	        cmocka_unit_test(lists_whole_statements),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
