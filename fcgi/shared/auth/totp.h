/* SPDX-License-Identifier: MIT */
/* totp.h - one-time codes as every authenticator app makes them: RFC 6238 with SHA-1, six digits, a
 * new one every 30 seconds.
 *
 * A code of the step before and of the one after is as good as this one's: clocks differ, and
 * people type slowly. That a step is taken only once is for the database to see. Any thread.
 */
#ifndef AUTH_TOTP_H
#define AUTH_TOTP_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/secret.h"

#define TOTP_SECRET_SIZE 20 /* what RFC 4226 recommends */
#define TOTP_DIGITS      6
#define TOTP_STEP_FOR    (30 * USEC_PER_SEC)
#define TOTP_BASE32_LEN  32 /* of a secret; a whole number of groups, so nothing pads it */

/* A new random secret. ERR_UNAVAILABLE, ERR_NOMEM. */
CHECKED enum err totp_secret(struct fault *fault, struct secret *ret);

/* A secret as base32 (RFC 4648), for typing it in, and a NUL. ERR_NOMEM, ERR_BUG. */
CHECKED enum err totp_base32(struct fault *fault, const struct secret *secret,
                             char ret[TOTP_BASE32_LEN + 1]);

/*
 * Which 30-second step since 1970 is `code` of, of those good at `now`? 0: of none. The comparison
 * takes as long for every code. ERR_UNAVAILABLE: no code can be computed.
 */
CHECKED enum err totp_step(struct fault *fault, const struct secret *secret, struct str code,
                           usec now, int64_t *ret);

/*
 * Write what the app reads from the QR code: otpauth://totp/ISSUER:NAME?secret=...&issuer=ISSUER.
 * An app that knows the label already may write over it, so `name` must be unique per issuer.
 */
void totp_uri(struct buf *buf, struct str issuer, struct str name, const char *base32);

#endif
