/* SPDX-License-Identifier: MIT */
/* POST /api/find: mail an address the login URL of every account it has.
 *
 * Each address leaves one row with its hash: whether there is an account is for the courier to find
 * out, when nobody waits for the answer. What is no address is refused by its looks alone. */
#include "auth/email.h"
#include "http/body.h"
#include "signup/app.h"

struct wanted {
	struct str email;
};

static const struct field fields[] = {
        {"email", FIELD_TEXT, true, email_read, offsetof(struct wanted, email), NULL},
};

enum err
post_find(struct req *rq)
{
	struct wanted in = {STR_NONE};
	auto_db_result asked = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, SIGNUP_FIND, &asked, db_text(in.email)));
	return reply_pending(rq, STR("find.asked"));
}
