/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

void
secret_done(struct secret *secret)
{
	if (secret->p != NULL) {
		explicit_bzero(secret->p, secret->n);
		free(secret->p);
	}
	*secret = (struct secret){0};
}

enum err
secret_alloc(struct secret *secret, size_t n)
{
	secret_done(secret);
	secret->p = calloc(1, n + 1); /* never zero bytes, and text in it ends with a NUL */
	if (secret->p == NULL)
		return ERR_NOMEM;
	secret->n = n;
	return ERR_OK;
}

enum err
secret_copy(struct secret *secret, struct str from)
{
	TRY(secret_alloc(secret, from.n));
	if (from.n > 0)
		memcpy(secret->p, from.p, from.n);
	return ERR_OK;
}

void
secret_move(struct secret *to, struct secret *from)
{
	secret_done(to);
	*to = *from;
	*from = (struct secret){0};
}

struct str
secret_str(const struct secret *secret)
{
	return (struct str){(const char *)secret->p, secret->n};
}

bool
secret_equal(struct str a, struct str b)
{
	unsigned char differs = 0;

	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differs |= (unsigned char)(a.p[i] ^ b.p[i]);
	return differs == 0;
}
