/* SPDX-License-Identifier: MIT */
/* Step 12: are kid, channel ID and our key of one LINE Login channel?
 *
 * The kid is tried with the successor's key first, then with the key in use: whichever LINE has. */
#include "http/alarm.h"
#include "http/body.h"
#include "line/paste.h"
#include "link/app.h"
#include "link/proof.h"
#include "proving/assertions.h"
#include "proving/said.h"
#include "vault/seal.h"

struct login_channel {
	struct parked parked;
	struct paste channel_id, kid;
	struct assertions assertions;
};

static const struct field fields[] = {
        {"channel_id", FIELD_TEXT, true, paste_channel_id,
         offsetof(struct login_channel, channel_id), paste_cleaned_names},
        {"kid", FIELD_TEXT, true, paste_kid, offsetof(struct login_channel, kid),
         paste_cleaned_names},
};

static void
channel_drop(struct login_channel **channel)
{
	if (*channel == NULL)
		return;
	assertions_done(&(*channel)->assertions);
	line_proof_free(&(*channel)->parked.proof);
}

/* Columns of LINK_LOGIN_CHANNEL_PUT; each key's id is followed by its sealed half. */
enum { PUT_ATTEMPT = 1, PUT_KEY1 = 2, PUT_KEY2 = 4 };

static enum err
sign(struct req *rq, struct login_channel *channel, const struct db_result *put)
{
	const struct link_app *app = rq->app;
	const struct jwt_claims claims = {channel->channel_id.value, channel->kid.value,
	                                  clock_now()};
	struct sealed_key keys[LINE_PROOF_KEYS_MAX];
	size_t n = 0;

	for (size_t at = PUT_KEY1; at <= PUT_KEY2 && !db_is_null(put, 0, at);
	     at += PUT_KEY2 - PUT_KEY1) {
		db_get_uuid(put, 0, at, keys[n].id);
		keys[n++].sealed = db_get_text(put, 0, at + 1);
	}
	return assertions_sign(app->keyring, rq->slug, &claims, keys, n, &rq->fault,
	                       &channel->assertions);
}

/* An operator hears of a key that does not open, also while another signs in its place. */
static enum err
proof_make(struct req *rq, struct login_channel *channel, const struct db_result *put)
{
	enum err err = sign(rq, channel, put);

	if (channel->assertions.passed_over && (err == ERR_OK || seal_problem(err) != NULL))
		alarm_sealed(rq);
	TRY(err);
	return line_proof_login_channel(channel->assertions.jwts, channel->assertions.n, &rq->fault,
	                                &channel->parked.proof);
}

static enum err
settle(struct req *rq, const struct login_channel *channel, const struct line_outcome *outcome,
       struct db_result *ret)
{
	const struct line_bot *found = outcome->bot;
	struct said said = said_of(outcome);

	return REQ_CALL(rq, LINK_LOGIN_CHANNEL_SETTLE, ret, REQ_SESSION(rq),
	                db_int(channel->parked.attempt), db_cstr(outcome->code),
	                outcome->code == NULL ? db_cstr(channel->assertions.key_ids[outcome->key])
	                                      : DB_NULL,
	                db_cstr_if_any(found == NULL ? NULL : found->basic_id),
	                db_cstr_if_any(found == NULL ? NULL : found->display_name), said.status,
	                said.request_id, said.call, said.retry_after);
}

/* No key opens, so there is nothing to ask LINE with; `code` says which way. */
static enum err
settle_unasked(struct req *rq, const struct login_channel *channel, const char *code)
{
	static const struct line_answer nothing;
	const struct line_outcome outcome = {.code = code, .answer = &nothing};
	auto_db_result settled = {NULL};

	TRY(settle(rq, channel, &outcome, &settled));
	if (reply_refused(rq, &settled))
		return ERR_OK;
	return reply_problem(rq, str_of(code));
}

enum err
put_login_channel(struct req *rq)
{
	struct login_channel *channel CLEANUP(channel_drop) =
	        ARENA_NEW(&rq->arena, struct login_channel);
	auto_db_result put = {NULL};
	enum err err;

	if (channel == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a login channel");
	TRY(body_read(rq, fields, ARRAY_LEN(fields), channel));
	TRY(REQ_CALL(rq, LINK_LOGIN_CHANNEL_PUT, &put, REQ_SESSION(rq),
	             db_text(channel->channel_id.value), db_text(channel->kid.value),
	             db_int(proof_lease_seconds(rq)), db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &put))
		return ERR_OK;
	channel->parked.attempt = db_get_int(&put, 0, PUT_ATTEMPT);
	err = proof_make(rq, channel, &put);
	if (seal_problem(err) != NULL)
		return settle_unasked(rq, channel, seal_problem(err));
	if (err != ERR_OK)
		return err;
	return proof_park(rq, &TAKE(channel)->parked);
}

enum err
put_login_channel_proved(struct req *rq)
{
	struct login_channel *channel CLEANUP(channel_drop) = rq->kept;
	const struct line_outcome *outcome = proof_outcome(rq, &channel->parked);
	auto_db_result settled = {NULL};

	TRY(settle(rq, channel, outcome, &settled));
	if (reply_refused(rq, &settled))
		return ERR_OK;
	return outcome->code == NULL ? oa_reply(rq) : proof_reply(rq, outcome, STR_NONE);
}
