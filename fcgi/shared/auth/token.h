/* SPDX-License-Identifier: MIT */
/* token.h - random tokens that people or their browsers hold, and the hashes that we store of them.
 *
 * The two are different types: storing what should be hashed does not compile. 256 random bits need
 * no salt and no slow hash; SHA-256 is enough. Any thread.
 */
#ifndef AUTH_TOKEN_H
#define AUTH_TOKEN_H

#include "base/codec.h"
#include "base/err.h"

#define TOKEN_SIZE     32
#define TOKEN_TEXT_LEN BASE64URL_LEN(TOKEN_SIZE) /* 43 characters */

struct token { /* goes to the browser, never to the database or a log */
	unsigned char bytes[TOKEN_SIZE];
};

struct token_hash { /* goes to the database */
	unsigned char bytes[32];
};

void token_done(struct token *token); /* wipe */

#define auto_token struct token CLEANUP(token_done)

CHECKED enum err token_new(struct fault *fault, struct token *ret);
void token_text(const struct token *token, char ret[TOKEN_TEXT_LEN + 1]);
CHECKED bool token_parse(struct str text, struct token *ret);
CHECKED enum err token_hash(struct fault *fault, const struct token *token, struct token_hash *ret);

/* SHA-256 over several pieces, each preceded by its length, so that no two lists of pieces collide.
 */
CHECKED enum err digest_of(struct fault *fault, const struct str *pieces, size_t n,
                           struct token_hash *ret);

#endif
