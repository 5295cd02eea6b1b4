/* SPDX-License-Identifier: MIT */
/* What a mail server says, and what we make of it: a server that follows a script, in a thread. */
#include "mail/smtp.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "check.h"

#define FROM    STR("hello@acho.example")
#define TO      STR("ming@shop.example")
#define MESSAGE STR("Subject: x\r\n\r\nline\r\n.\r\n..\r\nend\r\n")

/* Replies to one connection; NULL hangs up, "" says nothing and waits for the client to go. */
struct script {
	const char *banner, *ehlo, *mail, *rcpt, *data, *end;
	int mails; /* hang up after so many, as if idle for too long; 0 = never, HANGS = not even at
	              QUIT */
};

#define HANGS (-1)

static const struct script polite = {"220 hi\r\n",
                                     "250-hi\r\n250 SIZE 1000000\r\n",
                                     "250 ok\r\n",
                                     "250 ok\r\n",
                                     "354 go\r\n",
                                     "250 taken\r\n",
                                     0};

struct server {
	struct script script;
	int listener;
	int connections;
	char seen[8192]; /* every line the client sent */
	char url[64];
	pthread_t thread;
};

static void
note(struct server *server, const char *line)
{
	size_t n = strlen(server->seen);

	(void)snprintf(server->seen + n, sizeof(server->seen) - n, "%s", line);
}

static bool
say(int fd, const char *reply)
{
	return reply != NULL && send(fd, reply, strlen(reply), MSG_NOSIGNAL) >= 0;
}

static const char *
reply_to(const struct script *script, const char *line)
{
	const struct {
		const char *verb, *reply;
	} replies[] = {{"EHLO", script->ehlo},
	               {"MAIL", script->mail},
	               {"RCPT", script->rcpt},
	               {"DATA", script->data}};

	for (size_t i = 0; i < ARRAY_LEN(replies); i++)
		if (strncmp(line, replies[i].verb, 4) == 0)
			return replies[i].reply;
	return strncmp(line, "QUIT", 4) == 0 ? NULL : "500 what?\r\n";
}

static void
converse(struct server *server, FILE *in, int fd)
{
	char line[1024];
	bool body = false;
	int mails = 0;

	if (!say(fd, server->script.banner))
		return;
	while (fgets(line, sizeof(line), in) != NULL) {
		const char *reply = body ? "" : reply_to(&server->script, line);
		note(server, line);
		if (body && strcmp(line, ".\r\n") == 0) {
			body = false;
			reply = server->script.end;
			mails++;
		}
		if (server->script.mails == HANGS && strncmp(line, "QUIT", 4) == 0)
			reply = "";
		if (!say(fd, reply) || (mails > 0 && mails == server->script.mails))
			return;
		body = body || strncmp(reply, "354", 3) == 0;
	}
}

static void *
serve(void *arg)
{
	struct server *server = arg;
	int fd;

	while ((fd = accept(server->listener, NULL, NULL)) >= 0) {
		FILE *in = fdopen(fd, "r");
		server->connections++;
		converse(server, in, fd);
		(void)fclose(in);
	}
	return NULL;
}

static void
server_start(struct server *server, const char *host, struct script script)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(address);

	*server = (struct server){.script = script,
	                          .listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
	assert_int_equal(bind(server->listener, (struct sockaddr *)&address, n), 0);
	assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &n), 0);
	assert_int_equal(listen(server->listener, 8), 0);
	(void)snprintf(server->url, sizeof(server->url), "smtp://%s:%d", host,
	               ntohs(address.sin_port));
	assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void
server_stop(struct server *server)
{
	(void)shutdown(server->listener, SHUT_RDWR);
	assert_int_equal(pthread_join(server->thread, NULL), 0);
	(void)close(server->listener);
}

static bool
at_once(void *arg)
{
	(void)arg;
	return true;
}

/* Send `n` mails over one sender; the outcome of the last. */
static struct smtp_outcome
send_mails(struct server *server, bool (*give_up)(void *), int n)
{
	struct smtp_config config = {.url = str_of(server->url), .give_up = give_up};
	struct smtp smtp = {0};
	struct smtp_outcome outcome = {0};
	struct fault fault = {0};

	assert_int_equal(smtp_open(&smtp, &fault, &config), ERR_OK);
	while (n-- > 0)
		assert_int_equal(smtp_send(&smtp, &fault, FROM, TO, MESSAGE, &outcome), ERR_OK);
	smtp_close(&smtp);
	return outcome;
}

#define SCRIPT(...)                                                                                \
	(struct script)                                                                            \
	{                                                                                          \
		"220 hi\r\n", "250 hi\r\n", __VA_ARGS__                                            \
	}
#define OK "250 ok\r\n"
#define GO "354 go\r\n"

static void
test_what_a_reply_means(void **state)
{
	const struct {
		struct script script;
		enum smtp_result result;
		int code;
		const char *status;
	} cases[] = {
	        {polite, SMTP_DELIVERED, 250, "data 250"},
	        {SCRIPT(OK, "250 ok\r\n", GO, "250-a\r\n250 b\r\n", 0), SMTP_DELIVERED, 250,
	         "data 250"},
	        {SCRIPT(OK, "550 5.1.1 nobody\r\n", GO, OK, 0), SMTP_PERMFAIL, 550, "rcpt 550"},
	        {SCRIPT(OK, "450 4.2.1 greylisted\r\n", GO, OK, 0), SMTP_TEMPFAIL, 450, "rcpt 450"},
	        {SCRIPT(OK, "421 4.3.2 closing\r\n", GO, OK, 0), SMTP_TEMPFAIL, 421, "rcpt 421"},
	        {SCRIPT(OK, OK, "554 no\r\n", OK, 0), SMTP_PERMFAIL, 554, "data 554"},
	        {SCRIPT(OK, OK, GO, "552 too big\r\n", 0), SMTP_PERMFAIL, 552, "data 552"},
	        {SCRIPT(OK, OK, GO, "451 later\r\n", 0), SMTP_TEMPFAIL, 451, "data 451"},
	        /* Before RCPT a 5xx speaks about us, not about this mail: it waits until somebody
	           has looked. */
	        {SCRIPT("550 who are you\r\n", OK, GO, OK, 0), SMTP_TEMPFAIL, 550, "mail 550"},
	        {{"554 no service\r\n", "250 hi\r\n", OK, OK, GO, OK, 0},
	         SMTP_TEMPFAIL,
	         554,
	         "start 554"},
	        /* Cut after the whole mail: it may have come through; the same Message-ID goes out
	           again. */
	        {SCRIPT(OK, OK, GO, NULL, 0), SMTP_TEMPFAIL, 354, "cut"},
	        {SCRIPT(OK, NULL, GO, OK, 0), SMTP_TEMPFAIL, 250, "cut"},
	        {{NULL, OK, OK, OK, GO, OK, 0}, SMTP_TEMPFAIL, 0, "cut"},
	        {{"HTTP/1.1 200 OK\r\n\r\n", OK, OK, OK, GO, NULL, 0}, SMTP_TEMPFAIL, 0, "stopped"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct server server;
		struct smtp_outcome outcome;
		server_start(&server, "127.0.0.1", cases[i].script);
		outcome = send_mails(&server, i + 1 == ARRAY_LEN(cases) ? at_once : NULL, 1);
		server_stop(&server);
		assert_string_equal(outcome.status, cases[i].status);
		assert_int_equal(outcome.result, cases[i].result);
		assert_int_equal(outcome.code, cases[i].code);
	}
}

static void
test_what_goes_over_the_wire(void **state)
{
	struct server server;
	const char *envelope;

	(void)state;
	server_start(&server, "127.0.0.1", polite);
	(void)send_mails(&server, NULL, 1);
	server_stop(&server);
	envelope = strstr(server.seen, "MAIL FROM:<hello@acho.example>");
	assert_non_null(envelope);
	assert_non_null(strstr(envelope, "RCPT TO:<ming@shop.example>\r\nDATA\r\n"));
	/* RFC 5321 section 4.5.2: a line that begins with a period gets another. */
	assert_non_null(strstr(envelope, "Subject: x\r\n\r\nline\r\n..\r\n...\r\nend\r\n.\r\n"));
}

static void
test_a_connection_is_kept_and_replaced_when_stale(void **state)
{
	struct server server;
	struct script script = polite;

	(void)state;
	server_start(&server, "127.0.0.1", polite);
	assert_int_equal(send_mails(&server, NULL, 3).result, SMTP_DELIVERED);
	server_stop(&server);
	assert_int_equal(server.connections, 1);

	script.mails = 1; /* the server hangs up after each mail */
	server_start(&server, "127.0.0.1", script);
	assert_int_equal(send_mails(&server, NULL, 3).result, SMTP_DELIVERED);
	server_stop(&server);
	assert_int_equal(server.connections, 3);
}

/* A server that hangs, after a mail or in the middle of one, must not keep the program from ending.
 */
static void
test_closing_does_not_wait(void **state)
{
	static const char *const ends[] = {"250 taken\r\n", ""};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct server server;
		struct script script = polite;
		usec begun = clock_monotonic();
		script.end = ends[i];
		script.mails = HANGS;
		server_start(&server, "127.0.0.1", script);
		(void)send_mails(&server, i == 0 ? NULL : at_once, 1);
		assert_true(clock_monotonic() - begun < 10 * USEC_PER_SEC);
		server_stop(&server);
	}
}

static void
test_nobody_listens(void **state)
{
	struct server server;
	struct smtp_outcome outcome;

	(void)state;
	server_start(&server, "127.0.0.1", polite);
	server_stop(&server);
	outcome = send_mails(&server, NULL, 1);
	assert_int_equal(outcome.result, SMTP_TEMPFAIL);
	assert_string_equal(outcome.status, "connect");
}

/* 0.0.0.0 reaches the same listener, but is not loopback by name: TLS is demanded there. */
static void
test_without_tls_nothing_is_said(void **state)
{
	struct server server;
	struct smtp_outcome outcome;

	(void)state;
	server_start(&server, "0.0.0.0", polite); /* STARTTLS not offered, or stripped on the way */
	outcome = send_mails(&server, NULL, 1);
	server_stop(&server);
	assert_int_equal(outcome.result, SMTP_TEMPFAIL);
	assert_string_equal(outcome.status, "tls");
	assert_null(strstr(server.seen, "MAIL"));
}

static void
test_envelope_injection(void **state)
{
	static const char *const bad[] = {"a@b.example>\r\nRCPT TO:<x@y.example",
	                                  "a@b.example\r\nDATA",
	                                  "<a@b.example>",
	                                  "a@b.example\n",
	                                  "a b@c.example",
	                                  ""};
	struct server server;
	struct smtp_config config;
	struct smtp smtp = {0};
	struct smtp_outcome outcome;
	struct fault fault = {0};

	(void)state;
	server_start(&server, "127.0.0.1", polite);
	config = (struct smtp_config){.url = str_of(server.url)};
	assert_int_equal(smtp_open(&smtp, &fault, &config), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(smtp_send(&smtp, &fault, FROM, str_of(bad[i]), MESSAGE, &outcome),
		                 ERR_INVALID);
		assert_int_equal(smtp_send(&smtp, &fault, str_of(bad[i]), TO, MESSAGE, &outcome),
		                 ERR_INVALID);
	}
	assert_int_equal(smtp_send(&smtp, &fault, FROM, (struct str){"a\0b@c.example", 13}, MESSAGE,
	                           &outcome),
	                 ERR_INVALID);
	smtp_close(&smtp);
	server_stop(&server);
	assert_int_equal(server.connections, 0);
}

static struct smtp_outcome
probe(const char *url)
{
	struct smtp_outcome outcome;
	struct fault fault = {0};

	assert_int_equal(smtp_probe(str_of(url), &fault, &outcome), ERR_OK);
	return outcome;
}

static void
test_a_probe_says_hello_and_no_more(void **state)
{
	struct script rude = polite;
	struct smtp_outcome outcome;
	struct server server;
	char url[128];

	(void)state;
	server_start(&server, "127.0.0.1", polite);
	(void)snprintf(url, sizeof(url), "smtp://user:secret@%s", server.url + strlen("smtp://"));
	assert_int_equal(probe(url).result, SMTP_DELIVERED);
	server_stop(&server);
	assert_null(strstr(server.seen, "AUTH"));
	assert_null(strstr(server.seen, "MAIL"));
	assert_string_equal(probe(url).status, "connect");

	rude.banner = "554 go away\r\n";
	server_start(&server, "127.0.0.1", rude);
	outcome = probe(server.url);
	server_stop(&server);
	assert_int_equal(outcome.result, SMTP_TEMPFAIL);
	assert_string_equal(outcome.status, "start 554");

	server_start(&server, "0.0.0.0", polite);
	assert_string_equal(probe(server.url).status, "tls");
	server_stop(&server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_what_a_reply_means),
	        cmocka_unit_test(test_what_goes_over_the_wire),
	        cmocka_unit_test(test_a_connection_is_kept_and_replaced_when_stale),
	        cmocka_unit_test(test_closing_does_not_wait),
	        cmocka_unit_test(test_nobody_listens),
	        cmocka_unit_test(test_a_probe_says_hello_and_no_more),
	        cmocka_unit_test(test_without_tls_nothing_is_said),
	        cmocka_unit_test(test_envelope_injection),
	};
	struct fault fault = {0};

	if (smtp_init(&fault) != ERR_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
