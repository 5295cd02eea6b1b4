/* SPDX-License-Identifier: MIT */
/* Step 13: what the merchant says to have done at LINE. Nobody has proved it, and the state says
 * so. */
#include "http/body.h"
#include "link/app.h"

struct checklist {
	bool published, oa_linked;
};

static const struct field fields[] = {
        {"published", FIELD_BOOL, true, NULL, offsetof(struct checklist, published), NULL},
        {"oa_linked", FIELD_BOOL, true, NULL, offsetof(struct checklist, oa_linked), NULL},
};

enum err
put_checklist(struct req *rq)
{
	struct checklist in = {0};
	auto_db_result put = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, LINK_CHECKLIST_PUT, &put, REQ_SESSION(rq), db_bool(in.published),
	             db_bool(in.oa_linked)));
	if (reply_refused(rq, &put))
		return ERR_OK;
	return oa_reply(rq);
}
