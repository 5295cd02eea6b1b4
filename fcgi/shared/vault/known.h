/* SPDX-License-Identifier: MIT */
/* known.h - is the keyring the one that belongs to the database?
 *
 * A file of another installation has the same purposes and numbers, and would seal what nobody
 * opens again. So the database keeps a mark of each master key, from the first time a program comes
 * with it: 16 bytes of HKDF-SHA256(master, info = "acho 1|mark"), which say nothing of the key.
 */
#ifndef VAULT_KNOWN_H
#define VAULT_KNOWN_H

#include "db/db.h"
#include "vault/keyring.h"

struct known {
	const struct keyring *keyring;
	unsigned call; /* the program's MASTER_KNOWN(master, no, mark) */
};

/*
 * Ask it of every key of a struct known; as struct db_config has it, for greet. ERR_INVALID:
 * another key has been seen under one's number, and the fault says which. ERR_UNAVAILABLE also when
 * OpenSSL does not work; otherwise errors of db_call(). The thread of `db`.
 */
CHECKED enum err masters_known(struct db *db, const void *known, struct fault *fault);

#endif
