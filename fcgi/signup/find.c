/* SPDX-License-Identifier: MIT */
/* POST /api/find: mail an address the login URL of every account it has.
 *
 * Any string is an address, and each leaves one row with its hash: whether there is an account is
 * for the courier to find out, when nobody waits for the answer. */
#include "auth/email.h"
#include "http/body.h"
#include "signup/app.h"

struct wanted {
	struct str email;
};

static const struct field fields[] = {
        {"email", FIELD_TEXT, true, NULL, offsetof(struct wanted, email), NULL},
};

enum err
post_find(struct req *rq)
{
	struct wanted in = {STR_NONE};
	struct str address;
	auto_db_result asked = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	if (email_read(&rq->arena, in.email, &address) != NULL)
		address = in.email; /* nobody's, and treated as if it were somebody's */
	TRY(REQ_CALL(rq, SIGNUP_FIND, &asked, db_text(address)));
	return reply_pending(rq, STR("find.asked"));
}
