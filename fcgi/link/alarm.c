/* SPDX-License-Identifier: MIT */
#include "link/alarm.h"

#include "base/log.h"
#include "http/reply.h"

void
alarm_log(const struct req *rq, const char *event)
{
	struct log_line line;

	log_start(&line, LOG_ERROR, event);
	log_text(&line, "request", rq->request_id);
	log_fault(&line, &rq->fault);
	log_write(&line);
}

enum err
alarm_unreadable(struct req *rq)
{
	alarm_log(rq, "vault.unreadable");
	rq->fault = (struct fault){0};
	return reply_problem(rq, STR("server.busy"));
}
