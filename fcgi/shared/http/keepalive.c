/* SPDX-License-Identifier: MIT */
#include "http/keepalive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http/scan.h"

struct peek {
	char bytes[SCAN_BYTES_MAX];
};

struct peek *
peek_new(void)
{
	return malloc(sizeof(struct peek)); /* pages that no request ever reaches cost nothing */
}

void
peek_free(struct peek *peek)
{
	free(peek);
}

static ssize_t
receive(struct conn *conn, struct peek *peek, int flags)
{
	ssize_t n = recv(conn->fd, peek->bytes, sizeof(peek->bytes), flags | MSG_DONTWAIT);

	return n < 0 && errno == EINTR ? receive(conn, peek, flags) : n;
}

enum look
keepalive_look(struct conn *conn, struct peek *peek)
{
	ssize_t n = receive(conn, peek, MSG_PEEK);
	enum scan scan;

	if (n <= 0)
		return n < 0 && errno == EAGAIN ? LOOK_EMPTY : LOOK_END;
	scan = scan_request((struct str){peek->bytes, (size_t)n});
	explicit_bzero(peek->bytes, (size_t)n); /* cookies and passwords */
	if (scan == SCAN_WHOLE)
		return LOOK_WHOLE;
	if (scan == SCAN_BAD) {
		(void)atomic_fetch_add(&conn->server->counters.broken, 1);
		return LOOK_END;
	}
	if (!conn->partly)
		conn->close_at = clock_monotonic() + KEEPALIVE_TRANSFER_FOR;
	conn->partly = true;
	return LOOK_PART;
}

void
keepalive_drain(struct conn *conn, struct peek *peek)
{
	ssize_t n = receive(conn, peek, 0);

	if (n > 0)
		explicit_bzero(peek->bytes, (size_t)n);
	if (n == 0)
		(void)atomic_fetch_or(&conn->flags, CONN_GONE);
}

/* Held, and not to be used again: when the peer has read the answer, or did not in time, it goes.
 */
static void
retire(struct conn *conn)
{
	conn->last = true;
	conn->close_at = clock_monotonic() + KEEPALIVE_LINGER_FOR;
	if (conn->fd < 0 || shutdown(conn->fd, SHUT_WR) != 0)
		(void)atomic_fetch_or(&conn->flags, CONN_GONE);
	(void)atomic_fetch_and(&conn->flags, ~(unsigned)(CONN_BUSY | CONN_EVENT));
}

/* Let go of a connection, unless something has come; LOOK_EMPTY: it is the poller's again. */
static enum look
release(struct conn *conn, struct peek *peek)
{
	enum look seen = LOOK_EMPTY;

	conn->partly = false;
	conn->close_at = clock_monotonic() + KEEPALIVE_IDLE_FOR;
	while (seen != LOOK_WHOLE && seen != LOOK_END) {
		unsigned busy = CONN_BUSY;
		if (atomic_compare_exchange_strong(&conn->flags, &busy, 0))
			return LOOK_EMPTY;
		/* Forget the event before looking: one that comes now makes us look again. */
		(void)atomic_fetch_and(&conn->flags, ~(unsigned)CONN_EVENT);
		seen = keepalive_look(conn, peek);
		if ((atomic_load(&conn->flags) & CONN_GONE) != 0 && seen != LOOK_WHOLE)
			seen = LOOK_END;
	}
	return seen;
}

void
keepalive_return(struct conn *conn, bool keep, struct peek *peek)
{
	while (keep) {
		enum look seen = release(conn, peek);
		if (seen == LOOK_EMPTY)
			return;
		keep = seen == LOOK_WHOLE;
		if (!keep)
			break;
		conn->queued_at = clock_monotonic();
		if (queue_push(&conn->server->queue, conn))
			return;
		keep = dispatch_refuse(conn) == OUTCOME_ANSWERED;
	}
	retire(conn);
}

void
keepalive_queue(struct conn *conn, struct peek *peek)
{
	conn->queued_at = clock_monotonic();
	if (!queue_push(&conn->server->queue, conn))
		keepalive_return(conn, dispatch_refuse(conn) == OUTCOME_ANSWERED, peek);
}
