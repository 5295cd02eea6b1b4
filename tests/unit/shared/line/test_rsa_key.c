/* SPDX-License-Identifier: MIT */
#include "line/rsa_key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <string.h>

#include "base/codec.h"
#include "check.h"

static void
makes_a_pair_that_opens_again(void **state)
{
	char n[RSA_KEY_N_LEN + 1];
	unsigned char bytes[RSA_KEY_BYTES];
	struct fault fault = {0};
	auto_secret der = {0};
	auto_rsa_key *key = NULL;
	BIGNUM *modulus = NULL, *exponent = NULL, *ours;

	(void)state;
	assert_int_equal(rsa_key_make(&fault, &der, n), ERR_OK);
	assert_int_equal(strlen(n), RSA_KEY_N_LEN);
	assert_true(base64url_decode(str_of(n), bytes, sizeof(bytes)));
	assert_true(bytes[0] >= 0x80);
	assert_int_equal(rsa_key_open(secret_str(&der), &fault, &key), ERR_OK);
	assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &modulus), 1);
	assert_int_equal(EVP_PKEY_get_bn_param(key, "e", &exponent), 1);
	ours = BN_bin2bn(bytes, sizeof(bytes), NULL);
	assert_int_equal(BN_cmp(ours, modulus), 0);
	assert_true(BN_is_word(exponent, 65537));
	BN_free(ours);
	BN_free(modulus);
	BN_free(exponent);
}

static void
makes_another_each_time(void **state)
{
	char one[RSA_KEY_N_LEN + 1], two[RSA_KEY_N_LEN + 1];
	struct fault fault = {0};
	auto_secret der = {0};

	(void)state;
	assert_int_equal(rsa_key_make(&fault, &der, one), ERR_OK);
	assert_int_equal(rsa_key_make(&fault, &der, two), ERR_OK);
	assert_string_not_equal(one, two);
}

/* DER of a foreign kind of key, written by OpenSSL. */
static struct str
foreign_der(EVP_PKEY *key, unsigned char *bytes)
{
	PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
	int n = i2d_PKCS8_PRIV_KEY_INFO(info, &bytes);

	PKCS8_PRIV_KEY_INFO_free(info);
	EVP_PKEY_free(key);
	return (struct str){(const char *)bytes - n, (size_t)n};
}

static void
opens_nothing_else(void **state)
{
	char n[RSA_KEY_N_LEN + 1];
	unsigned char other[4096], tail[2048];
	struct fault fault = {0};
	auto_secret der = {0};
	auto_rsa_key *key = NULL;

	(void)state;
	assert_int_equal(rsa_key_make(&fault, &der, n), ERR_OK);
	assert_int_equal(rsa_key_open(STR_NONE, &fault, &key), ERR_DENIED);
	assert_int_equal(rsa_key_open(STR("token"), &fault, &key), ERR_DENIED);
	for (size_t cut = 1; cut < der.n; cut += 97)
		assert_int_equal(rsa_key_open(str_part(secret_str(&der), 0, cut), &fault, &key),
		                 ERR_DENIED);
	memcpy(tail, der.p, der.n);
	tail[der.n] = 0;
	assert_int_equal(rsa_key_open((struct str){(char *)tail, der.n + 1}, &fault, &key),
	                 ERR_DENIED);
	assert_int_equal(rsa_key_open(foreign_der(EVP_RSA_gen(1024), other), &fault, &key),
	                 ERR_DENIED);
	assert_int_equal(rsa_key_open(foreign_der(EVP_EC_gen("P-256"), other), &fault, &key),
	                 ERR_DENIED);
	assert_null(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(makes_a_pair_that_opens_again),
	        cmocka_unit_test(makes_another_each_time),
	        cmocka_unit_test(opens_nothing_else),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
