/* SPDX-License-Identifier: MIT */
/* hash_pool.h - a few threads that only hash passwords, so that a storm of logins stops nobody
 * else.
 *
 * At once at most `threads` hashes of 19 MiB each; at most `queue` more wait, each no longer than
 * HASH_WAIT_FOR. Whoever comes then is told so at once. A job is memory of its caller and nothing
 * here copies its password. Threads: hash_pool_submit from any; `done` runs on a thread of the
 * pool.
 */
#ifndef AUTH_HASH_POOL_H
#define AUTH_HASH_POOL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "auth/hash.h"
#include "base/clock.h"

#define HASH_THREADS_MAX 64
#define HASH_WAIT_FOR    (10 * USEC_PER_SEC) /* what 256 take on one core; decision 21 */

enum hash_task {
	HASH_MAKE,  /* `hash` becomes one of `password` */
	HASH_CHECK, /* compare with `hash`; a match under old parameters is made anew at once */
};

struct hash_job {
	enum hash_task task;
	struct str password; /* must stay until done */
	struct hash hash;
	struct fault *fault; /* set when there is no answer */
	void (*done)(void *arg);
	void *arg;
	bool matches, renewed; /* the answers of HASH_CHECK; renewed: store `hash` */

	struct hash_job *next; /* the pool's own */
	usec queued_at;
};

struct hash_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct hash_job *first, **end;
	size_t waiting, queue, n;
	bool stopping;
	atomic_uint_fast64_t hashes, refused;
	struct hash stranger;
	pthread_t threads[HASH_THREADS_MAX];
};

/*
 * Start `threads` threads, 0 for one per core. Also makes `stranger`, the hash of a password nobody
 * knows: what an unknown account's password is compared with, so that the answer takes as long.
 * ERR_UNAVAILABLE: no memory or no threads; nothing is left running.
 */
CHECKED enum err hash_pool_start(struct hash_pool *pool, size_t threads, size_t queue,
                                 struct fault *fault);

/*
 * Take the job: `done` will be called exactly once, perhaps before this returns. ERR_UNAVAILABLE:
 * over the limit or stopping; `done` will not be called.
 */
CHECKED enum err hash_pool_submit(struct hash_pool *pool, struct hash_job *job);

/* Finish what runs, end what waits with ERR_UNAVAILABLE, join the threads. */
void hash_pool_stop(struct hash_pool *pool);

/* Lines for /metrics; `arg` is a struct hash_pool, as worker.h's engine hands it on. Any thread. */
void hash_pool_metrics(void *arg, FILE *out);

#endif
