/* SPDX-License-Identifier: MIT */
/* Signatures are verified with OpenSSL from the published modulus; tests/sandbox verifies with
 * jose. */
#include "line/jwt.h"

#include <json-c/json.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#include "base/codec.h"
#include "base/json.h"
#include "check.h"
#include "line/rsa_key.h"

#define KID     "536e453c-aa93-4449-8e90-add2608783c6"
#define CHANNEL "1234567890"
#define NOW     ((usec)1700000000 * USEC_PER_SEC + 999999)

static struct evp_pkey_st *key;
static char modulus[RSA_KEY_N_LEN + 1];

static enum err
sign(struct str channel_id, struct str kid, struct secret *ret)
{
	struct jwt_claims claims = {channel_id, kid, NOW};
	struct fault fault = {0};

	return jwt_sign(key, &claims, &fault, ret);
}

/* One of the two JSON parts. */
static struct json_object *
decode(struct str part)
{
	char text[512];
	size_t n;
	struct json_object *json = NULL;

	assert_true(base64url_size(part, &n));
	assert_true(n < sizeof(text));
	assert_true(base64url_decode(part, text, n));
	assert_int_equal(json_parse((struct str){text, n}, &json), ERR_OK);
	return json;
}

/* The public key as a stranger would build it, from the JWK's n. */
static EVP_PKEY *
public_key(void)
{
	unsigned char bytes[RSA_KEY_BYTES];
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	OSSL_PARAM *params;
	EVP_PKEY *public = NULL;
	BIGNUM *n;

	assert_true(base64url_decode(str_of(modulus), bytes, sizeof(bytes)));
	n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	assert_int_equal(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n), 1);
	assert_int_equal(OSSL_PARAM_BLD_push_uint(build, OSSL_PKEY_PARAM_RSA_E, 65537), 1);
	params = OSSL_PARAM_BLD_to_param(build);
	assert_int_equal(EVP_PKEY_fromdata_init(ctx), 1);
	assert_int_equal(EVP_PKEY_fromdata(ctx, &public, EVP_PKEY_PUBLIC_KEY, params), 1);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(ctx);
	BN_free(n);
	return public;
}

static void
is_signed_by_the_key(void **state)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY *public = public_key();
	unsigned char signature[RSA_KEY_BYTES];
	auto_secret jwt = {0};
	struct str signed_part, tail;
	size_t dot;

	(void)state;
	assert_int_equal(sign(STR(CHANNEL), STR(KID), &jwt), ERR_OK);
	dot = jwt.n - RSA_KEY_N_LEN - 1;
	assert_int_equal(jwt.p[dot], '.');
	signed_part = str_part(secret_str(&jwt), 0, dot);
	tail = str_part(secret_str(&jwt), dot + 1, jwt.n);
	assert_true(base64url_decode(tail, signature, sizeof(signature)));
	assert_int_equal(EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(), NULL, public), 1);
	assert_int_equal(EVP_DigestVerify(ctx, signature, sizeof(signature),
	                                  (const unsigned char *)signed_part.p, signed_part.n),
	                 1);
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(public);
}

static void
says_exactly_what_line_reads(void **state)
{
	auto_secret jwt = {0};
	struct str rest, header, claims;

	(void)state;
	assert_int_equal(sign(STR(CHANNEL), STR(KID), &jwt), ERR_OK);
	rest = secret_str(&jwt);
	assert_true(str_cut(&rest, '.', &header));
	assert_true(str_cut(&rest, '.', &claims));
	{
		auto_json *json = decode(header);
		assert_string_equal(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN),
		                    "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" KID "\"}");
	}
	{
		auto_json *json = decode(claims);
		assert_string_equal(
		        json_object_to_json_string_ext(
		                json, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE),
		        "{\"iss\":\"" CHANNEL "\",\"sub\":\"" CHANNEL
		        "\",\"aud\":\"https://api.line.me/"
		        "\",\"exp\":1700000300,\"token_exp\":900}");
	}
}

static void
signs_only_clean_names(void **state)
{
	static const struct str bad_kids[] = {
	        {"", 0}, {"a\"b", 3}, {"a b", 3}, {"a\0b", 3}, {"\xe8\x8d\x94", 3}};
	static const struct str bad_channels[] = {
	        {"", 0}, {"12345a", 6}, {"-123", 4}, {"1\0", 2}, {"123456789012345678901", 21}};
	char longest[JWT_KID_MAX + 1];
	auto_secret jwt = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad_kids); i++)
		assert_int_equal(sign(STR(CHANNEL), bad_kids[i], &jwt), ERR_INVALID);
	for (size_t i = 0; i < ARRAY_LEN(bad_channels); i++)
		assert_int_equal(sign(bad_channels[i], STR(KID), &jwt), ERR_INVALID);
	memset(longest, 'k', sizeof(longest));
	assert_int_equal(
	        sign(STR("12345678901234567890"), (struct str){longest, JWT_KID_MAX}, &jwt),
	        ERR_OK);
	assert_int_equal(sign(STR(CHANNEL), (struct str){longest, JWT_KID_MAX + 1}, &jwt),
	                 ERR_INVALID);
}

static int
setup(void **state)
{
	struct fault fault = {0};
	auto_secret der = {0};

	(void)state;
	assert_int_equal(rsa_key_make(&fault, &der, modulus), ERR_OK);
	assert_int_equal(rsa_key_open(secret_str(&der), &fault, &key), ERR_OK);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	rsa_key_close(&key);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(is_signed_by_the_key),
	        cmocka_unit_test(says_exactly_what_line_reads),
	        cmocka_unit_test(signs_only_clean_names),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
