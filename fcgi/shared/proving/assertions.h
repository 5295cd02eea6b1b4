/* SPDX-License-Identifier: MIT */
/* assertions.h - what step 12 asks LINE about, signed with the sealed keys of an account.
 *
 * One JWT (line/jwt.h) for each key that opens, in the order given. A key that does not open is
 * passed over while another does: so a successor puts it right. Any thread.
 */
#ifndef PROVING_ASSERTIONS_H
#define PROVING_ASSERTIONS_H

#include "base/rand.h"
#include "base/secret.h"
#include "line/jwt.h"
#include "line/proof.h"
#include "vault/keyring.h"

/* A row of tenant.keys_to_try: its id, and the private key as vault/seal.h sealed it. */
struct sealed_key {
	char id[UUID_LEN + 1];
	struct str sealed;
};

struct assertions {
	size_t n; /* and so many of the two below */
	char key_ids[LINE_PROOF_KEYS_MAX][UUID_LEN + 1];
	struct secret jwts[LINE_PROOF_KEYS_MAX]; /* line_proof_login_channel() takes them over */
	bool passed_over; /* a key that did not open, and the fault says why */
};

/*
 * Up to LINE_PROOF_KEYS_MAX keys of the account `slug`. `ret` begins as zero; it is the caller's
 * and must be assertions_done(), after an error too.
 * Errors: ERR_INVALID (no key); where no key opens what seal_open() says of the last; those of
 * rsa_key_open() and jwt_sign().
 */
CHECKED enum err assertions_sign(const struct keyring *keyring, struct str slug,
                                 const struct jwt_claims *claims, const struct sealed_key keys[],
                                 size_t n_keys, struct fault *fault, struct assertions *ret);

/* Wipes what has not been taken over; the ids stay. */
void assertions_done(struct assertions *assertions);

#endif
