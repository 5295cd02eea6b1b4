/* SPDX-License-Identifier: MIT */
#include "http/alarm.h"

#include "base/log.h"

void
alarm_log(const struct req *rq, const char *event)
{
	struct log_line line;

	log_start(&line, LOG_ERROR, event);
	log_text(&line, "request", rq->request_id);
	log_fault(&line, &rq->fault);
	log_write(&line);
}

void
alarm_sealed(struct req *rq)
{
	alarm_log(rq, "vault.unreadable");
	rq->fault = (struct fault){0};
}
