/* SPDX-License-Identifier: MIT */
/* The table is sound (routes_check ends the program otherwise) and every statement is complete. */
#include "login/app.h"

#include "check.h"

static const struct {
	enum method method;
	const char *path;
} calls[] = {
        {METHOD_POST, "/a/0123456789abc/api/session"},
        {METHOD_DELETE, "/a/0123456789abc/api/session"},
        {METHOD_GET, "/a/0123456789abc/manifest.webmanifest"},
        {METHOD_GET, "/a/0123456789abc/api/sessions"},
        {METHOD_DELETE, "/a/0123456789abc/api/sessions/others"},
};

static void
serves_what_it_should(void **state)
{
	struct route_args args;
	unsigned methods;

	(void)state;
	routes_check(&login_routes);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		assert_non_null(route_find(&login_routes, str_of(calls[i].path), calls[i].method,
		                           &args, &methods));
		assert_str(args.slug, "0123456789abc");
	}
	assert_null(route_find(&login_routes, STR("/api/signup"), METHOD_POST, &args, &methods));
	assert_int_equal(methods, 0);
}

static void
lists_whole_statements(void **state)
{
	(void)state;
	for (size_t i = 0; i < LOGIN__COUNT; i++) {
		const struct db_statement *statement = &login_statements[i];
		assert_non_null(statement->sql);
		assert_true(str_starts(str_of(statement->name), STR("login.")));
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
