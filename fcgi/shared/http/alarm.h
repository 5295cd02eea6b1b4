/* SPDX-License-Identifier: MIT */
/* alarm.h - what an operator must hear of although whoever asked gets an ordinary answer. Threads:
 * whoever holds the request. */
#ifndef HTTP_ALARM_H
#define HTTP_ALARM_H

#include "http/req.h"

/* One error line with the request's id and its fault. `event` is a literal. */
void alarm_log(const struct req *rq, const char *event);

/* A sealed value did not open; rq->fault says why, and is forgotten once it is logged. */
void alarm_sealed(struct req *rq);

#endif
