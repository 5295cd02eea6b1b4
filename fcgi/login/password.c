/* SPDX-License-Identifier: MIT */
/* PUT /a/{slug}/api/password: another password, by who knows the present one. Counted by the same
 * throttle as logging in. */
#include "auth/password.h"
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

static const struct field change[] = {
        {"current", FIELD_SECRET, true, NULL, offsetof(struct attempt, password), NULL},
        {"new", FIELD_SECRET, true, password_read, offsetof(struct attempt, next), NULL},
};

/* A new password that gives itself away is no guess at the present one, so it is judged before
 * anything is counted: one call more than usual. */
static enum err
judge(struct req *rq, const struct attempt *attempt)
{
	auto_db_result who = {NULL};

	TRY(REQ_CALL(rq, LOGIN_PASSWORD_LOOK, &who, REQ_SESSION(rq)));
	if (reply_refused(rq, &who))
		return ERR_INVALID;
	return attempt_judge_next(rq, attempt, "new",
	                          (struct password_about){.company = db_get_text(&who, 0, 1),
	                                                  .email = db_get_text(&who, 0, 2),
	                                                  .contact = db_get_text(&who, 0, 3),
	                                                  .oa = db_get_text(&who, 0, 4)});
}

enum err
put_password(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_attempt attempt = attempt_new(rq);
	auto_db_result counted = {NULL};
	struct str phc;

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, change, ARRAY_LEN(change), attempt));
	TRY(judge(rq, attempt));
	TRY(REQ_CALL(rq, LOGIN_CONFIRM_ATTEMPT, &counted, REQ_SESSION(rq),
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	             db_int(app->settings->limit_login), REQ_DEVICE(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &counted))
		return ERR_OK;
	phc = db_get_text(&counted, 0, 2);
	return attempt_park(rq, TAKE(attempt), phc);
}

/* Comes by twice: after the present password was checked, after the new one was hashed. */
enum err
put_password_hashed(struct req *rq)
{
	auto_attempt attempt = rq->kept;
	auto_db_result changed = {NULL};

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	if (attempt->job.task == HASH_CHECK) {
		if (!attempt->job.matches)
			return reply_problem(rq, STR("password.wrong"));
		return attempt_park_next(rq, TAKE(attempt));
	}
	TRY(REQ_CALL(rq, LOGIN_PASSWORD, &changed, REQ_SESSION(rq),
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	             db_cstr(attempt->job.hash.text), db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &changed))
		return ERR_OK;
	return reply_empty(rq, 204);
}
