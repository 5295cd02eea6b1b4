/* SPDX-License-Identifier: MIT */
#include "proving/said.h"

struct said
said_of(const struct line_outcome *outcome)
{
	const struct line_answer *answer = outcome->answer;

	return (struct said){
	        .status = db_int_if(answer->status != 0, answer->status),
	        .request_id = db_cstr_if_any(answer->request_id),
	        .call = answer->asked ? db_cstr(line_call_name(outcome->call)) : DB_NULL,
	        .retry_after = db_int_if(answer->retry_after > 0, answer->retry_after),
	};
}

void
said_log(struct log_line *line, const struct line_outcome *outcome)
{
	if (!outcome->answer->asked)
		return;
	log_text(line, "call", str_of(line_call_name(outcome->call)));
	log_text(line, "failure", str_of(line_failure_name(outcome->answer->failure)));
	log_int(line, "status", outcome->answer->status);
	log_text(line, "line_request", str_of(outcome->answer->request_id));
}

enum log_level
said_level(const struct line_outcome *outcome, bool alarm)
{
	if (alarm)
		return LOG_ERROR;
	return outcome->answer->failure == LINE_BAD_TLS ? LOG_WARN : LOG_INFO;
}
