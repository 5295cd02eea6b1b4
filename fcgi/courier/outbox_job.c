/* SPDX-License-Identifier: MIT */
/* The world as it is, for outbox.c: PostgreSQL, the mail server, the clock. One call each. */
#include <poll.h>

#include "courier/calls.h"
#include "courier/jobs.h"
#include "courier/outbox.h"

#define THREADS 4
/* After being told to stop, a mail under way gets so long; the rest of the 20 s is for noting it.
 */
#define ENDS_WITHIN (10 * USEC_PER_SEC)

struct mail_thread {
	struct smtp_config config;
	struct smtp smtp;
	struct outbox outbox;
};

static usec
now(void *ctx)
{
	(void)ctx;
	return clock_now();
}

static usec
monotonic(void *ctx)
{
	(void)ctx;
	return clock_monotonic();
}

static struct db_param
limit(const struct job *job, int64_t setting)
{
	return job->courier->settings->limits ? db_int(setting) : DB_NULL;
}

static enum err
mail_claim(void *ctx, struct fault *fault, struct outbox_item *ret, bool *ret_any)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_MAIL_CLAIM, &row, db_int(OUTBOX_LEASE_SECONDS),
	            limit(job, job->courier->settings->limit_mail_hour),
	            limit(job, job->courier->settings->limit_mail_day)));
	*ret_any = db_rows(&row) > 0;
	if (!*ret_any || db_is_null(&row, 0, 0))
		return ERR_OK;
	db_get_uuid(&row, 0, 0, ret->lease);
	db_get_uuid(&row, 0, 7, ret->message_id);
	ret->tries = db_get_int(&row, 0, 8);
	ret->created_at = db_get_time(&row, 0, 9);
	if (!job_keep(job, &row, 0, 1, &ret->kind) || !job_keep(job, &row, 0, 2, &ret->slug) ||
	    !job_keep(job, &row, 0, 3, &ret->locale) ||
	    !job_keep(job, &row, 0, 4, &ret->recipient) ||
	    !job_keep(job, &row, 0, 5, &ret->recipient_name) ||
	    !job_keep(job, &row, 0, 6, &ret->company) ||
	    !job_keep(job, &row, 0, 10, &ret->oa_name) ||
	    !job_keep(job, &row, 0, 11, &ret->deletes_on) ||
	    !job_keep(job, &row, 0, 12, &ret->inviter) || !job_keep(job, &row, 0, 13, &ret->role))
		return job_no_memory(fault);
	return ERR_OK;
}

static bool
keep_account(struct job *job, const struct db_result *rows, size_t row, struct outbox_account *ret)
{
	return job_keep(job, rows, row, 8, &ret->slug) &&
	       job_keep(job, rows, row, 9, &ret->company) &&
	       job_keep(job, rows, row, 10, &ret->oa_name) &&
	       job_keep(job, rows, row, 11, &ret->created_on) &&
	       job_keep(job, rows, row, 12, &ret->used_on);
}

static enum err
find_claim(void *ctx, struct fault *fault, struct outbox_item *ret, bool *ret_any)
{
	struct job *job = ctx;
	auto_db_result rows = {NULL};
	size_t n;

	TRY(DB_CALL(job->db, fault, COURIER_FIND_CLAIM, &rows, db_int(OUTBOX_LEASE_SECONDS),
	            db_int(OUTBOX_LIST_MAX), limit(job, job->courier->settings->limit_mail_hour),
	            limit(job, job->courier->settings->limit_mail_day)));
	n = db_rows(&rows);
	*ret_any = n > 0;
	if (!*ret_any || db_is_null(&rows, 0, 0))
		return ERR_OK;
	ret->accounts = arena_alloc(&job->arena, n * sizeof(*ret->accounts));
	if (ret->accounts == NULL)
		return job_no_memory(fault);
	for (; ret->n_accounts < n; ret->n_accounts++)
		if (!keep_account(job, &rows, ret->n_accounts, &ret->accounts[ret->n_accounts]))
			return job_no_memory(fault);
	ret->kind = STR("find");
	db_get_uuid(&rows, 0, 0, ret->lease);
	db_get_uuid(&rows, 0, 1, ret->message_id);
	ret->tries = db_get_int(&rows, 0, 2);
	ret->created_at = db_get_time(&rows, 0, 3);
	ret->total = db_get_int(&rows, 0, 7);
	if (!job_keep(job, &rows, 0, 4, &ret->locale) ||
	    !job_keep(job, &rows, 0, 5, &ret->recipient) ||
	    !job_keep(job, &rows, 0, 6, &ret->recipient_name))
		return job_no_memory(fault);
	return ERR_OK;
}

static enum err
mail_link_token_add(void *ctx, struct fault *fault, const struct outbox_item *item,
                    const struct token_hash *hash, int64_t ttl_seconds, bool *ret_held)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_LINK_TOKEN_ADD, &row, db_cstr(item->lease),
	            db_bytes(hash->bytes, sizeof(hash->bytes)), db_int(ttl_seconds)));
	*ret_held = db_get_bool(&row, 0, 0);
	return ERR_OK;
}

static enum err
mail_send(void *ctx, struct fault *fault, struct str from, struct str to, struct str message,
          struct smtp_outcome *ret)
{
	struct job *job = ctx;
	struct mail_thread *thread = job->own;

	return smtp_send(&thread->smtp, fault, from, to, message, ret);
}

static void
count(struct job *job, const char *outcome)
{
	for (size_t i = 0; i < MAILS__COUNT; i++)
		if (str_is(str_of(outcome), str_of(mail_outcomes[i])))
			atomic_fetch_add(&job->courier->mails[i], 1);
}

static enum err
mail_settle(void *ctx, struct fault *fault, const struct outbox_item *item, const char *outcome,
            const char *status, int64_t next_in_seconds, bool *ret_held)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_MAIL_SETTLE, &row, db_cstr(item->lease),
	            db_cstr(outcome), db_cstr(status), db_int(next_in_seconds)));
	*ret_held = db_get_bool(&row, 0, 0);
	count(job, outcome);
	return ERR_OK;
}

static unsigned
mail_random(void *ctx)
{
	unsigned value = 0;

	(void)ctx;
	return rand_bytes(&value, sizeof(value)) == ERR_OK ? value : 0; /* without jitter, then */
}

static bool
mail_pause(void *ctx, int64_t seconds)
{
	struct job *job = ctx;

	(void)poll(NULL, 0, (int)seconds * 1000);
	return !courier_stops(job->courier);
}

static bool
mail_gives_up(void *arg)
{
	const struct courier *courier = arg;
	usec stop_at = courier->stop_at;

	return stop_at != 0 && clock_monotonic() - stop_at > ENDS_WITHIN;
}

static const struct outbox_world mail_world = {.claim = mail_claim,
                                               .link_token_add = mail_link_token_add,
                                               .send = mail_send,
                                               .settle = mail_settle,
                                               .now = now,
                                               .monotonic = monotonic,
                                               .random = mail_random,
                                               .pause = mail_pause};
static const struct outbox_world find_world = {.claim = find_claim,
                                               .send = mail_send,
                                               .settle = mail_settle,
                                               .now = now,
                                               .monotonic = monotonic,
                                               .random = mail_random,
                                               .pause = mail_pause};

static enum err
mail_open(struct job *job, struct fault *fault)
{
	const struct settings *settings = job->courier->settings;
	struct mail_thread *thread = ARENA_NEW(&job->life, struct mail_thread);

	if (thread == NULL)
		return job_no_memory(fault);
	thread->config = (struct smtp_config){settings->smtp_url, mail_gives_up, job->courier};
	thread->outbox =
	        (struct outbox){.world = job->kind == &job_find ? &find_world : &mail_world,
	                        .ctx = job,
	                        .base_url = settings->base_url,
	                        .from = settings->mail_from,
	                        .reply_to = settings->mail_reply_to,
	                        .brand = settings->brand};
	TRY(smtp_open(&thread->smtp, fault, &thread->config));
	job->own = thread;
	return ERR_OK;
}

static enum err
mail_run(struct job *job, struct fault *fault, bool *ret_worked)
{
	const struct mail_thread *thread = job->own;

	return outbox_run(&thread->outbox, &job->arena, fault, ret_worked);
}

static void
mail_close(struct job *job)
{
	struct mail_thread *thread = job->own;

	if (thread != NULL)
		smtp_close(&thread->smtp);
}

const struct job_kind job_outbox = {.name = "outbox",
                                    .channel = "acho_outbox",
                                    .every = 1 * USEC_PER_SEC,
                                    .threads = THREADS,
                                    .open = mail_open,
                                    .run = mail_run,
                                    .close = mail_close};

/* Lists of login URLs: mails that belong to no account. */
const struct job_kind job_find = {.name = "find",
                                  .channel = "acho_outbox",
                                  .every = 1 * USEC_PER_SEC,
                                  .threads = 1,
                                  .open = mail_open,
                                  .run = mail_run,
                                  .close = mail_close};
