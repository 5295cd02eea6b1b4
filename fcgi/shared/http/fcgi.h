/* SPDX-License-Identifier: MIT */
/* fcgi.h - one request off a kept connection, and its answer back: the only file that knows
 * libfcgi.
 *
 * libfcgi reads: FCGX_Accept_r is given the connection as one of its own that was kept (ipcFd,
 * keepConnection), reads parameters and body, and is done with before a handler runs. So a request
 * that waits, parked, for LINE keeps none of libfcgi's 17 KiB of buffers, and the answer's records,
 * two headers and a trailer, are written here in one system call. What this relies on of
 * FCGX_Request is pinned by the unit test. Threads: a connection belongs to one at a time.
 */
#ifndef HTTP_FCGI_H
#define HTTP_FCGI_H

#include "base/arena.h"
#include "base/err.h"

/* The parameters that anything is decided by; all others are ignored. */
enum param {
	PARAM_METHOD,
	PARAM_PATH, /* DOCUMENT_URI: decoded, without the query */
	PARAM_QUERY,
	PARAM_CONTENT_LENGTH,
	PARAM_CONTENT_TYPE,
	PARAM_CONTENT_ENCODING,
	PARAM_ORIGIN,
	PARAM_COOKIE,
	PARAM_LANGUAGE,
	PARAM_USER_AGENT,
	PARAM_IDEMPOTENCY_KEY,
	PARAM_REMOTE_ADDR,
	PARAM_REQUEST_ID,
	PARAM_IF_NONE_MATCH,
	PARAM__COUNT
};

enum body {
	BODY_WHOLE,     /* exactly CONTENT_LENGTH bytes came, then end of file */
	BODY_TOO_LARGE, /* CONTENT_LENGTH says over BODY_MAX; not read */
	BODY_BROKEN,    /* CONTENT_LENGTH is no number, or not what came; or it was not read */
};

struct fcgi_request {
	int id;
	bool keep;  /* nginx wants the connection kept, and the body was read to its end */
	bool twice; /* one of the parameters above came more than once */
	struct str param[PARAM__COUNT]; /* in the arena; STR_NONE when it did not come */
	enum body body_is;
	struct str body;
};

/* Once, before threads: libfcgi's own start, with the signal dispositions put back. */
CHECKED enum err fcgi_init(struct fault *fault);

/*
 * Read the request that scan_request() found whole on `fd`, a blocking socket with a receive
 * time-out. Up to BODY_MAX of body. ERR_PROTOCOL: libfcgi could not read it, and has closed `fd`.
 * ERR_NOMEM.
 */
CHECKED enum err fcgi_read(int fd, struct arena *arena, struct fault *fault,
                           struct fcgi_request *ret);

enum fcgi_write_flags {
	FCGI_NOWAIT = 1, /* wait for nothing: who does not read at once gets no answer */
	/*
	 * The connection ends with this answer. nginx must know so before it can give the
	 * connection to its next request; a half-close comes too late for that when the kernel runs
	 * nginx between our two system calls. A record behind END_REQUEST, in the same call, makes
	 * nginx not keep it.
	 */
	FCGI_LAST = 2,
};

/*
 * Answer: `head` is CGI headers with the empty line, `body` may be empty; together up to 264 KiB.
 * ERR_UNAVAILABLE: the peer is gone or does not read.
 */
CHECKED enum err fcgi_write(int fd, const struct fcgi_request *request, struct str head,
                            struct str body, unsigned flags);

#endif
