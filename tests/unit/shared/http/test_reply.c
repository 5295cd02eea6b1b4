/* SPDX-License-Identifier: MIT */
#include "http/reply.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "request.h"

static struct req rq;
static struct routes routes;

static int
setup(void **state)
{
	(void)state;
	request_start(&rq, STR(""));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	request_end(&rq);
	return 0;
}

static struct str
said(void)
{
	return buf_str(&rq.reply.body);
}

static struct str
headers(void)
{
	return buf_str(&rq.reply.headers);
}

static void
replies_json(void **state)
{
	(void)state;
	out_text(reply_json(&rq, 201), "a", STR("b"));
	out_int(&rq.reply.out, "n", 1);
	assert_int_equal(reply_end(&rq), ERR_OK);
	assert_int_equal(rq.reply.status, 201);
	assert_str(said(), "{\"a\":\"b\",\"n\":1}");
	assert_string_equal(rq.reply.type, "application/json");
	assert_int_equal(headers().n, 0);
}

static void
tells_what_was_cleaned(void **state)
{
	struct field_note second = {NULL, "kid", {"label", "wide"}, 2},
	                  first = {&second, "channel_id", {"blanks"}, 1};

	(void)state;
	rq.cleaned = &first;
	(void)reply_json(&rq, 200);
	assert_int_equal(reply_end(&rq), ERR_OK);
	assert_str(said(), "{\"cleaned\":[{\"field\":\"channel_id\",\"what\":[\"blanks\"]},"
	                   "{\"field\":\"kid\",\"what\":[\"label\",\"wide\"]}]}");
	assert_int_equal(reply_pending(&rq, STR("line.pending")), ERR_OK);
	assert_non_null(strstr(said().p, "\"cleaned\":[{"));
	assert_int_equal(reply_problem(&rq, STR("line.kid_unknown")), ERR_OK);
	assert_non_null(strstr(said().p, "\"cleaned\":[{"));
	/* What is not about the value says nothing of it. */
	assert_int_equal(reply_problem(&rq, STR("session.required")), ERR_OK);
	assert_null(strstr(said().p, "cleaned"));
	assert_int_equal(reply_problem(&rq, STR("server.busy")), ERR_OK);
	assert_null(strstr(said().p, "cleaned"));
}

static void
replies_bytes(void **state)
{
	static char bytes[REPLY_BYTES_MAX + 1] = "\0\xff\r\n";

	(void)state;
	assert_int_equal(reply_bytes(&rq, 200, "image/png", (struct str){bytes, REPLY_BYTES_MAX}),
	                 ERR_OK);
	assert_false(rq.reply.cached);
	assert_int_equal(said().n, REPLY_BYTES_MAX);
	assert_memory_equal(said().p, bytes, REPLY_BYTES_MAX);
	reply_etag(&rq, STR("0123"));
	assert_true(rq.reply.cached);
	assert_str(headers(), "ETag: \"0123\"\r\n");
	/* What comes in its place is not kept, nor called the same. */
	assert_int_equal(reply_problem(&rq, STR("not_found")), ERR_OK);
	assert_false(rq.reply.cached);
	assert_null(strstr(headers().p, "ETag"));
	assert_int_equal(reply_bytes(&rq, 200, "image/png", (struct str){bytes, sizeof(bytes)}),
	                 ERR_TOO_LARGE);
}

static void
reads_one_entity_tag(void **state)
{
	static const char *const others[] = {"",           "*",       "0123",
	                                     "\"0123",     "\"012\"", "\"01234\"",
	                                     "\"01G3\"",   "W/",      "\"0123\", \"4567\"",
	                                     "w/\"0123\"", "\"012'\""};

	(void)state;
	rq.if_none_match = STR("\"0123\"");
	assert_str(req_etag(&rq, 4), "0123");
	rq.if_none_match = STR("W/\"0123\"");
	assert_str(req_etag(&rq, 4), "0123");
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		rq.if_none_match = str_of(others[i]);
		assert_null(req_etag(&rq, 4).p);
	}
	rq.if_none_match = STR_NONE;
	assert_null(req_etag(&rq, 4).p);
}

static void
replies_nothing(void **state)
{
	(void)state;
	assert_int_equal(reply_empty(&rq, 204), ERR_OK);
	assert_int_equal(said().n, 0);
	assert_null(rq.reply.type);
}

static void
says_when_the_answer_does_not_fit(void **state)
{
	static char large[40000];
	struct out *out = reply_json(&rq, 200);

	(void)state;
	memset(large, '"', sizeof(large)); /* twice as long when escaped */
	out_text(out, "a", (struct str){large, sizeof(large)});
	assert_int_equal(reply_end(&rq), ERR_TOO_LARGE);
	assert_int_equal(rq.fault.err, ERR_TOO_LARGE);
}

/* Then it may fit another time; and nothing that came in is called wrong. */
static void
says_when_there_is_no_memory(void **state)
{
	static char large[40000];
	struct out *out = reply_json(&rq, 200);

	(void)state;
	rq.arena.starved = true;
	out_text(out, "a", (struct str){large, sizeof(large)});
	assert_int_equal(reply_end(&rq), ERR_NOMEM);
	assert_int_equal(req_field_error(&rq, "email", "email.invalid"), ERR_NOMEM);
	assert_null(rq.field_errors);
	arena_reset(&rq.arena);
	assert_false(rq.arena.starved);
}

static void
replies_problems(void **state)
{
	const struct problem_extra extra = {.retry_after = 15};

	(void)state;
	assert_int_equal(reply_problem_with(&rq, STR("login.throttled"), &extra), ERR_OK);
	assert_int_equal(rq.reply.status, 429);
	assert_string_equal(rq.reply.code, "login.throttled");
	assert_string_equal(rq.reply.type, "application/problem+json");
	assert_str(headers(), "Retry-After: 15\r\nContent-Language: en\r\n");
	assert_str(said(),
	           "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,"
	           "\"code\":\"login.throttled\","
	           "\"detail\":\"Too many attempts. Wait 15 seconds and try again.\"}");
}

static void
tells_what_was_found(void **state)
{
	const struct problem_extra extra = {.entered = STR("@mine"),
	                                    .found_basic_id = STR("@other"),
	                                    .found_name = STR("Other \"OA\""),
	                                    .expires_at = 1767225600 * USEC_PER_SEC,
	                                    .line_request_id = STR("x-1")};

	(void)state;
	rq.locale = LOCALE_ZH_TW;
	assert_int_equal(reply_problem_with(&rq, STR("line.token_other_oa"), &extra), ERR_OK);
	assert_str(
	        said(),
	        "{\"type\":\"about:blank\",\"title\":\"內容需要修正\",\"status\":422,"
	        "\"code\":\"line.token_other_oa\",\"detail\":\"這個 Token 屬於「Other "
	        "\\\"OA\\\"」（@other），不是您填的 @mine。可以改用這個官方帳號，或重新貼上另一個 "
	        "Token。\",\"entered\":\"@mine\",\"found\":{\"basic_id\":\"@other\","
	        "\"display_name\":\"Other "
	        "\\\"OA\\\"\"},\"expires_at\":\"2026-01-01T00:00:00Z\",\"request_id\":\"x-1\"}");
}

static void
asks_to_come_back(void **state)
{
	(void)state;
	assert_int_equal(reply_problem(&rq, STR("key.preparing")), ERR_OK);
	assert_str(headers(), "Retry-After: 2\r\nContent-Language: en\r\n");
}

static void
knows_no_other_code(void **state)
{
	(void)state;
	assert_int_equal(reply_problem(&rq, STR("no.such")), ERR_BUG);
	assert_int_equal(reply_pending(&rq, STR("no.such")), ERR_BUG);
	assert_int_equal(rq.reply.status, 0);
}

static void
replies_pending(void **state)
{
	(void)state;
	assert_int_equal(reply_pending(&rq, STR("line.pending")), ERR_OK);
	assert_int_equal(rq.reply.status, 202);
	assert_str(said(),
	           "{\"code\":\"line.pending\",\"detail\":\"Saved, but LINE is not answering. "
	           "We'll retry; you can leave this page.\"}");
}

static void
names_every_bad_field(void **state)
{
	(void)state;
	assert_int_equal(req_field_error(&rq, "email", "email.invalid"), ERR_OK);
	assert_int_equal(req_field_error_counted(&rq, "name", "field.too_long", 81), ERR_OK);
	assert_int_equal(reply_invalid(&rq), ERR_OK);
	assert_int_equal(rq.reply.status, 422);
	assert_non_null(strstr(said().p, "\"detail\":\"2 thing(s) to fix."));
	assert_non_null(strstr(said().p,
	                       "\"errors\":[{\"field\":\"email\",\"code\":\"email.invalid\","
	                       "\"detail\":\"This does not look like an email address."));
	assert_non_null(strstr(said().p,
	                       "{\"field\":\"name\",\"code\":\"field.too_long\",\"detail\":"
	                       "\"This is too long: 81 characters, of 80 at most."));
}

/* ---- a bad body is explained only to those who may know ---- */

static enum err
no_session(struct req *asked)
{
	return FAULT(&asked->fault, ERR_DENIED, "none");
}

static enum err
no_answer(struct req *asked)
{
	return FAULT(&asked->fault, ERR_UNAVAILABLE, "database away");
}

static void
explains_nothing_to_a_stranger(void **state)
{
	(void)state;
	request_end(&rq);
	request_start_with_session(&rq, STR(""), &routes, no_session);
	assert_int_equal(req_field_error(&rq, "email", "email.invalid"), ERR_OK);
	assert_int_equal(reply_invalid(&rq), ERR_OK);
	assert_int_equal(rq.reply.status, 401);
	assert_null(strstr(said().p, "email"));
	assert_int_equal(rq.fault.err, ERR_OK);
	rq.session_checked = false;
	routes.session_check = no_answer;
	assert_int_equal(reply_invalid(&rq), ERR_UNAVAILABLE);
}

/* ---- cookies and headers ---- */

static void
sets_the_cookie(void **state)
{
	const struct token token = {{0}};

	(void)state;
	assert_int_equal(reply_cookie(&rq, COOKIE_SESSION, &token, 86400), ERR_OK);
	assert_str(headers(),
	           "Set-Cookie: acho=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; "
	           "Path=/a/" REQUEST_SLUG "; Max-Age=86400; HttpOnly; SameSite=Lax\r\n");
	rq.https = true;
	rq.reply.headers.n = 0;
	assert_int_equal(reply_cookie_expire(&rq), ERR_OK);
	assert_str(headers(), "Set-Cookie: __Secure-acho=; Path=/a/" REQUEST_SLUG
	                      "; Max-Age=0; HttpOnly; SameSite=Lax; Secure\r\n");
}

static void
keeps_cookies_from_refusals(void **state)
{
	const struct token token = {{0}};

	(void)state;
	assert_int_equal(reply_cookie(&rq, COOKIE_SESSION, &token, 1), ERR_OK);
	assert_int_equal(reply_problem(&rq, STR("not_found")), ERR_OK);
	assert_str(headers(), "Content-Language: en\r\n");
	reply_header(&rq, "Allow", STR("GET"));
	assert_str(headers(), "Content-Language: en\r\nAllow: GET\r\n");
}

static void
splits_no_header(void **state)
{
	(void)state;
	reply_header(&rq, "X", STR("a\r\nSet-Cookie: b"));
	assert_int_equal(reply_empty(&rq, 204), ERR_TOO_LARGE);
}

/* ---- what the database refuses ---- */

/* A call's result: problem and retry_after, in binary; `rows` of them. */
static struct db_result
result_of(const char *problem, int rows)
{
	static char problem_name[] = "problem", retry_name[] = "retry_after";
	static char seconds[] = {0, 0, 0, 30};
	PGresAttDesc columns[] = {{.name = problem_name, .format = 1, .typid = 25, .typlen = -1},
	                          {.name = retry_name, .format = 1, .typid = 23, .typlen = 4}};
	struct db_result result = {PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK)};
	char text[64] = "";

	(void)snprintf(text, sizeof(text), "%s", problem == NULL ? "" : problem);
	assert_int_equal(PQsetResultAttrs(result.pg, 2, columns), 1);
	for (int i = 0; i < rows; i++) {
		assert_int_equal(PQsetvalue(result.pg, i, 0, problem == NULL ? NULL : text,
		                            problem == NULL ? -1 : (int)strlen(text)),
		                 1);
		assert_int_equal(PQsetvalue(result.pg, i, 1, seconds, sizeof(seconds)), 1);
	}
	return result;
}

static void
passes_the_database_s_problem_on(void **state)
{
	auto_db_result good = result_of(NULL, 1), list = result_of(NULL, 2),
	               throttled = result_of("login.throttled", 1);

	(void)state;
	assert_false(reply_refused(&rq, &good));
	assert_false(reply_refused(&rq, &list));
	assert_int_equal(rq.reply.status, 0);
	assert_true(reply_refused(&rq, &throttled));
	assert_int_equal(rq.reply.status, 429);
	assert_non_null(strstr(headers().p, "Retry-After: 30\r\n"));
}

static void
stands_a_database_that_speaks_nonsense(void **state)
{
	auto_db_result unknown = result_of("no.such", 1), none = result_of(NULL, 0);

	(void)state;
	assert_true(reply_refused(&rq, &unknown));
	assert_int_equal(rq.reply.status, 0);
	assert_int_equal(rq.fault.err, ERR_BUG);
	assert_true(reply_refused(&rq, &none));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(replies_json),
	        TEST(tells_what_was_cleaned),
	        TEST(replies_bytes),
	        TEST(reads_one_entity_tag),
	        TEST(replies_nothing),
	        TEST(says_when_the_answer_does_not_fit),
	        TEST(says_when_there_is_no_memory),
	        TEST(replies_problems),
	        TEST(tells_what_was_found),
	        TEST(asks_to_come_back),
	        TEST(knows_no_other_code),
	        TEST(replies_pending),
	        TEST(names_every_bad_field),
	        TEST(explains_nothing_to_a_stranger),
	        TEST(sets_the_cookie),
	        TEST(keeps_cookies_from_refusals),
	        TEST(splits_no_header),
	        TEST(passes_the_database_s_problem_on),
	        TEST(stands_a_database_that_speaks_nonsense),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
