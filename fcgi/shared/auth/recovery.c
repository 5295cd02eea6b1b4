/* SPDX-License-Identifier: MIT */
#include "auth/recovery.h"

#include <string.h>

#include "base/rand.h"

enum err
recovery_code_new(struct fault *fault, struct recovery_code *ret)
{
	unsigned char bits[2][9];

	if (rand_bytes(bits, sizeof(bits)) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "no random bytes for a recovery code");
	slug_encode(bits[0], ret->text);
	slug_encode(bits[1], ret->text + SLUG_LEN);
	explicit_bzero(bits, sizeof(bits));
	return ERR_OK;
}

static char
one_spelling(char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	if (c == 'o')
		return '0';
	if (c == 'i' || c == 'l')
		return '1';
	return c;
}

bool
recovery_code_read(struct str typed, struct recovery_code *ret)
{
	struct recovery_code read = {{0}};
	size_t n = 0;

	for (size_t i = 0; i < typed.n; i++) {
		if (typed.p[i] == ' ' || typed.p[i] == '-')
			continue;
		if (n == RECOVERY_LEN)
			return false;
		read.text[n++] = one_spelling(typed.p[i]);
	}
	if (n != RECOVERY_LEN || !slug_is((struct str){read.text, SLUG_LEN}) ||
	    !slug_is((struct str){read.text + SLUG_LEN, SLUG_LEN}))
		return false;
	*ret = read;
	return true;
}

enum err
recovery_code_hash(struct fault *fault, const struct recovery_code *code, struct str slug,
                   struct token_hash *ret)
{
	const struct str pieces[] = {slug, str_of(code->text)};

	return digest_of(fault, pieces, ARRAY_LEN(pieces), ret);
}
