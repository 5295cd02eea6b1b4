/* SPDX-License-Identifier: MIT */
#include "http/route.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"
#include "check.h"

static enum err
nothing(struct req *rq)
{
	(void)rq;
	return ERR_OK;
}

static const struct route table[] = {
        {METHOD_POST, "/api/signup", nothing, NULL, WHO_ANYBODY, KIB(64)},
        {METHOD_GET, "/a/{slug}/api/session", nothing, NULL, WHO_SESSION, 0},
        {METHOD_DELETE, "/a/{slug}/api/session", nothing, NULL, WHO_SESSION, 0},
        {METHOD_GET, "/a/{slug}", nothing, NULL, WHO_ANYBODY, 0},
        {METHOD_DELETE, "/a/{slug}/api/sessions/{id}", nothing, NULL, WHO_SESSION, 0},
};
static const struct routes routes = {
        .table = table, .n = ARRAY_LEN(table), .session_check = nothing};

static void
finds_routes(void **state)
{
	static const char segment64[] =
	        "/a/1234567890123456789012345678901234567890123456789012345678901234";
	struct route_args args;
	unsigned methods;

	(void)state;
	assert_ptr_equal(route_find(&routes, STR("/api/signup"), METHOD_POST, &args, &methods),
	                 &table[0]);
	assert_str(args.slug, "");
	assert_ptr_equal(
	        route_find(&routes, STR("/a/x/api/session"), METHOD_DELETE, &args, &methods),
	        &table[2]);
	assert_str(args.slug, "x");
	assert_ptr_equal(route_find(&routes, str_of(segment64), METHOD_GET, &args, &methods),
	                 &table[3]);
	assert_int_equal(args.slug.n, 64);
	assert_str(args.id, "");
	assert_ptr_equal(
	        route_find(&routes, STR("/a/x/api/sessions/y"), METHOD_DELETE, &args, &methods),
	        &table[4]);
	assert_str(args.slug, "x");
	assert_str(args.id, "y");
	assert_null(route_find(&routes, STR("/a/x/api/session"), METHOD_PUT, &args, &methods));
	assert_int_equal(methods, 1U << METHOD_GET | 1U << METHOD_DELETE);
}

static void
finds_nothing_else(void **state)
{
	static const char *const paths[] = {
	        "",
	        "/",
	        "/api/signup/",
	        "/api/Signup",
	        "api/signup",
	        "//api/signup",
	        "/api//signup",
	        "/a//api/session",
	        "/a/x/api/session/",
	        "/a/x/api",
	        "/a/x/y",
	        "/a/x/api/sessions",
	        "/a/x/api/sessions/",
	        "/a/x/api/sessions/y/",
	        ("/a/x/api/sessions/"
	         "12345678901234567890123456789012345678901234567890123456789012345"),
	        "/a/",
	        "a/x",
	        "/a",
	        "/a/{slug}/",
	        "/a/12345678901234567890123456789012345678901234567890123456789012345",
	};
	struct route_args args;
	unsigned methods;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		assert_null(route_find(&routes, str_of(paths[i]), METHOD_GET, &args, &methods));
		assert_int_equal(methods, 0);
	}
	assert_null(route_find(&routes, STR_NONE, METHOD_GET, &args, &methods));
}

static void
reads_methods(void **state)
{
	enum method method = METHOD_PUT;

	(void)state;
	for (enum method m = 0; m < METHOD__COUNT; m++) {
		assert_true(method_parse(str_of(method_name(m)), &method));
		assert_int_equal(method, m);
	}
	assert_true(method_parse(STR("HEAD"), &method));
	assert_int_equal(method, METHOD_GET);
	assert_false(method_parse(STR("get"), &method));
	assert_false(method_parse(STR("PATCH"), &method));
	assert_false(method_parse(STR(""), &method));
	assert_false(method_parse(STR("FOO"), &method));
}

/* Does routes_check() end the program over this table? */
static bool
is_our_mistake(const struct route *bad, size_t n, handler *session_check)
{
	const struct routes all = {.table = bad, .n = n, .session_check = session_check};
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		(void)freopen("/dev/null", "w", stderr);
		routes_check(&all);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status);
}

static void
stops_on_our_mistakes(void **state)
{
	static const struct route bad[] = {
	        {METHOD__COUNT, "/x", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, NULL, nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/x", NULL, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "x", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/{no}", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/{id}/{id}", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/{slug}/x{id}", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/x{slug}", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/{slug}x", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/{slug}/{slug}", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/x", nothing, NULL, WHO_SESSION, 0},
	        {METHOD_GET, "/x", nothing, NULL, WHO_ANYBODY, 1},
	        {METHOD_PUT, "/x", nothing, NULL, WHO_ANYBODY, BODY_MAX + 1},
	};
	static const struct route twice[] = {
	        {METHOD_GET, "/x", nothing, NULL, WHO_ANYBODY, 0},
	        {METHOD_GET, "/x", nothing, NULL, WHO_ANYBODY, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_true(is_our_mistake(&bad[i], 1, nothing));
	assert_true(is_our_mistake(twice, 2, nothing));
	assert_true(is_our_mistake(table, ARRAY_LEN(table), NULL));
	assert_false(is_our_mistake(table, ARRAY_LEN(table), nothing));
}

static void
prints_json(void **state)
{
	char text[2048];
	FILE *out = fmemopen(text, sizeof(text), "w");
	auto_json *json = NULL;

	(void)state;
	assert_non_null(out);
	routes_print(&routes, out);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(json_parse(str_of(text), &json), ERR_OK);
	assert_non_null(strstr(text,
	                       "{\"method\":\"POST\",\"path\":\"/api/signup\",\"session\":false,"
	                       "\"body_max\":65536},"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_routes),  cmocka_unit_test(finds_nothing_else),
	        cmocka_unit_test(reads_methods), cmocka_unit_test(stops_on_our_mistakes),
	        cmocka_unit_test(prints_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
