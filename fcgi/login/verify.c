/* SPDX-License-Identifier: MIT */
/* An address is somebody's: the mailed link that says so, followed by a button, and that link once
 * more. A link to a new address makes it the member's. */
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
	             db_text(rq->ip), db_text(rq->request_id), attempt_link_limit(rq)));
	if (reply_refused(rq, &verified))
		return ERR_OK;
	return reply_empty(rq, 204);
}

enum err
post_email_verification_request(struct req *rq)
{
	auto_db_result asked = {NULL};

	if (rq->body.n > 0)
		TRY(body_read(rq, NULL, 0, NULL)); /* {}: there is nothing to say */
	TRY(REQ_CALL(rq, LOGIN_VERIFY_REQUEST, &asked, REQ_SESSION(rq)));
	if (reply_refused(rq, &asked))
		return ERR_OK;
	return reply_pending(rq, STR("email.verification_asked"));
}
