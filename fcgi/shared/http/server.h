/* SPDX-License-Identifier: MIT */
/* server.h - what the poller and the handler threads of one worker share. */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/judge.h"
#include "http/queue.h"
#include "http/traffic.h"
#include "http/worker.h"

/* For /metrics. Any thread. */
struct counters {
	atomic_uint_fast64_t answers[6];       /* by the first digit of the status */
	atomic_uint_fast64_t refused;          /* 503 because of our own limits */
	atomic_uint_fast64_t accepted, broken; /* connections taken; closed because of what came */
	atomic_uint_fast64_t connections, parked; /* now */
};

struct server {
	const struct worker *worker;
	struct site site;
	struct queue queue;
	struct counters counters;
	struct traffic traffic;
	atomic_bool stopping;  /* every answer is the last of its connection */
	atomic_uint idle;      /* handler threads that wait for a request */
	_Atomic usec taken_at; /* when one of them last took one */
};

#endif
