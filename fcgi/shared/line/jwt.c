/* SPDX-License-Identifier: MIT */
#include "line/jwt.h"

#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "line/rsa_key.h"

/* {"alg":"RS256","typ":"JWT","kid":"..."} and the claims, each with room for its longest values. */
#define PART_MAX 256
#define TEXT_MAX (BASE64URL_LEN(PART_MAX) + 1 + BASE64URL_LEN(PART_MAX) + 1 + RSA_KEY_N_LEN + 1)

static const char kid_bytes[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

static void
digest_done(EVP_MD_CTX **ctx)
{
	EVP_MD_CTX_free(*ctx);
}

static bool
shape_is(struct str s, size_t max, const char *bytes)
{
	return s.n > 0 && s.n <= max && str_only(s, bytes);
}

/* The header and the claims, encoded, with a dot between them; their length. */
static size_t
write_parts(const struct jwt_claims *claims, char ret[TEXT_MAX])
{
	char part[PART_MAX];
	size_t at;
	int n;

	n = snprintf(part, sizeof(part), "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"%.*s\"}",
	             STR_ARG(claims->kid));
	BUG_IF(n < 0 || n >= PART_MAX);
	base64url_encode(part, (size_t)n, ret);
	at = BASE64URL_LEN((size_t)n);
	ret[at++] = '.';
	n = snprintf(part, sizeof(part),
	             "{\"iss\":\"%.*s\",\"sub\":\"%.*s\",\"aud\":\"" JWT_AUDIENCE
	             "\",\"exp\":%" PRId64 ",\"token_exp\":%d}",
	             STR_ARG(claims->channel_id), STR_ARG(claims->channel_id),
	             (claims->now + JWT_VALID_FOR) / USEC_PER_SEC, JWT_TOKEN_EXP);
	BUG_IF(n < 0 || n >= PART_MAX);
	base64url_encode(part, (size_t)n, ret + at);
	return at + BASE64URL_LEN((size_t)n);
}

enum err
jwt_sign(struct evp_pkey_st *key, const struct jwt_claims *claims, struct fault *fault,
         struct secret *ret)
{
	EVP_MD_CTX *ctx CLEANUP(digest_done) = NULL;
	unsigned char signature[RSA_KEY_BYTES];
	size_t n, n_signature = sizeof(signature);
	auto_secret text = {0};
	char *jwt;

	if (!shape_is(claims->channel_id, JWT_CHANNEL_MAX, "0123456789") ||
	    !shape_is(claims->kid, JWT_KID_MAX, kid_bytes))
		return FAULT(fault, ERR_INVALID,
		             "a channel ID or kid to sign for has a wrong shape");
	if (secret_alloc(&text, TEXT_MAX) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory for an assertion");
	jwt = (char *)text.p;
	n = write_parts(claims, jwt);
	ERR_clear_error();
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, key, NULL) != 1 ||
	    EVP_DigestSign(ctx, signature, &n_signature, text.p, n) != 1 ||
	    n_signature != RSA_KEY_BYTES)
		return FAULT(fault, ERR_UNAVAILABLE, "OpenSSL cannot sign (%lu)", ERR_peek_error());
	jwt[n++] = '.';
	base64url_encode(signature, sizeof(signature), jwt + n);
	explicit_bzero(signature, sizeof(signature)); /* the half of the assertion that proves it */
	text.n = n + RSA_KEY_N_LEN; /* shorter than what was reserved: the rest is zero */
	secret_move(ret, &text);
	return ERR_OK;
}
