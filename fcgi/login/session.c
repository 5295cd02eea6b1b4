/* SPDX-License-Identifier: MIT */
/* Logging in and out of one account, and who is logged in.
 *
 * Unknown account, unknown or malformed address, wrong, empty or endless password, attempt spent
 * already: one answer, after one hash. Only who knows the password hears of a second factor. */
#include "http/body.h"
#include "login/app.h"
#include "login/factor.h"

/* Any string is a password here; whether it could be one is not for a stranger to learn. */
static const struct field credentials[] = {
        {"email", FIELD_TEXT, true, NULL, offsetof(struct attempt, email), NULL},
        {"password", FIELD_SECRET, true, NULL, offsetof(struct attempt, password), NULL},
        {"totp", FIELD_SECRET, false, NULL, offsetof(struct attempt, totp), NULL},
};

enum err
post_session(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_attempt attempt = attempt_new(rq);
	auto_db_result counted = {NULL};
	struct str phc;

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, credentials, ARRAY_LEN(credentials), attempt));
	TRY(REQ_CALL(rq, LOGIN_ATTEMPT, &counted, db_text(rq->slug),
	             db_text(attempt_address(rq, attempt->email)),
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	             db_int(app->settings->limit_login), REQ_DEVICE(rq),
	             db_int_if(app->settings->limits, app->settings->limit_login_address),
	             db_int_if(app->settings->limits, app->settings->limit_login_ip),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &counted))
		return ERR_OK;
	TRY(factor_keep(rq, attempt, &counted));
	phc = db_get_text(&counted, 0, 2);
	return attempt_park(rq, TAKE(attempt), phc);
}

static enum err
session_open(struct req *rq, const struct attempt *attempt, const struct token_hash *session,
             const struct token_hash *device, struct db_result *ret)
{
	const struct login_app *app = rq->app;
	struct factor factor;

	TRY(factor_judge(rq, attempt, &factor));
	return REQ_CALL(
	        rq, LOGIN_OPEN, ret, db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)),
	        db_bytes(session->bytes, sizeof(session->bytes)),
	        attempt->job.renewed ? db_cstr(attempt->job.hash.text) : DB_NULL,
	        db_int(app->settings->session_idle_days), db_int(app->settings->session_max_days),
	        db_text(rq->ip), db_text(rq->user_agent), db_text(rq->request_id),
	        FACTOR(rq, factor), db_bytes(device->bytes, sizeof(device->bytes)));
}

enum err
post_session_hashed(struct req *rq)
{
	auto_attempt attempt = rq->kept;
	auto_db_result opened = {NULL};
	auto_token token, device;
	struct token_hash hash, device_hash;

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	if (!attempt->job.matches)
		return reply_problem(rq, STR("login.failed"));
	TRY(token_new(&rq->fault, &token));
	TRY(token_hash(&rq->fault, &token, &hash));
	TRY(token_new(&rq->fault, &device));
	TRY(token_hash(&rq->fault, &device, &device_hash));
	TRY(session_open(rq, attempt, &hash, &device_hash, &opened));
	if (reply_refused(rq, &opened))
		return ERR_OK;
	TRY(reply_cookie(rq, COOKIE_SESSION, &token, db_get_int(&opened, 0, 1)));
	TRY(reply_cookie(rq, COOKIE_DEVICE, &device, DEVICE_SECONDS));
	return reply_empty(rq, 201);
}

/* `acts` has a blank between each. */
static void
out_acts(struct out *out, struct str acts)
{
	struct str act;

	out_array(out, "may");
	while (str_cut(&acts, ' ', &act))
		out_text(out, NULL, act);
	if (acts.n > 0)
		out_text(out, NULL, acts);
	out_end(out, ']');
}

enum err
get_session(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_db_result found = {NULL};
	struct str terms = app->settings->terms_version;
	struct out *out;

	TRY(REQ_CALL(rq, LOGIN_SESSION, &found, REQ_SESSION(rq),
	             terms.n > 0 ? db_text(terms) : DB_NULL));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_object(out, "member");
	out_text(out, "email", db_get_text(&found, 0, 1));
	out_text(out, "role", db_get_text(&found, 0, 2));
	out_bool(out, "verified", db_get_bool(&found, 0, 6));
	out_acts(out, db_get_text(&found, 0, 9));
	out_bool(out, "totp_due", db_get_bool(&found, 0, 10));
	out_end(out, '}');
	out_object(out, "account");
	out_text(out, "slug", rq->slug);
	out_text(out, "company", db_get_text(&found, 0, 3));
	out_text(out, "locale", db_get_text(&found, 0, 11));
	out_time(out, "deletes_at", db_get_time(&found, 0, 7));
	out_bool(out, "terms_due", db_get_bool(&found, 0, 8));
	out_end(out, '}');
	out_object(out, "onboarding");
	out_text(out, "step", db_get_text(&found, 0, 4));
	out_bool(out, "waiting", db_get_bool(&found, 0, 5));
	out_end(out, '}');
	return reply_end(rq);
}

enum err
delete_session(struct req *rq)
{
	auto_db_result closed = {NULL};

	TRY(REQ_CALL(rq, LOGIN_CLOSE, &closed, REQ_SESSION(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &closed))
		return ERR_OK;
	TRY(reply_cookie_expire(rq));
	return reply_empty(rq, 204);
}

enum err
session_check(struct req *rq)
{
	auto_db_result found = {NULL};

	TRY(REQ_CALL(rq, LOGIN_SESSION, &found, REQ_SESSION(rq), DB_NULL));
	return db_is_null(&found, 0, 0) ? ERR_OK : ERR_DENIED;
}
