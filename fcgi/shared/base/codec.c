/* SPDX-License-Identifier: MIT */
#include "base/codec.h"

#include <string.h>

static const char url_alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char crockford[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
base64url_encode(const void *bytes, size_t n, char *ret)
{
	const unsigned char *b = bytes;
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | b[i]) & 0xffff;
		held += 8;
		for (; held >= 6; held -= 6)
			*ret++ = url_alphabet[bits >> (held - 6) & 63];
	}
	if (held > 0)
		*ret++ = url_alphabet[bits << (6 - held) & 63];
	*ret = '\0';
}

void
base64url_add(struct buf *buf, const void *bytes, size_t n)
{
	const unsigned char *b = bytes;
	char piece[BASE64URL_LEN(48) + 1];

	for (size_t at = 0; at < n; at += 48) {
		size_t part = n - at < 48 ? n - at : 48;
		base64url_encode(b + at, part, piece);
		buf_add(buf, str_of(piece));
	}
}

bool
base64url_size(struct str text, size_t *ret)
{
	if (text.n % 4 == 1)
		return false;
	*ret = text.n * 3 / 4;
	return true;
}

bool
base64url_decode(struct str text, void *ret, size_t n)
{
	unsigned char *out = ret;
	unsigned bits = 0, held = 0;
	size_t size;

	if (!base64url_size(text, &size) || size != n)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] == '\0' ? NULL : strchr(url_alphabet, text.p[i]);
		if (at == NULL)
			return false;
		bits = (bits << 6 | (unsigned)(at - url_alphabet)) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			*out++ = (unsigned char)(bits >> held & 0xff);
		}
	}
	return (bits & ((1U << held) - 1)) == 0;
}

void
slug_encode(const unsigned char bits[9], char ret[SLUG_LEN + 1])
{
	for (size_t i = 0; i < SLUG_LEN; i++) {
		size_t bit = i * 5, byte = bit / 8;
		unsigned pair = (unsigned)bits[byte] << 8 | (byte + 1 < 9 ? bits[byte + 1] : 0U);
		ret[i] = crockford[pair >> (11 - bit % 8) & 31];
	}
	ret[SLUG_LEN] = '\0';
}

bool
slug_is(struct str s)
{
	if (s.n != SLUG_LEN)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\0' || strchr(crockford, s.p[i]) == NULL)
			return false;
	return true;
}
