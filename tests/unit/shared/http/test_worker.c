/* SPDX-License-Identifier: MIT */
/* A whole worker, seen from nginx's side of the socket. */
#include "http/worker.h"

#include <fastcgi.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "fcgi_client.h"
#include "http/conn.h"
#include "http/keepalive.h"
#include "http/reply.h"
#include "served.h"

#define LENGTH_MAX 20000
#define STALLED    24 /* of each kind; the worker has two threads */

static enum err
get_hello(struct req *rq)
{
	out_text(reply_json(rq, 200), "hello", STR("world"));
	return reply_end(rq);
}

static enum err
post_count(struct req *rq)
{
	struct out *out = reply_json(rq, 200);
	int64_t sum = 0;

	for (size_t i = 0; i < rq->body.n; i++)
		sum += rq->body.p[i];
	out_int(out, "n", (int64_t)rq->body.n);
	out_int(out, "sum", sum);
	return reply_end(rq);
}

static const struct route table[] = {
        {METHOD_GET, "/hello", get_hello, NULL, WHO_ANYBODY, 0},
        {METHOD_POST, "/count", post_count, NULL, WHO_ANYBODY, BODY_MAX},
};
static const struct routes routes = {.table = table, .n = ARRAY_LEN(table)};

static struct served served;

static int
setup(void **state)
{
	(void)state;
	served_start(&served, &routes, NULL);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	return served_stop(&served);
}

/* One request on a kept connection. */
static void
ask(int fd, const char *method, const char *path, struct str body, struct answer *ret)
{
	char length[24];
	const char *const pairs[] = {"REQUEST_METHOD",
	                             method,
	                             "DOCUMENT_URI",
	                             path,
	                             "CONTENT_LENGTH",
	                             length,
	                             "CONTENT_TYPE",
	                             "application/json",
	                             "HTTP_ORIGIN",
	                             SERVED_ORIGIN,
	                             NULL};
	auto_message message = {0};

	(void)snprintf(length, sizeof(length), "%zu", body.n);
	message_request(&message, 1, true, pairs, body);
	assert_true(client_send(fd, (struct str){message.p, message.n}));
	client_answer(fd, 1, ret);
	assert_true(ret->complete);
}

/* The trap of kept connections (fcgi.h): each length, and then a stranger's request behind it. */
static void
takes_every_length(void **state)
{
	static char body[LENGTH_MAX];
	int fd = client_connect(served.path);
	auto_answer answer = {0};
	char expected[64];

	(void)state;
	memset(body, 1, sizeof(body));
	for (int n = 0; n <= LENGTH_MAX; n++) {
		ask(fd, "POST", "/count", (struct str){body, (size_t)n}, &answer);
		(void)snprintf(expected, sizeof(expected), "{\"n\":%d,\"sum\":%d}", n, n);
		assert_int_equal(answer.status, 200);
		assert_true(str_is(answer.body, str_of(expected)));
		ask(fd, "GET", "/hello", STR(""), &answer);
		assert_str(answer.body, "{\"hello\":\"world\"}");
	}
	(void)close(fd);
}

/* A body that nobody wants is read all the same, so that the connection can be kept. */
static void
keeps_the_connection_after_a_refusal(void **state)
{
	static char body[BODY_MAX];
	int fd = client_connect(served.path);
	auto_answer answer = {0};

	(void)state;
	memset(body, ' ', sizeof(body));
	for (size_t n = 0; n <= sizeof(body); n += 4096) {
		ask(fd, "POST", "/nowhere", (struct str){body, n}, &answer);
		assert_int_equal(answer.status, 404);
		ask(fd, "PUT", "/hello", (struct str){body, n}, &answer);
		assert_int_equal(answer.status, 405);
		assert_str(answer_header(&answer, "Allow"), "GET, HEAD");
	}
	ask(fd, "GET", "/hello", STR(""), &answer);
	assert_int_equal(answer.status, 200);
	(void)close(fd);
}

static void
closes_after_too_large_a_body(void **state)
{
	static char body[BODY_MAX + KIB(40)];
	int fd = client_connect(served.path);
	auto_answer answer = {0};

	(void)state;
	memset(body, ' ', sizeof(body));
	ask(fd, "POST", "/count", (struct str){body, sizeof(body)}, &answer);
	assert_int_equal(answer.status, 413);
	assert_true(client_closed(fd, 5000));
	(void)close(fd);
}

/* The beginning of a POST, cut where a peer may stall. */
static void
stall(int *fds, size_t keep_bytes)
{
	const char *const pairs[] = {
	        "REQUEST_METHOD", "POST", "DOCUMENT_URI", "/count", "CONTENT_LENGTH", "100", NULL};
	static char body[100];
	auto_message message = {0};

	message_request(&message, 1, true, pairs, (struct str){body, sizeof(body)});
	assert_true(keep_bytes < message.n);
	for (int i = 0; i < STALLED; i++) {
		fds[i] = client_connect(served.path);
		assert_true(fds[i] >= 0);
		assert_true(client_send(fds[i], (struct str){message.p, keep_bytes}));
	}
}

static void
is_not_held_up_by_stalled_peers(void **state)
{
	static const size_t cuts[] = {8 + 8, 8 + 8 + 8 + 20, 16 + 8 + 72 + 8 + 8 + 50};
	int fds[ARRAY_LEN(cuts)][STALLED];
	usec began_at = clock_monotonic(), slowest = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		stall(fds[i], cuts[i]);
	for (int i = 0; i < 200; i++) {
		usec asked_at = clock_monotonic();
		assert_int_equal(served_status(&served, "GET", "/hello"), 200);
		slowest = clock_monotonic() - asked_at > slowest ? clock_monotonic() - asked_at
		                                                 : slowest;
	}
	assert_true(slowest < KEEPALIVE_TRANSFER_FOR / 2);
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		for (int j = 0; j < STALLED; j++) {
			assert_true(client_closed(fds[i][j], 10000));
			(void)close(fds[i][j]);
		}
	assert_true(clock_monotonic() - began_at >= KEEPALIVE_TRANSFER_FOR);
	assert_true(clock_monotonic() - began_at < KEEPALIVE_TRANSFER_FOR + 5 * USEC_PER_SEC);
}

/* What libfcgi aborts on, or answers with bytes of its stack, is closed instead. */
static void
closes_on_what_is_no_request(void **state)
{
	auto_message values = {0}, twice = {0}, large = {0}, text = {0};
	const struct message *const all[] = {&values, &twice, &large, &text};

	(void)state;
	for (int i = 0; i < 8; i++)
		message_pair(&text, STR("FCGI_MPXS_CONNS"), STR(""));
	message_record(&values, FCGI_GET_VALUES, 0, text.p, text.n, 0);
	message_begin(&twice, 1, FCGI_RESPONDER, 1);
	message_begin(&twice, 2, FCGI_RESPONDER, 1);
	message_begin(&large, 1, FCGI_RESPONDER, 1);
	message_record(&large, FCGI_PARAMS, 1, "\xff\xff\xff\xfe\x01", 5, 3);
	message_free(&text);
	message_add(&text, "GET / HTTP/1.1\r\n\r\n", 18);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		int fd = client_connect(served.path);
		assert_true(client_send(fd, (struct str){all[i]->p, all[i]->n}));
		assert_true(client_closed(fd, 3000));
		(void)close(fd);
	}
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
}

static void
logs_one_line_without_what_was_sent(void **state)
{
	char *log;

	(void)state;
	assert_int_equal(served_status(&served, "GET", "/canary-in-the-path"), 404);
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
	log = served_log(&served);
	assert_null(strstr(log, "canary"));
	assert_non_null(strstr(log, "\"route\":\"/hello\",\"status\":200"));
	assert_non_null(strstr(log, "\"code\":\"not_found\""));
	free(log);
}

/* ---- starting ---- */

/* What a second worker on that path ends with; what it says goes to `said`. */
static int
start_on(const char *path, char *said, size_t size)
{
	struct settings settings = {
	        .base_url = STR(SERVED_ORIGIN), .socket = str_of(path), .threads = 1};
	struct worker worker = {
	        .name = "test", .settings = &settings, .routes = &routes, .engine.fd = -1};
	int pipe[2], status;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe2(pipe, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(pipe[1], STDERR_FILENO);
		_exit(worker_serve(&worker));
	}
	(void)close(pipe[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	n = read(pipe[0], said, size - 1);
	said[n < 0 ? 0 : n] = '\0';
	(void)close(pipe[0]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
complains_once_of_settings_to_print(void **state)
{
	char name[] = "acho-test", option[] = "--print-settings", *asked[] = {name, option, NULL};
	char said[512];
	int pipe[2], status;
	ssize_t n;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe2(pipe, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(pipe[1], STDERR_FILENO);
		(void)clearenv();
		(void)worker_told(2, asked, SIGNUP, &routes);
		_exit(99); /* then main would read them again, and complain */
	}
	(void)close(pipe[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	n = read(pipe[0], said, sizeof(said) - 1);
	assert_true(n > 0);
	said[n] = '\0';
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
	assert_ptr_equal(strstr(said, "ACHO_BASE_URL is missing"), said);
	assert_ptr_equal(strchr(said, '\n'), said + n - 1);
	(void)close(pipe[0]);
}

static void
does_not_take_a_socket_that_answers(void **state)
{
	char said[512];

	(void)state;
	assert_int_equal(start_on(served.path, said, sizeof(said)), EXIT_FAILURE);
	assert_non_null(strstr(said, "acho-test: "));
	assert_non_null(
	        strstr(said, "is in use by a running worker; it should be this one's alone\n"));
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
}

static void
opens_its_socket_to_owner_and_group(void **state)
{
	struct stat there;

	(void)state;
	assert_int_equal(lstat(served.path, &there), 0);
	assert_true(S_ISSOCK(there.st_mode));
	assert_int_equal(there.st_mode & 0777, 0660);
}

/* The next thing a supervisor is told, but for what it is told all the time. */
static void
hears(int fd, const char *wanted)
{
	char said[128];
	ssize_t n;

	do {
		n = recv(fd, said, sizeof(said) - 1, 0);
		assert_true(n > 0);
		said[n] = '\0';
	} while (strcmp(said, "WATCHDOG=1") == 0 && strcmp(said, wanted) != 0);
	assert_string_equal(said, wanted);
}

static int
supervisor(char *name, size_t size)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct timeval most = {.tv_sec = 20};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)snprintf(name, size, "@acho-worker-%ld", (long)getpid());
	memcpy(at.sun_path + 1, name + 1, strlen(name) - 1);
	assert_int_equal(bind(fd, (const struct sockaddr *)&at,
	                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
	                 0);
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most)), 0);
	return fd;
}

/* Ready, alive as often as it wants to hear, stopping. */
static void
tells_its_supervisor(void **state)
{
	struct served mine;
	char name[64];
	int fd = supervisor(name, sizeof(name));

	(void)state;
	/* lint: allow setenv, because no thread runs */
	assert_int_equal(setenv("NOTIFY_SOCKET", name, 1) | setenv("WATCHDOG_USEC", "400000", 1),
	                 0);
	served_start(&mine, &routes, NULL);
	assert_int_equal(unsetenv("NOTIFY_SOCKET") | unsetenv("WATCHDOG_USEC"), 0);
	hears(fd, "STATUS=waiting for the database"); /* it has none: ready at once */
	hears(fd, "READY=1\nSTATUS=serving");
	hears(fd, "WATCHDOG=1");
	hears(fd, "WATCHDOG=1");
	assert_int_equal(kill(mine.pid, SIGTERM), 0);
	hears(fd, "STOPPING=1\nSTATUS=finishing what runs");
	assert_int_equal(served_wait(&mine), 0);
	assert_int_equal(close(fd), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(opens_its_socket_to_owner_and_group),
	        cmocka_unit_test(takes_every_length),
	        cmocka_unit_test(keeps_the_connection_after_a_refusal),
	        cmocka_unit_test(closes_after_too_large_a_body),
	        cmocka_unit_test(closes_on_what_is_no_request),
	        cmocka_unit_test(logs_one_line_without_what_was_sent),
	        cmocka_unit_test(does_not_take_a_socket_that_answers),
	        cmocka_unit_test(complains_once_of_settings_to_print),
	        cmocka_unit_test(is_not_held_up_by_stalled_peers),
	        cmocka_unit_test(tells_its_supervisor),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
