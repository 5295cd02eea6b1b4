/* SPDX-License-Identifier: MIT */
/* What a mailed link would do, asked by the page it leads to; it is spent where it is followed.
 * Whoever has the link learns the address it was mailed to, which they know, and the other one of a
 * change by its first letter and domain. */
#include "auth/email.h"
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

static const struct field followed[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
};

enum err
post_link_look(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result found = {NULL};
	struct out *out;

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, followed, ARRAY_LEN(followed), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(REQ_CALL(rq, LOGIN_LINK_LOOK, &found,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_text(rq->ip), attempt_link_limit(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "purpose", db_get_text(&found, 0, 1));
	out_text(out, "to", db_get_text(&found, 0, 2));
	out_text(out, "from",
	         db_is_null(&found, 0, 3) ? STR_NONE
	                                  : email_mask(&rq->arena, db_get_text(&found, 0, 3)));
	return reply_end(rq);
}
