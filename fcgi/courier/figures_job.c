/* SPDX-License-Identifier: MIT */
/* The world as it is, for figures.c: PostgreSQL, the keyring, the other threads' counters. */
#include "courier/calls.h"
#include "courier/jobs.h"
#include "vault/seal.h"

/* Of the thread. */
struct figures_thread {
	struct job *job;
	struct figures figures;
	usec accounts_at; /* clock_monotonic(): not before; 0 = at once */
};

static enum err
ask_figures(struct job *job, struct fault *fault, struct figures *ret)
{
	auto_db_result row = {NULL};

	TRY(db_call(job->db, fault, COURIER_FIGURES, NULL, 0, &row));
	ret->counted = true;
	ret->mails_waiting = db_get_int(&row, 0, 0);
	ret->mails_seconds = db_get_int(&row, 0, 1);
	ret->proofs_waiting = db_get_int(&row, 0, 2);
	ret->proofs_seconds = db_get_int(&row, 0, 3);
	ret->watches_late = db_get_int(&row, 0, 4);
	ret->keys_free = db_get_int(&row, 0, 5);
	ret->keys_wanted = db_get_int(&row, 0, 6);
	return ERR_OK;
}

static enum err
ask_accounts(struct job *job, struct fault *fault, struct figures_thread *thread)
{
	struct figures *figures = &thread->figures;
	auto_db_result row = {NULL};

	if (clock_monotonic() < thread->accounts_at)
		return ERR_OK;
	TRY(db_call(job->db, fault, COURIER_ACCOUNTS, NULL, 0, &row));
	thread->accounts_at = clock_monotonic() + FIGURES_ACCOUNTS_EVERY;
	figures->accounts_counted = true;
	figures->signed_up = db_get_int(&row, 0, 0);
	figures->oa_entered = db_get_int(&row, 0, 1);
	figures->login_channel_proved = db_get_int(&row, 0, 2);
	figures->token_proved = db_get_int(&row, 0, 3);
	return ERR_OK;
}

/* A database that is away or does not answer in time says nothing about the schema. */
static enum figures_state
schema_state(enum err err)
{
	if (err == ERR_OK)
		return STATE_GOOD;
	return err == ERR_BUG ? STATE_BAD : STATE_UNKNOWN;
}

static enum figures_state
outbox_state(const struct figures *figures)
{
	if (!figures->counted)
		return STATE_UNKNOWN;
	return figures->mails_waiting >= FIGURES_OUTBOX_MAILS &&
	                       figures->mails_seconds > FIGURES_OUTBOX_SECONDS
	               ? STATE_BAD
	               : STATE_GOOD;
}

static enum err
look(struct figures_thread *thread, struct fault *fault)
{
	struct job *job = thread->job;
	struct figures *figures = &thread->figures;
	enum err err;

	figures->at = clock_now();
	figures->counted = false;
	err = ask_figures(job, fault, figures);
	if (err == ERR_OK)
		err = ask_accounts(job, fault, thread);
	figures->checks[CHECK_DATABASE] = err == ERR_OK || err == ERR_BUG ? STATE_GOOD : STATE_BAD;
	figures->checks[CHECK_SCHEMA] = schema_state(err);
	figures->checks[CHECK_KEYRING] =
	        seal_works(job->courier->keyring, SEAL_MESSAGING_TOKEN) ? STATE_GOOD : STATE_BAD;
	figures->checks[CHECK_OUTBOX] = outbox_state(figures);
	return err;
}

static void
print(void *arg, FILE *out)
{
	struct figures_thread *thread = arg;
	struct courier *courier = thread->job->courier;

	figures_print(&thread->figures, courier->mails, out);
	(void)pthread_mutex_lock(&courier->line_lock);
	if (courier->line != NULL)
		line_client_metrics(courier->line, out);
	(void)pthread_mutex_unlock(&courier->line_lock);
}

static enum err
open_thread(struct job *job, struct fault *fault)
{
	struct figures_thread *thread = ARENA_NEW(&job->life, struct figures_thread);

	if (thread == NULL)
		return job_no_memory(fault);
	thread->job = job;
	job->own = thread;
	return ERR_OK;
}

static bool
is_wanted(const struct settings *settings)
{
	return settings->metrics_file.n > 0;
}

/* What is wrong is in the file as well: it is written first, the fault is for the log. */
static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	struct figures_thread *thread = job->own;
	struct str path = job->courier->settings->metrics_file;
	enum err err;

	(void)ret_worked; /* looking once is enough until the next time */
	err = look(thread, fault);
	TRY(figures_write(path.p, print, thread, fault));
	return err;
}

const struct job_kind job_figures = {.name = "figures",
                                     .every = FIGURES_EVERY,
                                     .threads = 1,
                                     .is_wanted = is_wanted,
                                     .open = open_thread,
                                     .run = run};
