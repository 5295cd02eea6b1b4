/* SPDX-License-Identifier: MIT */
/* POST /a/{slug}/api/email-verification: the link of the welcome mail, followed by a button. */
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

static const struct field followed[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
};

enum err
post_email_verification(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result verified = {NULL};

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, followed, ARRAY_LEN(followed), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(REQ_CALL(rq, LOGIN_VERIFY, &verified,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &verified))
		return ERR_OK;
	return reply_empty(rq, 204);
}
