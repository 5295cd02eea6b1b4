/* SPDX-License-Identifier: MIT */
/* request.h - a struct req without a connection, for tests of what works on one. */
#ifndef SUPPORT_REQUEST_H
#define SUPPORT_REQUEST_H

#include "http/conn.h"
#include "http/route.h"

#define REQUEST_SLUG "0123456789abc"

/* Anybody's POST with that body to an account's route, in English. */
static inline void
request_start(struct req *rq, struct str body)
{
	static const struct route anybody = {.method = METHOD_POST, .path = "/a/{slug}/api/test"};

	*rq = (struct req){.route = &anybody,
	                   .locale = LOCALE_EN,
	                   .slug = STR(REQUEST_SLUG),
	                   .request_id = STR("request-1"),
	                   .body = body};
	arena_init(&rq->arena, REQUEST_MEMORY);
}

/* The same, from somebody with a session, which `check` judges. */
static inline void
request_start_with_session(struct req *rq, struct str body, struct routes *routes, handler *check)
{
	static const struct route theirs = {
	        .method = METHOD_POST, .path = "/a/{slug}/api/test", .who = WHO_SESSION};

	request_start(rq, body);
	routes->session_check = check;
	rq->routes = routes;
	rq->route = &theirs;
}

static inline void
request_end(struct req *rq)
{
	arena_done(&rq->arena);
}

#endif
