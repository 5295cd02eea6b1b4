/* SPDX-License-Identifier: MIT */
/* buf.h - text that grows in an arena, with a limit at birth and sticky failure.
 *
 * After the first write that does not fit, further writes do nothing and buf_failed() says so;
 * whoever composes an answer therefore checks once, at the end. Threads: one at a time.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n, size, limit;
	bool failed;
};

void buf_init(struct buf *buf, struct arena *arena, size_t limit);
void buf_add(struct buf *buf, struct str s);
void buf_char(struct buf *buf, char c);
void buf_int(struct buf *buf, int64_t value);
void buf_fmt(struct buf *buf, const char *fmt, ...) PRINTF(2, 3);

/* What was written so far; lives as long as the arena and until the next write. */
struct str buf_str(const struct buf *buf);
bool buf_failed(const struct buf *buf);

#endif
