/* SPDX-License-Identifier: MIT */
#include "http/traffic.h"

#include <string.h>

#include "check.h"

static enum err
handle(struct req *rq)
{
	(void)rq;
	return ERR_OK;
}

static const struct route own_table[] = {
        {METHOD_GET, "/a/{slug}/api/session", handle, NULL, WHO_ANYBODY, 0},
        {METHOD_POST, "/a/{slug}/api/session", handle, NULL, WHO_ANYBODY, 100},
};
static const struct route built_in_table[] = {
        {METHOD_GET, "/livez", handle, NULL, WHO_ANYBODY, 0},
};
static const struct routes own = {.table = own_table, .n = ARRAY_LEN(own_table)};
static const struct routes built_in = {.table = built_in_table, .n = ARRAY_LEN(built_in_table)};
static struct traffic traffic;
static char text[16384];

static void
count(const struct route *route, int status, const char *code, usec took)
{
	struct reply reply = {.status = status};

	if (code != NULL)
		reply.code = problem_find(str_of(code))->code;
	traffic_count(&traffic, &own, &built_in, route, &reply, took);
}

static void
print(void)
{
	FILE *out = fmemopen(text, sizeof(text), "w");

	traffic_print(&traffic, &own, &built_in, out);
	assert_int_equal(fclose(out), 0);
}

static void
has(const char *line)
{
	if (strstr(text, line) == NULL)
		fail_msg("no %s in\n%s", line, text);
}

static int
setup(void **state)
{
	(void)state;
	traffic = (struct traffic){0};
	return 0;
}

static void
counts_answers_by_route_status_and_code(void **state)
{
	(void)state;
	count(&own_table[0], 200, NULL, 1);
	count(&own_table[0], 200, NULL, 1);
	count(&own_table[1], 201, NULL, 1);
	count(&own_table[1], 401, "login.failed", 1);
	count(&built_in_table[0], 200, NULL, 1);
	count(NULL, 404, "not_found", 1);
	count(NULL, 503, NULL, 1); /* when there was no memory to say more */
	print();
	has("acho_requests_total{method=\"GET\",route=\"/a/{slug}/api/"
	    "session\",status=\"200\",code=\"\"} 2\n");
	has("acho_requests_total{method=\"POST\",route=\"/a/{slug}/api/"
	    "session\",status=\"201\",code=\"\"} 1\n");
	has("acho_requests_total{method=\"POST\",route=\"/a/{slug}/api/"
	    "session\",status=\"401\",code=\"login.failed\"} 1\n");
	has("acho_requests_total{method=\"GET\",route=\"/livez\",status=\"200\",code=\"\"} 1\n");
	has("acho_requests_total{method=\"-\",route=\"-\",status=\"404\",code=\"not_found\"} 1\n");
	has("acho_requests_total{method=\"-\",route=\"-\",status=\"other\",code=\"\"} 1\n");
}

static void
prints_nothing_that_has_not_happened(void **state)
{
	(void)state;
	print();
	assert_null(strchr(text, '{'));
	has("# TYPE acho_requests_total counter\n");
	has("# TYPE acho_request_seconds histogram\n");
}

#define TIMES(what) "acho_request_seconds_" what "{method=\"GET\",route=\"/livez\""

static void
buckets_are_cumulative_and_closed_above(void **state)
{
	(void)state;
	count(&built_in_table[0], 200, NULL, 1 * USEC_PER_MS);
	count(&built_in_table[0], 200, NULL, 1 * USEC_PER_MS + 1);
	count(&built_in_table[0], 200, NULL, 300 * USEC_PER_MS);
	count(&built_in_table[0], 200, NULL, 3600 * USEC_PER_SEC);
	count(&built_in_table[0], 200, NULL, -5); /* a clock is no reason to stop counting */
	print();
	has(TIMES("bucket") ",le=\"0.001\"} 2\n");
	has(TIMES("bucket") ",le=\"0.005\"} 3\n");
	has(TIMES("bucket") ",le=\"0.1\"} 3\n");
	has(TIMES("bucket") ",le=\"0.3\"} 4\n");
	has(TIMES("bucket") ",le=\"10\"} 4\n");
	has(TIMES("bucket") ",le=\"+Inf\"} 5\n");
	has(TIMES("count") "} 5\n");
	has(TIMES("sum") "} 3600.302001\n");
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(counts_answers_by_route_status_and_code),
	        TEST(prints_nothing_that_has_not_happened),
	        TEST(buckets_are_cumulative_and_closed_above),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
