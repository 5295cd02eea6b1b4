/* SPDX-License-Identifier: MIT */
/* rsa_key.h - assertion key pairs: RSA-2048, e = 65537, as LINE demands.
 *
 * 2048 bits are LINE's choice, not ours. The private half leaves this module only as PKCS#8 DER in
 * a secret, ready to be sealed. Any thread; making a key takes 0.1 to 0.8 s of one core, so only
 * the courier does it.
 */
#ifndef LINE_RSA_KEY_H
#define LINE_RSA_KEY_H

#include "base/secret.h"

struct evp_pkey_st; /* OpenSSL's EVP_PKEY */

#define RSA_KEY_BYTES 256
#define RSA_KEY_N_LEN 342 /* base64url of 256 bytes: the JWK's n, without a leading zero byte */

/*
 * A new pair: the private half to `ret_der`, the modulus and a NUL to `ret_n`.
 * Errors: ERR_UNAVAILABLE (OpenSSL), ERR_NOMEM.
 */
CHECKED enum err rsa_key_make(struct fault *fault, struct secret *ret_der,
                              char ret_n[RSA_KEY_N_LEN + 1]);

/* Parse what rsa_key_make gave. ERR_DENIED for anything else. `ret` belongs to the caller. */
CHECKED enum err rsa_key_open(struct str der, struct fault *fault, struct evp_pkey_st **ret);

/* Free (OpenSSL wipes it); harmless on NULL. */
void rsa_key_close(struct evp_pkey_st **key);

#define auto_rsa_key struct evp_pkey_st CLEANUP(rsa_key_close)

#endif
