/* SPDX-License-Identifier: MIT */
#include "auth/strength.h"

#include <string.h>
#include <zxcvbn.h>

static bool
part_is_weak(struct str part, const char **words)
{
	char text[STRENGTH_BYTES_MAX + 1];
	double bits;

	if (!str_put(part, text, sizeof(text)))
		return false;
	bits = ZxcvbnMatch(text, words, NULL);
	explicit_bzero(text, sizeof(text));
	return bits < STRENGTH_BITS_MIN;
}

bool
strength_is_weak(struct str password, const char **words)
{
	struct str head = str_part(password, 0, STRENGTH_BYTES_MAX);

	if (!part_is_weak(head, words))
		return false;
	return password.n <= STRENGTH_BYTES_MAX ||
	       part_is_weak(str_part(password, password.n - STRENGTH_BYTES_MAX, STRENGTH_BYTES_MAX),
	                    words);
}

/* The bytes of the character that `s` begins with. */
static size_t
character(struct str s)
{
	size_t n = 1;

	while (n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

bool
strength_is_monotonous(struct str password)
{
	struct str seen[STRENGTH_DISTINCT_MIN], each;
	size_t distinct = 0, i;

	while (password.n > 0 && distinct < STRENGTH_DISTINCT_MIN) {
		each = str_part(password, 0, character(password));
		password = str_part(password, each.n, password.n);
		for (i = 0; i < distinct && !str_is(seen[i], each);)
			i++;
		if (i == distinct)
			seen[distinct++] = each;
	}
	return distinct < STRENGTH_DISTINCT_MIN;
}
