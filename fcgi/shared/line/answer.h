/* SPDX-License-Identifier: MIT */
/* answer.h - what LINE said, read strictly: a body either has the documented shape or says nothing.
 *
 * LINE may add members, and does not promise the wording of its errors; so unknown members are
 * skipped, and `error` and `text` only ever refine what endpoint and status have already said.
 * Threads: one at a time holds the answers of a proof.
 */
#ifndef LINE_ANSWER_H
#define LINE_ANSWER_H

#include "base/secret.h"

enum line_call {
#define CALL(id, ...) LINE_##id,
#include "line/calls.def"
#undef CALL
	LINE_CALL__COUNT
};

/* Why there is no complete HTTP answer. */
enum line_failure {
	LINE_ANSWERED,
	LINE_NO_NAME,    /* DNS does not know the host, or did not answer in time */
	LINE_NO_CONNECT, /* refused, unreachable */
	LINE_BAD_TLS,    /* handshake, certificate or name */
	LINE_LATE,       /* the deadline passed, and LINE had had time to answer */
	LINE_CUT,        /* the connection ended in the middle */
	LINE_TOO_LARGE,  /* more than LINE_BODY_MAX or LINE_HEADERS_MAX */
	LINE_STOPPED, /* we gave up: shutdown, no time left, or the answer was not needed any more
	               */
	LINE_NO_CALL, /* our side could not make the call */
	LINE_FAILURE__COUNT
};

#define LINE_BODY_MAX       KIB(64)
#define LINE_HEADERS_MAX    KIB(32)
#define LINE_REQUEST_ID_MAX 64
#define LINE_ID_MAX         33 /* "U" and 32 digits; Basic IDs are shorter */
#define LINE_NAME_CHARS_MAX 60 /* LINE allows 20 */
#define LINE_URL_MAX        500
#define LINE_TOKEN_MAX      4096
#define LINE_RETRY_MAX      3600 /* seconds; what says more has gone wrong, and we look anyway */

struct line_answer {
	bool asked, done;
	enum line_failure failure;
	int status;    /* HTTP status; 0 when there is none */
	bool readable; /* the body has the shape that belongs to the status */
	char request_id[LINE_REQUEST_ID_MAX + 1]; /* X-Line-Request-Id: visible ASCII, or "" */
	int retry_after; /* of 429 and 503: in how many seconds LINE wants to be asked; 0 = not said
	                  */
	char error[32], text[112]; /* `error`; `error_description` or `message`; cut */
};

/* Whose token it is. Each text is NUL-terminated; what LINE left out is "". */
struct line_bot {
	char user_id[LINE_ID_MAX + 1];
	char basic_id[LINE_ID_MAX + 1], premium_id[LINE_ID_MAX + 1]; /* with their @ */
	char display_name[LINE_NAME_CHARS_MAX * 4 + 1]; /* without control characters */
	char picture_url[LINE_URL_MAX + 1];             /* as picture_url_is_sound(), or "" */
};

/* All that LINE said in one proof. Typed members are set when their answer was 200 and readable. */
struct line_answers {
	struct line_answer of[LINE_CALL__COUNT];
	struct secret token; /* TOKEN: a stateless channel access token */
	char channel_id[21]; /* VERIFY: client_id */
	int64_t expires_in;  /* VERIFY: seconds; a long-lived token has about 10^9 */
	struct line_bot bot; /* BOT_INFO */
};

/* Note that `call` was answered. Bodies of 200 and 4xx are read, others say nothing. */
void line_answer_read(struct line_answers *answers, enum line_call call, int status,
                      struct str body);

/* Note that `call` got no answer. */
void line_answer_fail(struct line_answers *answers, enum line_call call, enum line_failure failure);

/* Wipe the token and everything else. */
void line_answers_done(struct line_answers *answers);

/* For log lines and metrics: "token", "bot_info"; "late", "bad_tls". */
const char *line_call_name(enum line_call call);
const char *line_failure_name(enum line_failure failure);

#endif
