/* SPDX-License-Identifier: MIT */
#include "base/metric.h"

#include <string.h>

#include "check.h"

static void
prints_what_prometheus_reads(void **state)
{
	static const char expected[] = "# HELP acho_things_total Things done.\n"
	                               "# TYPE acho_things_total counter\n"
	                               "acho_things_total 18446744073709551615\n"
	                               "# HELP acho_things Things now.\n"
	                               "# TYPE acho_things gauge\n"
	                               "acho_things 0\n"
	                               "# HELP acho_wait_seconds Waits.\n"
	                               "# TYPE acho_wait_seconds histogram\n";
	char text[512] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	(void)state;
	metric_print(out, "things_total", METRIC_COUNTER, "Things done.", UINT64_MAX);
	metric_print(out, "things", METRIC_GAUGE, "Things now.", 0);
	metric_head(out, "wait_seconds", METRIC_HISTOGRAM, "Waits.");
	(void)fclose(out);
	assert_string_equal(text, expected);
}

static void
reads_what_it_prints(void **state)
{
	static const struct {
		const char *line;
		bool good;
	} cases[] = {
	        {"acho_ready{check=\"x\"} 17", true},
	        {"acho_ready{check=\"y\"} 17", false},
	        {"acho_ready 17", false},
	        {"acho_ready{check=\"x\"}17", false},
	        {"ready{check=\"x\"} 17", false},
	        {"acho_ready{check=\"x\"} ", false},
	        {"acho_ready{check=\"x\"} 1x", false},
	        {"", false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		int64_t value = 0;
		assert_int_equal(metric_read(str_of(cases[i].line), "ready{check=\"x\"}", &value),
		                 cases[i].good);
		assert_int_equal(value, cases[i].good ? 17 : 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(prints_what_prometheus_reads),
	                                   cmocka_unit_test(reads_what_it_prints)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
