/* SPDX-License-Identifier: MIT */
/* waiting.h - what waits in the whole house, and since when: for doctor. Threads: acho-admin has
 * one. */
#ifndef ADMIN_WAITING_H
#define ADMIN_WAITING_H

#include "admin/calls.h"
#include "base/clock.h"
#include "db/db.h"

struct waiting {
	int64_t mails, held, failed, proofs, keys_free, keys_wanted;
	usec mails_late, proofs_late; /* since; 0: none is late */
	usec refused, proofs_since;   /* the oldest that was tried, in vain; 0: none */
	usec sent;                    /* the last that went out */
	char said[64];
};

/* Walks the accounts, many in a transaction; `ret` begins as zeros. */
CHECKED enum err waiting_count(struct db *db, struct fault *fault, struct waiting *ret);

#endif
