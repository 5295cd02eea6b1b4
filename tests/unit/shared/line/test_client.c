/* SPDX-License-Identifier: MIT */
/* The client against a LINE on loopback that is slow, dripping, cut, huge, elsewhere, dead or
 * simply good. */
#include "line/client.h"

#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "check.h"
#include "line/flight.h"
#include "line_server.h"

#define OPENS_AFTER 5
#define MS(n)       ((usec)(n)*USEC_PER_MS)
#define TOKEN       "AbC+dEf/gHi="
#define GOOD_TOKEN                                                                                 \
	"{\"token_type\":\"Bearer\",\"access_token\":\"stateless.token\",\"expires_in\":900}"
#define GOOD_BOT                                                                                   \
	"{\"userId\":\"U0123456789abcdef0123456789abcdef\",\"basicId\":\"@123abcde\","             \
	"\"displayName\":\"\\u8354\\u679d\",\"chatMode\":\"chat\",\"markAsReadMode\":\"auto\"}"
#define GOOD_VERIFY "{\"client_id\":\"1350031035\",\"expires_in\":3138007490,\"scope\":\"P CM\"}"
#define GOOD_LIFF   "{\"apps\":[]}"
#define NO_BOT      "{\"message\":\"Access to this API is not available for your account\"}"

/* What the server says on one path; a path that is not listed is a bug of the test. */
struct line {
	const char *path;
	int status;
	const char *headers, *body;
	struct line_says how; /* delays and the like */
};

#define LOGIN_LINES                                                                                \
	{"/oauth2/v3/token", 200, "X-Line-Request-Id: token-1\r\n", GOOD_TOKEN, {0}},              \
	        {"/v2/bot/info", 403, "", NO_BOT, {0}},                                            \
	{                                                                                          \
		"/liff/v1/apps", 200, "", GOOD_LIFF,                                               \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}
#define TOKEN_LINES                                                                                \
	{"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},                                           \
	{                                                                                          \
		"/v2/bot/info", 200, "", GOOD_BOT,                                                 \
		{                                                                                  \
			0                                                                          \
		}                                                                                  \
	}

static struct line lines[8];
static struct line_server *server;
static struct line_client *client;
static char last_body[2048], last_authorization[256], last_query[2048];
static unsigned verified; /* how often /v2/oauth/verify was asked */
static pthread_mutex_t last_lock = PTHREAD_MUTEX_INITIALIZER;

static void
answer(const struct line_asked *asked, struct line_says *says, void *arg)
{
	struct line line = {0};

	(void)arg;
	(void)pthread_mutex_lock(&last_lock);
	if (asked->body[0] != '\0')
		(void)snprintf(last_body, sizeof(last_body), "%s", asked->body);
	if (asked->query[0] != '\0')
		(void)snprintf(last_query, sizeof(last_query), "%s", asked->query);
	if (asked->authorization[0] != '\0')
		(void)snprintf(last_authorization, sizeof(last_authorization), "%s",
		               asked->authorization);
	verified += strcmp(asked->path, "/v2/oauth/verify") == 0;
	for (size_t i = 0; i < ARRAY_LEN(lines) && lines[i].path != NULL; i++)
		if (strcmp(lines[i].path, asked->path) == 0) {
			line = lines[i];
			break;
		}
	(void)pthread_mutex_unlock(&last_lock);
	if (line.path != NULL) {
		*says = line.how;
		if (!says->never)
			says_json(says, line.status, line.headers, line.body);
		return;
	}
	says_json(says, 599, "", "");
}

/* ---- getaddrinfo, ours for libcurl too: "hangs.test" never ends, "there.test" is this machine,
 * "both.test" is first ELSEWHERE on it ---- */

#define ELSEWHERE (INADDR_LOOPBACK + 1)

static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t names_free = PTHREAD_COND_INITIALIZER;
static bool names_hang;
static atomic_int lookups, lookups_running;

static struct addrinfo *
loopback_info(void)
{
	struct addrinfo *info = calloc(1, sizeof(*info) + sizeof(struct sockaddr_in));
	struct sockaddr_in *address = (struct sockaddr_in *)(info + 1);

	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	info->ai_family = AF_INET;
	info->ai_addr = (struct sockaddr *)address;
	info->ai_addrlen = sizeof(*address);
	return info;
}

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
            struct addrinfo **ret)
{
	(void)service;
	(void)hints;
	atomic_fetch_add(&lookups, 1);
	atomic_fetch_add(&lookups_running, 1);
	(void)pthread_mutex_lock(&names_lock);
	while (names_hang)
		(void)pthread_cond_wait(&names_free, &names_lock);
	(void)pthread_mutex_unlock(&names_lock);
	atomic_fetch_sub(&lookups_running, 1);
	if (strcmp(host, "there.test") != 0 && strcmp(host, "both.test") != 0)
		return EAI_NONAME;
	*ret = loopback_info();
	if (strcmp(host, "both.test") == 0) {
		struct sockaddr_in *first = (struct sockaddr_in *)(*ret)->ai_addr;
		first->sin_addr.s_addr = htonl(ELSEWHERE);
		(*ret)->ai_next = loopback_info();
	}
	return 0;
}

void
freeaddrinfo(struct addrinfo *info)
{
	while (info != NULL) {
		struct addrinfo *next = info->ai_next;
		free(info);
		info = next;
	}
}

static void
hang_names(bool hang)
{
	(void)pthread_mutex_lock(&names_lock);
	names_hang = hang;
	(void)pthread_cond_broadcast(&names_free);
	(void)pthread_mutex_unlock(&names_lock);
}

/* ---- driving ---- */

static atomic_size_t n_done;

static void
on_done(struct line_proof *proof, void *arg)
{
	(void)proof;
	(void)arg;
	atomic_fetch_add(&n_done, 1);
}

static void
open_at(const char *url, usec proof_for, size_t parallel)
{
	struct line_client_options options = {.base_url = str_of(url),
	                                      .proof_for = proof_for,
	                                      .parallel = parallel,
	                                      .opens_after = OPENS_AFTER};
	struct fault fault = {0};

	assert_int_equal(line_client_open(&options, &fault, &client), ERR_OK);
}

/* A server that says `script`, and a client for it. */
static void
start(const struct line *script, size_t n, usec proof_for, size_t parallel)
{
	memset(lines, 0, sizeof(lines));
	memcpy(lines, script, n * sizeof(*script));
	last_body[0] = last_authorization[0] = last_query[0] = '\0';
	server = line_server_start(answer, NULL);
	open_at(line_server_url(server), proof_for, parallel);
	atomic_store(&n_done, 0);
}

#define START(proof_for, parallel, ...)                                                            \
	do {                                                                                       \
		const struct line script_[] = {__VA_ARGS__};                                       \
		start(script_, ARRAY_LEN(script_), (proof_for), (parallel));                       \
	} while (0)

static void
finish(void)
{
	line_client_close(&client);
	if (server != NULL)
		line_server_stop(server);
	server = NULL;
}

/* As the worker's poller does, until `n` proofs are done or a minute is over. */
static void
drive(size_t n)
{
	usec give_up = clock_monotonic() + 60 * USEC_PER_SEC;

	while (atomic_load(&n_done) < n && clock_monotonic() < give_up) {
		struct pollfd fd = {line_client_fd(client), POLLIN, 0};
		if (poll(&fd, 1, 100) > 0)
			line_client_run(client);
	}
	assert_int_equal(atomic_load(&n_done), n);
}

static struct line_proof *
login_proof(size_t n_keys)
{
	struct secret jwts[2] = {{0}};
	struct line_proof *proof = NULL;
	struct fault fault = {0};

	assert_int_equal(secret_copy(&jwts[0], STR("first.jwt.x")), ERR_OK);
	assert_int_equal(secret_copy(&jwts[1], STR("second.jwt.x")), ERR_OK);
	assert_int_equal(line_proof_login_channel(jwts, n_keys, &fault, &proof), ERR_OK);
	secret_done(&jwts[1]);
	return proof;
}

static struct line_proof *
token_proof(void)
{
	struct line_token_entered entered = {STR("@123abcde"), STR("1234567890"), false};
	auto_secret token = {0};
	struct line_proof *proof = NULL;
	struct fault fault = {0};

	assert_int_equal(secret_copy(&token, STR(TOKEN)), ERR_OK);
	assert_int_equal(line_proof_messaging_token(&token, &entered, &fault, &proof), ERR_OK);
	return proof;
}

static void
submit(struct line_proof *proof)
{
	assert_int_equal(line_client_submit(client, proof, on_done, NULL), ERR_OK);
}

/* One token proof from start to end; the failure of bot/info. */
static enum line_failure
failure_of_bot_info(const char *code)
{
	auto_line_proof *proof = token_proof();
	const struct line_outcome *outcome = line_proof_outcome(proof);

	submit(proof);
	drive(1);
	if (code == NULL)
		assert_null(outcome->code);
	else
		assert_string_equal(outcome->code, code);
	return line_proof_answers(proof)->of[LINE_BOT_INFO].failure;
}

/* A number of /metrics. */
static unsigned
metric(const char *name)
{
	char text[8192] = "", wanted[128], *at;
	FILE *out = fmemopen(text, sizeof(text), "w");

	line_client_metrics(client, out);
	assert_int_equal(fclose(out), 0);
	(void)snprintf(wanted, sizeof(wanted), "\n%s", name); /* not in a # line */
	at = strstr(text, wanted);
	assert_non_null(at);
	return (unsigned)strtoul(at + strlen(wanted), NULL, 10);
}

/* ---- good answers ---- */

static void
proves_a_login_channel(void **state)
{
	auto_line_proof *proof = login_proof(1);
	const struct line_outcome *outcome = line_proof_outcome(proof);

	(void)state;
	assert_string_equal(outcome->code, "line.pending");
	START(MS(5000), 10, LOGIN_LINES);
	submit(proof);
	drive(1);
	assert_null(outcome->code);
	assert_int_equal(outcome->key, 0);
	assert_string_equal(line_proof_answers(proof)->of[LINE_TOKEN].request_id, "token-1");
	assert_string_equal(
	        last_body,
	        "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
	        "client-assertion-type%3Ajwt-bearer&client_assertion=first.jwt.x");
	assert_string_equal(last_authorization, "Bearer stateless.token");
	assert_int_equal(metric("acho_line_calls_total{call=\"token\",result=\"2xx\"} "), 1);
	assert_int_equal(metric("acho_line_calls_total{call=\"bot_info\",result=\"4xx\"} "), 1);
	assert_int_equal(metric("acho_line_proofs_held "), 0);
	finish();
}

static void
proves_a_messaging_token(void **state)
{
	auto_line_proof *proof = token_proof();
	const struct line_outcome *outcome = line_proof_outcome(proof);

	(void)state;
	START(MS(5000), 10, TOKEN_LINES);
	submit(proof);
	drive(1);
	assert_null(outcome->code);
	assert_string_equal(outcome->bot->basic_id, "@123abcde");
	assert_string_equal(outcome->channel_id, "1350031035");
	assert_string_equal(last_body, "access_token=AbC%2BdEf%2FgHi%3D");
	assert_string_equal(last_authorization, "Bearer " TOKEN);
	finish();
}

static void
asks_elsewhere_only_when_told_so(void **state)
{
	auto_line_proof *proof = login_proof(1);

	(void)state;
	START(MS(5000), 10,
	      {"/oauth2/v3/token", 400, "", "{\"error\":\"unsupported_grant_type\"}", {0}},
	      {"/oauth2/v2.1/tokens/kid", 200, "", "{\"kids\":[]}", {0}});
	submit(proof);
	drive(1);
	assert_null(line_proof_outcome(proof)->code);
	assert_int_equal(line_server_requests(server), 2);
	assert_string_equal(last_query, "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%"
	                                "3Aclient-assertion-type%3Ajwt-bearer"
	                                "&client_assertion=first.jwt.x");
	finish();
}

static void
tries_the_other_key(void **state)
{
	auto_line_proof *proof = login_proof(2);

	(void)state;
	START(MS(5000), 10,
	      {"/oauth2/v3/token",
	       400,
	       "",
	       "{\"error\":\"invalid_client\",\"error_description\":\"Invalid signature\"}",
	       {0}});
	submit(proof);
	drive(1);
	assert_string_equal(line_proof_outcome(proof)->code, "line.key_mismatch");
	assert_int_equal(line_server_requests(server), 2);
	assert_non_null(strstr(last_body, "second.jwt.x"));
	finish();
}

/* ---- bad answers ---- */

static void
gives_up_at_the_deadline(void **state)
{
	usec began = clock_monotonic();

	(void)state;
	START(MS(400), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 0, "", "", {.never = true}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_LATE);
	assert_in_range(clock_monotonic() - began, MS(350), MS(5000));
	assert_int_equal(metric("acho_line_calls_total{call=\"bot_info\",result=\"failed\"} "), 1);
	finish();
}

static void
counts_the_deadline_over_all_calls(void **state)
{
	auto_line_proof *proof = login_proof(1);
	usec began = clock_monotonic();

	(void)state;
	START(MS(500), 10, {"/oauth2/v3/token", 200, "", GOOD_TOKEN, {.delay_ms = 300}},
	      {"/v2/bot/info", 403, "", NO_BOT, {.delay_ms = 300}},
	      {"/liff/v1/apps", 200, "", GOOD_LIFF, {0}});
	submit(proof);
	drive(1);
	assert_string_equal(line_proof_outcome(proof)->code, "line.pending");
	assert_true(line_proof_outcome(proof)->retry);
	assert_in_range(clock_monotonic() - began, MS(450), MS(5000));
	finish();
}

static void
does_not_wait_for_drops(void **state)
{
	(void)state;
	START(MS(500), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "", GOOD_BOT, {.byte_every_ms = 20}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_LATE);
	finish();
}

static void
notices_a_cut(void **state)
{
	(void)state;
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "", GOOD_BOT, {.cut_at = 150}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_CUT);
	finish();
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "", GOOD_BOT, {.cut_at = 5}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_CUT);
	finish();
}

static void
bounds_what_comes(void **state)
{
	static char body[10 * 1024 * 1024], headers[LINE_HEADERS_MAX + 1024];
	size_t n = 0;

	(void)state;
	memset(body, ' ', sizeof(body) - 1);
	memcpy(body, GOOD_BOT, sizeof(GOOD_BOT) - 1);
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "", body, {0}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_TOO_LARGE);
	finish();
	body[LINE_BODY_MAX] = '\0';
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "", body, {0}});
	assert_int_equal(failure_of_bot_info(NULL), LINE_ANSWERED);
	finish();
	while (n + 64 < sizeof(headers))
		n += (size_t)snprintf(headers + n, sizeof(headers) - n,
		                      "X-Filler-%05zu: 0123456789\r\n", n);
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, headers, GOOD_BOT, {0}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_TOO_LARGE);
	finish();
}

/* A compressed answer was not asked for: it is not unpacked, and so reads as nothing. */
static void
unpacks_nothing(void **state)
{
	(void)state;
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
	      {"/v2/bot/info", 200, "Content-Encoding: gzip\r\n", "\x1f\x8b\x08", {0}});
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_ANSWERED);
	finish();
}

static void
goes_nowhere_else(void **state)
{
	static const char *const to[] = {"/liff/v1/apps", "http://127.0.0.1:1/",
	                                 "file:///etc/passwd", "gopher://x/"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(to); i++) {
		char headers[128];
		(void)snprintf(headers, sizeof(headers), "Location: %s\r\n", to[i]);
		START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
		      {"/v2/bot/info", 302, headers, GOOD_BOT, {0}});
		assert_int_equal(failure_of_bot_info("line.pending"), LINE_ANSWERED);
		assert_int_equal(line_server_requests(server), 2);
		finish();
	}
}

static void
believes_only_200(void **state)
{
	static const int statuses[] = {201, 202, 203, 206, 226, 300, 304,
	                               408, 429, 500, 502, 503, 599};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
		      {"/v2/bot/info", statuses[i], "", statuses[i] == 304 ? "" : GOOD_BOT, {0}});
		assert_int_equal(failure_of_bot_info("line.pending"), LINE_ANSWERED);
		finish();
	}
}

static void
hears_when_to_come_back(void **state)
{
	static const struct {
		int status;
		const char *header;
		int low, high;
	} cases[] = {
	        {429, "Retry-After: 120\r\n", 120, 120},
	        {503, "retry-after:7\r\n", 7, 7},
	        {429, "", 0, 0},
	        {500, "Retry-After: 120\r\n", 0, 0},
	        {429, "Retry-After: 0\r\n", 0, 0},
	        {429, "Retry-After: -120\r\n", 0, 0},
	        {429, "Retry-After: soon\r\n", 0, 0},
	        {429, "Retry-After: \r\n", 0, 0},
	        {429, "Retry-After: 86400\r\n", LINE_RETRY_MAX, LINE_RETRY_MAX},
	        {429, "Retry-After: 99999999999999999999999999\r\n", 0, LINE_RETRY_MAX},
	        {429, "Retry-After: Sat, 31 Dec 2050 23:59:59 GMT\r\n", LINE_RETRY_MAX,
	         LINE_RETRY_MAX},
	        {429, "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		auto_line_proof *proof = token_proof();
		const struct line_answer *answer;
		START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {0}},
		      {"/v2/bot/info", cases[i].status, cases[i].header, "{}", {0}});
		submit(proof);
		drive(1);
		answer = line_proof_outcome(proof)->answer;
		assert_string_equal(line_proof_outcome(proof)->code, "line.pending");
		assert_in_range(answer->retry_after, cases[i].low, cases[i].high);
		finish();
	}
}

static void
keeps_only_clean_request_ids(void **state)
{
	static const struct {
		const char *header, *kept;
	} cases[] = {
	        {"x-line-request-id:  a-1 \r\n", "a-1"},
	        {"X-Line-Request-Id: two words\r\n", ""},
	        {"X-Line-Request-Id: caf\xc3\xa9\r\n", ""},
	        {"X-Line-Request-Id: "
	         "0123456789012345678901234567890123456789012345678901234567890123\r\n",
	         "0123456789012345678901234567890123456789012345678901234567890123"},
	        {"X-Line-Request-Id: "
	         "01234567890123456789012345678901234567890123456789012345678901234\r\n",
	         ""},
	        {"X-Line-Request-Idx: a\r\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		auto_line_proof *proof = token_proof();
		START(MS(5000), 10, {"/v2/oauth/verify", 400, cases[i].header, "{}", {0}},
		      {"/v2/bot/info", 401, "", "{}", {0}});
		submit(proof);
		drive(1);
		assert_string_equal(line_proof_outcome(proof)->code, "line.token_invalid");
		assert_string_equal(line_proof_outcome(proof)->answer->request_id, cases[i].kept);
		finish();
	}
}

/* LINE has said no: what else it may say is not waited for. */
static void
answers_at_once_when_decided(void **state)
{
	usec began = clock_monotonic();

	(void)state;
	START(MS(20000), 10,
	      {"/v2/oauth/verify", 400, "", "{\"error\":\"invalid_request\"}", {.delay_ms = 100}},
	      {"/v2/bot/info", 0, "", "", {.never = true}});
	assert_int_equal(failure_of_bot_info("line.token_invalid"), LINE_STOPPED);
	assert_true(clock_monotonic() - began < MS(8000));
	finish();
}

/* ---- connections, names ---- */

static void
keeps_connections(void **state)
{
	(void)state;
	START(MS(5000), 10, TOKEN_LINES);
	for (size_t i = 1; i <= 100; i++) {
		auto_line_proof *proof = token_proof();
		submit(proof);
		drive(i);
		assert_null(line_proof_outcome(proof)->code);
	}
	assert_int_equal(line_server_requests(server), 200);
	assert_true(line_server_connections(server) <= 3);
	assert_int_equal(metric("acho_line_connections_total "), line_server_connections(server));
	finish();
}

static void
says_when_nobody_is_there(void **state)
{
	(void)state;
	open_at("http://127.0.0.1:1", MS(5000), 10);
	atomic_store(&n_done, 0);
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_NO_CONNECT);
	finish();
}

static void
looks_a_name_up_once(void **state)
{
	char url[64];

	(void)state;
	START(MS(5000), 100, TOKEN_LINES);
	line_client_close(&client);
	atomic_store(&lookups, 0);
	(void)snprintf(url, sizeof(url), "http://there.test%s",
	               strrchr(line_server_url(server), ':'));
	open_at(url, MS(5000), 100);
	for (size_t i = 1; i <= 50; i++) {
		auto_line_proof *proof = token_proof();
		submit(proof);
		drive(i);
		assert_null(line_proof_outcome(proof)->code);
	}
	assert_int_equal(atomic_load(&lookups), 1);
	finish();
}

static void
says_when_a_name_is_unknown(void **state)
{
	(void)state;
	open_at("https://nowhere.test", MS(5000), 10);
	atomic_store(&n_done, 0);
	assert_int_equal(failure_of_bot_info("line.pending"), LINE_NO_NAME);
	finish();
}

/* The name server swallows the question: proofs end in time, in one lookup, and close waits for
 * nobody. */
static void
does_not_wait_for_a_name_server(void **state)
{
	struct line_proof *proofs[50];
	usec began = clock_monotonic();

	(void)state;
	hang_names(true);
	atomic_store(&lookups, 0);
	open_at("https://there.test", MS(300), 100);
	atomic_store(&n_done, 0);
	for (size_t i = 0; i < 50; i++) {
		proofs[i] = token_proof();
		submit(proofs[i]);
	}
	drive(50);
	assert_in_range(clock_monotonic() - began, MS(250), MS(5000));
	for (size_t i = 0; i < 50; i++) {
		assert_string_equal(line_proof_outcome(proofs[i])->code, "line.pending");
		assert_int_equal(line_proof_answers(proofs[i])->of[LINE_BOT_INFO].failure,
		                 LINE_LATE);
		line_proof_free(&proofs[i]);
	}
	assert_int_equal(atomic_load(&lookups), 1);
	finish();
	assert_true(clock_monotonic() - began < MS(8000));
	assert_int_equal(atomic_load(&lookups_running), 1);
	hang_names(false);
	while (atomic_load(&lookups_running) > 0)
		(void)poll(NULL, 0, 1);
}

static void
refuses_a_base_url_that_is_none(void **state)
{
	static const char *const bad[] = {"",
	                                  "ftp://x",
	                                  "https://",
	                                  "https://x/path",
	                                  "https://x:0",
	                                  "https://x:65536",
	                                  "https://x:y",
	                                  "https://:443"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct line_client_options options = {
		        .base_url = str_of(bad[i]), .proof_for = MS(100), .parallel = 1};
		struct fault fault = {0};
		assert_int_equal(line_client_open(&options, &fault, &client), ERR_INVALID);
		assert_null(client);
	}
}

/* ---- many ---- */

static void
holds_hundreds_at_once(void **state)
{
	enum { N = 200 };
	struct line_proof *proofs[N];
	usec began;

	(void)state;
	START(MS(40000), N, {"/oauth2/v3/token", 200, "", GOOD_TOKEN, {.delay_ms = 500}},
	      {"/v2/bot/info", 403, "", NO_BOT, {0}}, {"/liff/v1/apps", 404, "", "", {0}});
	began = clock_monotonic();
	for (size_t i = 0; i < N; i++) {
		proofs[i] = login_proof(1);
		submit(proofs[i]);
	}
	assert_int_equal(line_client_held(client), N);
	drive(N);
	assert_true(clock_monotonic() - began < MS(30000)); /* one after the other would be 100 s */
	for (size_t i = 0; i < N; i++) {
		assert_null(line_proof_outcome(proofs[i])->code);
		line_proof_free(&proofs[i]);
	}
	assert_int_equal(line_client_held(client), 0);
	finish();
}

static void
refuses_what_is_too_many(void **state)
{
	struct line_proof *proofs[3] = {token_proof(), token_proof(), token_proof()};

	(void)state;
	START(MS(400), 2, {"/v2/oauth/verify", 0, "", "", {.never = true}},
	      {"/v2/bot/info", 0, "", "", {.never = true}});
	submit(proofs[0]);
	submit(proofs[1]);
	assert_int_equal(line_client_submit(client, proofs[2], on_done, NULL), ERR_UNAVAILABLE);
	assert_string_equal(line_proof_outcome(proofs[2])->code, "line.pending");
	assert_int_equal(metric("acho_line_proofs_refused_total{reason=\"full\"} "), 1);
	drive(2);
	submit(proofs[2]);
	drive(3);
	for (size_t i = 0; i < 3; i++)
		line_proof_free(&proofs[i]);
	finish();
}

static void
finishes_what_runs_when_stopped(void **state)
{
	struct line_proof *proofs[2] = {token_proof(), token_proof()};

	(void)state;
	START(MS(5000), 10, {"/v2/oauth/verify", 200, "", GOOD_VERIFY, {.delay_ms = 200}},
	      {"/v2/bot/info", 200, "", GOOD_BOT, {0}});
	submit(proofs[0]);
	line_client_stop(client);
	assert_int_equal(line_client_submit(client, proofs[1], on_done, NULL), ERR_UNAVAILABLE);
	drive(1);
	assert_null(line_proof_outcome(proofs[0])->code);
	line_proof_free(&proofs[0]);
	line_proof_free(&proofs[1]);
	finish();
}

static void
ends_the_rest_when_closed(void **state)
{
	enum { N = 20 };
	struct line_proof *proofs[N];

	(void)state;
	START(MS(60000), N, {"/v2/oauth/verify", 0, "", "", {.never = true}},
	      {"/v2/bot/info", 200, "", GOOD_BOT, {0}});
	for (size_t i = 0; i < N; i++) {
		proofs[i] = token_proof();
		submit(proofs[i]);
		if (i == N / 2)
			line_client_run(client); /* some have left, some have not */
	}
	line_client_close(&client);
	assert_int_equal(atomic_load(&n_done), N);
	for (size_t i = 0; i < N; i++) {
		assert_string_equal(line_proof_outcome(proofs[i])->code, "line.pending");
		line_proof_free(&proofs[i]);
	}
	finish();
}

static void
free_when_done(struct line_proof *proof, void *arg)
{
	if (line_proof_outcome(proof)->code != NULL)
		atomic_fetch_add((atomic_size_t *)arg, 1);
	line_proof_free(&proof);
	atomic_fetch_add(&n_done, 1);
}

static atomic_size_t not_proved;

/* Handlers submit, the poller drives. */
static void *
submit_and_forget(void *arg)
{
	for (int i = 0; i < 50; i++)
		if (line_client_submit(client, token_proof(), free_when_done, &not_proved) !=
		    ERR_OK)
			*(bool *)arg = true;
	return NULL;
}

static void
takes_proofs_from_any_thread(void **state)
{
	pthread_t threads[4];
	bool refused[4] = {0};

	(void)state;
	START(MS(40000), 1000, TOKEN_LINES);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, submit_and_forget, &refused[i]),
		                 0);
	drive(200);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_false(refused[i]);
	}
	assert_int_equal(atomic_load(&not_proved), 0);
	finish();
}

/* ---- the breaker ---- */

/* A server that answers nothing but 503, and as many proofs as open the breaker. */
static void
start_broken(void)
{
	START(MS(50000), 100, {"/v2/oauth/verify", 503, "", "", {0}},
	      {"/v2/bot/info", 503, "", "", {0}});
	for (size_t i = 1; i <= OPENS_AFTER; i++) {
		auto_line_proof *proof = token_proof();
		assert_int_equal(line_client_health(client), LINE_UP);
		submit(proof);
		drive(i);
	}
	assert_int_equal(line_client_health(client), LINE_DOWN);
	assert_int_equal(metric("acho_line_breaker_open "), 1);
}

/* As if 15 s had passed. */
static void
make_probe_due(void)
{
	client->breaker.probe_at = clock_monotonic();
	assert_int_equal(line_client_health(client), LINE_PROBE_DUE);
}

static atomic_size_t taken;

static void *
submit_to_the_dead(void *arg)
{
	for (int i = 0; i < 50; i++) {
		struct line_proof *proof = token_proof();
		if (line_client_submit(client, proof, free_when_done, arg) == ERR_OK)
			atomic_fetch_add(&taken, 1);
		else
			line_proof_free(&proof);
	}
	return NULL;
}

/* However many ask at the same time, LINE is asked once; its answer opens the door to all. */
static void
sends_one_probe_of_many(void **state)
{
	atomic_size_t refused_by_line = 0;
	pthread_t threads[8];

	(void)state;
	start_broken();
	for (int round = 0; round < 3; round++) {
		bool back = round == 2;
		make_probe_due();
		atomic_store(&n_done, 0);
		atomic_store(&taken, 0);
		(void)pthread_mutex_lock(&last_lock);
		lines[0].status = back ? 400 : 503;
		verified = 0;
		(void)pthread_mutex_unlock(&last_lock);
		for (size_t i = 0; i < ARRAY_LEN(threads); i++)
			assert_int_equal(pthread_create(&threads[i], NULL, submit_to_the_dead,
			                                &refused_by_line),
			                 0);
		for (size_t i = 0; i < ARRAY_LEN(threads); i++)
			assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(atomic_load(&taken), 1);
		assert_int_equal(line_client_held(client), 1);
		drive(1);
		/* The 400 may end the proof before bot/info is asked. */
		(void)pthread_mutex_lock(&last_lock);
		assert_int_equal(verified, 1);
		(void)pthread_mutex_unlock(&last_lock);
		assert_int_equal(line_client_health(client), back ? LINE_UP : LINE_DOWN);
	}
	assert_int_equal(metric("acho_line_breaker_open "), 0);
	assert_int_equal(metric("acho_line_proofs_refused_total{reason=\"breaker\"} "),
	                 3 * (8 * 50 - 1));
	finish();
}

/* What is cut off by our own stop says nothing of LINE. */
static void
blames_line_for_nothing_of_ours(void **state)
{
	struct line_proof *proofs[2 * OPENS_AFTER];

	(void)state;
	START(MS(60000), 100, {"/v2/oauth/verify", 0, "", "", {.never = true}},
	      {"/v2/bot/info", 0, "", "", {.never = true}});
	for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
		proofs[i] = token_proof();
		submit(proofs[i]);
	}
	line_client_run(client);
	flight_end_all(client);
	assert_int_equal(atomic_load(&n_done), ARRAY_LEN(proofs));
	assert_int_equal(line_client_health(client), LINE_UP);
	for (size_t i = 0; i < ARRAY_LEN(proofs); i++)
		line_proof_free(&proofs[i]);
	finish();
}

/* Token proofs from start to end, all at once. */
static void
prove_four(const char *code, enum line_failure failure)
{
	struct line_proof *proofs[4];

	atomic_store(&n_done, 0);
	for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
		proofs[i] = token_proof();
		submit(proofs[i]);
	}
	drive(ARRAY_LEN(proofs));
	for (size_t i = 0; i < ARRAY_LEN(proofs); i++) {
		const char *said = line_proof_outcome(proofs[i])->code;
		assert_string_equal(said == NULL ? "proved" : said, code);
		assert_int_equal(line_proof_answers(proofs[i])->of[LINE_BOT_INFO].failure, failure);
		line_proof_free(&proofs[i]);
	}
}

static int
listener_at(in_addr_t where, in_port_t *port)
{
	struct sockaddr_in address = {
	        .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(where)};
	socklen_t n = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(listener, (struct sockaddr *)&address, n), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &n), 0);
	*port = ntohs(address.sin_port);
	return listener;
}

/* Where no connection comes about: as many as may wait for an accept() do. */
struct hole {
	int listener, queued[4];
};

static struct hole
hole_at(in_addr_t where, in_port_t *port)
{
	struct hole hole = {.listener = listener_at(where, port)};
	const struct sockaddr_in address = {
	        .sin_family = AF_INET, .sin_port = htons(*port), .sin_addr.s_addr = htonl(where)};

	assert_int_equal(listen(hole.listener, 0), 0);
	for (size_t i = 0; i < ARRAY_LEN(hole.queued); i++) {
		hole.queued[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		(void)connect(hole.queued[i], (const struct sockaddr *)&address, sizeof(address));
	}
	return hole;
}

static void
hole_fill(struct hole *hole)
{
	for (size_t i = 0; i < ARRAY_LEN(hole->queued); i++)
		(void)close(hole->queued[i]);
}

/* A LINE at `listener`, which answers every token proof. */
static void
serve_at(int listener)
{
	static const struct line script[] = {TOKEN_LINES};

	assert_int_equal(listen(listener, 4096), 0);
	memset(lines, 0, sizeof(lines));
	memcpy(lines, script, sizeof(script));
	server = line_server_start_at(listener, answer, NULL);
}

/*
 * A firewall that swallows every connection, then none. libcurl closes a socket that is still
 * connecting without a word; whoever gets its number next is watched all the same.
 */
static void
comes_back_after_connections_that_never_came_about(void **state)
{
	in_port_t port = 0;
	struct hole hole = hole_at(INADDR_LOOPBACK, &port);
	char url[40];

	(void)state;
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u", port);
	open_at(url, MS(2500), 10);
	prove_four("line.pending", LINE_LATE);
	hole_fill(&hole);
	serve_at(hole.listener);
	prove_four("proved", LINE_ANSWERED);
	finish();
}

/* One of LINE's addresses is dead, and it is the first: those who come later go to the other. */
static void
goes_to_another_address_when_the_first_is_dead(void **state)
{
	in_port_t port = 0;
	int listener = listener_at(INADDR_LOOPBACK, &port);
	struct hole hole = hole_at(ELSEWHERE, &port);
	char url[40];

	(void)state;
	serve_at(listener);
	(void)snprintf(url, sizeof(url), "http://both.test:%u", port);
	open_at(url, MS(2500), 10);
	prove_four("line.pending", LINE_LATE);
	prove_four("proved", LINE_ANSWERED);
	hole_fill(&hole);
	(void)close(hole.listener);
	finish();
}

/* When we were slow ourselves, the end of our time is no word about LINE. */
static void
does_not_call_its_own_lateness_lines(void **state)
{
	(void)state;
	START(MS(1200), 100, {"/oauth2/v3/token", 200, "", GOOD_TOKEN, {.delay_ms = 700}},
	      {"/v2/bot/info", 0, "", "", {.never = true}},
	      {"/liff/v1/apps", 0, "", "", {.never = true}});
	for (size_t i = 1; i <= OPENS_AFTER; i++) {
		auto_line_proof *proof = login_proof(1);
		submit(proof);
		drive(i);
		assert_string_equal(line_proof_outcome(proof)->code, "line.pending");
		assert_int_equal(line_proof_outcome(proof)->answer->failure, LINE_STOPPED);
	}
	assert_int_equal(line_client_health(client), LINE_UP);
	finish();
}

static int
setup(void **state)
{
	struct rlimit files;

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(proves_a_login_channel),
	        cmocka_unit_test(proves_a_messaging_token),
	        cmocka_unit_test(asks_elsewhere_only_when_told_so),
	        cmocka_unit_test(tries_the_other_key),
	        cmocka_unit_test(gives_up_at_the_deadline),
	        cmocka_unit_test(counts_the_deadline_over_all_calls),
	        cmocka_unit_test(does_not_wait_for_drops),
	        cmocka_unit_test(notices_a_cut),
	        cmocka_unit_test(bounds_what_comes),
	        cmocka_unit_test(unpacks_nothing),
	        cmocka_unit_test(goes_nowhere_else),
	        cmocka_unit_test(believes_only_200),
	        cmocka_unit_test(hears_when_to_come_back),
	        cmocka_unit_test(keeps_only_clean_request_ids),
	        cmocka_unit_test(answers_at_once_when_decided),
	        cmocka_unit_test(keeps_connections),
	        cmocka_unit_test(says_when_nobody_is_there),
	        cmocka_unit_test(looks_a_name_up_once),
	        cmocka_unit_test(says_when_a_name_is_unknown),
	        cmocka_unit_test(does_not_wait_for_a_name_server),
	        cmocka_unit_test(refuses_a_base_url_that_is_none),
	        cmocka_unit_test(holds_hundreds_at_once),
	        cmocka_unit_test(refuses_what_is_too_many),
	        cmocka_unit_test(finishes_what_runs_when_stopped),
	        cmocka_unit_test(ends_the_rest_when_closed),
	        cmocka_unit_test(takes_proofs_from_any_thread),
	        cmocka_unit_test(sends_one_probe_of_many),
	        cmocka_unit_test(blames_line_for_nothing_of_ours),
	        cmocka_unit_test(goes_to_another_address_when_the_first_is_dead),
	        cmocka_unit_test(comes_back_after_connections_that_never_came_about),
	        cmocka_unit_test(does_not_call_its_own_lateness_lines),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
