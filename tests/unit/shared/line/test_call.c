/* SPDX-License-Identifier: MIT */
/* Where each call puts its credential, and the least that may come back. The client's tests do the
 * rest. */
#include "line/call.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "line_server.h"

#define TYPE                                                                                       \
	"client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

static struct line_server *server;
static struct line_answers answers;

/* The request as the server saw it, in one line: "METHOD path?query|authorization|body". */
static char seen[2048];
static size_t n_headers, n_body; /* how much the server says */

static void
answer(const struct line_asked *asked, struct line_says *says, void *arg)
{
	static char headers[LINE_HEADERS_MAX + 1000], body[LINE_BODY_MAX + 1000];
	size_t n = 0;

	(void)arg;
	(void)snprintf(seen, sizeof(seen), "%s %s?%s|%s|%s", asked->method, asked->path,
	               asked->query, asked->authorization, asked->body);
	for (headers[0] = '\0'; n < n_headers; n += 20)
		(void)snprintf(headers + n, sizeof(headers) - n, "X-Filler: 12345678\r\n");
	memset(body, ' ', n_body);
	body[n_body] = '\0';
	says_json(says, 400, headers, body);
}

static enum line_failure
ask(enum line_call kind, const char *credential, struct call **ret)
{
	struct call_target target = {.base_url = str_of(line_server_url(server)), .addresses = ""};

	line_answers_done(&answers);
	assert_int_equal(
	        call_new(&target, kind, str_of(credential), 5 * USEC_PER_SEC, &answers, ret),
	        ERR_OK);
	assert_ptr_equal(call_of(call_easy(*ret)), *ret);
	assert_ptr_equal(call_owner(*ret), &answers);
	assert_int_equal(call_kind(*ret), kind);
	call_end(*ret, curl_easy_perform(call_easy(*ret)), &answers);
	return answers.of[kind].failure;
}

static void
puts_each_credential_in_its_place(void **state)
{
	static const struct {
		enum line_call kind;
		const char *seen;
	} cases[] = {
	        {LINE_TOKEN, "POST /oauth2/v3/token?||grant_type=client_credentials&" TYPE
	                     "&client_assertion=a.b%2Bc%2F%3D"},
	        {LINE_KIDS,
	         "GET /oauth2/v2.1/tokens/kid?" TYPE "&client_assertion=a.b%2Bc%2F%3D||"},
	        {LINE_LIFF_APPS, "GET /liff/v1/apps?|Bearer a.b+c/=|"},
	        {LINE_BOT_INFO, "GET /v2/bot/info?|Bearer a.b+c/=|"},
	        {LINE_VERIFY, "POST /v2/oauth/verify?||access_token=a.b%2Bc%2F%3D"},
	};

	(void)state;
	n_headers = n_body = 0;
	assert_int_equal(ARRAY_LEN(cases), LINE_CALL__COUNT);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct call *call = NULL;
		assert_int_equal(ask(cases[i].kind, "a.b+c/=", &call), LINE_ANSWERED);
		assert_string_equal(seen, cases[i].seen);
		assert_int_equal(answers.of[cases[i].kind].status, 400);
		assert_true(call_connected(call));
		assert_false(call_shook_hands(call));
		call_free(&call);
		assert_null(call);
		call_free(&call);
	}
}

static void
counts_what_comes(void **state)
{
	struct call *call = NULL;

	(void)state;
	n_headers = LINE_HEADERS_MAX - 200;
	n_body = LINE_BODY_MAX;
	assert_int_equal(ask(LINE_VERIFY, "x", &call), LINE_ANSWERED);
	call_free(&call);
	n_body++;
	assert_int_equal(ask(LINE_VERIFY, "x", &call), LINE_TOO_LARGE);
	call_free(&call);
	n_body = 0;
	n_headers = LINE_HEADERS_MAX + 20;
	assert_int_equal(ask(LINE_VERIFY, "x", &call), LINE_TOO_LARGE);
	call_free(&call);
}

static void
says_what_failed(void **state)
{
	static const struct {
		CURLcode code;
		enum line_failure failure;
	} cases[] = {
	        {CURLE_COULDNT_RESOLVE_HOST, LINE_NO_NAME},
	        {CURLE_COULDNT_CONNECT, LINE_NO_CONNECT},
	        {CURLE_OPERATION_TIMEDOUT, LINE_LATE},
	        {CURLE_PEER_FAILED_VERIFICATION, LINE_BAD_TLS},
	        {CURLE_SSL_CONNECT_ERROR, LINE_BAD_TLS},
	        {CURLE_GOT_NOTHING, LINE_CUT},
	        {CURLE_RECV_ERROR, LINE_CUT},
	        {CURLE_PARTIAL_FILE, LINE_CUT},
	        {CURLE_WRITE_ERROR, LINE_CUT},
	        {CURLE_OUT_OF_MEMORY, LINE_NO_CALL},
	        {CURLE_OK, LINE_CUT}, /* nothing was received: there is no status */
	};
	struct call_target target = {
	        .base_url = STR("https://api.line.me"), .addresses = "", .tls = true};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct call *call = NULL;
		line_answers_done(&answers);
		assert_int_equal(
		        call_new(&target, LINE_BOT_INFO, STR("x"), USEC_PER_SEC, NULL, &call),
		        ERR_OK);
		call_end(call, cases[i].code, &answers);
		assert_int_equal(answers.of[LINE_BOT_INFO].failure, cases[i].failure);
		assert_true(answers.of[LINE_BOT_INFO].done);
		call_free(&call);
	}
}

static int
setup(void **state)
{
	(void)state;
	server = line_server_start(answer, NULL);
	return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	line_server_stop(server);
	line_answers_done(&answers);
	curl_global_cleanup();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(puts_each_credential_in_its_place),
	        cmocka_unit_test(counts_what_comes),
	        cmocka_unit_test(says_what_failed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
