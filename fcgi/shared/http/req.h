/* SPDX-License-Identifier: MIT */
/* req.h - one request, from the first byte read to the last byte answered.
 *
 * A handler reads top to bottom: read the body, ask the database, decide, reply. Everything it
 * allocates comes from rq->arena and dies with the request. It runs on a handler thread and may not
 * wait for anything but the database; for LINE or a password hash it parks the request and the
 * route's second function goes on with the answer. Threads: one at a time holds a request.
 */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include "auth/token.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/locale.h"
#include "base/out.h"
#include "db/db.h"

struct req;
struct route;
struct routes;

/* Start the waited-for work; it ends in req_resume(). Anything but ERR_OK: it did not start. */
typedef enum err park_start(struct req *rq);

/* A bad field; `n` is how many characters it had, for sentences that say so. */
struct field_error {
	struct field_error *next;
	const char *field, *code;
	size_t n;
};

/* A field whose value was cleaned before it was judged; never what it was. */
#define FIELD_CLEANED_MAX 8
struct field_note {
	struct field_note *next;
	const char *field, *what[FIELD_CLEANED_MAX];
	size_t n;
};

struct reply {
	int status;       /* 0: nothing replied yet */
	const char *code; /* of the problem, for the log; NULL for good news */
	const char *type; /* media type; NULL without a body */
	bool cached;      /* may be kept and asked about anew each time; else not kept at all */
	struct buf headers, body;
	struct out out;
};

struct req {
	struct arena arena;
	struct fault fault;
	const struct routes *routes;
	const struct route *route;
	const void *app; /* the worker's own: settings, keyring, LINE client; read-only */
	struct db *db;   /* of the thread that runs the handler; NULL while parked */
	enum locale locale;
	struct str slug; /* {slug} of the path; "?" when no slug can look so, "" without one */
	struct str id;   /* {id} of the path, likewise */
	struct str ip, user_agent, request_id;
	struct str idempotency_key; /* as sent; STR_NONE without the header */
	struct str if_none_match;   /* as sent; STR_NONE without the header */
	bool https;                 /* ACHO_BASE_URL is: cookies are Secure */
	bool has_session; /* a well-formed cookie came; whether it is good only the database knows
	                   */
	bool session_checked; /* routes->session_check has been asked */
	struct token_hash session;
	bool has_device; /* likewise, of the cookie that marks a browser */
	struct token_hash device;
	struct str body;
	struct field_error *field_errors;
	struct field_note *cleaned; /* reply.c tells in the answer to a value */
	struct reply reply;
	void *kept;                   /* what the first function leaves for the second */
	park_start *parked;           /* set by req_park, taken by the dispatcher */
	void (*resume)(struct req *); /* the worker's way back to a handler thread */
};

/*
 * Leave the thread: `return req_park(rq, start);`. The dispatcher calls `start` when nobody holds
 * the request any more; when its work ends it calls req_resume() and the route's `resume` runs. If
 * `start` fails the route's `resume` runs too, with rq->fault set: it decides what that means.
 */
CHECKED enum err req_park(struct req *rq, park_start *start);

/* The waited-for work is done. From any thread, exactly once for a park; the caller lets go of
 * `rq`. */
void req_resume(struct req *rq);

/*
 * Before a bad request to a WHO_SESSION route is explained: is this a session of exactly that
 * account? ERR_OK yes, or nobody needs one. ERR_DENIED: no, and 401 is the answer. Else the
 * question failed.
 */
CHECKED enum err req_session_first(struct req *rq);

/* Call statement `call` for this request; DB_CALL with the request's connection and fault. */
#define REQ_CALL(rq, call, ret, ...) DB_CALL((rq)->db, &(rq)->fault, (call), (ret), __VA_ARGS__)

/* The session's hash and the path's slug: the first two parameters of whatever acts for a person.
 */
#define REQ_SESSION(rq)                                                                            \
	db_bytes((rq)->session.bytes, sizeof((rq)->session.bytes)), db_text((rq)->slug)

/* The hash of the browser's mark, or NULL. */
#define REQ_DEVICE(rq)                                                                             \
	((rq)->has_device ? db_bytes((rq)->device.bytes, sizeof((rq)->device.bytes)) : DB_NULL)

#endif
