/* SPDX-License-Identifier: MIT */
/* judge.h - everything that is decided about a request before its handler, once for all routes.
 *
 * In this order, because each answer may tell a stranger only what the one before allows: malformed
 * (400), path (404), method (405), origin of what changes something (403), session where one is
 * needed (401), the body's size, type and length (413, 415, 400). Any thread.
 */
#ifndef HTTP_JUDGE_H
#define HTTP_JUDGE_H

#include "http/fcgi.h"
#include "http/route.h"

/* What is the same for all requests of a worker; read-only. */
struct site {
	struct str origin; /* of our own pages: "https://acho.example" */
	bool https;
	const struct routes *routes; /* the worker's own, then those that every worker has */
	const struct routes *built_in;
	const void *app;
};

/* `base_url` as a browser writes it in Origin: lower case, without the scheme's own port. */
CHECKED bool site_origin(struct arena *arena, struct str base_url, struct str *ret);

/*
 * Fill what handlers read of `rq` from `request`, and judge it. ERR_OK with rq->reply.status 0: run
 * the handler; with a status: that is the answer. Else the question failed. Strings point into
 * `request`'s.
 */
CHECKED enum err judge(struct req *rq, const struct fcgi_request *request, const struct site *site);

#endif
