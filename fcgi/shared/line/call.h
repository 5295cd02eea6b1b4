/* SPDX-License-Identifier: MIT */
/* call.h - one HTTP call to LINE on a libcurl handle: what is sent, what may come back.
 *
 * The limits are here: headers and body are counted as they arrive, so that neither an endless
 * answer nor a compressed one costs memory. Credentials are held in secrets until the call has
 * ended. Threads: all of one client's calls in its driving thread.
 */
#ifndef LINE_CALL_H
#define LINE_CALL_H

#include <curl/curl.h>

#include "base/clock.h"
#include "line/answer.h"

struct call;

struct call_target {
	struct str base_url;
	const char *addresses; /* for CURLOPT_RESOLVE; "" = none */
	const char *ca_file;   /* NULL = the system's */
	bool tls;
};

/*
 * Prepare `call` with `credential` (an assertion or a token; copied) that has `within` left.
 * `owner` comes back from call_owner(). ERR_NOMEM, ERR_UNAVAILABLE. Freed with call_free().
 */
CHECKED enum err call_new(const struct call_target *target, enum line_call call,
                          struct str credential, usec within, void *owner, struct call **ret);
void call_free(struct call **call);

CURL *call_easy(const struct call *call);
struct call *call_of(CURL *easy);
void *call_owner(const struct call *call);
enum line_call call_kind(const struct call *call);

/* libcurl has ended it with `result`: write the answer. */
void call_end(struct call *call, CURLcode result, struct line_answers *answers);

/*
 * The addresses that a connection was wanted to, and in vain: none came about in which a request
 * could be sent. NULL when one did, or libcurl found the address by itself.
 */
const char *call_unconnected(const struct call *call);

/* Of an ended call: did it open a connection, did it make a TLS handshake? */
bool call_connected(const struct call *call);
bool call_shook_hands(const struct call *call);

#endif
