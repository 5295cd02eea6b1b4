/* SPDX-License-Identifier: MIT */
/* POST /api/signup. An address may own any number of accounts, so the answer and its time are the
 * same whether it is known or not; nothing here even asks.
 *
 * With an Idempotency-Key a repeated request answers as the first did and makes nothing: the
 * database keeps a digest of every field but the password, and the first password's hash to compare
 * with. */
#include <string.h>

#include "base/rand.h"
#include "http/reply.h"
#include "signup/app.h"
#include "signup/form.h"

/* Kept while Argon2id runs. */
struct signup {
	struct form form;
	struct str first_slug; /* only of a replay: what was made the first time */
	struct hash_job job;
};

static void
signup_drop(struct signup **signup)
{
	if (*signup != NULL)
		form_drop(&(*signup)->form);
}

static void
resume(void *rq)
{
	req_resume(rq);
}

static enum err
start_hash(struct req *rq)
{
	const struct signup_app *app = rq->app;
	struct signup *signup = rq->kept;

	return hash_pool_submit(app->hashes, &signup->job);
}

/* Leave the thread; `signup` goes along and comes back in post_signup_hashed. */
static enum err
park(struct req *rq, struct signup *signup, enum hash_task task)
{
	signup->job.task = task;
	signup->job.password = secret_str(&signup->form.password);
	signup->job.fault = &rq->fault;
	signup->job.done = resume;
	signup->job.arg = rq;
	rq->kept = signup;
	return req_park(rq, start_hash);
}

enum err
post_signup(struct req *rq)
{
	struct signup *signup CLEANUP(signup_drop) = ARENA_NEW(&rq->arena, struct signup);

	if (signup == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a form");
	TRY(form_read(rq, &signup->form));
	return park(rq, TAKE(signup), HASH_MAKE);
}

static enum err
slug_new(struct fault *fault, char ret[SLUG_LEN + 1])
{
	unsigned char bits[9];

	if (rand_bytes(bits, sizeof(bits)) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "getrandom gave no bytes");
	slug_encode(bits, ret);
	return ERR_OK;
}

/* Account, owner, mail and idempotency record: one call, one transaction. */
static enum err
create(struct req *rq, const struct signup *signup, struct db_result *ret)
{
	const struct signup_app *app = rq->app;
	const struct form *form = &signup->form;
	bool once = rq->idempotency_key.p != NULL;
	struct token_hash key, digest;
	char slug[SLUG_LEN + 1];

	TRY(slug_new(&rq->fault, slug));
	TRY(digest_of(&rq->fault, &rq->idempotency_key, 1, &key));
	TRY(form_digest(&rq->fault, form, &digest));
	return REQ_CALL(rq, SIGNUP_CREATE, ret,
	                once ? db_bytes(key.bytes, sizeof(key.bytes)) : DB_NULL,
	                once ? db_bytes(digest.bytes, sizeof(digest.bytes)) : DB_NULL,
	                db_cstr(signup->job.hash.text), db_cstr(slug), db_text(form->company),
	                db_text(form->contact), db_text(form->email), db_text(form->phone),
	                db_text(form->locale), db_text(form->terms), db_text(rq->ip),
	                db_text(rq->request_id),
	                db_int_if(app->settings->limits, app->settings->limit_signup_ip));
}

static enum err
reply_created(struct req *rq, struct str slug)
{
	const struct signup_app *app = rq->app;
	struct out *out = reply_json(rq, 201);
	struct buf url;

	/* From the setting alone: what Host said ends in no mail and no answer. */
	buf_init(&url, &rq->arena, KIB(1));
	buf_add(&url, app->settings->base_url);
	buf_add(&url, STR("/a/"));
	buf_add(&url, slug);
	if (buf_failed(&url))
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a login URL");
	out_text(out, "slug", slug);
	out_text(out, "login_url", buf_str(&url));
	return reply_end(rq);
}

/* The key is known and so are the fields; the password decides whether it is the same sign-up. */
static enum err
compare_with_first(struct req *rq, struct signup *signup, struct str slug, struct str phc)
{
	if (phc.n >= sizeof(signup->job.hash.text) ||
	    !arena_copy(&rq->arena, slug, &signup->first_slug))
		return FAULT(&rq->fault, ERR_BUG, "signup.create returned a hash or slug too long");
	signup->job.hash = (struct hash){0};
	memcpy(signup->job.hash.text, phc.p, phc.n);
	return park(rq, signup, HASH_CHECK);
}

enum err
post_signup_hashed(struct req *rq)
{
	struct signup *signup CLEANUP(signup_drop) = rq->kept;
	auto_db_result made = {NULL};

	if (rq->fault.err != ERR_OK)
		return rq->fault.err;
	if (signup->first_slug.n > 0)
		return signup->job.matches ? reply_created(rq, signup->first_slug)
		                           : reply_problem(rq, STR("signup.key_reused"));
	TRY(create(rq, signup, &made));
	if (reply_refused(rq, &made))
		return ERR_OK;
	if (db_is_null(&made, 0, 2))
		return reply_created(rq, db_get_text(&made, 0, 1));
	return compare_with_first(rq, TAKE(signup), db_get_text(&made, 0, 1),
	                          db_get_text(&made, 0, 2));
}
