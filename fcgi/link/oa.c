/* SPDX-License-Identifier: MIT */
/* Step 11, the Official Account's name and Basic ID, and the state of the whole linking. */
#include "http/alarm.h"
#include "http/body.h"
#include "line/paste.h"
#include "link/app.h"
#include "link/pool_key.h"

/* Columns of LINK_OA. */
enum {
	OA_NAME = 1,
	OA_BASIC_ID,
	OA_STATE,
	OA_CHECKED_AT,
	LOGIN_CHANNEL_ID,
	LOGIN_KID,
	LOGIN_STATE,
	LOGIN_CHECKED_AT,
	LOGIN_CODE,
	PUBLISHED_AT,
	OA_LINKED_AT,
	BOT_BASIC_ID,
	BOT_DISPLAY_NAME,
	BOT_HAS_PICTURE,
	TOKEN_EXPIRES_AT,
	TOKEN_STATE,
	TOKEN_CHECKED_AT,
	TOKEN_CODE,
};

/* The merchant's own word is a time or nothing. */
static void
out_tick(struct out *out, const char *key, usec at)
{
	out_object(out, key);
	out_text(out, "state", at == 0 ? STR("missing") : STR("confirmed"));
	out_time(out, "checked_at", at);
	out_end(out, '}');
}

static void
out_bot(struct out *out, const struct db_result *oa)
{
	if (db_is_null(oa, 0, BOT_BASIC_ID)) {
		out_null(out, "bot");
		return;
	}
	out_object(out, "bot");
	out_text(out, "basic_id", db_get_text(oa, 0, BOT_BASIC_ID));
	out_text(out, "display_name", db_get_text(oa, 0, BOT_DISPLAY_NAME));
	out_bool(out, "has_picture", db_get_bool(oa, 0, BOT_HAS_PICTURE));
	out_end(out, '}');
}

static void
out_oa(struct out *out, const struct db_result *oa)
{
	out_object(out, "oa");
	out_text(out, "name", db_get_text(oa, 0, OA_NAME));
	out_text(out, "basic_id", db_get_text(oa, 0, OA_BASIC_ID));
	out_text(out, "state", db_get_text(oa, 0, OA_STATE));
	out_time(out, "checked_at", db_get_time(oa, 0, OA_CHECKED_AT));
	out_end(out, '}');
	out_object(out, "login_channel");
	out_text(out, "channel_id", db_get_text(oa, 0, LOGIN_CHANNEL_ID));
	out_text(out, "kid", db_get_text(oa, 0, LOGIN_KID));
	out_text(out, "state", db_get_text(oa, 0, LOGIN_STATE));
	out_time(out, "checked_at", db_get_time(oa, 0, LOGIN_CHECKED_AT));
	out_text(out, "code", db_get_text(oa, 0, LOGIN_CODE));
	out_end(out, '}');
	out_object(out, "checklist");
	out_tick(out, "published", db_get_time(oa, 0, PUBLISHED_AT));
	out_tick(out, "oa_linked", db_get_time(oa, 0, OA_LINKED_AT));
	out_end(out, '}');
	out_object(out, "messaging_token");
	out_bot(out, oa);
	out_time(out, "expires_at", db_get_time(oa, 0, TOKEN_EXPIRES_AT));
	out_text(out, "state", db_get_text(oa, 0, TOKEN_STATE));
	out_time(out, "checked_at", db_get_time(oa, 0, TOKEN_CHECKED_AT));
	out_text(out, "code", db_get_text(oa, 0, TOKEN_CODE));
	out_end(out, '}');
}

enum err
oa_reply(struct req *rq)
{
	auto_db_result oa = {NULL};

	TRY(REQ_CALL(rq, LINK_OA, &oa, REQ_SESSION(rq)));
	if (reply_refused(rq, &oa))
		return ERR_OK;
	out_oa(reply_json(rq, 200), &oa);
	return reply_end(rq);
}

enum err
get_oa(struct req *rq)
{
	return oa_reply(rq);
}

struct oa_form {
	struct str name;
	struct paste basic_id;
};

static const struct field fields[] = {
        {"name", FIELD_TEXT, true, name_read, offsetof(struct oa_form, name), NULL},
        {"basic_id", FIELD_TEXT, true, paste_basic_id, offsetof(struct oa_form, basic_id),
         paste_cleaned_names},
};

/* Without its key the account only waits a little longer: the courier makes one next. */
static void
take_key(struct req *rq, const struct db_result *leased)
{
	auto_db_result stored = {NULL};

	if (pool_key_adopt(rq, leased, &stored) == ERR_OK)
		return;
	alarm_log(rq, "pool_key");
	rq->fault = (struct fault){0};
}

enum err
put_oa(struct req *rq)
{
	struct oa_form in = {0};
	auto_db_result leased = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, LINK_OA_PUT, &leased, REQ_SESSION(rq), db_text(in.name),
	             db_text(in.basic_id.value), db_text(rq->ip), db_text(rq->request_id)));
	if (reply_refused(rq, &leased))
		return ERR_OK;
	if (!db_is_null(&leased, 0, 1))
		take_key(rq, &leased);
	return oa_reply(rq);
}

enum err
session_check(struct req *rq)
{
	auto_db_result found = {NULL};

	TRY(REQ_CALL(rq, LINK_WHOAMI, &found, REQ_SESSION(rq)));
	return db_is_null(&found, 0, 0) ? ERR_OK : ERR_DENIED;
}
