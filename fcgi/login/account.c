/* SPDX-License-Identifier: MIT */
/* What a page asks first: whose address is this, and am I logged in there? */
#include "http/reply.h"
#include "login/app.h"

enum { PROBLEM, COMPANY, SIGNED_IN, PICTURE_TYPE, PICTURE_WIDTH, PICTURE_HEIGHT };

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
	out_text(out, "company", db_get_text(&found, 0, COMPANY));
	out_bool(out, "signed_in", db_get_bool(&found, 0, SIGNED_IN));
	out_bool(out, "has_picture", !db_is_null(&found, 0, PICTURE_TYPE));
	return reply_end(rq);
}

/* "/a/SLUG" and what follows it; without memory for it `out` has failed. */
static struct str
path(struct out *out, struct req *rq, struct str end)
{
	struct buf buf;

	buf_init(&buf, &rq->arena, 256);
	buf_add(&buf, STR("/a/"));
	buf_add(&buf, rq->slug);
	buf_add(&buf, end);
	out->buf->failed = out->buf->failed || buf_failed(&buf);
	return buf_str(&buf);
}

static void
out_icon(struct out *out, struct str src, struct str type, struct str sizes, struct str purpose)
{
	out_object(out, NULL);
	out_text(out, "src", src);
	out_text(out, "type", type);
	out_text(out, "sizes", sizes);
	out_text(out, "purpose", purpose);
	out_end(out, '}');
}

/* The Official Account's picture first; ours stand in for one that is missing, small, or refused.
 */
static void
out_icons(struct out *out, struct req *rq, const struct db_result *found)
{
	struct buf sizes;

	out_array(out, "icons");
	if (!db_is_null(found, 0, PICTURE_TYPE)) {
		buf_init(&sizes, &rq->arena, 32);
		buf_fmt(&sizes, "%dx%d", (int)db_get_int(found, 0, PICTURE_WIDTH),
		        (int)db_get_int(found, 0, PICTURE_HEIGHT));
		out->buf->failed = out->buf->failed || buf_failed(&sizes);
		out_icon(out, path(out, rq, STR("/api/oa/picture")),
		         db_get_text(found, 0, PICTURE_TYPE), buf_str(&sizes), STR("any"));
	}
	out_icon(out, STR("/img/icon-192.png"), STR("image/png"), STR("192x192"),
	         STR("any maskable"));
	out_icon(out, STR("/img/icon-512.png"), STR("image/png"), STR("512x512"),
	         STR("any maskable"));
	out_icon(out, STR("/img/lychee.svg"), STR("image/svg+xml"), STR("any"), STR("any"));
	out_end(out, ']');
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
	out_text(&out, "name", db_get_text(&found, 0, COMPANY));
	out_text(&out, "short_name", db_get_text(&found, 0, COMPANY));
	out_text(&out, "lang", str_of(locale_tag(rq->locale)));
	out_text(&out, "start_url", path(&out, rq, STR("")));
	out_text(&out, "scope", path(&out, rq, STR("")));
	out_text(&out, "display", STR("minimal-ui"));
	out_icons(&out, rq, &found);
	out_end(&out, '}');
	if (buf_failed(&text))
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a manifest");
	return reply_text(rq, 200, "application/manifest+json", buf_str(&text));
}
