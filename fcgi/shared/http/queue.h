/* SPDX-License-Identifier: MIT */
/* queue.h - requests on their way to a handler thread.
 *
 * Bounded twice: by number, and by how long one may have waited when its turn comes. Whoever is
 * over either is refused at once with 503 instead of being answered late. Parked requests that go
 * on are never refused and go first: work was done for them. Threads: any.
 */
#ifndef HTTP_QUEUE_H
#define HTTP_QUEUE_H

#include <pthread.h>

#include "http/conn.h"

/* Unless the worker says otherwise. */
#define QUEUE_MAX      1024 /* at 10,000 requests a second a tenth of a second */
#define QUEUE_WAIT_FOR (1 * USEC_PER_SEC)

/* What a worker says otherwise; a zero is the above. */
struct queue_limits {
	size_t max;    /* new requests that wait */
	usec wait_for; /* and for how long at most */
};

struct queue_list {
	struct conn *first, **end;
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t filled;
	struct queue_list fresh, resumed;
	size_t waiting; /* fresh ones */
	struct queue_limits limits;
	bool stopping;
};

CHECKED enum err queue_init(struct queue *queue, struct queue_limits limits);
void queue_done(struct queue *queue);

/* A new request; false when the queue is full: it is still the caller's. */
CHECKED bool queue_push(struct queue *queue, struct conn *conn);

/* A parked request that goes on. */
void queue_push_resumed(struct queue *queue, struct conn *conn);

/* Wait for the next one; NULL once queue_stop() was called and nothing is left. */
struct conn *queue_pop(struct queue *queue);

/* Has a new request waited for too long? */
bool queue_is_stale(const struct queue *queue, const struct conn *conn, usec now);

/* A new request that has waited for too long, to be refused; NULL when there is none. */
struct conn *queue_pop_stale(struct queue *queue, usec now);

/* Let the threads that wait in queue_pop() go. */
void queue_stop(struct queue *queue);

size_t queue_waiting(struct queue *queue);

#endif
