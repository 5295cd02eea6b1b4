/* SPDX-License-Identifier: MIT */
/* A mailed invitation: what it offers, and taking it up with a name and a password of one's own. */
#include "auth/password.h"
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

static const struct field offered[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
};

static const struct field followed[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
        {"name", FIELD_TEXT, true, name_read, offsetof(struct attempt, name), NULL},
        {"password", FIELD_SECRET, true, password_read, offsetof(struct attempt, next), NULL},
};

static enum err
look(struct req *rq, const struct attempt *attempt, struct db_result *ret)
{
	return REQ_CALL(rq, LOGIN_JOIN_LOOK, ret,
	                db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	                db_text(rq->slug), db_text(rq->ip), attempt_link_limit(rq));
}

enum err
post_invitation(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result found = {NULL};
	struct out *out;

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, offered, ARRAY_LEN(offered), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(look(rq, attempt, &found));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "company", db_get_text(&found, 0, 1));
	out_text(out, "email", db_get_text(&found, 0, 2));
	out_text(out, "role", db_get_text(&found, 0, 3));
	return reply_end(rq);
}

enum err
put_invitation(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result found = {NULL};

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, followed, ARRAY_LEN(followed), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(look(rq, attempt, &found));
	if (reply_refused(rq, &found))
		return ERR_OK;
	TRY(attempt_judge_next(rq, attempt, "password",
	                       (struct password_about){.company = db_get_text(&found, 0, 1),
	                                               .email = db_get_text(&found, 0, 2),
	                                               .contact = attempt->name,
	                                               .oa = db_get_text(&found, 0, 4)}));
	return attempt_park_next(rq, TAKE(attempt));
}

enum err
put_invitation_hashed(struct req *rq)
{
	auto_attempt attempt = rq->kept;
	auto_db_result joined = {NULL};

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	TRY(REQ_CALL(rq, LOGIN_JOIN, &joined,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_text(attempt->name), db_cstr(attempt->job.hash.text), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &joined))
		return ERR_OK;
	return reply_empty(rq, 204);
}
