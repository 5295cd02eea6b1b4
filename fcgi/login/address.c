/* SPDX-License-Identifier: MIT */
/* Another address: asked for by who is logged in, confirmed by a link mailed to it (verify.c), and
 * undone by one mailed to the address it replaced. */
#include "auth/email.h"
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

struct wanted {
	struct str email;
};

static const struct field fields[] = {
        {"email", FIELD_TEXT, true, email_read, offsetof(struct wanted, email), NULL},
};

/* What is against the address itself is said of the field, as what is against its form. */
static const char *
of_field(struct str problem)
{
	static const char *const codes[] = {"email.same", "email.taken"};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (str_is(problem, str_of(codes[i])))
			return codes[i];
	return NULL;
}

enum err
put_email(struct req *rq)
{
	struct wanted in = {0};
	auto_db_result asked = {NULL};
	const char *bad;

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, LOGIN_EMAIL_PUT, &asked, REQ_SESSION(rq), db_text(in.email),
	             db_text(rq->ip), db_text(rq->request_id)));
	bad = of_field(db_get_text(&asked, 0, 0));
	if (bad != NULL) {
		TRY(req_field_error(rq, "email", bad));
		return reply_invalid(rq);
	}
	if (reply_refused(rq, &asked))
		return ERR_OK;
	return reply_pending(rq, STR("email.change_asked"));
}

/* What is under way; the present address is the session's to tell. */
enum err
get_email(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;

	TRY(REQ_CALL(rq, LOGIN_EMAIL_PENDING, &found, REQ_SESSION(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "pending", db_get_text(&found, 0, 1));
	out_time(out, "asked_at", db_get_time(&found, 0, 2));
	return reply_end(rq);
}

enum err
delete_email(struct req *rq)
{
	auto_db_result cancelled = {NULL};

	TRY(REQ_CALL(rq, LOGIN_EMAIL_CANCEL, &cancelled, REQ_SESSION(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &cancelled))
		return ERR_OK;
	return reply_empty(rq, 204);
}

static const struct field followed[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
};

/* Until it is reset the password is one that nobody knows, not even whoever changed the address. */
enum err
post_email_undo(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_attempt attempt = attempt_new(rq);
	auto_db_result undone = {NULL};

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, followed, ARRAY_LEN(followed), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(REQ_CALL(rq, LOGIN_EMAIL_UNDO, &undone,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_cstr(app->hashes->stranger.text), db_text(rq->ip), db_text(rq->request_id),
	             attempt_link_limit(rq)));
	if (reply_refused(rq, &undone))
		return ERR_OK;
	return reply_empty(rq, 204);
}
