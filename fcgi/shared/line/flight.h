/* SPDX-License-Identifier: MIT */
/* flight.h - the client's inside: proofs on their way, and the calls that each has running.
 *
 * Shared by client.c (descriptors, threads, libcurl's callbacks) and flight.c (which call comes
 * when). Everything here happens in the driving thread, but for what is marked.
 */
#ifndef LINE_FLIGHT_H
#define LINE_FLIGHT_H

#include <pthread.h>
#include <stdatomic.h>

#include "line/breaker.h"
#include "line/call.h"
#include "line/client.h"
#include "line/resolve.h"

#define DESCRIPTORS_MAX 65536 /* numbers of descriptors; a process has fewer */

/* One proof that the client holds. */
struct flight {
	struct flight *next, *previous;
	struct line_proof *proof;
	line_done *done;
	void *arg;
	usec deadline; /* clock_monotonic */
	usec asked_at; /* when the last call left; 0: none has */
	struct call *calls[LINE_PROOF_AT_ONCE];
	size_t n_calls;
};

struct flights {
	struct flight *first, *last;
};

/* Why a proof was not taken. */
enum refusal { REFUSED_FULL, REFUSED_BREAKER, REFUSED_STOPPING, REFUSED_NO_MEMORY, REFUSAL__COUNT };

enum result { RESULT_2XX, RESULT_3XX, RESULT_4XX, RESULT_5XX, RESULT_FAILED, RESULT__COUNT };

struct line_client {
	struct call_target target;
	usec proof_for;
	size_t parallel;
	CURLM *multi;
	int epoll, timer, wake;
	usec curl_due; /* when libcurl wants its time-out called; 0 = never */
	struct resolve *resolve;
	struct flights waiting, flying;    /* for an address; for answers */
	uint64_t watched[DESCRIPTORS_MAX]; /* cookies of the sockets in `epoll`, by number; or 0 */

	/* Of all threads: */
	pthread_mutex_t lock;
	struct flights submitted; /* under the lock, and so is the next */
	struct breaker breaker;
	atomic_bool stopping;
	atomic_size_t held;
	atomic_ullong refused[REFUSAL__COUNT], connections, handshakes;
	atomic_ullong calls[LINE_CALL__COUNT][RESULT__COUNT];
};

void flights_append(struct flights *flights, struct flight *flight);
void flights_detach(struct flights *flights, struct flight *flight);

/*
 * Let those that wait for an address go, or fail. End those whose time is over. Both stop after
 * `at_most` proofs, and say whether there would be more to do at once.
 */
bool flight_release(struct line_client *client, unsigned at_most);
bool flight_expire(struct line_client *client, unsigned at_most);

/* Take note of the calls that libcurl has ended, and go on. */
void flight_reap(struct line_client *client);

/* End every proof as it stands. */
void flight_end_all(struct line_client *client);

#endif
