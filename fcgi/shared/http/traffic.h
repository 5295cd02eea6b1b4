/* SPDX-License-Identifier: MIT */
/* traffic.h - what a worker has answered, and how long that took.
 *
 * A row for each route of its tables and one for what has no route; in a row a counter for each
 * answer that a route can give (the good statuses and the codes of problem.def) and the buckets of
 * a histogram. So what it prints is bounded by our own tables, whatever people ask for. Counting is
 * three atomic additions and no lock. Any thread.
 */
#ifndef HTTP_TRAFFIC_H
#define HTTP_TRAFFIC_H

#include <stdatomic.h>
#include <stdio.h>

#include "http/problem.h"
#include "http/route.h"

#define TRAFFIC_ROUTES_MAX 64
#define TRAFFIC_BUCKETS    9 /* the last one takes what no other does */

enum good_answer { GOOD_200, GOOD_201, GOOD_202, GOOD_204, GOOD_OTHER, GOOD__COUNT };

struct traffic_row {
	atomic_uint_fast64_t good[GOOD__COUNT], problems[PROBLEM__COUNT];
	atomic_uint_fast64_t buckets[TRAFFIC_BUCKETS];
	atomic_uint_fast64_t usec; /* of all together */
};

/* All zeros counts from zero. */
struct traffic {
	struct traffic_row rows[TRAFFIC_ROUTES_MAX]; /* [0]: no route */
};

/* Too many routes are our mistake; at start. */
void traffic_check(const struct routes *own, const struct routes *built_in);

/* `reply` went out for `route` of `own` or `built_in` (NULL: there was none) after `took`. */
void traffic_count(struct traffic *traffic, const struct routes *own, const struct routes *built_in,
                   const struct route *route, const struct reply *reply, usec took);

/*
 * acho_requests_total by method, route, status and code, and acho_request_seconds by method and
 * route, for /metrics. What has not happened has no line.
 */
void traffic_print(struct traffic *traffic, const struct routes *own, const struct routes *built_in,
                   FILE *out);

#endif
