/* SPDX-License-Identifier: MIT */
/* str.h - text that somebody else owns: a pointer and a length in bytes.
 *
 * Not NUL-terminated; a NUL inside is data until checked. A str never owns memory: it lives as long
 * as the arena, literal or buffer it points into. Threads: values, free to copy.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
#define STR_ARG(s)   (int)(s).n, (s).p /* for "%.*s"; only for text known to be short and clean */
#define STR_NONE     ((struct str){NULL, 0})

/* What a NULL-or-terminated string holds; NULL gives STR_NONE. */
struct str str_of(const char *terminated);

bool str_is(struct str s, struct str other);
bool str_is_nocase(struct str s, struct str other); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, char byte);
bool str_only(struct str s, const char *bytes); /* nothing but these; a NUL never, "" always */
bool str_is_visible(struct str s);              /* ASCII from ! to ~, at least one */

/* The part before the first `byte` goes to `ret_head`, the part after it stays in `s`; false
 * without one. */
bool str_cut(struct str *s, char byte, struct str *ret_head);

/* Without ASCII blanks at both ends. */
struct str str_trim(struct str s);

/* `from` up to `n` bytes further, kept inside `s`. */
struct str str_part(struct str s, size_t from, size_t n);

/* `s` and a NUL into `ret`; false, and `ret` left alone, when `size` bytes do not hold it. */
CHECKED bool str_put(struct str s, char *ret, size_t size);

/* A decimal number of 1 to 18 digits and nothing else; false leaves `ret` alone. */
bool str_number(struct str s, int64_t *ret);

/* `value` in decimal digits, with zeroes before them up to `width` (less than STR_DIGITS_MAX);
 * written at the end of `room`. */
#define STR_DIGITS_MAX 24
struct str str_digits(int64_t value, size_t width, char room[STR_DIGITS_MAX]);

#endif
