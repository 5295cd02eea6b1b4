/* SPDX-License-Identifier: MIT */
#include "base/metric.h"

#include <inttypes.h>
#include <string.h>

void
metric_head(FILE *out, const char *name, enum metric_type type, const char *help)
{
	static const char *const types[] = {"counter", "gauge", "histogram"};

	(void)fprintf(out, "# HELP acho_%s %s\n# TYPE acho_%s %s\n", name, help, name, types[type]);
}

void
metric_print(FILE *out, const char *name, enum metric_type type, const char *help, uint64_t value)
{
	metric_head(out, name, type, help);
	(void)fprintf(out, "acho_%s %" PRIu64 "\n", name, value);
}

bool
metric_read(struct str line, const char *name, int64_t *ret)
{
	struct str rest = str_part(line, strlen("acho_"), line.n);
	struct str value = str_part(rest, strlen(name), rest.n);

	return str_starts(line, STR("acho_")) && str_starts(rest, str_of(name)) &&
	       str_starts(value, STR(" ")) && str_number(str_part(value, 1, value.n), ret);
}
