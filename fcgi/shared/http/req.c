/* SPDX-License-Identifier: MIT */
#include "http/req.h"

#include "http/route.h"

enum err
req_park(struct req *rq, park_start *start)
{
	BUG_IF(start == NULL || rq->parked != NULL || rq->route->resume == NULL);
	rq->parked = start;
	return ERR_OK;
}

void
req_resume(struct req *rq)
{
	rq->resume(rq);
}

enum err
req_session_first(struct req *rq)
{
	enum err err;

	if (rq->session_checked || rq->route->who != WHO_SESSION)
		return ERR_OK;
	rq->session_checked = true;
	err = rq->routes->session_check(rq);
	if (err == ERR_DENIED)
		rq->fault = (struct fault){0}; /* an answer, no fault */
	return err;
}
