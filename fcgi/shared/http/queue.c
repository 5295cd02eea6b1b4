/* SPDX-License-Identifier: MIT */
#include "http/queue.h"

static void
list_init(struct queue_list *list)
{
	list->first = NULL;
	list->end = &list->first;
}

static void
list_add(struct queue_list *list, struct conn *conn)
{
	conn->queue_next = NULL;
	*list->end = conn;
	list->end = &conn->queue_next;
}

static struct conn *
list_take(struct queue_list *list)
{
	struct conn *conn = list->first;

	if (conn == NULL)
		return NULL;
	list->first = conn->queue_next;
	if (list->first == NULL)
		list->end = &list->first;
	return conn;
}

enum err
queue_init(struct queue *queue, struct queue_limits limits)
{
	*queue =
	        (struct queue){.limits = {limits.max == 0 ? QUEUE_MAX : limits.max,
	                                  limits.wait_for == 0 ? QUEUE_WAIT_FOR : limits.wait_for}};
	list_init(&queue->fresh);
	list_init(&queue->resumed);
	if (pthread_mutex_init(&queue->lock, NULL) != 0)
		return ERR_NOMEM;
	if (pthread_cond_init(&queue->filled, NULL) == 0)
		return ERR_OK;
	(void)pthread_mutex_destroy(&queue->lock);
	return ERR_NOMEM;
}

void
queue_done(struct queue *queue)
{
	(void)pthread_cond_destroy(&queue->filled);
	(void)pthread_mutex_destroy(&queue->lock);
}

/* A default mutex between threads that do lock and unlock it in turn cannot fail. */
static void
lock(struct queue *queue)
{
	int failed = pthread_mutex_lock(&queue->lock);

	BUG_IF(failed != 0);
}

static void
unlock(struct queue *queue)
{
	int failed = pthread_mutex_unlock(&queue->lock);

	BUG_IF(failed != 0);
}

bool
queue_push(struct queue *queue, struct conn *conn)
{
	bool room;

	lock(queue);
	room = queue->waiting < queue->limits.max;
	if (room) {
		list_add(&queue->fresh, conn);
		queue->waiting++;
	}
	unlock(queue);
	if (room)
		(void)pthread_cond_signal(&queue->filled);
	return room;
}

/* Signalled with the lock held: from a thread that nobody here joins, and once the lock is free the
 * request may be answered, the worker drained and the queue gone. */
void
queue_push_resumed(struct queue *queue, struct conn *conn)
{
	lock(queue);
	list_add(&queue->resumed, conn);
	(void)pthread_cond_signal(&queue->filled);
	unlock(queue);
}

/* With the lock held. */
static struct conn *
take(struct queue *queue)
{
	struct conn *conn = list_take(&queue->resumed);

	if (conn != NULL)
		return conn;
	conn = list_take(&queue->fresh);
	if (conn != NULL)
		queue->waiting--;
	return conn;
}

struct conn *
queue_pop(struct queue *queue)
{
	struct conn *conn;

	lock(queue);
	while ((conn = take(queue)) == NULL && !queue->stopping)
		(void)pthread_cond_wait(&queue->filled, &queue->lock);
	unlock(queue);
	return conn;
}

bool
queue_is_stale(const struct queue *queue, const struct conn *conn, usec now)
{
	return conn->queued_at + queue->limits.wait_for <= now;
}

struct conn *
queue_pop_stale(struct queue *queue, usec now)
{
	struct conn *conn = NULL;

	lock(queue);
	if (queue->fresh.first != NULL && queue_is_stale(queue, queue->fresh.first, now)) {
		conn = list_take(&queue->fresh);
		queue->waiting--;
	}
	unlock(queue);
	return conn;
}

void
queue_stop(struct queue *queue)
{
	lock(queue);
	queue->stopping = true;
	(void)pthread_cond_broadcast(&queue->filled);
	unlock(queue);
}

size_t
queue_waiting(struct queue *queue)
{
	size_t n;

	lock(queue);
	n = queue->waiting;
	unlock(queue);
	return n;
}
