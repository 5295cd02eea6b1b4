/* SPDX-License-Identifier: MIT */
#include "line/jwk.h"

#include "base/codec.h"
#include "line/rsa_key.h"

bool
jwk_modulus_is(struct str n)
{
	unsigned char bytes[RSA_KEY_BYTES];

	/* 2048 bits, not fewer; and a product of two odd primes */
	return base64url_decode(n, bytes, sizeof(bytes)) && (bytes[0] & 0x80) != 0 &&
	       (bytes[RSA_KEY_BYTES - 1] & 1) != 0;
}

void
jwk_add(struct buf *buf, struct str n)
{
	if (!jwk_modulus_is(n)) {
		buf->failed = true;
		return;
	}
	buf_add(buf, STR("{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"e\":\"" JWK_E
	                 "\",\"n\":\""));
	buf_add(buf, n);
	buf_add(buf, STR("\"}"));
}
