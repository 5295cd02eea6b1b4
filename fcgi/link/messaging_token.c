/* SPDX-License-Identifier: MIT */
/* Step 14: whose channel access token is this? It must be of step 11's Official Account.
 *
 * Sealed and stored as pending before LINE is asked; no answer and no log ever shows a part of it.
 */
#include "base/rand.h"
#include "http/body.h"
#include "line/paste.h"
#include "link/app.h"
#include "link/proof.h"
#include "proving/said.h"
#include "vault/seal.h"

struct pasted_token {
	struct paste about; /* first: paste_cleaned_names() finds it here */
	struct secret token;
};

struct messaging_token {
	struct parked parked;
	struct pasted_token pasted;
	bool accept_expiry;
	struct str basic_id; /* step 11's, for the sentence that says it is another's */
};

/* For body.h. What was pasted lies in the arena, which is wiped with the request. */
static const char *
token_read(struct arena *arena, struct str in, void *ret)
{
	struct pasted_token *pasted = ret;
	const char *code = paste_token(in, &pasted->token, &pasted->about);

	arena->starved = arena->starved || pasted->about.starved;
	return code;
}

static const struct field fields[] = {
        {"token", FIELD_TEXT, true, token_read, offsetof(struct messaging_token, pasted),
         paste_cleaned_names},
        {"accept_expiry", FIELD_BOOL, false, NULL, offsetof(struct messaging_token, accept_expiry),
         NULL},
};

static void
token_drop(struct messaging_token **token)
{
	if (*token == NULL)
		return;
	secret_done(&(*token)->pasted.token);
	line_proof_free(&(*token)->parked.proof);
}

/* Columns of LINK_TOKEN_PUT. */
enum { PUT_ATTEMPT = 1, PUT_BASIC_ID, PUT_LOGIN_CHANNEL_ID };

static enum err
put(struct req *rq, const struct messaging_token *token, struct db_result *ret)
{
	const struct link_app *app = rq->app;
	char id[UUID_LEN + 1];
	struct str sealed;

	if (rand_uuid(id) != ERR_OK)
		return FAULT(&rq->fault, ERR_UNAVAILABLE, "getrandom gave no bytes");
	TRY(seal_make(app->keyring, (struct seal_scope){rq->slug, SEAL_MESSAGING_TOKEN, str_of(id)},
	              secret_str(&token->pasted.token), &rq->arena, &rq->fault, &sealed));
	return REQ_CALL(rq, LINK_TOKEN_PUT, ret, REQ_SESSION(rq), db_cstr(id),
	                db_bytes(sealed.p, sealed.n), db_bool(token->accept_expiry),
	                db_int(proof_lease_seconds(rq)), db_text(rq->ip), db_text(rq->request_id));
}

enum err
put_messaging_token(struct req *rq)
{
	struct messaging_token *token CLEANUP(token_drop) =
	        ARENA_NEW(&rq->arena, struct messaging_token);
	auto_db_result stored = {NULL};
	struct line_token_entered entered;

	if (token == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a token");
	TRY(body_read(rq, fields, ARRAY_LEN(fields), token));
	TRY(put(rq, token, &stored));
	if (reply_refused(rq, &stored))
		return ERR_OK;
	token->parked.attempt = db_get_int(&stored, 0, PUT_ATTEMPT);
	if (!arena_copy(&rq->arena, db_get_text(&stored, 0, PUT_BASIC_ID), &token->basic_id))
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a Basic ID");
	entered = (struct line_token_entered){token->basic_id,
	                                      db_get_text(&stored, 0, PUT_LOGIN_CHANNEL_ID),
	                                      token->accept_expiry};
	TRY(line_proof_messaging_token(&token->pasted.token, &entered, &rq->fault,
	                               &token->parked.proof));
	return proof_park(rq, &TAKE(token)->parked);
}

static enum err
settle(struct req *rq, const struct messaging_token *token, const struct line_outcome *outcome,
       struct db_result *ret)
{
	static const struct line_bot nobody;
	const struct line_bot *bot = outcome->bot == NULL ? &nobody : outcome->bot;
	struct said said = said_of(outcome);

	return REQ_CALL(rq, LINK_TOKEN_SETTLE, ret, REQ_SESSION(rq), db_int(token->parked.attempt),
	                db_cstr(outcome->code), db_cstr_if_any(bot->user_id),
	                db_cstr_if_any(bot->basic_id), db_cstr_if_any(bot->premium_id),
	                db_cstr_if_any(bot->display_name), db_cstr_if_any(bot->picture_url),
	                db_cstr_if_any(outcome->channel_id), db_time(outcome->expires_at),
	                said.status, said.request_id, said.call, said.retry_after);
}

static enum err
reply_bot(struct req *rq, const struct line_bot *bot)
{
	struct out *out = reply_json(rq, 200);

	out_object(out, "bot");
	out_text(out, "basic_id", str_of(bot->basic_id));
	out_text(out, "display_name", str_of(bot->display_name));
	out_bool(out, "has_picture", bot->picture_url[0] != '\0');
	out_end(out, '}');
	return reply_end(rq);
}

enum err
put_messaging_token_proved(struct req *rq)
{
	struct messaging_token *token CLEANUP(token_drop) = rq->kept;
	const struct line_outcome *outcome = proof_outcome(rq, &token->parked);
	auto_db_result settled = {NULL};

	TRY(settle(rq, token, outcome, &settled));
	if (reply_refused(rq, &settled))
		return ERR_OK;
	return outcome->code == NULL ? reply_bot(rq, outcome->bot)
	                             : proof_reply(rq, outcome, token->basic_id);
}

enum err
delete_messaging_token(struct req *rq)
{
	auto_db_result deleted = {NULL};

	TRY(REQ_CALL(rq, LINK_TOKEN_DELETE, &deleted, REQ_SESSION(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &deleted))
		return ERR_OK;
	return reply_empty(rq, 204);
}
