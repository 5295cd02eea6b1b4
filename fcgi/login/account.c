/* SPDX-License-Identifier: MIT */
/* What a page asks first: whose address is this, and am I logged in there? */
#include "http/reply.h"
#include "login/app.h"

static enum err
account(struct req *rq, struct db_result *ret)
{
	return REQ_CALL(rq, LOGIN_ACCOUNT, ret,
	                rq->has_session ? db_bytes(rq->session.bytes, sizeof(rq->session.bytes))
	                                : DB_NULL,
	                db_text(rq->slug));
}

enum err
get_account(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;

	TRY(account(rq, &found));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "slug", rq->slug);
	out_text(out, "company", db_get_text(&found, 0, 1));
	out_bool(out, "signed_in", db_get_bool(&found, 0, 2));
	return reply_end(rq);
}

/* "/a/SLUG" and what follows it. */
static struct str
path(struct req *rq, struct str end)
{
	struct buf buf;

	buf_init(&buf, &rq->arena, 256);
	buf_add(&buf, STR("/a/"));
	buf_add(&buf, rq->slug);
	buf_add(&buf, end);
	return buf_str(&buf);
}

/* For "add to home screen": the icon opens this account, under the company's own name. */
enum err
get_manifest(struct req *rq)
{
	auto_db_result found = {NULL};
	struct buf text;
	struct out out = {.buf = &text};

	TRY(account(rq, &found));
	if (reply_refused(rq, &found))
		return ERR_OK;
	buf_init(&text, &rq->arena, KIB(4));
	out_object(&out, NULL);
	out_text(&out, "name", db_get_text(&found, 0, 1));
	out_text(&out, "lang", str_of(locale_tag(rq->locale)));
	out_text(&out, "start_url", path(rq, STR("/")));
	out_text(&out, "scope", path(rq, STR("")));
	out_text(&out, "display", STR("minimal-ui"));
	out_array(&out, "icons");
	out_object(&out, NULL);
	out_text(&out, "src", STR("/img/lychee.svg"));
	out_text(&out, "type", STR("image/svg+xml"));
	out_text(&out, "sizes", STR("any"));
	out_end(&out, '}');
	out_end(&out, ']');
	out_end(&out, '}');
	if (buf_failed(&text))
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a manifest");
	return reply_text(rq, 200, "application/manifest+json", buf_str(&text));
}
