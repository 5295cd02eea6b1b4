/* SPDX-License-Identifier: MIT */
#include "http/judge.h"

#include <string.h>

#include "check.h"
#include "http/conn.h"
#include "http/health.h"
#include "http/reply.h"

#define ORIGIN "https://acho.example"
#define TOKEN  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static enum err session_is; /* what the database would say */

static enum err
session_check(struct req *rq)
{
	(void)rq;
	return session_is;
}

static enum err
nothing(struct req *rq)
{
	(void)rq;
	return ERR_OK;
}

static const struct route table[] = {
        {METHOD_POST, "/api/open", nothing, NULL, WHO_ANYBODY, 100},
        {METHOD_GET, "/a/{slug}/api/mine", nothing, NULL, WHO_SESSION, 0},
        {METHOD_PUT, "/a/{slug}/api/mine", nothing, NULL, WHO_SESSION, 100},
        {METHOD_DELETE, "/a/{slug}/api/mine", nothing, NULL, WHO_SESSION, 0},
};
static const struct routes routes = {
        .table = table, .n = ARRAY_LEN(table), .session_check = session_check};
static const struct site site = {.origin = {ORIGIN, sizeof(ORIGIN) - 1},
                                 .https = true,
                                 .routes = &routes,
                                 .built_in = &health_routes};

static struct req rq;
static struct fcgi_request request;

/* A request that nothing is wrong with. */
static void
good(const char *method, const char *path)
{
	arena_done(&rq.arena);
	rq = (struct req){0};
	arena_init(&rq.arena, REQUEST_MEMORY);
	session_is = ERR_OK;
	request = (struct fcgi_request){.id = 1, .keep = true, .body_is = BODY_WHOLE};
	request.param[PARAM_METHOD] = str_of(method);
	request.param[PARAM_PATH] = str_of(path);
	request.param[PARAM_ORIGIN] = STR(ORIGIN);
	request.param[PARAM_COOKIE] = STR("__Secure-acho=" TOKEN);
	request.param[PARAM_LANGUAGE] = STR("ja");
	request.param[PARAM_REQUEST_ID] = STR("0af7651916cd43dd");
}

static void
with_body(struct str body)
{
	request.body = body;
	request.param[PARAM_CONTENT_TYPE] = STR("application/json");
}

/* The code of the answer; "" when the handler is to run. */
static const char *
judged(void)
{
	assert_int_equal(judge(&rq, &request, &site), ERR_OK);
	if (rq.reply.status == 0)
		return "";
	return rq.reply.code;
}

static void
lets_good_requests_through(void **state)
{
	(void)state;
	good("GET", "/a/0123456789abc/api/mine");
	assert_string_equal(judged(), "");
	assert_ptr_equal(rq.route, &table[1]);
	assert_ptr_equal(rq.routes, &routes);
	assert_str(rq.slug, "0123456789abc");
	assert_true(rq.has_session && rq.https);
	assert_int_equal(rq.locale, LOCALE_JA);
	assert_str(rq.request_id, "0af7651916cd43dd");
	good("HEAD", "/livez");
	assert_string_equal(judged(), "");
	assert_str(rq.slug, "");
	good("PUT", "/a/x/api/mine");
	with_body(STR("{}"));
	assert_string_equal(judged(), "");
	assert_str(rq.body, "{}");
	good("DELETE", "/a/x/api/mine");
	assert_string_equal(judged(), "");
	good("POST", "/api/open");
	request.param[PARAM_COOKIE] = STR_NONE;
	assert_string_equal(judged(), "");
	assert_false(rq.has_session);
}

/* Each case also has everything that would be refused later: the first in the order wins. */
static void
judges_in_order(void **state)
{
	(void)state;
	good("PUT", "/a/x/api/mine");
	request.body_is = BODY_BROKEN;
	request.param[PARAM_CONTENT_TYPE] = STR("text/plain");
	session_is = ERR_OK;
	assert_string_equal(judged(), "request.malformed");
	good("PUT", "/a/x/api/mine");
	request.body_is = BODY_TOO_LARGE;
	session_is = ERR_DENIED;
	assert_string_equal(judged(), "session.required");
	good("PUT", "/a/x/api/mine");
	request.body_is = BODY_TOO_LARGE;
	request.param[PARAM_COOKIE] = STR("__Secure-acho=short");
	assert_string_equal(judged(), "session.required");
	good("PUT", "/a/x/api/mine");
	request.param[PARAM_COOKIE] = STR_NONE;
	request.param[PARAM_ORIGIN] = STR("https://evil.example");
	assert_string_equal(judged(), "request.bad_origin");
	good("POST", "/a/x/api/mine");
	request.param[PARAM_ORIGIN] = STR_NONE;
	assert_string_equal(judged(), "request.wrong_method");
	assert_non_null(strstr(rq.reply.headers.p, "Allow: GET, HEAD, PUT, DELETE\r\n"));
	good("FOO", "/a/x/api/other");
	assert_string_equal(judged(), "not_found");
	good("GET", "/livez");
	request.twice = true;
	assert_string_equal(judged(), "request.malformed");
}

static void
asks_for_our_own_origin(void **state)
{
	static const char *const foreign[] = {"",
	                                      "null",
	                                      "https://acho.example/",
	                                      "https://acho.example:443",
	                                      "http://acho.example",
	                                      "https://acho.example.evil",
	                                      "https://ACHO.example",
	                                      ORIGIN " https://evil.example"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
		good("DELETE", "/a/x/api/mine");
		request.param[PARAM_ORIGIN] = str_of(foreign[i]);
		assert_string_equal(judged(), "request.bad_origin");
		good("GET", "/a/x/api/mine");
		request.param[PARAM_ORIGIN] = str_of(foreign[i]);
		assert_string_equal(judged(), "");
	}
}

static void
judges_bodies(void **state)
{
	static const char *const json[] = {"application/json", "Application/JSON",
	                                   "application/json;charset=utf-8",
	                                   "application/json; charset=\"UTF-8\" "};
	static const char *const other[] = {"",
	                                    "text/plain",
	                                    "application/x-www-form-urlencoded",
	                                    "application/jsonx",
	                                    "application/json; charset=big5",
	                                    "application/json, text/plain",
	                                    "application/problem+json"};
	static char body[101];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(json); i++) {
		good("POST", "/api/open");
		with_body(STR("{}"));
		request.param[PARAM_CONTENT_TYPE] = str_of(json[i]);
		assert_string_equal(judged(), "");
	}
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		good("POST", "/api/open");
		with_body(STR("{}"));
		request.param[PARAM_CONTENT_TYPE] = str_of(other[i]);
		assert_string_equal(judged(), "request.wrong_type");
	}
	good("POST", "/api/open");
	with_body((struct str){body, 101});
	assert_string_equal(judged(), "request.too_large");
	good("DELETE", "/a/x/api/mine");
	with_body((struct str){body, 1});
	assert_string_equal(judged(), "request.too_large");
	good("POST", "/api/open");
	with_body(STR("{}"));
	request.param[PARAM_CONTENT_ENCODING] = STR("gzip");
	assert_string_equal(judged(), "request.wrong_type");
	good("POST", "/api/open"); /* no body at all: the handler's 400 */
	assert_string_equal(judged(), "");
}

/* A slug goes into SQL parameters and cookies: nothing but what a slug could look like. */
static void
cleans_what_goes_further(void **state)
{
	static char agent[400];

	(void)state;
	good("GET", "/a/x; Domain=evil/api/mine");
	assert_string_equal(judged(), "");
	assert_str(rq.slug, "?");
	good("GET", "/a/\xff/api/mine");
	assert_string_equal(judged(), "");
	assert_str(rq.slug, "?");
	good("GET", "/livez");
	for (size_t i = 0; i < sizeof(agent); i++)
		agent[i] = "\xe8\x8d\x94"[i % 3];
	request.param[PARAM_USER_AGENT] = (struct str){agent, 399};
	request.param[PARAM_REMOTE_ADDR] = STR("192.0.2.1");
	request.param[PARAM_REQUEST_ID] = STR("not an id");
	request.param[PARAM_IDEMPOTENCY_KEY] = STR("key");
	request.param[PARAM_IF_NONE_MATCH] = STR("\"tag\"");
	assert_string_equal(judged(), "");
	assert_int_equal(rq.user_agent.n, 255);
	assert_str(rq.ip, "192.0.2.1");
	assert_int_equal(rq.request_id.n, 36);
	assert_str(rq.idempotency_key, "key");
	assert_str(rq.if_none_match, "\"tag\"");
	good("GET", "/livez");
	request.param[PARAM_USER_AGENT] = STR("\xff");
	assert_string_equal(judged(), "");
	assert_str(rq.user_agent, "");
	assert_null(rq.idempotency_key.p);
	assert_null(rq.if_none_match.p);
}

static void
passes_on_that_the_database_is_away(void **state)
{
	(void)state;
	good("PUT", "/a/x/api/mine");
	request.body_is = BODY_TOO_LARGE;
	session_is = ERR_UNAVAILABLE;
	assert_int_equal(judge(&rq, &request, &site), ERR_UNAVAILABLE);
	assert_int_equal(rq.reply.status, 0);
}

static void
knows_how_browsers_write_an_origin(void **state)
{
	static const char *const cases[][2] = {
	        {"https://acho.example", "https://acho.example"},
	        {"https://ACHO.Example:443", "https://acho.example"},
	        {"http://localhost:80", "http://localhost"},
	        {"http://localhost:8080", "http://localhost:8080"},
	        {"https://acho.example:8443", "https://acho.example:8443"},
	        {"http://127.0.0.1:443", "http://127.0.0.1:443"},
	};

	(void)state;
	good("GET", "/livez");
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str origin;
		assert_true(site_origin(&rq.arena, str_of(cases[i][0]), &origin));
		assert_true(str_is(origin, str_of(cases[i][1])));
	}
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&rq.arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(lets_good_requests_through),
	        cmocka_unit_test(judges_in_order),
	        cmocka_unit_test(asks_for_our_own_origin),
	        cmocka_unit_test(judges_bodies),
	        cmocka_unit_test(cleans_what_goes_further),
	        cmocka_unit_test(passes_on_that_the_database_is_away),
	        cmocka_unit_test(knows_how_browsers_write_an_origin),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
