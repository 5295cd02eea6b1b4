/* SPDX-License-Identifier: MIT */
/* alarm.h - what an operator must hear of although the merchant gets an ordinary answer. */
#ifndef LINK_ALARM_H
#define LINK_ALARM_H

#include "http/req.h"

/* One error line with the request's id and its fault. `event` is a literal. */
void alarm_log(const struct req *rq, const char *event);

/*
 * A sealed value did not open because it was altered, or belongs elsewhere; rq->fault says so.
 * Logs, and answers 503 server.busy: nothing was sent to LINE, and only this value is concerned.
 */
CHECKED enum err alarm_unreadable(struct req *rq);

#endif
