/* SPDX-License-Identifier: MIT */
/* utf8.h - what has to be known of Unicode text, by GNU libunistring. Any thread. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/arena.h"
#include "base/err.h"

bool utf8_valid(struct str s);
size_t utf8_count(struct str s); /* characters (code points) of valid text */
size_t utf8_width(struct str s); /* columns it takes on a terminal: two for most of Chinese */

/*
 * True when `s` holds a control character (C0, DEL, C1), a line or paragraph separator, or a
 * character that turns the direction of text: nothing a name, an address or a mail header may
 * carry.
 */
bool utf8_has_control(struct str s);

/*
 * Valid text without such characters, cut after `max` characters or when `size` bytes (a NUL
 * counts) are full, never inside a character. `ret` may become "".
 */
void utf8_clean(struct str s, size_t max, char *ret, size_t size);

/* Unicode normalisation form C (UAX 15) into the arena. ERR_INVALID for bad UTF-8, ERR_NOMEM. */
CHECKED enum err utf8_nfc(struct arena *arena, struct str s, struct str *ret);

/* Compatibility form (NFKC): full-width letters and digits become plain ones. */
CHECKED enum err utf8_nfkc(struct arena *arena, struct str s, struct str *ret);

#endif
