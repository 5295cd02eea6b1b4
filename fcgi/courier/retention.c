/* SPDX-License-Identifier: MIT */
/* What has served its time goes: ended sessions and attempts, old mails, forgotten throttles, and
 * once a day the months of events that are too old; months to come are made ahead. */
#include "courier/jobs.h"

#include "courier/calls.h"

/* As courier.retention() deletes at most; with that many gone there may be more. */
#define BATCH            5000
#define PARTITIONS_EVERY (24 * 3600 * USEC_PER_SEC)

/* Of the thread. */
struct retention {
	usec partitions_at; /* clock_monotonic(): not before; 0 = at once */
};

static void
log_retention(const char *what, int64_t n)
{
	struct log_line line;

	if (n == 0)
		return;
	log_start(&line, LOG_INFO, "retention");
	log_int(&line, what, n);
	log_write(&line);
}

static enum err
partitions(struct job *job, struct fault *fault)
{
	struct retention *retention = job->own;
	auto_db_result result = {NULL};

	if (clock_monotonic() < retention->partitions_at)
		return ERR_OK;
	TRY(DB_CALL(job->db, fault, COURIER_PARTITIONS, &result,
	            db_int(job->courier->settings->audit_days)));
	log_retention("partitions", db_get_int(&result, 0, 0));
	retention->partitions_at = clock_monotonic() + PARTITIONS_EVERY;
	return ERR_OK;
}

static enum err
open_thread(struct job *job, struct fault *fault)
{
	job->own = ARENA_NEW(&job->life, struct retention);
	return job->own == NULL ? job_no_memory(fault) : ERR_OK;
}

/* Rows first: a month that cannot be dropped today keeps nothing else from going. */
static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	auto_db_result result = {NULL};
	int64_t gone;

	TRY(DB_CALL(job->db, fault, COURIER_RETENTION, &result,
	            db_int(job->courier->settings->audit_days)));
	gone = db_get_int(&result, 0, 0);
	log_retention("gone", gone);
	*ret_worked = gone >= BATCH;
	return *ret_worked ? ERR_OK : partitions(job, fault);
}

const struct job_kind job_retention = {.name = "retention",
                                       .every = 300 * USEC_PER_SEC,
                                       .threads = 1,
                                       .statement_seconds = 30,
                                       .open = open_thread,
                                       .run = run};
