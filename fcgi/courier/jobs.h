/* SPDX-License-Identifier: MIT */
/* jobs.h - the courier's work: one loop, one table of kinds.
 *
 * Every kind has threads of its own, and a thread its database connection, so that none waits for
 * another: a mail server that drips does not delay a key, and LINE's silence delays nothing. A
 * thread does one item after the other while there are any, then sleeps until it is notified or its
 * kind's time has come; NOTIFY is a hint, looking is what finds work. What an item did is in the
 * database before the next one is claimed, so kill -9 costs at most one repetition an item in hand.
 */
#ifndef COURIER_JOBS_H
#define COURIER_JOBS_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/arena.h"
#include "base/settings.h"
#include "courier/figures.h"
#include "db/db.h"
#include "line/client.h"
#include "vault/keyring.h"

/* What all threads read and none changes, but for the atomics. */
struct courier {
	const struct settings *settings;
	const struct keyring *keyring;
	struct line_client *line; /* driven, and closed, by the one thread of the proofs */
	struct db_config db;
	pthread_mutex_t line_lock; /* whoever else looks at `line` holds it, and who closes it */
	atomic_ullong mails[MAILS__COUNT];
	_Atomic usec stop_at; /* clock_monotonic() when we were told to stop; 0 before */
	atomic_bool answered; /* the database has, and its schema fits */
};

/* One thread. */
struct job {
	struct courier *courier;
	const struct job_kind *kind;
	struct db *db;
	struct arena arena;   /* of one item */
	struct arena life;    /* of the thread */
	void *own;            /* what the kind's open() made */
	_Atomic usec seen_at; /* when it last came round its loop */
};

struct job_kind {
	const char *name;
	const char *channel; /* NOTIFY there is work; NULL = nobody says */
	usec every;          /* looks by itself so often */
	size_t threads;
	unsigned statement_seconds; /* a call of its may take so long; 0 = as everywhere */

	/* Without it no thread is started; NULL: always. */
	bool (*is_wanted)(const struct settings *settings);
	/* At the start of a thread; may be NULL. */
	enum err (*open)(struct job *job, struct fault *fault);
	/* One item, by the database; *ret_worked when there was one and there may be more. */
	enum err (*run)(struct job *job, struct fault *fault, bool *ret_worked);
	/* At the end of a thread, also when open() failed; may be NULL. */
	void (*close)(struct job *job);
};

extern const struct db_statement courier_statements[];
extern const size_t courier_statements_n;

/* The kinds, one file each. */
extern const struct job_kind job_outbox, job_find, job_requests, job_keys, job_proofs, job_pictures,
        job_retention, job_figures, job_reports;

/* A text of a row, kept as long as the item; STR_NONE for NULL. False without memory. */
CHECKED bool job_keep(struct job *job, const struct db_result *result, size_t row, size_t column,
                      struct str *ret);
CHECKED enum err job_no_memory(struct fault *fault);

/* Has it not come round its loop for longer than one of its items may take? Then the supervisor's
 * watchdog is fed no more. */
bool job_hangs(const struct job *job, usec now);

/* Being told to stop: take nothing new. */
bool courier_stops(const struct courier *courier);

/*
 * Start every kind's threads and wait for SIGTERM or SIGINT; then let each finish its item, for 20
 * s at most. The program's exit status.
 */
CHECKED int jobs_serve(struct courier *courier);

#endif
