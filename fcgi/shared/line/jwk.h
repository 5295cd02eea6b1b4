/* SPDX-License-Identifier: MIT */
/* jwk.h - a public key as LINE's console takes it (RFC 7517).
 *
 * Exactly kty, alg, use, e and n on one line: LINE refuses a `kid` inside, and whether it takes
 * `use` and `key_ops` together is not documented. Any thread.
 */
#ifndef LINE_JWK_H
#define LINE_JWK_H

#include "base/buf.h"

#define JWK_E "AQAB" /* 65537, in every key of ours */

/* Is `n` a 2048 bit modulus as rsa_key_make writes it? */
bool jwk_modulus_is(struct str n);

/* {"kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"..."}; the buffer fails for another n. */
void jwk_add(struct buf *buf, struct str n);

#endif
