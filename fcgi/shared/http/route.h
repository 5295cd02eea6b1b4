/* SPDX-License-Identifier: MIT */
/* route.h - the one table a worker's policy lives in.
 *
 * Columns are policy: what is not about one route happens before the handler, in this order: path
 * (404), method (405), same origin for unsafe methods (403), session cookie where one is needed
 * (401), body size and type (413, 415), then the handler. Every PUT, POST and DELETE must come from
 * our own origin; there is no column to say otherwise. Threads: the table is only read; every
 * function may run in any thread.
 */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include <stdio.h>

#include "http/req.h"

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE, METHOD__COUNT };

enum who {
	WHO_ANYBODY, /* no session needed; one that came is still in rq->session */
	WHO_SESSION, /* without a session of exactly the path's account: 401 session.required */
};

typedef enum err handler(struct req *rq);

struct route {
	enum method method;
	const char
	        *path; /* "/a/{slug}/api/sessions/{id}"; each matches a segment of 1 to 64 bytes */
	handler *begin;
	handler *resume; /* after req_park; NULL where the route never parks */
	enum who who;
	size_t body_max; /* bytes, up to BODY_MAX; 0 = a body is refused with 413 */
};

/* No route may take more: what a request's arena and a socket's buffer hold with room to spare. */
#define BODY_MAX KIB(64)

struct routes {
	const struct route *table;
	size_t n;
	/*
	 * Asks the database whether rq->session is a session of rq->slug: ERR_OK, or ERR_DENIED
	 * when it is none. Called before a bad body is explained, so that a stranger learns nothing
	 * but 401.
	 */
	handler *session_check;
};

/* "GET"; HEAD is read as GET. */
const char *method_name(enum method method);
CHECKED bool method_parse(struct str name, enum method *ret);

/* What stands for the names in a route's path; "" where it has none. */
struct route_args {
	struct str slug, id;
};

/*
 * The route of that path and method, and what its names stand for. NULL: none; then `ret_methods`
 * has a bit (1 << method) for each method that the path does take.
 */
const struct route *route_find(const struct routes *routes, struct str path, enum method method,
                               struct route_args *ret_args, unsigned *ret_methods);

/* Our own mistakes in a table (duplicates, NULLs, a session without an account) end the program at
 * start. */
void routes_check(const struct routes *routes);

/* The table as JSON, for --routes and the tests that hold it against OpenAPI and nginx. */
void routes_print(const struct routes *routes, FILE *out);

#endif
