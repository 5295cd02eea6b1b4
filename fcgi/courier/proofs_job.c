/* SPDX-License-Identifier: MIT */
/* The world as it is, for proofs.c: PostgreSQL and LINE. One call each. */
#include <poll.h>
#include <stdio.h>

#include "courier/calls.h"
#include "courier/jobs.h"
#include "courier/proofs.h"
#include "proving/said.h"

/* Between LINE's deadline and the end of the lease: time to note the answer. */
#define SETTLE_FOR (20 * USEC_PER_SEC)
/* After being told to stop, LINE gets so long; the rest of the 20 s is for noting. */
#define ENDS_WITHIN (9 * USEC_PER_SEC)

/* Columns of COURIER_PROOF_CLAIM and COURIER_WATCH_CLAIM. */
enum {
	LEASE,
	STEP,
	SLUG,
	CHANNEL_ID,
	KID,
	KEY1_ID,
	KEY1,
	KEY2_ID,
	KEY2,
	TOKEN_ID,
	TOKEN,
	ACCEPT_EXPIRY,
	BASIC_ID
};

static bool
pending_read(struct job *job, const struct db_result *rows, size_t row, struct pending *ret)
{
	*ret = (struct pending){.accept_expiry = db_get_bool(rows, row, ACCEPT_EXPIRY)};
	ret->step = str_is(db_get_text(rows, row, STEP), STR("login_channel"))
	                    ? STEP_LOGIN_CHANNEL
	                    : STEP_MESSAGING_TOKEN;
	db_get_uuid(rows, row, LEASE, ret->lease);
	db_get_uuid(rows, row, TOKEN_ID, ret->token_id);
	for (size_t column = KEY1_ID; column <= KEY2_ID; column += KEY2_ID - KEY1_ID) {
		struct sealed_key *key = &ret->keys[ret->n_keys];
		if (db_is_null(rows, row, column))
			continue;
		db_get_uuid(rows, row, column, key->id);
		if (!job_keep(job, rows, row, column + 1, &key->sealed))
			return false;
		ret->n_keys++;
	}
	return job_keep(job, rows, row, SLUG, &ret->slug) &&
	       job_keep(job, rows, row, CHANNEL_ID, &ret->channel_id) &&
	       job_keep(job, rows, row, KID, &ret->kid) &&
	       job_keep(job, rows, row, TOKEN, &ret->token_sealed) &&
	       job_keep(job, rows, row, BASIC_ID, &ret->basic_id);
}

static enum line_health
proof_health(void *ctx)
{
	const struct job *job = ctx;

	return line_client_health(job->courier->line);
}

static enum err
proof_claim(void *ctx, struct fault *fault, enum proof_kind kind, bool probe, size_t at_most,
            struct pending *ret, size_t *ret_n)
{
	struct job *job = ctx;
	int64_t lease = ((struct proofs *)job->own)->lease_for / USEC_PER_SEC;
	auto_db_result rows = {NULL};

	if (kind == PROOF_PASTE)
		TRY(DB_CALL(job->db, fault, COURIER_PROOF_CLAIM, &rows, db_int((int64_t)at_most),
		            db_int(lease), db_bool(probe)));
	else
		TRY(DB_CALL(job->db, fault, COURIER_WATCH_CLAIM, &rows, db_int((int64_t)at_most),
		            db_int(lease)));
	for (size_t i = 0; i < db_rows(&rows) && i < at_most; i++) {
		if (!pending_read(job, &rows, i, &ret[i]))
			return job_no_memory(fault);
		*ret_n = i + 1;
	}
	return ERR_OK;
}

static enum err
proof_submit(void *ctx, struct line_proof *proof, line_done *done, void *arg)
{
	struct job *job = ctx;

	return line_client_submit(job->courier->line, proof, done, arg);
}

static void
proof_drive(void *ctx, usec for_)
{
	struct job *job = ctx;
	struct pollfd fd;

	if (job->courier->line == NULL)
		return; /* at the end: every proof has its answer by now */
	fd = (struct pollfd){.fd = line_client_fd(job->courier->line), .events = POLLIN};
	(void)poll(&fd, 1, (int)(for_ / USEC_PER_MS)); /* interrupted or timed out: look anyway */
	line_client_run(job->courier->line);
}

static enum err
paste_settle(struct job *job, struct fault *fault, const struct proof_slot *slot,
             const struct line_outcome *outcome, const char *key_id, struct proof_noted *ret)
{
	static const struct line_bot nobody;
	const struct line_bot *bot = outcome->bot == NULL ? &nobody : outcome->bot;
	struct said said = said_of(outcome);
	auto_db_result row = {NULL};

	if (slot->name.step == STEP_LOGIN_CHANNEL)
		TRY(DB_CALL(job->db, fault, COURIER_LOGIN_CHANNEL_SETTLE, &row,
		            db_cstr(slot->lease), db_cstr(outcome->code), db_cstr(key_id),
		            db_cstr_if_any(bot->basic_id), db_cstr_if_any(bot->display_name),
		            said.status, said.request_id, said.call, said.retry_after));
	else
		TRY(DB_CALL(job->db, fault, COURIER_TOKEN_SETTLE, &row, db_cstr(slot->lease),
		            db_cstr(outcome->code), db_cstr_if_any(bot->user_id),
		            db_cstr_if_any(bot->basic_id), db_cstr_if_any(bot->premium_id),
		            db_cstr_if_any(bot->display_name), db_cstr_if_any(bot->picture_url),
		            db_cstr_if_any(outcome->channel_id), db_time(outcome->expires_at),
		            said.status, said.request_id, said.call, said.retry_after));
	ret->held = db_get_bool(&row, 0, 0);
	return ERR_OK;
}

static enum err
watch_settle(struct job *job, struct fault *fault, const struct proof_slot *slot,
             const struct line_outcome *outcome, struct proof_noted *ret)
{
	const struct settings *settings = job->courier->settings;
	struct said said = said_of(outcome);
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_WATCH_SETTLE, &row, db_cstr(slot->lease),
	            db_cstr(outcome->code), said.status, said.request_id, said.call,
	            db_int(settings->watch_seconds), db_int(settings->watch_confirm_seconds),
	            outcome->bot == NULL ? DB_NULL : db_cstr(outcome->bot->picture_url),
	            said.retry_after));
	ret->held = !db_is_null(&row, 0, 0);
	(void)snprintf(ret->state, sizeof(ret->state), "%.*s", STR_ARG(db_get_text(&row, 0, 0)));
	return ERR_OK;
}

static enum err
proof_settle(void *ctx, struct fault *fault, const struct proof_slot *slot,
             const struct line_outcome *outcome, const char *key_id, struct proof_noted *ret)
{
	return slot->name.kind == PROOF_PASTE ? paste_settle(ctx, fault, slot, outcome, key_id, ret)
	                                      : watch_settle(ctx, fault, slot, outcome, ret);
}

static usec
proof_now(void *ctx)
{
	(void)ctx;
	return clock_now();
}

static enum err
open_thread(struct job *job, struct fault *fault)
{
	static const struct proofs_world world = {proof_health, proof_claim,  proof_submit,
	                                          proof_drive,  proof_settle, proof_now};
	struct proofs *proofs = ARENA_NEW(&job->life, struct proofs);

	if (proofs == NULL)
		return job_no_memory(fault);
	proofs->world = &world;
	proofs->ctx = job;
	proofs->keyring = job->courier->keyring;
	proofs->lease_for = job->courier->settings->line_timeout_ms * USEC_PER_MS + SETTLE_FOR;
	job->own = proofs;
	return ERR_OK;
}

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	return proofs_run(job->own, &job->arena, fault, true, ret_worked);
}

/* What LINE still owes us gets a moment; what it does not say by then is noted as pending. */
static void
close_thread(struct job *job)
{
	struct proofs *proofs = job->own;
	usec until = clock_monotonic() + ENDS_WITHIN;
	struct fault fault = {0};
	bool more = proofs != NULL;

	line_client_stop(job->courier->line);
	while (more && clock_monotonic() < until)
		if (proofs_run(proofs, &job->arena, &fault, false, &more) != ERR_OK)
			break;
	(void)pthread_mutex_lock(&job->courier->line_lock);
	line_client_close(&job->courier->line);
	(void)pthread_mutex_unlock(&job->courier->line_lock);
	if (more && proofs_run(proofs, &job->arena, &fault, false, &more) != ERR_OK)
		log_note(LOG_WARN, "stopped",
		         "not all of LINE's answers are noted; their leases lapse");
}

const struct job_kind job_proofs = {.name = "proofs",
                                    .channel = "acho_proof",
                                    .every = 1 * USEC_PER_SEC,
                                    .threads = 1,
                                    .open = open_thread,
                                    .run = run,
                                    .close = close_thread};
