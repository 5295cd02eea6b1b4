/* SPDX-License-Identifier: MIT */
#include "line/rsa_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/codec.h"

static void
number_done(BIGNUM **number)
{
	BN_free(*number);
}

static void
pkcs8_done(PKCS8_PRIV_KEY_INFO **info)
{
	PKCS8_PRIV_KEY_INFO_free(*info); /* wipes the key in it */
}

static bool
write_modulus(const EVP_PKEY *key, char ret_n[RSA_KEY_N_LEN + 1])
{
	BIGNUM *n CLEANUP(number_done) = NULL;
	unsigned char bytes[RSA_KEY_BYTES];

	if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) != 1 ||
	    BN_num_bits(n) != RSA_KEY_BYTES * 8 ||
	    BN_bn2binpad(n, bytes, sizeof(bytes)) != RSA_KEY_BYTES)
		return false;
	base64url_encode(bytes, sizeof(bytes), ret_n);
	return true;
}

static enum err
write_der(const EVP_PKEY *key, struct fault *fault, struct secret *ret)
{
	PKCS8_PRIV_KEY_INFO *info CLEANUP(pkcs8_done) = EVP_PKEY2PKCS8(key);
	int n = info == NULL ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info, NULL);
	auto_secret der = {0};
	unsigned char *at;

	if (n <= 0)
		return FAULT(fault, ERR_UNAVAILABLE, "OpenSSL cannot write a key (%lu)",
		             ERR_peek_error());
	if (secret_alloc(&der, (size_t)n) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory for a private key");
	at = der.p;
	if (i2d_PKCS8_PRIV_KEY_INFO(info, &at) != n)
		return FAULT(fault, ERR_UNAVAILABLE, "OpenSSL cannot write a key (%lu)",
		             ERR_peek_error());
	secret_move(ret, &der);
	return ERR_OK;
}

enum err
rsa_key_make(struct fault *fault, struct secret *ret_der, char ret_n[RSA_KEY_N_LEN + 1])
{
	auto_rsa_key *key = NULL;
	auto_secret der = {0};

	ERR_clear_error();
	key = EVP_RSA_gen(RSA_KEY_BYTES * 8);
	if (key == NULL)
		return FAULT(fault, ERR_UNAVAILABLE, "OpenSSL cannot make a key (%lu)",
		             ERR_peek_error());
	TRY(write_der(key, fault, &der));
	if (!write_modulus(key, ret_n))
		return FAULT(fault, ERR_UNAVAILABLE,
		             "OpenSSL made a key without a 2048 bit modulus");
	secret_move(ret_der, &der);
	return ERR_OK;
}

enum err
rsa_key_open(struct str der, struct fault *fault, struct evp_pkey_st **ret)
{
	const unsigned char *at = (const unsigned char *)der.p;
	PKCS8_PRIV_KEY_INFO *info CLEANUP(pkcs8_done) = NULL;
	auto_rsa_key *key = NULL;

	ERR_clear_error();
	info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.n);
	if (info != NULL && at == (const unsigned char *)der.p + der.n)
		key = EVP_PKCS82PKEY(info);
	ERR_clear_error();
	if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA ||
	    EVP_PKEY_get_bits(key) != RSA_KEY_BYTES * 8)
		return FAULT(fault, ERR_DENIED, "%zu bytes are no RSA-2048 private key in PKCS#8",
		             der.n);
	*ret = TAKE(key);
	return ERR_OK;
}

void
rsa_key_close(struct evp_pkey_st **key)
{
	EVP_PKEY_free(*key);
	*key = NULL;
}
