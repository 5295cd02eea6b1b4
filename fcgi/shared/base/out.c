/* SPDX-License-Identifier: MIT */
#include "base/out.h"

#include <stdio.h>
#include <time.h>

#include "base/err.h"

/* The bytes that stand for themselves up to the next one that must be escaped. */
static size_t
plain(struct str s)
{
	size_t n = 0;

	while (n < s.n && (unsigned char)s.p[n] >= 0x20 && s.p[n] != '"' && s.p[n] != '\\')
		n++;
	return n;
}

static void
add_escaped(struct buf *buf, struct str s)
{
	buf_char(buf, '"');
	while (s.n > 0) {
		size_t n = plain(s);
		buf_add(buf, (struct str){s.p, n});
		s = str_part(s, n, s.n);
		if (s.n == 0)
			break;
		if (s.p[0] == '"' || s.p[0] == '\\') {
			buf_char(buf, '\\');
			buf_char(buf, s.p[0]);
		} else {
			buf_fmt(buf, "\\u%04x", (unsigned)(unsigned char)s.p[0]);
		}
		s = str_part(s, 1, s.n);
	}
	buf_char(buf, '"');
}

static void
start_value(struct out *out, const char *key)
{
	if (out->comma)
		buf_char(out->buf, ',');
	out->comma = true;
	if (key == NULL)
		return;
	add_escaped(out->buf, str_of(key));
	buf_char(out->buf, ':');
}

void
out_null(struct out *out, const char *key)
{
	start_value(out, key);
	buf_add(out->buf, STR("null"));
}

void
out_text(struct out *out, const char *key, struct str value)
{
	if (value.p == NULL) {
		out_null(out, key);
		return;
	}
	start_value(out, key);
	add_escaped(out->buf, value);
}

void
out_int(struct out *out, const char *key, int64_t value)
{
	start_value(out, key);
	buf_int(out->buf, value);
}

void
out_bool(struct out *out, const char *key, bool value)
{
	start_value(out, key);
	buf_add(out->buf, value ? STR("true") : STR("false"));
}

void
out_time(struct out *out, const char *key, usec at)
{
	time_t seconds = (time_t)(at / USEC_PER_SEC);
	struct tm utc;

	if (at == 0 || gmtime_r(&seconds, &utc) == NULL) {
		out_null(out, key);
		return;
	}
	start_value(out, key);
	buf_fmt(out->buf, "\"%04d-%02d-%02dT%02d:%02d:%02dZ\"", utc.tm_year + 1900, utc.tm_mon + 1,
	        utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

void
out_object(struct out *out, const char *key)
{
	start_value(out, key);
	buf_char(out->buf, '{');
	out->comma = false;
}

void
out_array(struct out *out, const char *key)
{
	start_value(out, key);
	buf_char(out->buf, '[');
	out->comma = false;
}

void
out_end(struct out *out, char closing)
{
	BUG_IF(closing != '}' && closing != ']');
	buf_char(out->buf, closing);
	out->comma = true;
}
