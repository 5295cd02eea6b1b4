/* SPDX-License-Identifier: MIT */
/* Leaving: the account is to be deleted in 14 days, or is not after all.
 *
 * It stands in this worker because asking frees the Official Account and forgets its token. */
#include "http/body.h"
#include "link/app.h"

struct wish {
	struct str company; /* the account's name, so that nobody asks by a slip */
};

static const struct field fields[] = {
        {"company", FIELD_TEXT, true, name_read, offsetof(struct wish, company), NULL},
};

enum err
post_deletion(struct req *rq)
{
	struct wish in = {0};
	auto_db_result asked = {NULL};
	struct out *out;

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	TRY(REQ_CALL(rq, LINK_DELETION_ASK, &asked, REQ_SESSION(rq), db_text(in.company),
	             db_text(rq->ip), db_text(rq->request_id)));
	if (str_is(db_get_text(&asked, 0, 0), STR("company.differs"))) {
		TRY(req_field_error(rq, "company", "company.differs"));
		return reply_invalid(rq);
	}
	if (reply_refused(rq, &asked))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_time(out, "deletes_at", db_get_time(&asked, 0, 1));
	return reply_end(rq);
}

enum err
delete_deletion(struct req *rq)
{
	auto_db_result kept = {NULL};

	TRY(REQ_CALL(rq, LINK_DELETION_CANCEL, &kept, REQ_SESSION(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &kept))
		return ERR_OK;
	return reply_empty(rq, 204);
}
