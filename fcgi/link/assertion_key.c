/* SPDX-License-Identifier: MIT */
/* Step 12: the public key to register at LINE. A GET never makes one, so it stays the same on
 * reload; a POST makes a successor, and the old key stays in use until the successor is proved. */
#include "http/alarm.h"
#include "http/body.h"
#include "line/jwk.h"
#include "link/app.h"
#include "link/pool_key.h"
#include "vault/seal.h"

static enum err
key_reply(struct req *rq, int status)
{
	auto_db_result key = {NULL};
	struct out *out;

	TRY(REQ_CALL(rq, LINK_KEY, &key, REQ_SESSION(rq)));
	if (reply_refused(rq, &key))
		return ERR_OK;
	out = reply_json(rq, status);
	out_object(out, "public_key");
	out_text(out, "kty", STR("RSA"));
	out_text(out, "alg", STR("RS256"));
	out_text(out, "use", STR("sig"));
	out_text(out, "e", STR(JWK_E));
	out_text(out, "n", db_get_text(&key, 0, 1));
	out_end(out, '}');
	out_time(out, "created_at", db_get_time(&key, 0, 2));
	return reply_end(rq);
}

enum err
get_assertion_key(struct req *rq)
{
	return key_reply(rq, 200);
}

enum err
post_assertion_key(struct req *rq)
{
	auto_db_result leased = {NULL}, stored = {NULL};
	enum err err;

	if (rq->body.n > 0)
		TRY(body_read(rq, NULL, 0, NULL)); /* {}: there is nothing to say */
	TRY(REQ_CALL(rq, LINK_KEY_NEW, &leased, REQ_SESSION(rq)));
	if (reply_refused(rq, &leased))
		return ERR_OK;
	err = pool_key_adopt(rq, &leased, &stored);
	if (seal_problem(err) != NULL) {
		alarm_sealed(rq);
		/* A damaged key of the pool goes with its lease, and the next one comes. */
		return reply_problem(rq,
		                     err == ERR_DENIED ? STR("key.preparing") : STR("server.busy"));
	}
	if (err != ERR_OK)
		return err;
	if (reply_refused(rq, &stored))
		return ERR_OK;
	return key_reply(rq, 201);
}
