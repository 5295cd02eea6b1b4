/* SPDX-License-Identifier: MIT */
#include "auth/hash_pool.h"

#include <sched.h>

#include "base/metric.h"
#include "base/process.h"
#include "base/rand.h"

/* ---- one job ---- */

static enum err
make(struct hash_pool *pool, struct fault *fault, struct hash_job *job)
{
	atomic_fetch_add(&pool->hashes, 1);
	return hash_make(fault, job->password, &job->hash);
}

static void
check(struct hash_pool *pool, struct hash_job *job)
{
	struct fault ignored = {0};

	atomic_fetch_add(&pool->hashes, 1);
	if (hash_check(job->fault, &job->hash, job->password, &job->matches) != ERR_OK)
		return; /* the fault says so */
	/* When it cannot be made anew, the old hash is as good as before. */
	if (job->matches && hash_is_old(&job->hash))
		job->renewed = make(pool, &ignored, job) == ERR_OK;
}

static void
job_run(struct hash_pool *pool, struct hash_job *job)
{
	if (job->task == HASH_CHECK)
		check(pool, job);
	else
		(void)make(pool, job->fault, job); /* the fault says so */
}

/* The next job, waiting for one; NULL when the pool stops and none is left. */
static struct hash_job *
job_take(struct hash_pool *pool, bool *ret_in_time)
{
	struct hash_job *job;

	(void)pthread_mutex_lock(&pool->lock);
	while (pool->first == NULL && !pool->stopping)
		(void)pthread_cond_wait(&pool->work, &pool->lock);
	job = pool->first;
	if (job != NULL) {
		pool->first = job->next;
		if (pool->first == NULL)
			pool->end = &pool->first;
		pool->waiting--;
		*ret_in_time =
		        !pool->stopping && clock_monotonic() - job->queued_at <= HASH_WAIT_FOR;
	}
	(void)pthread_mutex_unlock(&pool->lock);
	return job;
}

static void *
thread_run(void *arg)
{
	struct hash_pool *pool = arg;
	struct hash_job *job;
	bool in_time;

	while ((job = job_take(pool, &in_time)) != NULL) {
		if (in_time)
			job_run(pool, job);
		else
			(void)FAULT(job->fault, ERR_UNAVAILABLE, "no turn at Argon2id in time");
		job->done(job->arg);
	}
	return NULL;
}

/* ---- the pool ---- */

static size_t
cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

/* The hash of 32 random bytes that are forgotten at once. */
static enum err
stranger_make(struct hash_pool *pool, struct fault *fault)
{
	auto_secret password = {0};

	if (secret_alloc(&password, 32) != ERR_OK || rand_bytes(password.p, password.n) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "no memory or no random bytes");
	return hash_make(fault, secret_str(&password), &pool->stranger);
}

/* Signals are the main thread's business: with all of them blocked none lands here. */
static bool
threads_start(struct hash_pool *pool, size_t wanted)
{
	sigset_t before;

	signals_block(&before);
	while (pool->n < wanted &&
	       pthread_create(&pool->threads[pool->n], NULL, thread_run, pool) == 0)
		pool->n++;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return pool->n == wanted;
}

enum err
hash_pool_start(struct hash_pool *pool, size_t threads, size_t queue, struct fault *fault)
{
	size_t wanted = threads == 0 ? cores() : threads;

	*pool = (struct hash_pool){.queue = queue};
	pool->end = &pool->first;
	TRY(stranger_make(pool, fault));
	if (pthread_mutex_init(&pool->lock, NULL) != 0 || pthread_cond_init(&pool->work, NULL) != 0)
		return FAULT(fault, ERR_UNAVAILABLE, "no memory for the hash pool");
	if (!threads_start(pool, wanted < HASH_THREADS_MAX ? wanted : HASH_THREADS_MAX)) {
		hash_pool_stop(pool);
		return FAULT(fault, ERR_UNAVAILABLE, "no threads for the hash pool");
	}
	return ERR_OK;
}

enum err
hash_pool_submit(struct hash_pool *pool, struct hash_job *job)
{
	bool taken;

	job->next = NULL;
	job->queued_at = clock_monotonic();
	(void)pthread_mutex_lock(&pool->lock);
	taken = !pool->stopping && pool->waiting < pool->queue;
	if (taken) {
		*pool->end = job;
		pool->end = &job->next;
		pool->waiting++;
		(void)pthread_cond_signal(&pool->work);
	}
	(void)pthread_mutex_unlock(&pool->lock);
	if (taken)
		return ERR_OK;
	atomic_fetch_add(&pool->refused, 1);
	return FAULT(job->fault, ERR_UNAVAILABLE, "too many passwords wait for Argon2id");
}

void
hash_pool_stop(struct hash_pool *pool)
{
	(void)pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	(void)pthread_cond_broadcast(&pool->work);
	(void)pthread_mutex_unlock(&pool->lock);
	for (; pool->n > 0; pool->n--)
		(void)pthread_join(pool->threads[pool->n - 1], NULL);
	(void)pthread_cond_destroy(&pool->work);
	(void)pthread_mutex_destroy(&pool->lock);
}

void
hash_pool_metrics(void *arg, FILE *out)
{
	struct hash_pool *pool = arg;
	size_t waiting;

	(void)pthread_mutex_lock(&pool->lock);
	waiting = pool->waiting;
	(void)pthread_mutex_unlock(&pool->lock);
	metric_print(out, "hashes_total", METRIC_COUNTER, "Passwords hashed with Argon2id.",
	             atomic_load(&pool->hashes));
	metric_print(out, "hash_refused_total", METRIC_COUNTER,
	             "Requests answered 503 because too many passwords waited.",
	             atomic_load(&pool->refused));
	metric_print(out, "hash_waiting", METRIC_GAUGE, "Passwords that wait for a thread.",
	             waiting);
	metric_print(out, "hash_queue", METRIC_GAUGE, "How many may wait: ACHO_HASH_QUEUE.",
	             pool->queue);
}
