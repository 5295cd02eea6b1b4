/* SPDX-License-Identifier: MIT */
/* reply.h - answers: JSON (base/out.h), problems by code (RFC 9457).
 *
 *     struct out *out = reply_json(rq, 201);
 *     out_text(out, "slug", slug);
 *     return reply_end(rq);
 *
 * Writing needs no error handling per line: the buffer fails stickily and reply_end() checks once.
 * An answer of text is at most 64 KiB. Threads: whoever holds the request.
 */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/cookie.h"
#include "http/req.h"

struct out *reply_json(struct req *rq, int status); /* opens an object; never NULL */
/*
 * Closes it. An answer to a value (200, 202, 422) says first what was cleaned away of each field:
 * "cleaned":[{"field","what":[...]}].
 */
CHECKED enum err reply_end(struct req *rq);
CHECKED enum err reply_empty(struct req *rq, int status); /* 204 and the like */

/* A body of another type, for example a manifest; `type` is a literal. */
CHECKED enum err reply_text(struct req *rq, int status, const char *type, struct str text);

/* Bytes of any kind, up to REPLY_BYTES_MAX; copied. */
#define REPLY_BYTES_MAX KIB(256)
CHECKED enum err reply_bytes(struct req *rq, int status, const char *type, struct str bytes);

/*
 * What was just answered may be kept by the browser that asked, which asks each time whether it is
 * still good. `etag` has no quotes.
 */
void reply_etag(struct req *rq, struct str etag);

/* The one entity tag of `size` hexadecimal digits that the browser says it has; STR_NONE for none,
 * several, or another kind. */
struct str req_etag(const struct req *rq, size_t size);

/* One more header; a problem drops those set before it. A line break in `value` fails the answer.
 */
void reply_header(struct req *rq, const char *name, struct str value);

/* What a problem may carry beside its code; zeroed members are left out. */
struct problem_extra {
	int64_t retry_after;                   /* seconds, a Retry-After header */
	struct str entered;                    /* what the merchant typed */
	struct str found_basic_id, found_name; /* "found":{basic_id, display_name} */
	usec expires_at;                       /* when what is good now ends */
	struct str line_request_id;            /* "request_id": LINE's, for support */
};

/*
 * Answer with the problem of that code from problem.def: its status, and its sentence in the
 * reader's language with {entered}, {found_basic_id}, {found_name}, {retry_after} and {request_id}
 * filled in. An unknown code is our bug. Returns ERR_OK: a refusal is an answer.
 */
CHECKED enum err reply_problem(struct req *rq, struct str code);
CHECKED enum err reply_problem_with(struct req *rq, struct str code,
                                    const struct problem_extra *extra);

/* 202 {"code","detail"}: taken, not settled yet. */
CHECKED enum err reply_pending(struct req *rq, struct str code);

/*
 * Note a bad field; `field` and `code` are literals or live in the arena, `n` is how many
 * characters it had. Then reply_invalid() answers 422 with all of them, or 401 where a session is
 * needed and there is none.
 */
CHECKED enum err req_field_error(struct req *rq, const char *field, const char *code);
CHECKED enum err req_field_error_counted(struct req *rq, const char *field, const char *code,
                                         size_t n);
CHECKED enum err reply_invalid(struct req *rq);

/*
 * First column of every request-path function is `problem`: when it is not NULL in the first row
 * (a list has more, and never none), answer with it, with `retry_after` where the call has such a
 * column, and return true (the handler returns ERR_OK).
 */
bool reply_refused(struct req *rq, const struct db_result *result);

/* Set one of this account's cookies, for `max_age` seconds: HttpOnly, SameSite=Lax, Path=/a/{slug}.
 * The session's comes first. */
CHECKED enum err reply_cookie(struct req *rq, enum cookie cookie, const struct token *token,
                              int64_t max_age);

/* Expire the session cookie. */
CHECKED enum err reply_cookie_expire(struct req *rq);

#endif
