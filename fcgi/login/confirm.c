/* SPDX-License-Identifier: MIT */
/* POST /a/{slug}/api/session/confirm: the password once more, and the second factor where there is
 * one, before a key or token is replaced. Counted by the same throttle as logging in. */
#include "http/body.h"
#include "login/app.h"
#include "login/factor.h"

static const struct field confirmation[] = {
        {"password", FIELD_SECRET, true, NULL, offsetof(struct attempt, password), NULL},
        {"totp", FIELD_SECRET, false, NULL, offsetof(struct attempt, totp), NULL},
};

enum err
post_confirm(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_attempt attempt = attempt_new(rq);
	auto_db_result counted = {NULL};
	struct str phc;

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, confirmation, ARRAY_LEN(confirmation), attempt));
	TRY(REQ_CALL(rq, LOGIN_CONFIRM_ATTEMPT, &counted, REQ_SESSION(rq),
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	             db_int(app->settings->limit_login), REQ_DEVICE(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &counted))
		return ERR_OK;
	TRY(factor_keep(rq, attempt, &counted));
	phc = db_get_text(&counted, 0, 2);
	return attempt_park(rq, TAKE(attempt), phc);
}

enum err
post_confirm_hashed(struct req *rq)
{
	auto_attempt attempt = rq->kept;
	auto_db_result confirmed = {NULL};
	struct factor factor;

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	if (!attempt->job.matches)
		return reply_problem(rq, STR("password.wrong"));
	TRY(factor_judge(rq, attempt, &factor));
	TRY(REQ_CALL(rq, LOGIN_CONFIRM, &confirmed, REQ_SESSION(rq),
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), FACTOR(rq, factor),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &confirmed))
		return ERR_OK;
	return reply_empty(rq, 204);
}
