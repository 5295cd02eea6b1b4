/* SPDX-License-Identifier: MIT */
/* keyring.h - the numbered master keys of one program, from a file that nobody else can read.
 *
 *     # purpose number key (32 random bytes as base64url, 43 characters)
 *     line 1 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k
 *
 * The highest number of a purpose seals, every number opens; so a new master is added, what exists
 * is sealed again, and the old line goes. A line is made by
 *
 *     echo "line 1 $(openssl rand 32 | basenc --base64url | tr -d =)"
 *
 * Opened once in main and then read by all threads.
 */
#ifndef VAULT_KEYRING_H
#define VAULT_KEYRING_H

#include "base/err.h"
#include "base/str.h"

#define KEYRING_FILE_MAX KIB(16)
#define KEYRING_KEYS_MAX 64
#define MASTER_SIZE      32

/* What a master is for; the word in the file is in lower case. */
enum master { MASTER_LINE, MASTER_TOTP, MASTER__COUNT };

struct keyring_key {
	enum master master;
	uint32_t no;
	unsigned char bytes[MASTER_SIZE];
};

struct keyring {
	size_t n;
	struct keyring_key keys[KEYRING_KEYS_MAX];
	struct evp_kdf_st *hkdf;      /* fetched once: fetching takes a lock that */
	struct evp_cipher_st *cipher; /* all threads share */
};

/*
 * Read `path`. `masters` has a bit (1 << MASTER_x) for each purpose that the program may hold:
 * every one must be there and no other, so that a file with too much in it is noticed. The file
 * must be regular, belong to us or root, and be open to its owner alone (0600); one that systemd
 * put into $CREDENTIALS_DIRECTORY may carry the group bit of systemd's access list. Errors:
 * ERR_INVALID with one sentence in the fault that names the line and says what it should be,
 * ERR_UNAVAILABLE (file or OpenSSL). Nothing is kept then.
 */
CHECKED enum err keyring_open(const char *path, unsigned masters, struct fault *fault,
                              struct keyring *ret);

/* Wipe every key. Harmless on {0} and twice. */
void keyring_close(struct keyring *keyring);

#define auto_keyring struct keyring CLEANUP(keyring_close)

/* The key that seals for `master`, and that of number `no`; NULL without one. */
const struct keyring_key *keyring_newest(const struct keyring *keyring, enum master master);
const struct keyring_key *keyring_find(const struct keyring *keyring, enum master master,
                                       uint32_t no);

#endif
