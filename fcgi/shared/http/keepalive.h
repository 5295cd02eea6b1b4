/* SPDX-License-Identifier: MIT */
/* keepalive.h - a connection between two requests: who holds it, for how long, and what waits on
 * it.
 *
 * Threads: whoever holds the connection.
 */
#ifndef HTTP_KEEPALIVE_H
#define HTTP_KEEPALIVE_H

#include "http/dispatch.h"

/* nginx closes a connection it has not used for 5 s; this is for a peer that forgot one. */
#define KEEPALIVE_IDLE_FOR (90 * USEC_PER_SEC)

/* From the first bytes of a request to its last, and for each read and write of a handler thread.
 */
#define KEEPALIVE_TRANSFER_FOR (5 * USEC_PER_SEC)

/* An answer before a close gets so long to be read. */
#define KEEPALIVE_LINGER_FOR (2 * USEC_PER_SEC)

/* Room to look at a request without taking it: one for each thread, 136 KiB of which it wipes what
 * it used. */
struct peek;
struct peek *peek_new(void);
void peek_free(struct peek *peek);

enum look {
	LOOK_EMPTY, /* idle */
	LOOK_PART,  /* the beginning of a request; conn->close_at says how long for the rest */
	LOOK_WHOLE,
	LOOK_END, /* the peer has closed, or sends what is no request */
};

/* What waits on the connection; takes nothing. */
enum look keepalive_look(struct conn *conn, struct peek *peek);

/*
 * A request on `conn` was answered, or is to be refused the next one when the queue is full. Queue
 * what waits there already, else give the connection back to the poller; with `keep` false it is
 * only still to be closed. Afterwards it is somebody else's.
 */
void keepalive_return(struct conn *conn, bool keep, struct peek *peek);

/* Queue the whole request on `conn`, or refuse it. Afterwards it is somebody else's. */
void keepalive_queue(struct conn *conn, struct peek *peek);

/* The last answer is on its way, or there will be none: drop what still comes in. */
void keepalive_drain(struct conn *conn, struct peek *peek);

#endif
