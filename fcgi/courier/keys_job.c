/* SPDX-License-Identifier: MIT */
/* The world as it is, for keys.c: PostgreSQL and OpenSSL. One call each. */
#include <sys/resource.h>

#include "courier/calls.h"
#include "courier/jobs.h"
#include "courier/keys.h"

#define NICE 10

static enum err
key_claim(void *ctx, struct fault *fault, struct wanted_key *ret, bool *ret_any)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_KEY_CLAIM, &row, db_int(KEYS_LEASE_SECONDS)));
	*ret_any = db_rows(&row) > 0;
	if (!*ret_any)
		return ERR_OK;
	db_get_uuid(&row, 0, 0, ret->lease);
	db_get_uuid(&row, 0, 2, ret->pool_id);
	return job_keep(job, &row, 0, 1, &ret->slug) && job_keep(job, &row, 0, 3, &ret->sealed)
	               ? ERR_OK
	               : job_no_memory(fault);
}

static enum err
key_store(void *ctx, struct fault *fault, const struct wanted_key *key, struct str sealed,
          bool *ret_held)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_KEY_STORE, &row, db_cstr(key->lease),
	            db_bytes(sealed.p, sealed.n)));
	*ret_held = db_get_bool(&row, 0, 0);
	return ERR_OK;
}

static enum err
pool_wanted(void *ctx, struct fault *fault, int64_t *ret)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(job->db, fault, COURIER_POOL_WANTED, &row,
	            db_int(job->courier->settings->pool_target)));
	*ret = db_get_int(&row, 0, 0);
	return ERR_OK;
}

static enum err
key_make(void *ctx, struct fault *fault, struct secret *ret_der, char ret_n[RSA_KEY_N_LEN + 1])
{
	(void)ctx;
	return rsa_key_make(fault, ret_der, ret_n);
}

static enum err
pool_add(void *ctx, struct fault *fault, const char *id, struct str n, struct str sealed)
{
	struct job *job = ctx;
	auto_db_result row = {NULL};

	return DB_CALL(job->db, fault, COURIER_POOL_ADD, &row, db_cstr(id), db_text(n),
	               db_bytes(sealed.p, sealed.n));
}

static enum err
open_thread(struct job *job, struct fault *fault)
{
	(void)job;
	/* Linux: of this thread. A key takes up to 0.8 s of a core that a login may want. */
	if (setpriority(PRIO_PROCESS, 0, NICE) != 0)
		return FAULT(fault, ERR_UNAVAILABLE, "cannot lower the priority: %m");
	return ERR_OK;
}

static enum err
run(struct job *job, struct fault *fault, bool *ret_worked)
{
	static const struct keys_world world = {key_claim, key_store, pool_wanted, key_make,
	                                        pool_add};
	const struct keys keys = {&world, job, job->courier->keyring};

	return keys_run(&keys, &job->arena, fault, ret_worked);
}

const struct job_kind job_keys = {.name = "keys",
                                  .channel = "acho_pool",
                                  .every = 1 * USEC_PER_SEC,
                                  .threads = 1,
                                  .open = open_thread,
                                  .run = run};
