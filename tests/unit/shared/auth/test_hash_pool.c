/* SPDX-License-Identifier: MIT */
/* Waits here are on conditions with a deadline; nothing sleeps. Run under TSan too. */
#include "auth/hash_pool.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

#include "check.h"

/* Counts what is done, and lets a test hold the pool's thread inside `done`. */
struct gate {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t done;
	bool shut;
};

static struct gate gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, false};

static void
pass_gate(void *arg)
{
	struct gate *g = arg;

	(void)pthread_mutex_lock(&g->lock);
	g->done++;
	(void)pthread_cond_broadcast(&g->changed);
	while (g->shut)
		(void)pthread_cond_wait(&g->changed, &g->lock);
	(void)pthread_mutex_unlock(&g->lock);
}

static void
gate_set(bool shut)
{
	(void)pthread_mutex_lock(&gate.lock);
	gate.shut = shut;
	gate.done = shut ? 0 : gate.done;
	(void)pthread_cond_broadcast(&gate.changed);
	(void)pthread_mutex_unlock(&gate.lock);
}

static void
gate_await(size_t done)
{
	struct timespec until;
	int timed_out = 0;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += 60;
	(void)pthread_mutex_lock(&gate.lock);
	while (gate.done < done && timed_out == 0)
		timed_out = pthread_cond_timedwait(&gate.changed, &gate.lock, &until);
	(void)pthread_mutex_unlock(&gate.lock);
	assert_int_equal(timed_out, 0);
}

struct work {
	struct hash_job job;
	struct fault fault;
};

static struct hash_job *
work_new(struct work *work, enum hash_task task, struct str password)
{
	*work = (struct work){
	        .job = {.task = task, .password = password, .done = pass_gate, .arg = &gate}};
	work->job.fault = &work->fault;
	return &work->job;
}

static void
makes_and_checks(void **state)
{
	struct fault fault = {0};
	struct hash_pool pool;
	struct work made, right, wrong, stranger;

	(void)state;
	gate_set(true);
	gate_set(false);
	assert_int_equal(hash_pool_start(&pool, 2, 8, &fault), ERR_OK);
	assert_int_equal(hash_pool_submit(&pool, work_new(&made, HASH_MAKE, STR("one two three"))),
	                 ERR_OK);
	gate_await(1);
	work_new(&right, HASH_CHECK, STR("one two three"))->hash = made.job.hash;
	work_new(&wrong, HASH_CHECK, STR("one two four"))->hash = made.job.hash;
	work_new(&stranger, HASH_CHECK, STR(""))->hash = pool.stranger;
	assert_int_equal(hash_pool_submit(&pool, &right.job), ERR_OK);
	assert_int_equal(hash_pool_submit(&pool, &wrong.job), ERR_OK);
	assert_int_equal(hash_pool_submit(&pool, &stranger.job), ERR_OK);
	gate_await(4);
	assert_true(right.job.matches && !right.job.renewed);
	assert_true(!wrong.job.matches && !stranger.job.matches);
	assert_int_equal(right.fault.err, ERR_OK);
	/* One hash each, the stranger's included: nobody can be told from the time. */
	assert_int_equal(atomic_load(&pool.hashes), 4);
	hash_pool_stop(&pool);
}

static void
renews_an_old_hash(void **state)
{
	struct fault fault = {0};
	struct hash_pool pool;
	struct work old;
	bool matches = false;

	(void)state;
	gate_set(true);
	gate_set(false);
	assert_int_equal(hash_pool_start(&pool, 1, 8, &fault), ERR_OK);
	work_new(&old, HASH_CHECK, STR("secret"));
	assert_int_equal(crypto_pwhash_str(old.job.hash.text, "secret", 6, 1, KIB(8192)), 0);
	assert_int_equal(hash_pool_submit(&pool, &old.job), ERR_OK);
	gate_await(1);
	assert_true(old.job.matches && old.job.renewed);
	assert_false(hash_is_old(&old.job.hash));
	assert_int_equal(hash_check(&fault, &old.job.hash, STR("secret"), &matches), ERR_OK);
	assert_true(matches);
	hash_pool_stop(&pool);
}

static void
refuses_at_once_over_its_limit(void **state)
{
	struct fault fault = {0};
	struct hash_pool pool;
	struct work held, queued[2], refused;

	(void)state;
	assert_int_equal(hash_pool_start(&pool, 1, 2, &fault), ERR_OK);
	gate_set(true);
	assert_int_equal(hash_pool_submit(&pool, work_new(&held, HASH_MAKE, STR("a"))), ERR_OK);
	gate_await(1); /* the only thread stands at the gate */
	assert_int_equal(hash_pool_submit(&pool, work_new(&queued[0], HASH_MAKE, STR("b"))),
	                 ERR_OK);
	assert_int_equal(hash_pool_submit(&pool, work_new(&queued[1], HASH_MAKE, STR("c"))),
	                 ERR_OK);
	assert_int_equal(hash_pool_submit(&pool, work_new(&refused, HASH_MAKE, STR("d"))),
	                 ERR_UNAVAILABLE);
	assert_int_equal(refused.fault.err, ERR_UNAVAILABLE);
	gate_set(false);
	gate_await(3);
	assert_int_equal(atomic_load(&pool.hashes), 3);
	hash_pool_stop(&pool);
}

static void
ends_what_waited_too_long(void **state)
{
	struct fault fault = {0};
	struct hash_pool pool;
	struct work held, late;

	(void)state;
	assert_int_equal(hash_pool_start(&pool, 1, 2, &fault), ERR_OK);
	gate_set(true);
	assert_int_equal(hash_pool_submit(&pool, work_new(&held, HASH_MAKE, STR("a"))), ERR_OK);
	gate_await(1);
	assert_int_equal(hash_pool_submit(&pool, work_new(&late, HASH_MAKE, STR("b"))), ERR_OK);
	(void)pthread_mutex_lock(&pool.lock);
	late.job.queued_at -= HASH_WAIT_FOR + 1;
	(void)pthread_mutex_unlock(&pool.lock);
	gate_set(false);
	gate_await(2);
	assert_int_equal(late.fault.err, ERR_UNAVAILABLE);
	assert_int_equal(atomic_load(&pool.hashes), 1);
	hash_pool_stop(&pool);
}

static void
ends_every_job_when_it_stops(void **state)
{
	struct fault fault = {0};
	struct hash_pool pool;
	struct work work[16];
	size_t answered = 0;

	(void)state;
	gate_set(true);
	gate_set(false);
	assert_int_equal(hash_pool_start(&pool, 2, 16, &fault), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(work); i++)
		assert_int_equal(hash_pool_submit(&pool, work_new(&work[i], HASH_MAKE, STR("a"))),
		                 ERR_OK);
	hash_pool_stop(&pool);
	gate_await(ARRAY_LEN(work));
	for (size_t i = 0; i < ARRAY_LEN(work); i++)
		answered += work[i].fault.err == ERR_OK;
	assert_int_equal(atomic_load(&pool.hashes), answered);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(makes_and_checks),
	        cmocka_unit_test(renews_an_old_hash),
	        cmocka_unit_test(refuses_at_once_over_its_limit),
	        cmocka_unit_test(ends_what_waited_too_long),
	        cmocka_unit_test(ends_every_job_when_it_stops),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
