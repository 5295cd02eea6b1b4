/* SPDX-License-Identifier: MIT */
#include "http/queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define THREADS   4
#define PASSED_ON 20000

static struct queue queue;
static struct conn conns[QUEUE_MAX + 1];

static int
setup(void **state)
{
	(void)state;
	return queue_init(&queue, (struct queue_limits){0}) == ERR_OK ? 0 : -1;
}

static int
teardown(void **state)
{
	(void)state;
	queue_done(&queue);
	return 0;
}

static void
gives_in_order_and_resumed_first(void **state)
{
	(void)state;
	assert_true(queue_push(&queue, &conns[0]));
	assert_true(queue_push(&queue, &conns[1]));
	queue_push_resumed(&queue, &conns[2]);
	queue_push_resumed(&queue, &conns[3]);
	assert_int_equal(queue_waiting(&queue), 2);
	assert_ptr_equal(queue_pop(&queue), &conns[2]);
	assert_ptr_equal(queue_pop(&queue), &conns[3]);
	assert_ptr_equal(queue_pop(&queue), &conns[0]);
	assert_true(queue_push(&queue, &conns[0]));
	assert_ptr_equal(queue_pop(&queue), &conns[1]);
	assert_ptr_equal(queue_pop(&queue), &conns[0]);
}

static void
is_bounded_but_for_the_resumed(void **state)
{
	(void)state;
	for (size_t i = 0; i < QUEUE_MAX; i++)
		assert_true(queue_push(&queue, &conns[i]));
	assert_false(queue_push(&queue, &conns[QUEUE_MAX]));
	queue_push_resumed(&queue, &conns[QUEUE_MAX]);
	assert_ptr_equal(queue_pop(&queue), &conns[QUEUE_MAX]);
	assert_ptr_equal(queue_pop(&queue), &conns[0]);
	assert_true(queue_push(&queue, &conns[0]));
}

static void
gives_up_on_who_has_waited_too_long(void **state)
{
	(void)state;
	conns[0].queued_at = 10 * USEC_PER_SEC;
	conns[1].queued_at = 10 * USEC_PER_SEC + 1;
	conns[2].queued_at = 0;
	assert_null(queue_pop_stale(&queue, INT64_MAX));
	queue_push_resumed(&queue, &conns[2]);
	assert_true(queue_push(&queue, &conns[0]));
	assert_true(queue_push(&queue, &conns[1]));
	assert_null(queue_pop_stale(&queue, 10 * USEC_PER_SEC + QUEUE_WAIT_FOR - 1));
	assert_ptr_equal(queue_pop_stale(&queue, 10 * USEC_PER_SEC + QUEUE_WAIT_FOR), &conns[0]);
	assert_null(queue_pop_stale(&queue, 10 * USEC_PER_SEC + QUEUE_WAIT_FOR));
	assert_int_equal(queue_waiting(&queue), 1);
	assert_ptr_equal(queue_pop(&queue), &conns[2]);
}

static void *
take(void *arg)
{
	intptr_t n = 0;

	(void)arg;
	while (queue_pop(&queue) != NULL)
		n++;
	return (void *)n;
}

/* Everything that was pushed comes out once, also what is left when the end is called. */
static void
loses_nothing_between_threads(void **state)
{
	struct conn *many = calloc(PASSED_ON, sizeof(*many));
	pthread_t threads[THREADS];
	intptr_t taken = 0;

	(void)state;
	assert_non_null(many);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, take, NULL), 0);
	for (size_t i = 0; i < PASSED_ON; i++)
		if (i % 3 == 0)
			queue_push_resumed(&queue, &many[i]);
		else
			while (!queue_push(&queue, &many[i]))
				(void)sched_yield();
	queue_stop(&queue);
	for (int i = 0; i < THREADS; i++) {
		void *n;
		assert_int_equal(pthread_join(threads[i], &n), 0);
		taken += (intptr_t)n;
	}
	assert_int_equal(taken, PASSED_ON);
	free(many);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

struct late {
	struct queue queue;
	struct conn conn;
};

static void *
resume_late(void *arg)
{
	struct late *late = arg;

	queue_push_resumed(&late->queue, &late->conn);
	return NULL;
}

/*
 * The worker ends as soon as its last parked request is answered; whoever resumed that one, a
 * thread of the hash pool, may not have returned yet. ThreadSanitizer sees it touch a queue that is
 * gone.
 */
static void
may_go_once_the_last_was_taken(void **state)
{
	(void)state;
	for (int i = 0; i < 500; i++) {
		struct late *late = calloc(1, sizeof(*late));
		pthread_t thread;
		assert_non_null(late);
		assert_int_equal(queue_init(&late->queue, (struct queue_limits){0}), ERR_OK);
		assert_int_equal(pthread_create(&thread, NULL, resume_late, late), 0);
		assert_ptr_equal(queue_pop(&late->queue), &late->conn);
		queue_stop(&late->queue);
		queue_done(&late->queue);
		memset(late, 0xff, sizeof(*late));
		free(late);
		assert_int_equal(pthread_join(thread, NULL), 0);
	}
}

/* A worker whose requests are worth a wait takes more of them, and for longer. */
static void
has_the_limits_it_is_given(void **state)
{
	struct queue patient;

	(void)state;
	assert_int_equal(queue_init(&patient, (struct queue_limits){2, 9 * USEC_PER_SEC}), ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		conns[i].queued_at = USEC_PER_SEC;
		assert_true(queue_push(&patient, &conns[i]));
	}
	assert_false(queue_push(&patient, &conns[2]));
	assert_null(queue_pop_stale(&patient, 10 * USEC_PER_SEC - 1));
	assert_ptr_equal(queue_pop_stale(&patient, 10 * USEC_PER_SEC), &conns[0]);
	assert_ptr_equal(queue_pop(&patient), &conns[1]);
	queue_done(&patient);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(gives_in_order_and_resumed_first),    TEST(is_bounded_but_for_the_resumed),
	        TEST(has_the_limits_it_is_given),          TEST(may_go_once_the_last_was_taken),
	        TEST(gives_up_on_who_has_waited_too_long), TEST(loses_nothing_between_threads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
