/* SPDX-License-Identifier: MIT */
/* The table is sound (routes_check ends the program otherwise) and every statement is complete. */
#include "link/app.h"

#include "check.h"

static const struct {
	enum method method;
	const char *path;
} calls[] = {
        {METHOD_PUT, "/a/0123456789abc/api/login-channel/checklist"},
        {METHOD_DELETE, "/a/0123456789abc/api/messaging-token"},
        {METHOD_POST, "/a/0123456789abc/api/assertion-key"},
        {METHOD_POST, "/a/0123456789abc/api/messaging-token/release-request"},
        {METHOD_POST, "/a/0123456789abc/api/release"},
};

static void
serves_what_it_should(void **state)
{
	struct route_args args;
	unsigned methods;

	(void)state;
	routes_check(&link_routes);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		assert_non_null(route_find(&link_routes, str_of(calls[i].path), calls[i].method,
		                           &args, &methods));
		assert_str(args.slug, "0123456789abc");
	}
	assert_null(route_find(&link_routes, STR("/api/signup"), METHOD_POST, &args, &methods));
	assert_int_equal(methods, 0);
}

static void
lists_whole_statements(void **state)
{
	(void)state;
	for (size_t i = 0; i < LINK__COUNT; i++) {
		const struct db_statement *statement = &link_statements[i];
		assert_non_null(statement->sql);
		assert_true(str_starts(str_of(statement->name), STR("link.")));
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
