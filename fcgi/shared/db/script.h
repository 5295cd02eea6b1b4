/* SPDX-License-Identifier: MIT */
/* script.h - SQL files, run as the owner of the database. For acho-admin migrate alone.
 *
 * The one place that takes SQL as text; it comes from files of the release, never from a request.
 * What was applied stands in meta.migration with the SHA-256 of its text. Every failure leaves one
 * sentence in `said`: PostgreSQL's own, or ours. Threads: one at a time.
 *
 * Limits: 3 s to connect, 60 s for another runner to finish, 2 s for a lock.
 */
#ifndef DB_SCRIPT_H
#define DB_SCRIPT_H

#include <libpq-fe.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct script {
	PGconn *pg;
	size_t line;    /* of the text that failed, from 1; 0 = not known */
	char said[512]; /* why, one line */
};

enum ledger_entry {
	LEDGER_ABSENT, /* not applied yet */
	LEDGER_SAME,
	LEDGER_OTHER, /* applied, but under another name or with another text */
};

/* ERR_UNAVAILABLE, ERR_INVALID (as db_ready). Close it either way. */
CHECKED enum err script_open(struct script *script, const char *conninfo);
void script_close(struct script *script);

/* Be the only runner until script_close. ERR_TIMEOUT, ERR_UNAVAILABLE. */
CHECKED enum err script_lock(struct script *script);

/* ERR_UNAVAILABLE: it failed, or it ended the transaction it stood in; ERR_TIMEOUT: somebody holds
 * what it would lock. Everything since script_begin is undone. */
CHECKED enum err script_begin(struct script *script);
CHECKED enum err script_run(struct script *script, struct str text);
CHECKED enum err script_commit(struct script *script);

/* Own what comes next as `role`, until the next script_as or the commit; NULL = as who connected.
 */
CHECKED enum err script_as(struct script *script, const char *role);

/* Make meta.migration where it is missing. */
CHECKED enum err ledger_make(struct script *script);

/* The highest version applied; 0 in an empty database. */
CHECKED enum err ledger_last(struct script *script, int64_t *ret);
CHECKED enum err ledger_look(struct script *script, int64_t version, const char *name,
                             struct str text, enum ledger_entry *ret);

/* Run `text` and note it, in one transaction. */
CHECKED enum err ledger_apply(struct script *script, int64_t version, const char *name,
                              struct str text);

#endif
