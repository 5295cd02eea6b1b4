/* SPDX-License-Identifier: MIT */
/* conn.h - a kept connection from nginx and the request on it.
 *
 * A connection always has one holder. Idle, that is the poller; from the moment a whole request has
 * arrived it is the queue, a handler thread, or whoever a parked request waits for. `flags` is how
 * it changes hands without a lock: only the poller sets CONN_BUSY, only the holder clears it, and
 * what the poller sees on a busy connection it leaves there as CONN_EVENT for the holder to look
 * at.
 */
#ifndef HTTP_CONN_H
#define HTTP_CONN_H

#include <stdatomic.h>

#include "base/clock.h"
#include "http/fcgi.h"
#include "http/req.h"

/*
 * What one request may hold: its body (64 KiB) as it came and in NFC, an answer (64 KiB, doubled
 * while it grew, or a picture of 256 KiB), and the rest of it many times over.
 */
#define REQUEST_MEMORY KIB(512)

enum conn_flags {
	CONN_BUSY = 1,  /* held by somebody but the poller */
	CONN_EVENT = 2, /* something came while it was busy */
	CONN_GONE = 4,  /* the peer has closed: nobody reads the answer */
};

struct server;

struct conn {
	struct req rq;
	struct server *server;
	int fd; /* -1: closed already, by libfcgi */
	atomic_uint flags;
	struct fcgi_request request;
	bool parked;     /* its first function has run: what comes next is the route's `resume` */
	bool last;       /* to be closed as soon as the peer has read the answer */
	bool partly;     /* the beginning of a request has come */
	usec close_at;   /* idle, half-sent or half-read for too long by then */
	usec queued_at;  /* all of the request had arrived */
	usec parsed_for; /* reading and judging it */
	usec db_for;     /* in the database */
	usec db_before;  /* the thread's db_spent() that is counted already */
	usec parked_at, waited_for; /* for LINE or Argon2id, and for a thread after that */
	struct conn *queue_next;
	struct conn *next, **link; /* the poller's list of all */
};

/* The connection that a request stands in. */
static inline struct conn *
conn_of(struct req *rq)
{
	return (struct conn *)((char *)rq - offsetof(struct conn, rq));
}

/* Takes over `fd`, also when it fails (NULL: no memory). */
struct conn *conn_new(struct server *server, int fd);
void conn_free(struct conn *conn); /* closes it */

#endif
