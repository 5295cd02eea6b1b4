/* SPDX-License-Identifier: MIT */
/* log.h - one event, one JSON line on standard error.
 *
 *     struct log_line line;
 *     log_start(&line, LOG_INFO, "request");
 *     log_int(&line, "status", 201);
 *     log_write(&line);
 *
 * Values are escaped, lines end at LOG_LINE_MAX bytes (a value that does not fit is cut). Modules
 * under shared/ return faults instead of logging; the dispatcher and the programs log. Never pass
 * a secret, an address or anything a customer typed. Any thread: a line is one write(2).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

#define LOG_LINE_MAX 2048

struct log_line {
	bool wanted;
	size_t n;
	char text[LOG_LINE_MAX];
};

/* Once, before threads start. `program` must outlive the process. */
void log_init(const char *program, enum log_level level);

void log_start(struct log_line *line, enum log_level level, const char *event);
void log_text(struct log_line *line, const char *key, struct str value);
void log_int(struct log_line *line, const char *key, int64_t value);
void log_fault(struct log_line *line, const struct fault *fault); /* err, at, why, sqlstate */
void log_write(struct log_line *line);

/* An event with one sentence of ours. */
void log_note(enum log_level level, const char *event, const char *why);

#endif
