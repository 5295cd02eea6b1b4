/* SPDX-License-Identifier: MIT */
/* What was said of the account at sign-up (whose it is, whom to talk to, in which language), for
 * its owners to read and to put right. The rules of each field are those of sign-up. */
#include "http/body.h"
#include "login/app.h"

enum { COMPANY = 1, CONTACT, PHONE, LOCALE };

enum err
get_profile(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;

	TRY(REQ_CALL(rq, LOGIN_PROFILE, &found, REQ_SESSION(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "company", db_get_text(&found, 0, COMPANY));
	out_text(out, "contact", db_get_text(&found, 0, CONTACT));
	out_text(out, "phone", db_get_text(&found, 0, PHONE));
	out_text(out, "locale", db_get_text(&found, 0, LOCALE));
	return reply_end(rq);
}

struct profile {
	struct str company, contact, locale;
	struct str phone; /* STR_NONE: none */
};

static const struct field fields[] = {
        {"company", FIELD_TEXT, true, name_read, offsetof(struct profile, company), NULL},
        {"contact", FIELD_TEXT, true, name_read, offsetof(struct profile, contact), NULL},
        {"locale", FIELD_TEXT, true, locale_read, offsetof(struct profile, locale), NULL},
        {"phone", FIELD_TEXT, false, phone_read, offsetof(struct profile, phone), NULL},
};

enum err
put_profile(struct req *rq)
{
	struct profile in = {0};
	auto_db_result put = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, LOGIN_PROFILE_PUT, &put, REQ_SESSION(rq), db_text(in.company),
	             db_text(in.contact), db_text(in.phone), db_text(in.locale), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &put))
		return ERR_OK;
	return reply_empty(rq, 204);
}
