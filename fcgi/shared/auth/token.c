/* SPDX-License-Identifier: MIT */
#include "auth/token.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdatomic.h>
#include <string.h>

#include "base/rand.h"

void
token_done(struct token *token)
{
	explicit_bzero(token, sizeof(*token));
}

/* Fetched once: looking it up by name each time takes longer than hashing a token. */
static const EVP_MD *
sha256(void)
{
	static _Atomic(EVP_MD *) kept;
	EVP_MD *md = atomic_load(&kept), *first = NULL;

	if (md != NULL)
		return md;
	md = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (md == NULL || atomic_compare_exchange_strong(&kept, &first, md))
		return md;
	EVP_MD_free(md);
	return first;
}

enum err
token_new(struct fault *fault, struct token *ret)
{
	if (rand_bytes(ret->bytes, sizeof(ret->bytes)) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "getrandom gave no bytes");
	return ERR_OK;
}

void
token_text(const struct token *token, char ret[TOKEN_TEXT_LEN + 1])
{
	base64url_encode(token->bytes, sizeof(token->bytes), ret);
}

bool
token_parse(struct str text, struct token *ret)
{
	return base64url_decode(text, ret->bytes, sizeof(ret->bytes));
}

static void
md_ctx_free(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

enum err
digest_of(struct fault *fault, const struct str *pieces, size_t n, struct token_hash *ret)
{
	EVP_MD_CTX *ctx CLEANUP(md_ctx_free) = EVP_MD_CTX_new();
	bool good = ctx != NULL && EVP_DigestInit_ex(ctx, sha256(), NULL) == 1;

	for (size_t i = 0; good && i < n; i++) {
		uint64_t length = pieces[i].n;
		good = EVP_DigestUpdate(ctx, &length, sizeof(length)) == 1 &&
		       EVP_DigestUpdate(ctx, pieces[i].p, pieces[i].n) == 1;
	}
	if (!good || EVP_DigestFinal_ex(ctx, ret->bytes, NULL) != 1) {
		ERR_clear_error();
		return FAULT(fault, ERR_UNAVAILABLE, "SHA-256 failed");
	}
	return ERR_OK;
}

enum err
token_hash(struct fault *fault, const struct token *token, struct token_hash *ret)
{
	if (EVP_Digest(token->bytes, sizeof(token->bytes), ret->bytes, NULL, sha256(), NULL) != 1) {
		ERR_clear_error();
		return FAULT(fault, ERR_UNAVAILABLE, "SHA-256 failed");
	}
	return ERR_OK;
}
