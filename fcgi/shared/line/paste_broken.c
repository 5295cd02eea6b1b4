/* SPDX-License-Identifier: MIT */
#include "line/paste_broken.h"

#include "line/paste_shape.h"

/* A long-lived token as LINE issues it today: 128 bytes as base64. */
#define TOKEN_USUAL 172

/* Of the common kind: @ and eight characters. */
#define BASIC_ID_USUAL 9

/* A token ends with its padding; so does the tail of a broken one, but its head stands before it.
 */
static bool
is_whole_token(struct str before, struct str word)
{
	if (word.n % 4 != 0 || !str_ends(word, STR("=")))
		return false;
	return word.n == TOKEN_USUAL ||
	       !(paste_is_random(before) || (before.n > 0 && before.n + word.n == TOKEN_USUAL));
}

bool
paste_has_whole(enum paste_shape wants, const struct str *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (paste_shape_of_word(words[i]) != wants)
			continue;
		if (wants == PASTE_BASIC_ID && words[i].n == BASIC_ID_USUAL)
			return true;
		if (wants == PASTE_TOKEN &&
		    is_whole_token(i > 0 ? words[i - 1] : STR_NONE, words[i]))
			return true;
	}
	return false;
}

bool
paste_ends_broken(const struct str *words, size_t n)
{
	size_t before = 0;

	if (n < 2 || !str_only(words[n - 1], "=") || !paste_is_random(words[n - 2]))
		return false;
	for (size_t i = 0; i < n; i++)
		before += words[i].n;
	return before % 4 == 0;
}

struct str
paste_without_bearer(struct str word)
{
	const struct str bearer = STR("Bearer");
	bool glued = word.n == bearer.n + TOKEN_USUAL && str_ends(word, STR("=")) &&
	             str_is_nocase(str_part(word, 0, bearer.n), bearer);

	return glued ? str_part(word, bearer.n, TOKEN_USUAL) : word;
}
