/* SPDX-License-Identifier: MIT */
/* Step 12: are kid, channel ID and our key of one LINE Login channel?
 *
 * The kid is tried with the successor's key first, then with the key in use: whichever LINE has. */
#include "http/body.h"
#include "line/jwt.h"
#include "line/paste.h"
#include "line/rsa_key.h"
#include "link/alarm.h"
#include "link/app.h"
#include "link/proof.h"
#include "vault/seal.h"

struct login_channel {
	struct parked parked;
	struct paste channel_id, kid;
	size_t n_keys; /* and so many of the two below */
	char key_ids[LINE_PROOF_KEYS_MAX][37];
	struct secret assertions[LINE_PROOF_KEYS_MAX];
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
	for (size_t i = 0; i < LINE_PROOF_KEYS_MAX; i++)
		secret_done(&(*channel)->assertions[i]);
	line_proof_free(&(*channel)->parked.proof);
}

/* One more assertion, by the key whose id and sealed half stand in columns `at` and `at` + 1. */
static enum err
sign(struct req *rq, struct login_channel *channel, const struct db_result *put, size_t at)
{
	const struct link_app *app = rq->app;
	const struct jwt_claims claims = {channel->channel_id.value, channel->kid.value,
	                                  clock_now()};
	char *id = channel->key_ids[channel->n_keys];
	auto_secret der = {0};
	auto_rsa_key *key = NULL;

	db_get_uuid(put, 0, at, id);
	TRY(seal_open(app->keyring, (struct seal_scope){rq->slug, SEAL_ASSERTION_KEY, str_of(id)},
	              db_get_text(put, 0, at + 1), &rq->fault, &der));
	TRY(rsa_key_open(secret_str(&der), &rq->fault, &key));
	TRY(jwt_sign(key, &claims, &rq->fault, &channel->assertions[channel->n_keys]));
	channel->n_keys++;
	return ERR_OK;
}

/* Columns of LINK_LOGIN_CHANNEL_PUT. */
enum { PUT_ATTEMPT = 1, PUT_KEY1 = 2, PUT_KEY2 = 4 };

static enum err
proof_make(struct req *rq, struct login_channel *channel, const struct db_result *put)
{
	TRY(sign(rq, channel, put, PUT_KEY1));
	if (!db_is_null(put, 0, PUT_KEY2))
		TRY(sign(rq, channel, put, PUT_KEY2));
	return line_proof_login_channel(channel->assertions, channel->n_keys, &rq->fault,
	                                &channel->parked.proof);
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
	             db_int(proof_lease_seconds(rq))));
	if (reply_refused(rq, &put))
		return ERR_OK;
	channel->parked.attempt = db_get_int(&put, 0, PUT_ATTEMPT);
	err = proof_make(rq, channel, &put);
	if (err == ERR_DENIED)
		return alarm_unreadable(rq);
	if (err != ERR_OK)
		return err;
	return proof_park(rq, &TAKE(channel)->parked);
}

static enum err
settle(struct req *rq, const struct login_channel *channel, const struct line_outcome *outcome,
       struct db_result *ret)
{
	const struct line_bot *found = outcome->bot;

	return REQ_CALL(rq, LINK_LOGIN_CHANNEL_SETTLE, ret, REQ_SESSION(rq),
	                db_int(channel->parked.attempt), db_cstr(outcome->code),
	                outcome->code == NULL ? db_cstr(channel->key_ids[outcome->key]) : DB_NULL,
	                proof_text(found == NULL ? NULL : found->basic_id),
	                proof_text(found == NULL ? NULL : found->display_name),
	                proof_status(outcome), proof_text(outcome->answer->request_id),
	                proof_call(outcome));
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
