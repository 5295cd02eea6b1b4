/* SPDX-License-Identifier: MIT */
/* jwt.h - the assertion that a key's owner sends to LINE instead of a channel secret (RFC 7523).
 *
 * Header exactly alg, typ, kid; claims exactly iss = sub = channel ID (text), aud, exp, token_exp.
 * No iat, nbf or jti: LINE does not name them. Any thread; signing takes some 0.25 ms of CPU, so it
 * is done by a handler and not by the thread that drives the calls.
 */
#ifndef LINE_JWT_H
#define LINE_JWT_H

#include "base/clock.h"
#include "base/secret.h"

struct evp_pkey_st;

#define JWT_AUDIENCE    "https://api.line.me/"
#define JWT_VALID_FOR   (300 * USEC_PER_SEC) /* LINE allows 30 minutes */
#define JWT_TOKEN_EXP   900                  /* seconds; a stateless token lives no longer anyway */
#define JWT_KID_MAX     128
#define JWT_CHANNEL_MAX 20

struct jwt_claims {
	struct str channel_id; /* 1 to JWT_CHANNEL_MAX digits */
	struct str kid;        /* 1 to JWT_KID_MAX of A-Z a-z 0-9 - _ . */
	usec now;              /* clock_now() */
};

/*
 * Sign with RS256. The result opens a channel for five minutes: it is a secret of the caller's.
 * Errors: ERR_INVALID (channel_id or kid has another shape), ERR_UNAVAILABLE, ERR_NOMEM.
 */
CHECKED enum err jwt_sign(struct evp_pkey_st *key, const struct jwt_claims *claims,
                          struct fault *fault, struct secret *ret);

#endif
