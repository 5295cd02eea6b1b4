/* SPDX-License-Identifier: MIT */
/* said.h - what LINE said, handed on to the database and to the log. Any thread. */
#ifndef PROVING_SAID_H
#define PROVING_SAID_H

#include "base/log.h"
#include "db/db.h"
#include "line/diagnosis.h"

/* As every function that settles a value takes it; NULL where LINE said nothing. */
struct said {
	struct db_param status, request_id, call, retry_after; /* call: the one that decided */
};

/* Its texts point into the outcome. */
struct said said_of(const struct line_outcome *outcome);

/* The members call, failure, status and line_request; none when LINE was not asked. */
void said_log(struct log_line *line, const struct line_outcome *outcome);

/*
 * The level of that line: an error where an operator is to be alarmed, a warning behind a bad
 * certificate, where somebody who is not LINE may be answering for it.
 */
CHECKED enum log_level said_level(const struct line_outcome *outcome, bool alarm);

#endif
