/* SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

bool
utf8_valid(struct str s)
{
	return s.n == 0 || u8_check((const uint8_t *)s.p, s.n) == NULL;
}

size_t
utf8_count(struct str s)
{
	return s.n == 0 ? 0 : u8_mbsnlen((const uint8_t *)s.p, s.n);
}

size_t
utf8_width(struct str s)
{
	int n = s.n == 0 ? 0 : u8_width((const uint8_t *)s.p, s.n, "UTF-8");

	return n < 0 ? 0 : (size_t)n;
}

static bool
is_control(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

bool
utf8_has_control(struct str s)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t left = s.n;

	while (left > 0) {
		ucs4_t c;
		int n = u8_mbtouc(&c, p, left);
		if (is_control(c))
			return true;
		p += n;
		left -= (size_t)n;
	}
	return false;
}

void
utf8_clean(struct str s, size_t max, char *ret, size_t size)
{
	const uint8_t *p = (const uint8_t *)s.p;
	size_t left = s.n, n = 0;

	BUG_IF(size == 0);
	while (left > 0 && max > 0) {
		ucs4_t c;
		size_t length = (size_t)u8_mbtouc(&c, p, left);
		if (!is_control(c)) {
			if (n + length >= size)
				break;
			memcpy(ret + n, p, length);
			n += length;
			max--;
		}
		p += length;
		left -= length;
	}
	ret[n] = '\0';
}

static enum err
normalise(uninorm_t form, struct arena *arena, struct str s, struct str *ret)
{
	size_t n;
	uint8_t *normal;
	bool copied;

	if (!utf8_valid(s))
		return ERR_INVALID;
	if (s.n == 0) {
		*ret = STR_NONE;
		return ERR_OK;
	}
	normal = u8_normalize(form, (const uint8_t *)s.p, s.n, NULL, &n);
	if (normal == NULL) {
		arena->starved = true;
		return ERR_NOMEM;
	}
	copied = arena_copy(arena, (struct str){(const char *)normal, n}, ret);
	explicit_bzero(normal, n); /* it may have been a password */
	free(normal);
	return copied ? ERR_OK : ERR_NOMEM;
}

enum err
utf8_nfc(struct arena *arena, struct str s, struct str *ret)
{
	return normalise(UNINORM_NFC, arena, s, ret);
}

enum err
utf8_nfkc(struct arena *arena, struct str s, struct str *ret)
{
	return normalise(UNINORM_NFKC, arena, s, ret);
}
