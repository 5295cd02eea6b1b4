/* SPDX-License-Identifier: MIT */
/* metric.h - figures as Prometheus reads them: text format 0.0.4, each with the sentence that says
 * what it is.
 *
 * Names are ours, `acho_` is added. What has labels prints its head once and its lines after it. A
 * stream that fails does so stickily: whoever opened it looks once, at the end. Threads: the
 * stream's.
 */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* The two lines before a metric's own. `help` is one line without a backslash. */
void metric_head(FILE *out, const char *name, enum metric_type type, const char *help);

/* A metric without labels, whole. */
void metric_print(FILE *out, const char *name, enum metric_type type, const char *help,
                  uint64_t value);

/* The value that `line`, without its end, has for `name`, which may carry labels: the way back. */
CHECKED bool metric_read(struct str line, const char *name, int64_t *ret);

#endif
