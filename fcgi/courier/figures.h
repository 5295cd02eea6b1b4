/* SPDX-License-Identifier: MIT */
/* figures.h - how the courier is seen: a file of figures, since it has no socket to be asked on.
 *
 * Prometheus' node_exporter reads such files (its textfile collector); `acho-courier --ready` reads
 * it for a supervisor. It is written anew every few seconds and renamed into place, so nobody sees
 * half of one, and it holds the time: a courier that hangs or is gone shows by a file that grows
 * old. Threads: any, but a file is one's alone to write.
 */
#ifndef COURIER_FIGURES_H
#define COURIER_FIGURES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/err.h"

#define FIGURES_EVERY          (10 * USEC_PER_SEC)
#define FIGURES_ACCOUNTS_EVERY (300 * USEC_PER_SEC) /* counting all accounts costs more */
#define FIGURES_OLD_AFTER      (60 * USEC_PER_SEC)  /* as --ready sees it */
/* So many mails that wait, and none gone out for so long (four tries of each): the mail server, not
 * one mailbox. */
#define FIGURES_OUTBOX_MAILS   3
#define FIGURES_OUTBOX_SECONDS 900

enum mail_outcome { MAILS_DELIVERED, MAILS_TEMPFAIL, MAILS_PERMFAIL, MAILS__COUNT };

/* What is looked at, and what became of it. */
enum figures_check { CHECK_DATABASE, CHECK_SCHEMA, CHECK_KEYRING, CHECK_OUTBOX, CHECK__COUNT };
enum figures_state { STATE_UNKNOWN, STATE_GOOD, STATE_BAD };

struct figures {
	usec at; /* clock_now() */
	enum figures_state checks[CHECK__COUNT];
	bool counted; /* the next are known */
	int64_t mails_waiting, mails_seconds, proofs_waiting, proofs_seconds, watches_late,
	        keys_free, keys_wanted;
	bool accounts_counted; /* and so are these */
	int64_t signed_up, oa_entered, login_channel_proved, token_proved;
};

/* Words of the outcomes, as courier.mail_settle() has them. */
extern const char *const mail_outcomes[MAILS__COUNT];

void figures_print(const struct figures *figures, const atomic_ullong mails[MAILS__COUNT],
                   FILE *out);

/* At start: may it be written? ERR_INVALID: a sentence that says what it should be. */
CHECKED enum err figures_check(const char *path, struct fault *fault);

/*
 * Replace `path` by what `print` writes, readable for everybody: there is nothing secret in it.
 * ERR_UNAVAILABLE: the folder or the disk.
 */
typedef void figures_printer(void *arg, FILE *out);
CHECKED enum err figures_write(const char *path, figures_printer *print, void *arg,
                               struct fault *fault);

/*
 * Say on `out`, a line a check, what the file says at `now`; true when all of it is good and the
 * file is not old.
 */
CHECKED bool figures_ready(const char *path, usec now, FILE *out);

#endif
