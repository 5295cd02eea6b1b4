/* SPDX-License-Identifier: MIT */
/* All that is kept about the account, for its owner to take along, a page of some 40,000 bytes at a
 * time: {"PART":[{NAME: text or null}],"next"}. What there is, and in which order, the database
 * says. */
#include "http/reply.h"
#include "login/app.h"

/* Columns of LOGIN_EXPORT. */
enum { PART = 1, ITEM, NAME, VALUE, MORE };

static bool
same(const struct db_result *found, size_t row, size_t column)
{
	return row > 0 &&
	       str_is(db_get_text(found, row, column), db_get_text(found, row - 1, column));
}

/* A name of the database's with the NUL that the writer wants; "" without memory. */
static const char *
key(struct req *rq, const struct db_result *found, size_t row, size_t column)
{
	struct str copy;

	return arena_copy(&rq->arena, db_get_text(found, row, column), &copy) ? copy.p : "";
}

/* Open what begins with this row, after closing what ended with the one before. */
static void
begin(struct req *rq, struct out *out, const struct db_result *found, size_t row)
{
	if (row > 0)
		out_end(out, '}');
	if (!same(found, row, PART)) {
		if (row > 0)
			out_end(out, ']');
		out_array(out, key(rq, found, row, PART));
	}
	out_object(out, NULL);
}

/* {id}, where the path has one, is the place that the page before ended at. */
enum err
get_export(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;
	size_t n;

	TRY(REQ_CALL(rq, LOGIN_EXPORT, &found, REQ_SESSION(rq),
	             rq->id.n > 0 ? db_text(rq->id) : DB_NULL, db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	n = db_is_null(&found, 0, PART) ? 0 : db_rows(&found);
	out = reply_json(rq, 200);
	for (size_t row = 0; row < n; row++) {
		if (!same(&found, row, ITEM))
			begin(rq, out, &found, row);
		out_text(out, key(rq, &found, row, NAME), db_get_text(&found, row, VALUE));
	}
	if (n > 0) {
		out_end(out, '}');
		out_end(out, ']');
	}
	out_text(out, "next",
	         n > 0 && db_get_bool(&found, 0, MORE) ? db_get_text(&found, n - 1, ITEM)
	                                               : STR_NONE);
	return reply_end(rq);
}
