/* SPDX-License-Identifier: MIT */
/* A forgotten password: a mail with a link to whoever has the address, and following it.
 *
 * The first answer is the same, after the same work, for every slug and address, known or not;
 * what is no address is refused by its looks alone. A link that is unknown, used, too old, for
 * something else or another account's has one answer too.
 */
#include "auth/email.h"
#include "auth/password.h"
#include "http/body.h"
#include "login/app.h"
#include "login/attempt.h"

static const struct field forgotten[] = {
        {"email", FIELD_TEXT, true, email_read, offsetof(struct attempt, email), NULL},
};

static const struct field followed[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct attempt, link), NULL},
        {"password", FIELD_SECRET, true, password_read, offsetof(struct attempt, next), NULL},
};

enum err
post_password_reset(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result asked = {NULL};

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, forgotten, ARRAY_LEN(forgotten), attempt));
	TRY(REQ_CALL(rq, LOGIN_RESET_REQUEST, &asked, db_text(rq->slug), db_text(attempt->email)));
	if (reply_refused(rq, &asked))
		return ERR_OK;
	return reply_pending(rq, STR("reset.asked"));
}

enum err
put_password_reset(struct req *rq)
{
	auto_attempt attempt = attempt_new(rq);
	auto_db_result found = {NULL};

	if (attempt == NULL)
		return rq->fault.err;
	TRY(body_read(rq, followed, ARRAY_LEN(followed), attempt));
	TRY(attempt_take_link(rq, attempt));
	TRY(REQ_CALL(rq, LOGIN_RESET_LOOK, &found,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_text(rq->ip), attempt_link_limit(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	TRY(attempt_judge_next(rq, attempt, "password",
	                       (struct password_about){.company = db_get_text(&found, 0, 1),
	                                               .email = db_get_text(&found, 0, 2),
	                                               .contact = db_get_text(&found, 0, 3),
	                                               .oa = db_get_text(&found, 0, 4)}));
	return attempt_park_next(rq, TAKE(attempt));
}

enum err
put_password_reset_hashed(struct req *rq)
{
	auto_attempt attempt = rq->kept;
	auto_db_result reset = {NULL};
	auto_token device;
	struct token_hash device_hash;

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	TRY(token_new(&rq->fault, &device));
	TRY(token_hash(&rq->fault, &device, &device_hash));
	TRY(REQ_CALL(rq, LOGIN_RESET, &reset,
	             db_bytes(attempt->hash.bytes, sizeof(attempt->hash.bytes)), db_text(rq->slug),
	             db_cstr(attempt->job.hash.text), db_text(rq->ip), db_text(rq->request_id),
	             db_bytes(device_hash.bytes, sizeof(device_hash.bytes))));
	if (reply_refused(rq, &reset))
		return ERR_OK;
	TRY(reply_cookie(rq, COOKIE_DEVICE, &device, DEVICE_SECONDS));
	return reply_empty(rq, 204);
}
