/* SPDX-License-Identifier: MIT */
/* The pictures of Official Accounts: fetched once each, one after the other; no page waits for one.
 * Which is due, and when to try again, is the database's business. */
#include "line/picture.h"

#include "base/rand.h"
#include "courier/calls.h"
#include "courier/jobs.h"

/* A fetch and, after it, the time to note what came. */
#define LEASE_SECONDS ((int64_t)(PICTURE_WITHIN / USEC_PER_SEC) + 20)

static bool
gives_up(void *arg)
{
	return courier_stops(arg);
}

static enum err
settle(struct job *job, struct fault *fault, const char *lease, const struct picture *picture)
{
	bool came = picture->bytes.p != NULL;
	auto_db_result row = {NULL};
	struct log_line line;

	TRY(DB_CALL(job->db, fault, COURIER_PICTURE_SETTLE, &row, db_cstr(lease),
	            came ? db_cstr(picture->image.type) : DB_NULL,
	            db_int_if(came, picture->image.width), db_int_if(came, picture->image.height),
	            came ? db_bytes(picture->bytes.p, picture->bytes.n) : DB_NULL,
	            db_bool(picture->again)));
	log_start(&line, LOG_INFO, "picture");
	log_text(&line, "lease", str_of(lease));
	log_text(&line, "outcome",
	         db_get_bool(&row, 0, 0) ? str_of(picture->outcome) : STR("lease lapsed"));
	log_int(&line, "status", picture->status);
	log_int(&line, "bytes", (int64_t)picture->bytes.n);
	log_write(&line);
	return ERR_OK;
}

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	const struct picture_options options = {.line_api = job->courier->settings->line_api,
	                                        .within = PICTURE_WITHIN,
	                                        .gives_up = gives_up,
	                                        .arg = job->courier};
	auto_db_result due = {NULL};
	char lease[UUID_LEN + 1];
	struct picture picture;
	struct str url;

	*ret_worked = false;
	TRY(DB_CALL(job->db, fault, COURIER_PICTURE_CLAIM, &due, db_int(LEASE_SECONDS)));
	if (db_rows(&due) == 0)
		return ERR_OK;
	*ret_worked = true;
	db_get_uuid(&due, 0, 0, lease);
	if (!job_keep(job, &due, 0, 1, &url))
		return job_no_memory(fault);
	picture_fetch(&options, &job->arena, url, &picture);
	return settle(job, fault, lease, &picture);
}

const struct job_kind job_pictures = {.name = "pictures",
                                      .channel = "acho_picture",
                                      .every = 1 * USEC_PER_SEC,
                                      .threads = 1,
                                      .run = run};
