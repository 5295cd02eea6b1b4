/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
buf_init(struct buf *buf, struct arena *arena, size_t limit)
{
	*buf = (struct buf){.arena = arena, .limit = limit};
}

/* Room for `n` more bytes and a NUL. */
static bool
buf_reserve(struct buf *buf, size_t n)
{
	size_t size;
	char *p;

	if (buf->failed || n > buf->limit - buf->n) {
		buf->failed = true;
		return false;
	}
	if (buf->n + n < buf->size)
		return true;
	size = buf->size * 2 > buf->n + n + 1 ? buf->size * 2 : buf->n + n + 256;
	p = arena_alloc(buf->arena, size);
	if (p == NULL) {
		buf->failed = true;
		return false;
	}
	if (buf->n > 0)
		memcpy(p, buf->p, buf->n);
	buf->p = p;
	buf->size = size;
	return true;
}

void
buf_add(struct buf *buf, struct str s)
{
	if (s.n == 0 || !buf_reserve(buf, s.n))
		return;
	memcpy(buf->p + buf->n, s.p, s.n);
	buf->n += s.n;
	buf->p[buf->n] = '\0';
}

void
buf_char(struct buf *buf, char c)
{
	if (!buf_reserve(buf, 1))
		return;
	buf->p[buf->n++] = c;
	buf->p[buf->n] = '\0';
}

void
buf_int(struct buf *buf, int64_t value)
{
	char room[STR_DIGITS_MAX];

	buf_add(buf, str_digits(value, 1, room));
}

void
buf_fmt(struct buf *buf, const char *fmt, ...)
{
	char line[512];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(line))
		buf->failed = true;
	else
		buf_add(buf, (struct str){line, (size_t)n});
}

struct str
buf_str(const struct buf *buf)
{
	return (struct str){buf->p, buf->n};
}

bool
buf_failed(const struct buf *buf)
{
	return buf->failed;
}
