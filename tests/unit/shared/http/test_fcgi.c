/* SPDX-License-Identifier: MIT */
#include "http/fcgi.h"

#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "fcgi_client.h"
#include "http/body.h"
#include "http/conn.h"
#include "http/route.h"
#include "served.h"

/* What fcgi.c relies on in libfcgi 2.4.2: another layout of these must be looked at by a person. */
_Static_assert(sizeof(FCGX_Request) == 80, "FCGX_Request has changed");
_Static_assert(offsetof(FCGX_Request, ipcFd) == 48, "FCGX_Request has changed");
_Static_assert(offsetof(FCGX_Request, keepConnection) == 56, "FCGX_Request has changed");
_Static_assert(offsetof(FCGX_Request, detached) == 76, "FCGX_Request has changed");
_Static_assert(offsetof(FCGX_Stream, rdNext) == 0 && offsetof(FCGX_Stream, stop) == 16,
               "FCGX_Stream has changed");

#define LENGTH_MAX 20000

static char body[BODY_MAX + 8];

struct ends {
	int ours, peer;
	struct arena arena;
	struct fault fault;
	struct fcgi_request request;
};

static int
setup(void **state)
{
	static struct ends ends;
	struct fault fault = {0};
	int pair[2], size = 1 << 20;

	ends = (struct ends){0};
	assert_int_equal(fcgi_init(&fault), ERR_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)), 0);
	ends.ours = pair[0];
	ends.peer = pair[1];
	arena_init(&ends.arena, REQUEST_MEMORY);
	memset(body, 'b', sizeof(body));
	*state = &ends;
	return 0;
}

static int
teardown(void **state)
{
	struct ends *ends = *state;

	arena_done(&ends->arena);
	(void)close(ends->ours);
	(void)close(ends->peer);
	return 0;
}

/* Send a request that says it has `says` bytes of body, and has `n`; and read it. */
static enum err
pass(struct ends *ends, bool keep, const char *says, size_t n)
{
	const char *const pairs[] = {
	        "REQUEST_METHOD", "POST",           "DOCUMENT_URI", "/x", "HTTP_COOKIE",
	        "acho=secret",    "CONTENT_LENGTH", says,           NULL};
	auto_message message = {0};

	message_request(&message, 1, keep, pairs, (struct str){body, n});
	assert_true(client_send(ends->peer, (struct str){message.p, message.n}));
	arena_reset(&ends->arena);
	return fcgi_read(ends->ours, &ends->arena, &ends->fault, &ends->request);
}

/*
 * Measured with libfcgi 2.4.2: when a body is not read to its end of file, one length in a hundred
 * leaves bytes behind on which the next request of that connection, a stranger's, fails.
 */
static void
reads_every_length_and_then_another(void **state)
{
	struct ends *ends = *state;
	char says[16];

	for (size_t n = 0; n <= LENGTH_MAX; n++) {
		(void)snprintf(says, sizeof(says), "%zu", n);
		assert_int_equal(pass(ends, true, says, n), ERR_OK);
		assert_int_equal(ends->request.body_is, BODY_WHOLE);
		assert_int_equal(ends->request.body.n, n);
		assert_memory_equal(ends->request.body.p, body, n);
		assert_true(ends->request.keep);
	}
}

static void
gives_parameters(void **state)
{
	struct ends *ends = *state;

	assert_int_equal(pass(ends, false, "3", 3), ERR_OK);
	assert_int_equal(ends->request.id, 1);
	assert_false(ends->request.keep);
	assert_false(ends->request.twice);
	assert_str(ends->request.param[PARAM_METHOD], "POST");
	assert_str(ends->request.param[PARAM_PATH], "/x");
	assert_str(ends->request.param[PARAM_COOKIE], "acho=secret");
	assert_null(ends->request.param[PARAM_ORIGIN].p);
	assert_str(ends->request.body, "bbb");
}

static void
notices_a_parameter_sent_twice(void **state)
{
	const char *const pairs[] = {"HTTP_COOKIE", "a=1",         "X",   "1", "X",
	                             "2",           "HTTP_COOKIE", "a=2", NULL};
	struct ends *ends = *state;
	auto_message message = {0};

	message_request(&message, 1, true, pairs, STR(""));
	assert_true(client_send(ends->peer, (struct str){message.p, message.n}));
	assert_int_equal(fcgi_read(ends->ours, &ends->arena, &ends->fault, &ends->request), ERR_OK);
	assert_true(ends->request.twice);
	assert_str(ends->request.param[PARAM_COOKIE], "a=1");
}

static void
judges_lengths(void **state)
{
	static const struct {
		const char *says;
		size_t n;
		enum body is;
	} cases[] = {
	        {"", 0, BODY_WHOLE},
	        {"0", 0, BODY_WHOLE},
	        {"65536", BODY_MAX, BODY_WHOLE},
	        {"1", 0, BODY_BROKEN},
	        {"0", 1, BODY_BROKEN},
	        {"", 1, BODY_BROKEN},
	        {"9", 10, BODY_BROKEN},
	        {"11", 10, BODY_BROKEN},
	        {"-1", 0, BODY_BROKEN},
	        {"+1", 1, BODY_BROKEN},
	        {" 1", 1, BODY_BROKEN},
	        {"0x1", 1, BODY_BROKEN},
	        {"1,1", 1, BODY_BROKEN},
	        {"65537", 8, BODY_TOO_LARGE},
	        {"999999999999999999", 8, BODY_TOO_LARGE},
	        {"9999999999999999999999", 8, BODY_BROKEN},
	        {"65536", BODY_MAX + 1, BODY_BROKEN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		void *own = NULL;
		struct ends *ends;
		(void)setup(&own);
		ends = own;
		assert_int_equal(pass(ends, true, cases[i].says, cases[i].n), ERR_OK);
		assert_int_equal(ends->request.body_is, cases[i].is);
		assert_int_equal(ends->request.keep, cases[i].is == BODY_WHOLE);
		(void)teardown(&own);
	}
}

/*
 * Cut anywhere: libfcgi has closed the connection, or the body is broken; never a request. (It
 * takes parameters that end between two pairs for whole; the scanner does not let that happen.)
 */
static void
fails_on_what_is_cut(void **state)
{
	const char *const pairs[] = {"REQUEST_METHOD", "POST", "CONTENT_LENGTH", "4", NULL};
	auto_message message = {0};

	(void)state;
	message_request(&message, 1, true, pairs, STR("body"));
	for (size_t n = 0; n < message.n; n++) {
		void *own = NULL;
		struct ends *ends;
		enum err err;
		(void)setup(&own);
		ends = own;
		assert_true(client_send(ends->peer, (struct str){message.p, n}));
		assert_int_equal(shutdown(ends->peer, SHUT_WR), 0);
		err = fcgi_read(ends->ours, &ends->arena, &ends->fault, &ends->request);
		if (err == ERR_OK)
			assert_int_equal(ends->request.body_is, BODY_BROKEN);
		else
			assert_int_equal(fcntl(ends->ours, F_GETFD), -1);
		(void)teardown(&own);
	}
}

static void
needs_room(void **state)
{
	struct ends *ends = *state;

	ends->arena.limit = 1000;
	assert_int_equal(pass(ends, true, "3000", 3000), ERR_NOMEM);
	assert_false(ends->request.keep);
}

/* The body still stands in the connection, where the next request would be looked for. */
static void
keeps_nothing_that_it_had_no_room_to_read(void **state)
{
	struct ends *ends = *state;

	ends->arena.limit = 16; /* not even for the parameters */
	assert_int_equal(pass(ends, true, "3", 3), ERR_NOMEM);
	assert_false(ends->request.keep);
}

/* Any size of head and body comes out as it went in, in well-formed records. */
static void
writes_answers(void **state)
{
	static const size_t sizes[] = {0, 1, 7, 8, 8183, 8184, 65527, 65528, 65529, BODY_MAX};
	struct ends *ends = *state;

	assert_int_equal(pass(ends, true, "0", 0), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		auto_answer answer = {0};
		assert_int_equal(fcgi_write(ends->ours, &ends->request,
		                            STR("Status: 201 Created\r\n\r\n"),
		                            (struct str){body, sizes[i]}, 0),
		                 ERR_OK);
		client_answer(ends->peer, 1, &answer);
		assert_true(answer.complete);
		assert_int_equal(answer.status, 201);
		assert_int_equal(answer.body.n, sizes[i]);
		assert_memory_equal(answer.body.p, body, sizes[i]);
	}
}

static void
notices_that_nobody_reads(void **state)
{
	struct ends *ends = *state;
	int n = 0;

	assert_int_equal(pass(ends, true, "0", 0), ERR_OK);
	while (n < 1000 && fcgi_write(ends->ours, &ends->request, STR("Status: 200\r\n\r\n"),
	                              (struct str){body, BODY_MAX}, FCGI_NOWAIT) == ERR_OK)
		n++;
	assert_true(n > 0 && n < 1000);
	assert_int_equal(shutdown(ends->peer, SHUT_RDWR), 0);
	assert_int_equal(fcgi_write(ends->ours, &ends->request, STR("x"), STR(""), 0),
	                 ERR_UNAVAILABLE);
}

/* FCGX_Init replaces handlers, even SIG_IGN; afterwards all is as it was. */
static void
leaves_signals_alone(void **state)
{
	static const int signals[] = {SIGPIPE, SIGUSR1, SIGTERM};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(signals); i++) {
		struct sigaction now;
		assert_int_equal(sigaction(signals[i], NULL, &now), 0);
		assert_true(now.sa_handler == SIG_DFL);
	}
}

/* ---- what stays in memory ---- */

struct secrets {
	struct str name;
	struct secret password;
};

static enum err
post_secret(struct req *rq)
{
	static const struct field fields[] = {
	        {"name", FIELD_TEXT, true, NULL, offsetof(struct secrets, name), NULL},
	        {"password", FIELD_SECRET, true, NULL, offsetof(struct secrets, password), NULL},
	};
	struct secrets in = {0};
	enum err err = body_read(rq, fields, ARRAY_LEN(fields), &in);

	secret_done(&in.password);
	return err == ERR_OK ? reply_empty(rq, 204) : err;
}

static const struct route table[] = {
        {METHOD_POST, "/secret", post_secret, NULL, WHO_ANYBODY, BODY_MAX}};
static const struct routes routes = {.table = table, .n = ARRAY_LEN(table)};

/* Does `canary` stand in the bytes from `from` to `to` of the worker? */
static bool
stands_in(int memory, unsigned long from, unsigned long to, struct str canary)
{
	char *bytes = malloc(to - from);
	bool found;

	assert_non_null(bytes);
	found = pread(memory, bytes, to - from, (off_t)from) == (ssize_t)(to - from) &&
	        memmem(bytes, to - from, canary.p, canary.n) != NULL;
	free(bytes);
	return found;
}

/* ... in any of its writable memory? */
static bool
is_in_memory(const struct served *served, struct str canary)
{
	char path[64], line[512];
	unsigned long from, to;
	bool found = false;
	FILE *maps;
	int memory;

	(void)snprintf(path, sizeof(path), "/proc/%d/mem", served->pid);
	memory = open(path, O_RDONLY | O_CLOEXEC);
	(void)snprintf(path, sizeof(path), "/proc/%d/maps", served->pid);
	maps = fopen(path, "re");
	assert_true(memory >= 0 && maps != NULL);
	while (fgets(line, sizeof(line), maps) != NULL)
		if (sscanf(line, "%lx-%lx", &from, &to) == 2 && strstr(line, " rw-p ") != NULL &&
		    to - from < MIB(256))
			found = stands_in(memory, from, to, canary) || found;
	(void)fclose(maps);
	(void)close(memory);
	return found;
}

/* The request stood in libfcgi's buffer, in its parameters, in our arena, in json-c's texts and in
 * a secret. */
static void
keeps_no_secret(void **state)
{
	static const char *const pairs[] = {"REQUEST_METHOD",
	                                    "POST",
	                                    "DOCUMENT_URI",
	                                    "/secret",
	                                    "CONTENT_LENGTH",
	                                    "47",
	                                    "CONTENT_TYPE",
	                                    "application/json",
	                                    "HTTP_ORIGIN",
	                                    SERVED_ORIGIN,
	                                    "HTTP_COOKIE",
	                                    "acho=canary-in-the-cookie",
	                                    NULL};
	auto_message message = {0};
	auto_answer answer = {0};
	struct served served;
	int fd;

	(void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	skip(); /* a sanitizer's own copies and terabytes of shadow say nothing about ours */
#endif
	served_start(&served, &routes, NULL);
	fd = client_connect(served.path);
	message_request(&message, 1, true, pairs,
	                STR("{\"name\":\"canary-name\",\"password\":\"canary-pass\"}"));
	assert_true(client_send(fd, (struct str){message.p, message.n}));
	client_answer(fd, 1, &answer);
	assert_int_equal(answer.status, 204);
	for (int i = 0; i < 100 && is_in_memory(&served, STR("canary-name")); i++)
		(void)poll(NULL, 0, 10); /* the arena is wiped after the answer */
	assert_false(is_in_memory(&served, STR("canary-pass")));
	assert_false(is_in_memory(&served, STR("canary-name")));
	assert_false(is_in_memory(&served, STR("canary-in-the-cookie")));
	assert_true(is_in_memory(&served, STR(SERVED_ORIGIN))); /* we do see its memory */
	(void)close(fd);
	assert_int_equal(served_stop(&served), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(leaves_signals_alone, setup, teardown),
	        cmocka_unit_test_setup_teardown(reads_every_length_and_then_another, setup,
	                                        teardown),
	        cmocka_unit_test_setup_teardown(gives_parameters, setup, teardown),
	        cmocka_unit_test_setup_teardown(notices_a_parameter_sent_twice, setup, teardown),
	        cmocka_unit_test(judges_lengths),
	        cmocka_unit_test(fails_on_what_is_cut),
	        cmocka_unit_test(keeps_no_secret),
	        cmocka_unit_test_setup_teardown(needs_room, setup, teardown),
	        cmocka_unit_test_setup_teardown(keeps_nothing_that_it_had_no_room_to_read, setup,
	                                        teardown),
	        cmocka_unit_test_setup_teardown(writes_answers, setup, teardown),
	        cmocka_unit_test_setup_teardown(notices_that_nobody_reads, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
