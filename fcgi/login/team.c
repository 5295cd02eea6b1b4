/* SPDX-License-Identifier: MIT */
/* Who is in the account: listed, invited by mail, given another role, taken out. What a role may do
 * says the database. */
#include "auth/email.h"
#include "base/rand.h"
#include "http/body.h"
#include "login/app.h"

/* Columns of LOGIN_TEAM. */
enum { KIND = 1, ID, NAME, EMAIL, ROLE, SINCE, IS_ME };

static void
member(struct out *out, const struct db_result *found, size_t row)
{
	char id[UUID_LEN + 1];

	db_get_uuid(found, row, ID, id);
	out_object(out, NULL);
	out_text(out, "id", str_of(id));
	out_text(out, "name", db_get_text(found, row, NAME));
	out_text(out, "email", db_get_text(found, row, EMAIL));
	out_text(out, "role", db_get_text(found, row, ROLE));
	out_bool(out, "me", db_get_bool(found, row, IS_ME));
	out_time(out, "joined_at", db_get_time(found, row, SINCE));
	out_end(out, '}');
}

static void
invitation(struct out *out, const struct db_result *found, size_t row)
{
	char id[UUID_LEN + 1];

	db_get_uuid(found, row, ID, id);
	out_object(out, NULL);
	out_text(out, "id", str_of(id));
	out_text(out, "email", db_get_text(found, row, EMAIL));
	out_text(out, "role", db_get_text(found, row, ROLE));
	out_time(out, "invited_at", db_get_time(found, row, SINCE));
	out_end(out, '}');
}

enum err
get_team(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;
	size_t row = 0;

	TRY(REQ_CALL(rq, LOGIN_TEAM, &found, REQ_SESSION(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_array(out, "members"); /* they come first; whoever asks is one */
	for (; row < db_rows(&found) && str_is(db_get_text(&found, row, KIND), STR("member"));
	     row++)
		member(out, &found, row);
	out_end(out, ']');
	out_array(out, "invitations");
	for (; row < db_rows(&found); row++)
		invitation(out, &found, row);
	out_end(out, ']');
	return reply_end(rq);
}

/* What an invitation, or a change of role, says. */
struct wanted {
	struct str email;
	struct str role;
};

static const char *
role_read(struct arena *arena, struct str in, void *ret)
{
	static const char *const roles[] = {"owner", "manager", "viewer"};

	(void)arena;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (str_is(in, str_of(roles[i]))) {
			*(struct str *)ret = in;
			return NULL;
		}
	return "role.unknown";
}

static const struct field invited[] = {
        {"email", FIELD_TEXT, true, email_read, offsetof(struct wanted, email), NULL},
        {"role", FIELD_TEXT, true, role_read, offsetof(struct wanted, role), NULL},
};

enum err
post_invitations(struct req *rq)
{
	struct wanted in = {0};
	auto_db_result asked = {NULL};

	TRY(body_read(rq, invited, ARRAY_LEN(invited), &in));
	TRY(REQ_CALL(rq, LOGIN_INVITE, &asked, REQ_SESSION(rq), db_text(in.email), db_text(in.role),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (str_is(db_get_text(&asked, 0, 0), STR("email.taken"))) {
		TRY(req_field_error(rq, "email", "email.taken"));
		return reply_invalid(rq);
	}
	if (reply_refused(rq, &asked))
		return ERR_OK;
	return reply_pending(rq, STR("team.invited"));
}

enum err
delete_invitations(struct req *rq)
{
	auto_db_result ended = {NULL};

	TRY(REQ_CALL(rq, LOGIN_INVITATION_END, &ended, REQ_SESSION(rq), db_text(rq->id),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &ended))
		return ERR_OK;
	return reply_empty(rq, 204);
}

static const struct field given[] = {
        {"role", FIELD_TEXT, true, role_read, offsetof(struct wanted, role), NULL},
};

enum err
put_team(struct req *rq)
{
	struct wanted in = {0};
	auto_db_result changed = {NULL};

	TRY(body_read(rq, given, ARRAY_LEN(given), &in));
	TRY(REQ_CALL(rq, LOGIN_MEMBER_ROLE, &changed, REQ_SESSION(rq), db_text(rq->id),
	             db_text(in.role), db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &changed))
		return ERR_OK;
	return reply_empty(rq, 204);
}

/* Whoever takes themselves out has left, and is logged out. */
enum err
delete_team(struct req *rq)
{
	auto_db_result ended = {NULL};

	TRY(REQ_CALL(rq, LOGIN_MEMBER_END, &ended, REQ_SESSION(rq), db_text(rq->id),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &ended))
		return ERR_OK;
	if (db_get_bool(&ended, 0, 1))
		TRY(reply_cookie_expire(rq));
	return reply_empty(rq, 204);
}
