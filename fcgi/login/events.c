/* SPDX-License-Identifier: MIT */
/* What happened to the account, for its owner, a page of 50 at a time. */
#include "http/reply.h"
#include "login/app.h"

#define PAGE 50

/* Columns of LOGIN_EVENTS. */
enum { AT = 1, KIND, WHO, IP, REQUEST_ID, STEP, CODE, PLACE, ABOUT, ROLE };

static void
event(struct out *out, const struct db_result *found, size_t row)
{
	out_object(out, NULL);
	out_time(out, "at", db_get_time(found, row, AT));
	out_text(out, "kind", db_get_text(found, row, KIND));
	out_text(out, "who", db_get_text(found, row, WHO));
	out_text(out, "about", db_get_text(found, row, ABOUT));
	out_text(out, "role", db_get_text(found, row, ROLE));
	out_text(out, "ip", db_get_text(found, row, IP));
	out_text(out, "request_id", db_get_text(found, row, REQUEST_ID));
	out_text(out, "step", db_get_text(found, row, STEP));
	out_text(out, "code", db_get_text(found, row, CODE));
	out_end(out, '}');
}

/* {id}, where the path has one, is the place that the page before ended at. */
enum err
get_events(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;
	size_t n;

	TRY(REQ_CALL(rq, LOGIN_EVENTS, &found, REQ_SESSION(rq),
	             rq->id.n > 0 ? db_text(rq->id) : DB_NULL));
	if (reply_refused(rq, &found))
		return ERR_OK;
	n = db_is_null(&found, 0, AT) ? 0 : db_rows(&found);
	out = reply_json(rq, 200);
	out_array(out, "events");
	for (size_t row = 0; row < n && row < PAGE; row++)
		event(out, &found, row);
	out_end(out, ']');
	out_text(out, "next", n > PAGE ? db_get_text(&found, PAGE - 1, PLACE) : STR_NONE);
	return reply_end(rq);
}
