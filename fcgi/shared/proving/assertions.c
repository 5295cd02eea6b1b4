/* SPDX-License-Identifier: MIT */
#include "proving/assertions.h"

#include <string.h>

#include "line/rsa_key.h"
#include "vault/seal.h"

static enum err
sign(const struct keyring *keyring, struct seal_scope scope, struct str sealed,
     const struct jwt_claims *claims, struct fault *fault, struct secret *ret)
{
	auto_secret der = {0};
	auto_rsa_key *key = NULL;

	TRY(seal_open(keyring, scope, sealed, fault, &der));
	TRY(rsa_key_open(secret_str(&der), fault, &key));
	return jwt_sign(key, claims, fault, ret);
}

enum err
assertions_sign(const struct keyring *keyring, struct str slug, const struct jwt_claims *claims,
                const struct sealed_key keys[], size_t n_keys, struct fault *fault,
                struct assertions *ret)
{
	enum err unread = ERR_OK;

	if (n_keys == 0 || n_keys > LINE_PROOF_KEYS_MAX)
		return FAULT(fault, ERR_INVALID, "an account with %zu keys to try", n_keys);
	for (size_t i = 0; i < n_keys; i++) {
		enum err err = sign(
		        keyring, (struct seal_scope){slug, SEAL_ASSERTION_KEY, str_of(keys[i].id)},
		        keys[i].sealed, claims, fault, &ret->jwts[ret->n]);
		if (err != ERR_OK && seal_problem(err) == NULL)
			return err;
		if (err != ERR_OK) {
			unread = err;
			ret->passed_over = true;
			continue;
		}
		memcpy(ret->key_ids[ret->n++], keys[i].id, sizeof(keys[i].id));
	}
	return ret->n == 0 ? unread : ERR_OK;
}

void
assertions_done(struct assertions *assertions)
{
	for (size_t i = 0; i < LINE_PROOF_KEYS_MAX; i++)
		secret_done(&assertions->jwts[i]);
}
