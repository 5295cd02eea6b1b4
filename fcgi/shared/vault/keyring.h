/* SPDX-License-Identifier: MIT */
/* keyring.h - the numbered master keys of one program, from a file that nobody else can read.
 *
 *     # purpose number key (32 random bytes as base64url, 43 characters)
 *     line 1 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k
 *
 *     line 2 Yxf9ULpVIAiPwVDK0yqHq0YjLTqU0kMrSDSAXC4D4QI opens
 *
 * Every number opens; the highest of a purpose seals, but for one that carries the word `opens`. A
 * value must never meet a program that cannot open it, so a new master first comes with that word
 * into every file and every program that shares the purpose is started again; then the word goes,
 * and they are started once more. Then what exists is sealed again (acho-admin vault rotate), and
 * the old line goes (acho-admin keyring drop). Lines are made by acho-admin keyring new.
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
#define KEYRING_NO_MAX   INT32_MAX

/* What a master is for; the word in the file is in lower case. */
enum master { MASTER_LINE, MASTER_TOTP, MASTER__COUNT };

/* For whoever works with any program's file: every purpose may be there, one must. */
#define KEYRING_ANY ((2U << MASTER__COUNT) - 1)

struct keyring_key {
	enum master master;
	uint32_t no;
	unsigned char bytes[MASTER_SIZE];
	bool opens_only;
};

struct keyring {
	size_t n;
	struct keyring_key keys[KEYRING_KEYS_MAX];
	struct evp_kdf_st *hkdf;      /* fetched once: fetching takes a lock that */
	struct evp_cipher_st *cipher; /* all threads share */
};

/*
 * Read `path`. `masters` has a bit (1 << MASTER_x) for each purpose that the program may hold:
 * every one must be there and no other, so that a file with too much in it is noticed; with
 * KEYRING_ANY one is enough, and root may read what belongs to a program. The file
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

/*
 * Take the key out of the file at `path`, where it is one that does not seal, and leave the rest of
 * the text alone. The file is replaced whole, with the owner it had; programs that run keep what
 * they have read. Errors: those of keyring_open, ERR_NOT_FOUND (no such key in it), ERR_DENIED (it
 * seals).
 */
CHECKED enum err keyring_drop(const char *path, enum master master, uint32_t no,
                              struct fault *fault);

/* `n` bytes of HKDF-SHA256(key, info), for the caller to wipe; false: OpenSSL does not. */
CHECKED bool keyring_derive(const struct keyring *keyring, const struct keyring_key *key,
                            struct str info, unsigned char *ret, size_t n);

/* "line", "totp"; and the purpose of such a word, false without one. */
const char *master_name(enum master master);
CHECKED bool master_of(struct str word, enum master *ret);

/* The key that seals for `master`, and that of number `no`; NULL without one. */
const struct keyring_key *keyring_newest(const struct keyring *keyring, enum master master);
const struct keyring_key *keyring_find(const struct keyring *keyring, enum master master,
                                       uint32_t no);

#endif
