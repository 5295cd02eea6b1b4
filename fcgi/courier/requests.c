/* SPDX-License-Identifier: MIT */
/* What people have asked for that a mail answers: an Official Account that another account has
 * linked, a forgotten password, the end of an account. Whom to write to is the database's business,
 * and the mails go out as all others do. */
#include "courier/calls.h"
#include "courier/jobs.h"

static enum err
resolve(struct job *job, struct fault *fault, enum courier_call call, const char *what,
        bool *ret_worked)
{
	auto_db_result result = {NULL};
	struct log_line line;
	int64_t resolved;

	TRY(db_call(job->db, fault, call, NULL, 0, &result));
	resolved = db_get_int(&result, 0, 0);
	if (resolved == 0)
		return ERR_OK;
	*ret_worked = true;
	log_start(&line, LOG_INFO, what);
	log_int(&line, "resolved", resolved);
	log_write(&line);
	return ERR_OK;
}

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	*ret_worked = false;
	TRY(resolve(job, fault, COURIER_RESET_RESOLVE, "resets", ret_worked));
	TRY(resolve(job, fault, COURIER_RELEASE_RESOLVE, "releases", ret_worked));
	return resolve(job, fault, COURIER_ERASE, "erasing", ret_worked);
}

const struct job_kind job_requests = {.name = "requests",
                                      .channel = "acho_outbox",
                                      .every = 1 * USEC_PER_SEC,
                                      .threads = 1,
                                      .run = run};
