/* SPDX-License-Identifier: MIT */
/* Somebody asks for an Official Account that another account has linked: whom to write to is the
 * database's business, and the mails go out as all others do. */
#include "courier/jobs.h"

#include "courier/calls.h"

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	auto_db_result result = {NULL};
	struct log_line line;

	TRY(db_call(job->db, fault, COURIER_RELEASE_RESOLVE, NULL, 0, &result));
	*ret_worked = db_get_int(&result, 0, 0) > 0;
	if (!*ret_worked)
		return ERR_OK;
	log_start(&line, LOG_INFO, "releases");
	log_int(&line, "resolved", db_get_int(&result, 0, 0));
	log_write(&line);
	return ERR_OK;
}

const struct job_kind job_releases = {.name = "releases",
                                      .channel = "acho_outbox",
                                      .every = 1 * USEC_PER_SEC,
                                      .threads = 1,
                                      .run = run};
