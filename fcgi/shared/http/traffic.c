/* SPDX-License-Identifier: MIT */
#include "http/traffic.h"

#include <inttypes.h>

#include "base/metric.h"

/* Between 1 ms and LINE's deadline; 0.3 s is what pages are promised within. */
static const struct {
	usec up_to;
	const char *label;
} buckets[TRAFFIC_BUCKETS] = {
        {1 * USEC_PER_MS, "0.001"}, {5 * USEC_PER_MS, "0.005"}, {25 * USEC_PER_MS, "0.025"},
        {100 * USEC_PER_MS, "0.1"}, {300 * USEC_PER_MS, "0.3"}, {1 * USEC_PER_SEC, "1"},
        {3 * USEC_PER_SEC, "3"},    {10 * USEC_PER_SEC, "10"},  {INT64_MAX, "+Inf"},
};

static const struct {
	int status;
	const char *label;
} statuses[GOOD__COUNT] = {{200, "200"}, {201, "201"}, {202, "202"}, {204, "204"}, {0, "other"}};

static const struct route no_route = {.path = "-"};

void
traffic_check(const struct routes *own, const struct routes *built_in)
{
	BUG_IF(1 + own->n + built_in->n > TRAFFIC_ROUTES_MAX);
}

static size_t
row_of(const struct routes *own, const struct routes *built_in, const struct route *route)
{
	if (route == NULL)
		return 0;
	if (route >= own->table && route < own->table + own->n)
		return 1 + (size_t)(route - own->table);
	return 1 + own->n + (size_t)(route - built_in->table);
}

void
traffic_count(struct traffic *traffic, const struct routes *own, const struct routes *built_in,
              const struct route *route, const struct reply *reply, usec took)
{
	struct traffic_row *row = &traffic->rows[row_of(own, built_in, route)];
	size_t problem = reply->code == NULL ? PROBLEM__COUNT : problem_number(reply->code);
	size_t bucket = 0, good = 0;

	while (took > buckets[bucket].up_to)
		bucket++;
	while (good < GOOD_OTHER && statuses[good].status != reply->status)
		good++;
	atomic_fetch_add_explicit(problem < PROBLEM__COUNT ? &row->problems[problem]
	                                                   : &row->good[good],
	                          1, memory_order_relaxed);
	atomic_fetch_add_explicit(&row->buckets[bucket], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&row->usec, took > 0 ? (uint64_t)took : 0, memory_order_relaxed);
}

/* ---- for /metrics ---- */

/* The route that row `i` counts; NULL behind the last. */
static const struct route *
route_of(const struct routes *own, const struct routes *built_in, size_t i)
{
	if (i == 0)
		return &no_route;
	if (i - 1 < own->n)
		return &own->table[i - 1];
	return i - 1 - own->n < built_in->n ? &built_in->table[i - 1 - own->n] : NULL;
}

static const char *
method_of(const struct route *route)
{
	return route == &no_route ? "-" : method_name(route->method);
}

static void
print_answers(struct traffic_row *row, const struct route *route, FILE *out)
{
	for (size_t i = 0; i < GOOD__COUNT; i++) {
		uint64_t n = atomic_load(&row->good[i]);
		if (n > 0)
			(void)fprintf(
			        out,
			        "acho_requests_total{method=\"%s\",route=\"%s\",status=\"%s\","
			        "code=\"\"} %" PRIu64 "\n",
			        method_of(route), route->path, statuses[i].label, n);
	}
	for (size_t i = 0; i < PROBLEM__COUNT; i++) {
		const struct problem *problem = problem_at(i);
		uint64_t n = atomic_load(&row->problems[i]);
		if (n > 0)
			(void)fprintf(
			        out,
			        "acho_requests_total{method=\"%s\",route=\"%s\",status=\"%d\","
			        "code=\"%s\"} %" PRIu64 "\n",
			        method_of(route), route->path, problem->status, problem->code, n);
	}
}

static void
print_times(struct traffic_row *row, const struct route *route, FILE *out)
{
	uint64_t n[TRAFFIC_BUCKETS], all = 0, usecs = atomic_load(&row->usec);

	for (size_t i = 0; i < TRAFFIC_BUCKETS; i++) {
		n[i] = atomic_load(&row->buckets[i]);
		all += n[i];
	}
	if (all == 0)
		return;
	all = 0;
	for (size_t i = 0; i < TRAFFIC_BUCKETS; i++) {
		all += n[i];
		(void)fprintf(out,
		              "acho_request_seconds_bucket{method=\"%s\",route=\"%s\",le=\"%s\"} "
		              "%" PRIu64 "\n",
		              method_of(route), route->path, buckets[i].label, all);
	}
	(void)fprintf(out,
	              "acho_request_seconds_sum{method=\"%s\",route=\"%s\"} %" PRIu64 ".%06" PRIu64
	              "\nacho_request_seconds_count{method=\"%s\",route=\"%s\"} %" PRIu64 "\n",
	              method_of(route), route->path, usecs / USEC_PER_SEC, usecs % USEC_PER_SEC,
	              method_of(route), route->path, all);
}

void
traffic_print(struct traffic *traffic, const struct routes *own, const struct routes *built_in,
              FILE *out)
{
	const struct route *route;

	metric_head(out, "requests_total", METRIC_COUNTER,
	            "Answers by route, status and, where something was refused, its code.");
	for (size_t i = 0; (route = route_of(own, built_in, i)) != NULL; i++)
		print_answers(&traffic->rows[i], route, out);
	metric_head(out, "request_seconds", METRIC_HISTOGRAM,
	            "From the moment a whole request had arrived until its answer was sent.");
	for (size_t i = 0; (route = route_of(own, built_in, i)) != NULL; i++)
		print_times(&traffic->rows[i], route, out);
}
