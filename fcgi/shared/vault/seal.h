/* SPDX-License-Identifier: MIT */
/* seal.h - values at rest: one key per account and purpose, useless in any other row.
 *
 * A sealed value is  key_no(4, big-endian) | nonce(12) | ciphertext | tag(16)  with
 *     key = HKDF-SHA256(master, info = "acho 1|purpose|slug")
 *     additional data = "acho 1|purpose|slug|row id|key_no"
 * where 1 is the version of this page. Random nonces are safe for 2^32 values per account and
 * purpose (NIST SP 800-38D). Reading: RFC 5116 (AEAD), RFC 5869 (HKDF). Any thread.
 */
#ifndef VAULT_SEAL_H
#define VAULT_SEAL_H

#include "base/arena.h"
#include "base/secret.h"
#include "vault/keyring.h"

#define SEAL_OVERHEAD  (4 + 12 + 16)
#define SEAL_PLAIN_MAX KIB(16)

enum seal_purpose {
	SEAL_POOL,            /* private key that has no account yet; slug "" */
	SEAL_ASSERTION_KEY,   /* private key of an account, PKCS#8 DER */
	SEAL_MESSAGING_TOKEN, /* channel access token */
	SEAL_TOTP,            /* secret of a second factor */
	SEAL__COUNT
};

/* Where the value lives. `row_id` is a UUID as 36 characters. */
struct seal_scope {
	struct str slug;
	enum seal_purpose purpose;
	struct str row_id;
};

/*
 * Seal `plain`, up to SEAL_PLAIN_MAX bytes, under the newest master; the result lives in `arena`.
 * Errors: ERR_TOO_LARGE, ERR_NOMEM, ERR_UNAVAILABLE (no such master here, or no random bytes),
 * ERR_BUG (a scope that names no row).
 */
CHECKED enum err seal_make(const struct keyring *keyring, struct seal_scope scope, struct str plain,
                           struct arena *arena, struct fault *fault, struct str *ret);

/*
 * Open `sealed` into `ret`, which belongs to the caller and must be secret_done().
 * Errors: ERR_DENIED (sealed for another scope, altered or no sealed value), ERR_NOT_FOUND (its
 * key number is not in the keyring), ERR_UNAVAILABLE (OpenSSL), ERR_NOMEM, ERR_BUG.
 */
CHECKED enum err seal_open(const struct keyring *keyring, struct seal_scope scope,
                           struct str sealed, struct fault *fault, struct secret *ret);

/* Which master seals for the purpose, and the number of the one that sealed `sealed`: its first
 * bytes, as far as there are any. */
CHECKED enum master seal_master(enum seal_purpose purpose);
CHECKED uint32_t seal_number(struct str sealed);

/*
 * What a value that did not open is called, as a problem and in the events: "vault.unreadable", it
 * is damaged and will never open; "vault.locked", our keyring lacks its master, and it opens once
 * an operator has put that right. NULL for any other error, which says nothing about the value.
 */
const char *seal_problem(enum err err);

/* Does sealing and opening work: the newest master of that purpose is there, and so is libcrypto.
 */
CHECKED bool seal_works(const struct keyring *keyring, enum seal_purpose purpose);

#endif
