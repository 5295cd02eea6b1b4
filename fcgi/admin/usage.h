/* SPDX-License-Identifier: MIT */
/* usage.h - which master keys seal something, and how much. Threads: acho-admin has one. */
#ifndef ADMIN_USAGE_H
#define ADMIN_USAGE_H

#include "db/db.h"
#include "vault/keyring.h"

#define USAGE_ACCOUNTS 1000 /* counted in one transaction */
#define KEY_USES_MAX   128  /* numbers in use at once; a keyring holds half as many */

struct key_use {
	enum master master;
	int64_t no, values;
};

struct key_usage {
	size_t n;
	struct key_use uses[KEY_USES_MAX]; /* by purpose and number */
};

/* What a file knows of a key that is in use. */
enum key_state {
	KEY_SEALS,
	KEY_OPENS,
	KEY_MISSING,  /* though the file holds others of its purpose */
	KEY_ELSEWHERE /* the file is of a program that has nothing to do with it */
};

enum key_state usage_state(const struct keyring *keyring, const struct key_use *use);

/* Counts all that is sealed, some 200,000 accounts a minute on a busy machine. Errors of db_call;
 * ERR_BUG: a place this release does not know, or more numbers than fit. */
CHECKED enum err usage_count(struct db *db, struct fault *fault, struct key_usage *ret);

/* How many values that key seals. */
int64_t usage_of(const struct key_usage *usage, enum master master, int64_t no);

#endif
