/* SPDX-License-Identifier: MIT */
/* An Official Account that another account of this system has linked: its owner is asked by mail to
 * let it go, and follows the mailed link to do so.
 *
 * Neither learns who the other is. The link's token needs no session: who reads the owner's mail
 * may decide. */
#include "http/body.h"
#include "link/app.h"

enum err
post_release_request(struct req *rq)
{
	auto_db_result asked = {NULL};

	if (rq->body.n > 0)
		TRY(body_read(rq, NULL, 0, NULL)); /* {}: there is nothing to say */
	TRY(REQ_CALL(rq, LINK_RELEASE_REQUEST, &asked, REQ_SESSION(rq)));
	if (reply_refused(rq, &asked))
		return ERR_OK;
	return reply_pending(rq, STR("release.asked"));
}

struct mailed {
	struct secret token;
};

static const struct field fields[] = {
        {"token", FIELD_SECRET, true, NULL, offsetof(struct mailed, token), NULL},
};

static void
mailed_done(struct mailed *mailed)
{
	secret_done(&mailed->token);
}

/* The hash of the mailed token in the body; what can be no token at all becomes one that nobody was
 * sent. */
static enum err
take_token(struct req *rq, struct token_hash *ret)
{
	struct mailed mailed CLEANUP(mailed_done) = {0};
	auto_token token = {0};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &mailed));
	if (!token_parse(secret_str(&mailed.token), &token))
		TRY(token_new(&rq->fault, &token));
	return token_hash(&rq->fault, &token, ret);
}

static struct db_param
link_limit(const struct req *rq)
{
	const struct link_app *app = rq->app;

	return db_int_if(app->settings->limits, app->settings->limit_link_ip);
}

enum err
post_release_look(struct req *rq)
{
	struct token_hash hash;
	auto_db_result found = {NULL};

	TRY(take_token(rq, &hash));
	TRY(REQ_CALL(rq, LINK_RELEASE_LOOK, &found, db_bytes(hash.bytes, sizeof(hash.bytes)),
	             db_text(rq->slug), db_text(rq->ip), link_limit(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	return reply_empty(rq, 204);
}

enum err
post_release(struct req *rq)
{
	struct token_hash hash;
	auto_db_result released = {NULL};

	TRY(take_token(rq, &hash));
	TRY(REQ_CALL(rq, LINK_RELEASE, &released, db_bytes(hash.bytes, sizeof(hash.bytes)),
	             db_text(rq->slug), db_text(rq->ip), db_text(rq->request_id), link_limit(rq)));
	if (reply_refused(rq, &released))
		return ERR_OK;
	return reply_empty(rq, 204);
}
