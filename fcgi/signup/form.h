/* SPDX-License-Identifier: MIT */
/* form.h - what a merchant types to sign up, judged and in its normal form.
 *
 * Text lives in the request's arena; form_drop wipes the password. Threads: one at a time.
 */
#ifndef SIGNUP_FORM_H
#define SIGNUP_FORM_H

#include "auth/token.h"
#include "base/secret.h"
#include "http/req.h"

#define IDEMPOTENCY_KEY_MAX 255 /* bytes */

struct form {
	struct str company, contact, email;
	struct str phone;       /* STR_NONE: none given */
	struct str locale;      /* "zh-TW", "en" or "ja" */
	struct str terms;       /* the version that was agreed to; STR_NONE: none */
	struct secret password; /* in NFC, fit to be set */
};

/* Read the body and the Idempotency-Key; what terms hold now must be agreed to. ERR_INVALID
 * after answering 422 with what is wrong. */
CHECKED enum err form_read(struct req *rq, struct form *ret);

void form_drop(struct form *form);

/* SHA-256 of every field but the password: what a repeated request must be equal in. */
CHECKED enum err form_digest(struct fault *fault, const struct form *form, struct token_hash *ret);

/* NULL for 1 to IDEMPOTENCY_KEY_MAX visible ASCII characters, or for no header; else a field code.
 */
const char *idempotency_key_refused(struct str key);

#endif
