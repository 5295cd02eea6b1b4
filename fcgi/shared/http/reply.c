/* SPDX-License-Identifier: MIT */
#include "http/reply.h"

#include <string.h>

#include "http/problem.h"
#include "http/route.h"

#define ANSWER_MAX  KIB(64)
#define HEADERS_MAX KIB(4)

/* For 503 without a better number: a second for what is busy to pass, and one for jitter. */
#define RETRY_AFTER_DEFAULT 2

static struct out *
start_limited(struct req *rq, int status, const char *type, size_t limit)
{
	struct reply *reply = &rq->reply;

	if (reply->headers.arena == NULL)
		buf_init(&reply->headers, &rq->arena, HEADERS_MAX);
	buf_init(&reply->body, &rq->arena, limit);
	reply->out = (struct out){.buf = &reply->body};
	reply->status = status;
	reply->type = type;
	reply->code = NULL;
	reply->cached = false;
	return &reply->out;
}

static struct out *
start(struct req *rq, int status, const char *type)
{
	return start_limited(rq, status, type, ANSWER_MAX);
}

static enum err
check(struct req *rq)
{
	if (!buf_failed(&rq->reply.body) && !buf_failed(&rq->reply.headers))
		return ERR_OK;
	return rq->arena.starved ? FAULT(&rq->fault, ERR_NOMEM, "no memory for the answer")
	                         : FAULT(&rq->fault, ERR_TOO_LARGE, "the answer does not fit");
}

struct out *
reply_json(struct req *rq, int status)
{
	struct out *out = start(rq, status, "application/json");

	buf_char(out->buf, '{');
	return out;
}

static void
out_cleaned(struct out *out, const struct field_note *field)
{
	out_array(out, "cleaned");
	for (; field != NULL; field = field->next) {
		out_object(out, NULL);
		out_text(out, "field", str_of(field->field));
		out_array(out, "what");
		for (size_t i = 0; i < field->n; i++)
			out_text(out, NULL, str_of(field->what[i]));
		out_end(out, ']');
		out_end(out, '}');
	}
	out_end(out, ']');
}

enum err
reply_end(struct req *rq)
{
	int status = rq->reply.status;

	if (rq->cleaned != NULL && (status == 200 || status == 202 || status == 422))
		out_cleaned(&rq->reply.out, rq->cleaned);
	out_end(&rq->reply.out, '}');
	return check(rq);
}

enum err
reply_empty(struct req *rq, int status)
{
	(void)start(rq, status, NULL);
	return check(rq);
}

enum err
reply_text(struct req *rq, int status, const char *type, struct str text)
{
	buf_add(start(rq, status, type)->buf, text);
	return check(rq);
}

enum err
reply_bytes(struct req *rq, int status, const char *type, struct str bytes)
{
	buf_add(start_limited(rq, status, type, REPLY_BYTES_MAX)->buf, bytes);
	return check(rq);
}

void
reply_etag(struct req *rq, struct str etag)
{
	struct buf quoted;

	buf_init(&quoted, &rq->arena, 256);
	buf_char(&quoted, '"');
	buf_add(&quoted, etag);
	buf_char(&quoted, '"');
	reply_header(rq, "ETag", buf_str(&quoted));
	rq->reply.cached = true;
}

struct str
req_etag(const struct req *rq, size_t size)
{
	struct str tag = rq->if_none_match;

	if (str_starts(tag, STR("W/"))) /* as a proxy on the way may have made of it */
		tag = str_part(tag, 2, tag.n);
	if (tag.n != size + 2 || tag.p[0] != '"' || tag.p[size + 1] != '"')
		return STR_NONE;
	tag = str_part(tag, 1, size);
	return str_only(tag, "0123456789abcdef") ? tag : STR_NONE;
}

void
reply_header(struct req *rq, const char *name, struct str value)
{
	struct buf *headers = &rq->reply.headers;

	if (headers->arena == NULL)
		buf_init(headers, &rq->arena, HEADERS_MAX);
	if (str_has(value, '\n') || str_has(value, '\r')) {
		headers->failed = true;
		return;
	}
	buf_add(headers, str_of(name));
	buf_add(headers, STR(": "));
	buf_add(headers, value);
	buf_add(headers, STR("\r\n"));
}

/* ---- problems ---- */

static void
header_int(struct req *rq, const char *name, int64_t value)
{
	struct buf text;

	buf_init(&text, &rq->arena, 32);
	buf_int(&text, value);
	reply_header(rq, name, buf_str(&text));
}

static void
out_errors(struct out *out, struct req *rq)
{
	out_array(out, "errors");
	for (const struct field_error *bad = rq->field_errors; bad != NULL; bad = bad->next) {
		const struct problem *problem = problem_find(str_of(bad->code));
		struct problem_slots slots = {.n = bad->n, .field = bad->field};
		BUG_IF(problem == NULL);
		out_object(out, NULL);
		out_text(out, "field", str_of(bad->field));
		out_text(out, "code", str_of(bad->code));
		out_text(out, "detail", problem_sentence(&rq->arena, problem, rq->locale, &slots));
		out_end(out, '}');
	}
	out_end(out, ']');
}

static void
out_extra(struct out *out, const struct problem_extra *extra)
{
	if (extra->entered.p != NULL)
		out_text(out, "entered", extra->entered);
	if (extra->found_basic_id.p != NULL || extra->found_name.p != NULL) {
		out_object(out, "found");
		out_text(out, "basic_id", extra->found_basic_id);
		out_text(out, "display_name", extra->found_name);
		out_end(out, '}');
	}
	if (extra->expires_at != 0)
		out_time(out, "expires_at", extra->expires_at);
	if (extra->line_request_id.p != NULL)
		out_text(out, "request_id", extra->line_request_id);
}

/* `bad`: how many entries of rq->field_errors belong to it. */
static enum err
send_problem(struct req *rq, const struct problem *problem, const struct problem_extra *extra,
             size_t bad)
{
	struct problem_slots slots = {.extra = extra, .n = bad};
	struct str detail = problem_sentence(&rq->arena, problem, rq->locale, &slots);
	int64_t retry_after = extra->retry_after;
	struct out *out;

	rq->reply.headers =
	        (struct buf){0}; /* a cookie set on the way to this is not for a refusal */
	out = start(rq, problem->status, "application/problem+json");
	rq->reply.code = problem->code;
	if (retry_after == 0 && problem->status == 503)
		retry_after = RETRY_AFTER_DEFAULT;
	if (retry_after > 0)
		header_int(rq, "Retry-After", retry_after);
	reply_header(rq, "Content-Language", str_of(locale_tag(rq->locale)));
	buf_char(out->buf, '{');
	out_text(out, "type", STR("about:blank"));
	out_text(out, "title", str_of(problem_title(problem->status, rq->locale)));
	out_int(out, "status", problem->status);
	out_text(out, "code", str_of(problem->code));
	out_text(out, "detail", detail);
	if (bad > 0)
		out_errors(out, rq);
	out_extra(out, extra);
	return reply_end(rq);
}

enum err
reply_problem_with(struct req *rq, struct str code, const struct problem_extra *extra)
{
	const struct problem *problem = problem_find(code);

	if (problem ==
	    NULL) /* the database's word as well as ours, so no reason to stop the worker */
		return FAULT(&rq->fault, ERR_BUG, "no problem %.*s in problem.def", STR_ARG(code));
	return send_problem(rq, problem, extra, 0);
}

enum err
reply_problem(struct req *rq, struct str code)
{
	struct problem_extra none = {0};

	return reply_problem_with(rq, code, &none);
}

enum err
reply_pending(struct req *rq, struct str code)
{
	const struct problem *problem = problem_find(code);
	struct problem_slots slots = {0};
	struct out *out;

	if (problem == NULL)
		return FAULT(&rq->fault, ERR_BUG, "no problem %.*s in problem.def", STR_ARG(code));
	out = reply_json(rq, 202);
	rq->reply.code = problem->code;
	out_text(out, "code", str_of(problem->code));
	out_text(out, "detail", problem_sentence(&rq->arena, problem, rq->locale, &slots));
	return reply_end(rq);
}

enum err
req_field_error_counted(struct req *rq, const char *field, const char *code, size_t n)
{
	struct field_error **end = &rq->field_errors,
	                   *bad = ARENA_NEW(&rq->arena, struct field_error);

	/* Whoever had no memory to look at the field knows nothing of it. */
	if (bad == NULL || rq->arena.starved)
		return FAULT(&rq->fault, ERR_NOMEM, "no room for a field's error");
	*bad = (struct field_error){.field = field, .code = code, .n = n};
	while (*end != NULL)
		end = &(*end)->next;
	*end = bad;
	return ERR_OK;
}

enum err
req_field_error(struct req *rq, const char *field, const char *code)
{
	return req_field_error_counted(rq, field, code, 0);
}

enum err
reply_invalid(struct req *rq)
{
	static const struct problem_extra none;
	enum err err = req_session_first(rq);
	size_t n = 0;

	if (err != ERR_OK)
		return err == ERR_DENIED ? reply_problem(rq, STR("session.required")) : err;
	for (const struct field_error *bad = rq->field_errors; bad != NULL; bad = bad->next)
		n++;
	return send_problem(rq, problem_find(STR("request.invalid")), &none, n);
}

bool
reply_refused(struct req *rq, const struct db_result *result)
{
	struct problem_extra extra = {0};
	size_t column;

	if (db_rows(result) == 0) {
		(void)FAULT(&rq->fault, ERR_BUG, "no row where a call gives one");
		return true;
	}
	if (db_is_null(result, 0, 0))
		return false;
	if (db_column(result, "retry_after", &column))
		extra.retry_after = db_get_int(result, 0, column);
	if (reply_problem_with(rq, db_get_text(result, 0, 0), &extra) != ERR_OK)
		rq->reply.status = 0; /* the dispatcher answers by the fault */
	return true;
}

/* ---- cookies ---- */

static enum err
set_cookie(struct req *rq, enum cookie cookie, struct str value, int64_t max_age)
{
	struct buf text;

	buf_init(&text, &rq->arena, 512);
	buf_add(&text, cookie_name(cookie, rq->https));
	buf_char(&text, '=');
	buf_add(&text, value);
	buf_add(&text, STR("; Path=/a/"));
	buf_add(&text, rq->slug);
	buf_fmt(&text, "; Max-Age=%lld; HttpOnly; SameSite=Lax", (long long)max_age);
	if (rq->https)
		buf_add(&text, STR("; Secure"));
	if (buf_failed(&text))
		return FAULT(&rq->fault, ERR_NOMEM, "no room for the cookie");
	reply_header(rq, "Set-Cookie", buf_str(&text));
	return ERR_OK;
}

enum err
reply_cookie(struct req *rq, enum cookie cookie, const struct token *token, int64_t max_age)
{
	char text[TOKEN_TEXT_LEN + 1];
	enum err err;

	token_text(token, text);
	err = set_cookie(rq, cookie, (struct str){text, TOKEN_TEXT_LEN}, max_age);
	explicit_bzero(text, sizeof(text));
	return err;
}

enum err
reply_cookie_expire(struct req *rq)
{
	return set_cookie(rq, COOKIE_SESSION, STR(""), 0);
}
