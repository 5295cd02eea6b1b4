/* SPDX-License-Identifier: MIT */
/* out.h - writes JSON into a buf, escaping by type.
 *
 * The buf fails stickily, so whoever opened the document checks once, at its end; no function
 * appends raw text. Start with {.buf = buf}. Threads: one at a time.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/buf.h"
#include "base/clock.h"

struct out {
	struct buf *buf;
	bool comma;
};

void out_text(struct out *out, const char *key, struct str value); /* STR_NONE is null */
void out_int(struct out *out, const char *key, int64_t value);
void out_bool(struct out *out, const char *key, bool value);
void out_null(struct out *out, const char *key);
void out_time(struct out *out, const char *key, usec at); /* RFC 3339 in UTC; 0 is null */
void out_object(struct out *out, const char *key); /* key NULL inside an array, here and above */
void out_array(struct out *out, const char *key);
void out_end(struct out *out, char closing); /* '}' or ']' */

#endif
