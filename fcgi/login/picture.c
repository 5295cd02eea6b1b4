/* SPDX-License-Identifier: MIT */
/* The picture of the account's Official Account, for whoever sees its login page. */
#include "http/reply.h"
#include "login/app.h"

#define ETAG_LEN 32 /* as login.picture makes them */

enum { PROBLEM, MEDIA_TYPE, ETAG, BYTES };

enum err
get_picture(struct req *rq)
{
	auto_db_result found = {NULL};
	bool png;

	TRY(REQ_CALL(rq, LOGIN_PICTURE, &found, db_text(rq->slug),
	             db_text(req_etag(rq, ETAG_LEN))));
	if (reply_refused(rq, &found))
		return ERR_OK;
	png = str_is(db_get_text(&found, 0, MEDIA_TYPE), STR("image/png"));
	if (db_is_null(&found, 0, BYTES))
		TRY(reply_empty(rq, 304));
	else
		TRY(reply_bytes(rq, 200, png ? "image/png" : "image/jpeg",
		                db_get_text(&found, 0, BYTES)));
	reply_etag(rq, db_get_text(&found, 0, ETAG));
	return ERR_OK;
}
