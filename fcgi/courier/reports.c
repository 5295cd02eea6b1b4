/* SPDX-License-Identifier: MIT */
/* What the reports keep counted is counted anew: every minute while that takes no time, and never
 * for more than a fiftieth of it. With a million accounts that is every seven to twelve minutes. */
#include "courier/calls.h"
#include "courier/jobs.h"

#define EVERY       (60 * USEC_PER_SEC)
#define REST_FACTOR 49

/* Of the thread. */
struct reports {
	usec next_at; /* clock_monotonic(): not before */
};

/* Not at once: a courier that starts drops months of events, which waits for no reader and is left
 * for the next day when there is one. */
static enum err
open_thread(struct job *job, struct fault *fault)
{
	struct reports *reports = ARENA_NEW(&job->life, struct reports);

	if (reports == NULL)
		return job_no_memory(fault);
	reports->next_at = clock_monotonic() + EVERY;
	job->own = reports;
	return ERR_OK;
}

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	struct reports *reports = job->own;
	auto_db_result result = {NULL};
	usec started = clock_monotonic(), took;
	struct log_line line;

	*ret_worked = false;
	if (started < reports->next_at)
		return ERR_OK;
	/* Also after an error: what fails after ten minutes is not begun again in a second. */
	reports->next_at = started + EVERY;
	TRY(db_call(job->db, fault, COURIER_REPORT_REFRESH, NULL, 0, &result));
	took = clock_monotonic() - started;
	if (REST_FACTOR * took > EVERY)
		reports->next_at = started + took + REST_FACTOR * took;
	/* False: another courier is at it. */
	if (!db_get_bool(&result, 0, 0))
		return ERR_OK;
	log_start(&line, LOG_DEBUG, "reports");
	log_int(&line, "ms", took / USEC_PER_MS);
	log_write(&line);
	return ERR_OK;
}

const struct job_kind job_reports = {.name = "reports",
                                     .every = EVERY / 60,
                                     .threads = 1,
                                     .statement_seconds = 600,
                                     .open = open_thread,
                                     .run = run};
