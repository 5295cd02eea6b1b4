/* SPDX-License-Identifier: MIT */
/* codec.h - bytes as text: base64url (RFC 4648 section 5, no padding) and Crockford base32.
 *
 * Decoding is strict: no padding, no blanks, no stray trailing bits, so one value has one spelling.
 * Any thread.
 */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include "base/buf.h"

/* Length of base64url text for n bytes. */
#define BASE64URL_LEN(n) (((n)*4 + 2) / 3)

void base64url_add(struct buf *buf, const void *bytes, size_t n);

/* Write BASE64URL_LEN(n) characters and a NUL. */
void base64url_encode(const void *bytes, size_t n, char *ret);

/* False when `text` is not base64url of exactly `n` bytes. */
CHECKED bool base64url_decode(struct str text, void *ret, size_t n);

/* Bytes that `text` would decode to; false when no length of bytes has that length of text. */
CHECKED bool base64url_size(struct str text, size_t *ret);

/* An account's slug: 13 characters of lower-case Crockford base32 from 65 of the 72 bits given. */
#define SLUG_LEN 13
void slug_encode(const unsigned char bits[9], char ret[SLUG_LEN + 1]);
bool slug_is(struct str s);

#endif
