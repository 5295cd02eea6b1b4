/* SPDX-License-Identifier: MIT */
#include "line/picture.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "line_server.h"

#define PNG "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0\x12\x34\x56\x78"

static struct line_server *server;
static struct arena arena;

/* What the server says, and what it saw. */
static struct {
	const char *status, *headers;
	size_t n; /* of body: a PNG with zeros after it */
	bool html, no_length, never;
	unsigned byte_every_ms;
	size_t cut_at;
	char seen[256];
} world;

/* The server reads it in a thread of its own, which a fetch that gives up does not wait for. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void
take_turns(void)
{
	(void)pthread_mutex_lock(&turn);
	(void)pthread_mutex_unlock(&turn);
}

static void
answer(const struct line_asked *asked, struct line_says *says, void *arg)
{
	char *body, head[256];
	int n;

	(void)arg;
	(void)pthread_mutex_lock(&turn);
	body = calloc(1, world.n + 1);
	(void)snprintf(world.seen, sizeof(world.seen), "%s %s|%s|%s", asked->method, asked->path,
	               asked->authorization, asked->body);
	if (!world.html)
		memcpy(body, PNG, world.n < sizeof(PNG) - 1 ? world.n : sizeof(PNG) - 1);
	n = snprintf(head, sizeof(head), "HTTP/1.1 %s\r\n%s", world.status, world.headers);
	if (!world.no_length)
		n += snprintf(head + n, sizeof(head) - (size_t)n, "Content-Length: %zu\r\n",
		              world.n);
	n += snprintf(head + n, sizeof(head) - (size_t)n, "\r\n");
	says->n = (size_t)n + world.n;
	says->bytes = malloc(says->n);
	memcpy(says->bytes, head, (size_t)n);
	memcpy(says->bytes + n, body, world.n);
	says->close = world.no_length;
	says->never = world.never;
	says->byte_every_ms = world.byte_every_ms;
	says->cut_at = world.cut_at;
	free(body);
	(void)pthread_mutex_unlock(&turn);
}

static int
setup(void **state)
{
	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	server = line_server_start(answer, NULL);
	return server == NULL;
}

static int
teardown(void **state)
{
	(void)state;
	line_server_stop(server);
	return 0;
}

static int
calm(void **state)
{
	(void)state;
	memset(&world, 0, sizeof(world));
	world.status = "200 OK";
	world.headers = "Content-Type: application/octet-stream\r\n";
	world.n = sizeof(PNG) - 1;
	arena_init(&arena, MIB(2));
	return 0;
}

static int
done(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct picture
fetch_with(const struct picture_options *more)
{
	struct picture_options options = more == NULL ? (struct picture_options){0} : *more;
	struct picture picture;
	char url[100];

	options.line_api = str_of(line_server_url(server));
	options.within = options.within == 0 ? 5 * USEC_PER_SEC : options.within;
	(void)snprintf(url, sizeof(url), "%s/picture/1", line_server_url(server));
	take_turns();
	picture_fetch(&options, &arena, str_of(url), &picture);
	take_turns();
	return picture;
}

static void
fetches_a_picture(void **state)
{
	struct picture picture = fetch_with(NULL);

	(void)state;
	assert_string_equal(picture.outcome, "fetched");
	assert_int_equal(picture.status, 200);
	assert_str(picture.bytes, PNG);
	assert_string_equal(picture.image.type, "image/png");
	assert_int_equal(picture.image.width, 3);
	assert_string_equal(world.seen, "GET /picture/1||"); /* and says nothing about us */
}

static void
takes_256_kib_and_no_more(void **state)
{
	struct picture picture;

	(void)state;
	world.n = PICTURE_MAX;
	picture = fetch_with(NULL);
	assert_string_equal(picture.outcome, "fetched");
	assert_int_equal(picture.bytes.n, PICTURE_MAX);
	for (int i = 0; i < 2; i++) {
		arena_reset(&arena);
		world.n = PICTURE_MAX + 1;
		world.no_length = i == 1; /* announced, and not */
		picture = fetch_with(NULL);
		assert_string_equal(picture.outcome, "too_large");
		assert_true(picture.again);
		assert_null(picture.bytes.p);
	}
}

static void
believes_only_the_bytes(void **state)
{
	struct picture picture;

	(void)state;
	world.headers = "Content-Type: image/png\r\n";
	world.html = true;
	picture = fetch_with(NULL);
	assert_string_equal(picture.outcome, "no_picture");
	assert_true(picture.again);
	assert_null(picture.bytes.p);
	world.html = false;
	world.n = 0;
	assert_string_equal(fetch_with(NULL).outcome, "no_picture");
	world.n = sizeof(PNG) - 1;
	world.headers = "Content-Encoding: gzip\r\n"; /* not unpacked, whatever it is */
	assert_string_equal(fetch_with(NULL).outcome, "fetched");
}

static void
takes_no_other_status_and_follows_nothing(void **state)
{
	static const char *const statuses[] = {"302 Found", "206 Partial Content", "404 Not Found",
	                                       "204 No Content", "500 Oops"};
	unsigned asked = line_server_requests(server);

	(void)state;
	world.headers = "Location: /elsewhere\r\n";
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		struct picture picture;
		world.status = statuses[i];
		world.n = i == 3 ? 0 : sizeof(PNG) - 1;
		picture = fetch_with(NULL);
		assert_string_equal(picture.outcome, "status");
		assert_null(picture.bytes.p);
		assert_int_equal(picture.status, (int)strtol(statuses[i], NULL, 10));
	}
	assert_int_equal(line_server_requests(server) - asked, ARRAY_LEN(statuses));
}

static void
waits_only_so_long(void **state)
{
	const struct picture_options hurried = {.within = USEC_PER_SEC / 5};

	(void)state;
	world.byte_every_ms = 50;
	assert_string_equal(fetch_with(&hurried).outcome, "late");
	world.byte_every_ms = 0;
	world.never = true;
	assert_string_equal(fetch_with(&hurried).outcome, "late");
	world.never = false;
	world.cut_at = 100;
	world.n = 1000;
	assert_string_equal(fetch_with(NULL).outcome, "cut");
}

static bool
at_once(void *arg)
{
	return *(bool *)arg;
}

static void
stops_when_asked(void **state)
{
	bool now = true;
	const struct picture_options options = {.gives_up = at_once, .arg = &now};

	(void)state;
	world.never = true;
	assert_string_equal(fetch_with(&options).outcome, "stopped");
}

static void
asks_nobody_else(void **state)
{
	const struct picture_options options = {.line_api = STR("http://127.0.0.1:1"),
	                                        .within = USEC_PER_SEC};
	struct picture picture;
	unsigned asked = line_server_requests(server);
	char url[100];

	(void)state;
	(void)snprintf(url, sizeof(url), "%s/picture/1", line_server_url(server));
	picture_fetch(&options, &arena, str_of(url), &picture);
	assert_string_equal(picture.outcome, "address");
	assert_false(picture.again);
	assert_int_equal(line_server_requests(server), asked);
	picture_fetch(&options, &arena, STR("http://127.0.0.1:1/x"), &picture);
	assert_string_equal(picture.outcome, "no_connect");
	assert_true(picture.again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(fetches_a_picture, calm, done),
	        cmocka_unit_test_setup_teardown(takes_256_kib_and_no_more, calm, done),
	        cmocka_unit_test_setup_teardown(believes_only_the_bytes, calm, done),
	        cmocka_unit_test_setup_teardown(takes_no_other_status_and_follows_nothing, calm,
	                                        done),
	        cmocka_unit_test_setup_teardown(waits_only_so_long, calm, done),
	        cmocka_unit_test_setup_teardown(stops_when_asked, calm, done),
	        cmocka_unit_test_setup_teardown(asks_nobody_else, calm, done),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
