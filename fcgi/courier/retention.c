/* SPDX-License-Identifier: MIT */
/* What has served its time goes: ended sessions and attempts, old mails, forgotten throttles. */
#include "courier/jobs.h"

#include "courier/calls.h"

/* As courier.retention() deletes at most; with that many gone there may be more. */
#define BATCH 5000

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	auto_db_result result = {NULL};
	struct log_line line;
	int64_t gone;

	TRY(db_call(job->db, fault, COURIER_RETENTION, NULL, 0, &result));
	gone = db_get_int(&result, 0, 0);
	*ret_worked = gone >= BATCH;
	if (gone == 0)
		return ERR_OK;
	log_start(&line, LOG_INFO, "retention");
	log_int(&line, "gone", gone);
	log_write(&line);
	return ERR_OK;
}

const struct job_kind job_retention = {
        .name = "retention", .every = 300 * USEC_PER_SEC, .threads = 1, .run = run};
