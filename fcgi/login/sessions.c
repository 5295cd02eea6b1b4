/* SPDX-License-Identifier: MIT */
/* Where a member is logged in to this account, and ending one of those sessions, or all others. */
#include "base/rand.h"
#include "http/reply.h"
#include "login/app.h"

static void
session(struct out *out, const struct db_result *listed, size_t row)
{
	char id[UUID_LEN + 1];

	db_get_uuid(listed, row, 1, id);
	out_object(out, NULL);
	out_text(out, "id", str_of(id));
	out_bool(out, "current", db_get_bool(listed, row, 2));
	out_text(out, "ip", db_get_text(listed, row, 3));
	out_text(out, "user_agent", db_get_text(listed, row, 4));
	out_time(out, "created_at", db_get_time(listed, row, 5));
	out_time(out, "seen_at", db_get_time(listed, row, 6));
	out_end(out, '}');
}

enum err
get_sessions(struct req *rq)
{
	auto_db_result listed = {NULL};
	struct out *out;

	TRY(REQ_CALL(rq, LOGIN_SESSIONS, &listed, REQ_SESSION(rq)));
	if (reply_refused(rq, &listed))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_array(out, "sessions");
	/* The session that asks is one of them. */
	for (size_t row = 0; row < db_rows(&listed); row++)
		session(out, &listed, row);
	out_end(out, ']');
	return reply_end(rq);
}

/* {id} is a session's, or "others". */
enum err
delete_sessions(struct req *rq)
{
	auto_db_result ended = {NULL};

	TRY(REQ_CALL(rq, LOGIN_SESSION_END, &ended, REQ_SESSION(rq), db_text(rq->id),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &ended))
		return ERR_OK;
	if (db_get_bool(&ended, 0, 1))
		TRY(reply_cookie_expire(rq));
	return reply_empty(rq, 204);
}
