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
 * a secret, an address or anything a customer typed. Any thread: a line is one write(2). A log that
 * nobody reads holds up one line for 0.1 s, and none after it until there is room again.
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

/*
 * Once, before threads start. `program` must outlive the process. Where standard error is the
 * journal's stream, each line begins with its priority as <N>, which journald keeps as a field.
 */
void log_init(const char *program, enum log_level level);

void log_start(struct log_line *line, enum log_level level, const char *event);
void log_text(struct log_line *line, const char *key, struct str value);
void log_int(struct log_line *line, const char *key, int64_t value);
void log_fault(struct log_line *line, const struct fault *fault); /* err, where, why, sqlstate */
void log_write(struct log_line *line);

/* Lines that were not written, since the process began: the disk is full, or nobody reads. */
uint64_t log_lost(void);

/* An event with one sentence of ours. */
void log_note(enum log_level level, const char *event, const char *why);

#endif
