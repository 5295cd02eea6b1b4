/* SPDX-License-Identifier: MIT */
/* recovery.h - recovery codes: each takes the place of a one-time code once, when the phone is
 * gone.
 *
 * 26 characters of Crockford base32 from 130 random bits: with so many a plain hash is enough (ASVS
 * 5.0, 6.5.2: 112). Written down by hand and typed back: case does not count, nor do blanks and
 * hyphens; O is 0, I and L are 1. Any thread.
 */
#ifndef AUTH_RECOVERY_H
#define AUTH_RECOVERY_H

#include "auth/token.h"

#define RECOVERY_CODES 10 /* a member has so many */
#define RECOVERY_LEN   (2 * SLUG_LEN)

struct recovery_code { /* for the person; never for the database or a log */
	char text[RECOVERY_LEN + 1];
};

CHECKED enum err recovery_code_new(struct fault *fault, struct recovery_code *ret);

/* Does `typed` look like a recovery code? Then `ret` is its one spelling. */
CHECKED bool recovery_code_read(struct str typed, struct recovery_code *ret);

/* What is kept of a code of the account of that slug. ERR_UNAVAILABLE. */
CHECKED enum err recovery_code_hash(struct fault *fault, const struct recovery_code *code,
                                    struct str slug, struct token_hash *ret);

#endif
