/* SPDX-License-Identifier: MIT */
#include "http/judge.h"

#include <ctype.h>

#include "base/rand.h"
#include "base/utf8.h"
#include "http/cookie.h"
#include "http/reply.h"

#define USER_AGENT_MAX 255 /* bytes that are worth keeping for the list of sessions */
#define REQUEST_ID_MAX 64

/* ---- the origin ---- */

bool
site_origin(struct arena *arena, struct str base_url, struct str *ret)
{
	struct buf origin;

	if (str_starts(base_url, STR("https://")) && str_ends(base_url, STR(":443")))
		base_url.n -= 4;
	else if (str_starts(base_url, STR("http://")) && str_ends(base_url, STR(":80")))
		base_url.n -= 3;
	buf_init(&origin, arena, KIB(1));
	for (size_t i = 0; i < base_url.n; i++)
		buf_char(&origin, (char)tolower((unsigned char)base_url.p[i]));
	*ret = buf_str(&origin);
	return !buf_failed(&origin);
}

/* ---- what comes in ---- */

/* The id by which nginx's log and ours name the request; our own when it sent none. */
static enum err
take_request_id(struct req *rq, struct str id)
{
	char own[UUID_LEN + 1];

	if (id.n > 0 && id.n <= REQUEST_ID_MAX &&
	    str_only(id, "0123456789abcdefABCDEFghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_")) {
		rq->request_id = id;
		return ERR_OK;
	}
	if (rand_uuid(own) != ERR_OK || !arena_copy(&rq->arena, str_of(own), &rq->request_id))
		return FAULT(&rq->fault, ERR_UNAVAILABLE, "no request id");
	return ERR_OK;
}

/* Text that may go into the database: UTF-8, cut between characters. */
static struct str
clean_text(struct str text, size_t max)
{
	if (text.p == NULL || !utf8_valid(text) || utf8_has_control(text))
		return STR("");
	if (text.n > max) {
		text.n = max;
		while (text.n > 0 && !utf8_valid(text))
			text.n--;
	}
	return text;
}

/* {slug} and {id} end up in SQL parameters and cookies: what cannot be one becomes something that
 * never is. */
static struct str
clean_name(struct str name)
{
	return str_only(name, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_")
	               ? name
	               : STR("?");
}

static enum err
take_cookies(struct req *rq, struct str cookies)
{
	auto_token token;

	rq->has_session = cookie_find(cookies, COOKIE_SESSION, rq->https, &token);
	if (rq->has_session)
		TRY(token_hash(&rq->fault, &token, &rq->session));
	rq->has_device = cookie_find(cookies, COOKIE_DEVICE, rq->https, &token);
	if (rq->has_device)
		TRY(token_hash(&rq->fault, &token, &rq->device));
	return ERR_OK;
}

static enum err
take(struct req *rq, const struct fcgi_request *request, const struct site *site)
{
	rq->app = site->app;
	rq->https = site->https;
	rq->locale = locale_from_accept(request->param[PARAM_LANGUAGE]);
	rq->slug = STR("");
	rq->id = STR("");
	rq->ip = clean_text(request->param[PARAM_REMOTE_ADDR], 64);
	rq->user_agent = clean_text(request->param[PARAM_USER_AGENT], USER_AGENT_MAX);
	rq->idempotency_key = request->param[PARAM_IDEMPOTENCY_KEY];
	rq->if_none_match = request->param[PARAM_IF_NONE_MATCH];
	rq->body = request->body;
	TRY(take_request_id(rq, request->param[PARAM_REQUEST_ID]));
	return take_cookies(rq, request->param[PARAM_COOKIE]);
}

/* ---- judging ---- */

static enum err
refuse_method(struct req *rq, unsigned methods)
{
	struct buf allow;

	buf_init(&allow, &rq->arena, 64);
	for (enum method m = 0; m < METHOD__COUNT; m++)
		if ((methods & 1U << m) != 0)
			buf_fmt(&allow, "%s%s", allow.n > 0 ? ", " : "",
			        m == METHOD_GET ? "GET, HEAD" : method_name(m));
	TRY(reply_problem(rq, STR("request.wrong_method")));
	reply_header(rq, "Allow", buf_str(&allow));
	return ERR_OK;
}

/* The route, or the answer where there is none. */
static enum err
judge_route(struct req *rq, const struct fcgi_request *request, const struct site *site)
{
	const struct routes *tables[] = {site->routes, site->built_in};
	struct str path = request->param[PARAM_PATH];
	struct route_args args = {0};
	enum method method = METHOD__COUNT; /* one that no route has */
	unsigned methods = 0, more;

	if (!method_parse(request->param[PARAM_METHOD], &method))
		method = METHOD__COUNT;
	for (size_t i = 0; i < ARRAY_LEN(tables) && rq->route == NULL; i++) {
		rq->routes = tables[i];
		rq->route = route_find(tables[i], path, method, &args, &more);
		methods |= more;
	}
	if (rq->route != NULL) {
		rq->slug = clean_name(args.slug);
		rq->id = clean_name(args.id);
		return ERR_OK;
	}
	return methods == 0 ? reply_problem(rq, STR("not_found")) : refuse_method(rq, methods);
}

/* application/json, with no parameter but charset=utf-8. */
static bool
is_json(struct str type)
{
	struct str parameter = type, media;

	if (!str_cut(&parameter, ';', &media))
		return str_is_nocase(str_trim(type), STR("application/json"));
	parameter = str_trim(parameter);
	return str_is_nocase(str_trim(media), STR("application/json")) &&
	       (str_is_nocase(parameter, STR("charset=utf-8")) ||
	        str_is_nocase(parameter, STR("charset=\"utf-8\"")));
}

static bool
is_encoded(struct str encoding)
{
	return encoding.n > 0 && !str_is_nocase(encoding, STR("identity"));
}

/* What is wrong with the body as such; STR_NONE when nothing is. */
static struct str
judge_body(const struct req *rq, const struct fcgi_request *request)
{
	struct str type = request->param[PARAM_CONTENT_TYPE];

	if (request->body_is == BODY_BROKEN)
		return STR("request.malformed");
	if (request->body_is == BODY_TOO_LARGE || request->body.n > rq->route->body_max)
		return STR("request.too_large");
	if (rq->route->body_max == 0)
		return STR_NONE;
	if (is_encoded(request->param[PARAM_CONTENT_ENCODING]))
		return STR("request.wrong_type");
	if ((request->body.n > 0 || type.n > 0) && !is_json(type))
		return STR("request.wrong_type");
	return STR_NONE;
}

enum err
judge(struct req *rq, const struct fcgi_request *request, const struct site *site)
{
	struct str bad;
	enum err err;

	TRY(take(rq, request, site));
	if (request->twice || request->param[PARAM_PATH].n == 0)
		return reply_problem(rq, STR("request.malformed"));
	TRY(judge_route(rq, request, site));
	if (rq->reply.status != 0)
		return ERR_OK;
	if (rq->route->method != METHOD_GET && !str_is(request->param[PARAM_ORIGIN], site->origin))
		return reply_problem(rq, STR("request.bad_origin"));
	if (rq->route->who == WHO_SESSION && !rq->has_session)
		return reply_problem(rq, STR("session.required"));
	bad = judge_body(rq, request);
	if (bad.p == NULL)
		return ERR_OK;
	err = req_session_first(rq);
	if (err == ERR_DENIED)
		return reply_problem(rq, STR("session.required"));
	return err == ERR_OK ? reply_problem(rq, bad) : err;
}
