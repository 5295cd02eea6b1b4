/* SPDX-License-Identifier: MIT */
#include "http/keepalive.h"

#include <errno.h>
#include <string.h>

#include "check.h"
#include "desk.h"
#include "http/route.h"

static const struct routes none;
static struct desk desk;
static struct peek *peek;

static int
setup(void **state)
{
	(void)state;
	desk_open(&desk, &none);
	peek = peek_new();
	return peek == NULL ? -1 : 0;
}

static int
teardown(void **state)
{
	(void)state;
	peek_free(peek);
	desk_close(&desk);
	return 0;
}

static unsigned
flags(void)
{
	return atomic_load(&desk.conn->flags);
}

static void
looks_without_taking(void **state)
{
	auto_message message = {0};
	const char *const pairs[] = {"A", "b", NULL};
	usec deadline;

	(void)state;
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_EMPTY);
	assert_false(desk.conn->partly);
	message_request(&message, 1, true, pairs, STR("body"));
	assert_true(client_send(desk.peer, (struct str){message.p, 30}));
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_PART);
	assert_true(desk.conn->partly);
	deadline = desk.conn->close_at;
	assert_true(client_send(desk.peer, (struct str){message.p + 30, 10}));
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_PART);
	assert_true(desk.conn->close_at == deadline); /* a drip of bytes wins no time */
	assert_true(client_send(desk.peer, (struct str){message.p + 40, message.n - 40}));
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_WHOLE);
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_WHOLE);
}

static void
sees_the_end(void **state)
{
	(void)state;
	assert_true(client_send(desk.peer, STR("\2")));
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_END);
	assert_int_equal(atomic_load(&desk.server.counters.broken), 1);
	keepalive_drain(desk.conn, peek);
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_EMPTY);
	assert_int_equal(shutdown(desk.peer, SHUT_RDWR), 0);
	assert_int_equal(keepalive_look(desk.conn, peek), LOOK_END);
}

static void
gives_back_an_idle_connection(void **state)
{
	(void)state;
	keepalive_return(desk.conn, true, peek);
	assert_int_equal(flags(), 0);
	assert_false(desk.conn->last);
	assert_true(desk.conn->close_at > clock_monotonic() + KEEPALIVE_IDLE_FOR - USEC_PER_SEC);
	assert_int_equal(queue_waiting(&desk.server.queue), 0);
}

/* The next request came while the last one was being answered: the poller only left a mark. */
static void
queues_what_came_meanwhile(void **state)
{
	(void)state;
	desk_send(&desk, "GET", "/livez", true);
	atomic_store(&desk.conn->flags, CONN_BUSY | CONN_EVENT);
	keepalive_return(desk.conn, true, peek);
	assert_int_equal(flags(), CONN_BUSY);
	assert_ptr_equal(queue_pop(&desk.server.queue), desk.conn);
}

static void
goes_on_waiting_after_a_false_alarm(void **state)
{
	(void)state;
	atomic_store(&desk.conn->flags, CONN_BUSY | CONN_EVENT);
	keepalive_return(desk.conn, true, peek);
	assert_int_equal(flags(), 0);
	assert_false(desk.conn->last);
}

static void
retires_what_is_not_kept(void **state)
{
	(void)state;
	atomic_store(&desk.conn->flags, CONN_BUSY | CONN_EVENT);
	keepalive_return(desk.conn, false, peek);
	assert_int_equal(flags() & CONN_BUSY, 0);
	assert_true(desk.conn->last);
	assert_true(desk.conn->close_at <= clock_monotonic() + KEEPALIVE_LINGER_FOR);
	assert_true(client_closed(desk.peer, 1000));
	keepalive_drain(desk.conn, peek);
	assert_int_equal(flags() & CONN_GONE, 0);
	(void)shutdown(desk.peer, SHUT_WR);
	keepalive_drain(desk.conn, peek);
	assert_int_equal(flags(), CONN_GONE);
}

static void
retires_what_the_peer_left(void **state)
{
	(void)state;
	(void)shutdown(desk.peer, SHUT_RDWR);
	atomic_store(&desk.conn->flags, CONN_BUSY | CONN_EVENT | CONN_GONE);
	keepalive_return(desk.conn, true, peek);
	assert_int_equal(flags() & CONN_BUSY, 0);
	assert_true(desk.conn->last);
}

static void
refuses_when_the_queue_is_full(void **state)
{
	static struct conn others[QUEUE_MAX];
	auto_answer answer = {0};

	(void)state;
	for (size_t i = 0; i < QUEUE_MAX; i++)
		assert_true(queue_push(&desk.server.queue, &others[i]));
	desk_send(&desk, "GET", "/livez", true);
	keepalive_queue(desk.conn, peek);
	assert_int_equal(desk_status(&desk, &answer), 503);
	assert_non_null(strstr(answer.body.p, "\"code\":\"server.busy\""));
	assert_int_equal(flags(), 0);
	assert_false(desk.conn->last); /* the connection is as good as before */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(looks_without_taking),
	        TEST(sees_the_end),
	        TEST(gives_back_an_idle_connection),
	        TEST(queues_what_came_meanwhile),
	        TEST(goes_on_waiting_after_a_false_alarm),
	        TEST(retires_what_is_not_kept),
	        TEST(retires_what_the_peer_left),
	        TEST(refuses_when_the_queue_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
