/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"

struct str
str_of(const char *terminated)
{
	return terminated == NULL ? STR_NONE : (struct str){terminated, strlen(terminated)};
}

bool
str_is(struct str s, struct str other)
{
	return s.n == other.n && (s.n == 0 || memcmp(s.p, other.p, s.n) == 0);
}

bool
str_is_nocase(struct str s, struct str other)
{
	return s.n == other.n && (s.n == 0 || strncasecmp(s.p, other.p, s.n) == 0);
}

bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_is(str_part(s, 0, prefix.n), prefix);
}

bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_is(str_part(s, s.n - suffix.n, suffix.n), suffix);
}

bool
str_has(struct str s, char byte)
{
	return s.n > 0 && memchr(s.p, byte, s.n) != NULL;
}

bool
str_only(struct str s, const char *bytes)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(bytes, s.p[i]) == NULL)
			return false;
	return true;
}

bool
str_is_visible(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x21 || s.p[i] > 0x7e)
			return false;
	return s.n > 0;
}

bool
str_cut(struct str *s, char byte, struct str *ret_head)
{
	const char *at = s->n == 0 ? NULL : memchr(s->p, byte, s->n);
	size_t n;

	if (at == NULL)
		return false;
	n = (size_t)(at - s->p);
	*ret_head = (struct str){s->p, n};
	*s = (struct str){at + 1, s->n - n - 1};
	return true;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && blank(s.p[0]))
		s = (struct str){s.p + 1, s.n - 1};
	while (s.n > 0 && blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_part(struct str s, size_t from, size_t n)
{
	if (from >= s.n)
		return STR_NONE;
	return (struct str){s.p + from, n < s.n - from ? n : s.n - from};
}

bool
str_put(struct str s, char *ret, size_t size)
{
	if (s.n >= size)
		return false;
	if (s.n > 0)
		memcpy(ret, s.p, s.n);
	ret[s.n] = '\0';
	return true;
}

bool
str_number(struct str s, int64_t *ret)
{
	int64_t value = 0;

	if (s.n == 0 || s.n > 18)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*ret = value;
	return true;
}

struct str
str_digits(int64_t value, size_t width, char room[STR_DIGITS_MAX])
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t at = STR_DIGITS_MAX;

	BUG_IF(width >= STR_DIGITS_MAX);
	do
		room[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0 || STR_DIGITS_MAX - at < width);
	if (value < 0)
		room[--at] = '-';
	return (struct str){room + at, STR_DIGITS_MAX - at};
}
