/* SPDX-License-Identifier: MIT */
/* dispatch.h - a request from its bytes to its answer, and the one line about it in the log.
 *
 * Threads: whoever holds the connection.
 */
#ifndef HTTP_DISPATCH_H
#define HTTP_DISPATCH_H

#include "http/server.h"

enum outcome {
	OUTCOME_ANSWERED, /* the connection waits for its next request */
	OUTCOME_CLOSE,    /* answered, or not to be answered: close it */
	OUTCOME_PARKED,   /* somebody else holds it now; do not touch it */
};

/*
 * Go on with the request on `conn`: read, judge and begin it, or resume it when it was parked. `db`
 * is the thread's own.
 */
enum outcome dispatch(struct conn *conn, struct db *db);

/* Read the request and answer 503 server.busy, waiting for nothing. */
enum outcome dispatch_refuse(struct conn *conn);

#endif
