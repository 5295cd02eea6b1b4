/* SPDX-License-Identifier: MIT */
#include "login/attempt.h"

#include <string.h>

#include "auth/email.h"
#include "auth/password.h"
#include "http/reply.h"
#include "login/app.h"

struct attempt *
attempt_new(struct req *rq)
{
	struct attempt *attempt = ARENA_NEW(&rq->arena, struct attempt);
	auto_token name;

	if (attempt == NULL) {
		(void)FAULT(&rq->fault, ERR_NOMEM, "no memory for an attempt");
		return NULL;
	}
	if (token_new(&rq->fault, &name) != ERR_OK ||
	    token_hash(&rq->fault, &name, &attempt->hash) != ERR_OK)
		return NULL; /* the fault says so */
	return attempt;
}

void
attempt_drop(struct attempt **attempt)
{
	if (*attempt == NULL)
		return;
	secret_done(&(*attempt)->password);
	secret_done(&(*attempt)->next);
	secret_done(&(*attempt)->totp);
	secret_done(&(*attempt)->link);
}

/* A malformed address belongs to nobody, but is counted like one that might. */
struct str
attempt_address(struct req *rq, struct str typed)
{
	struct str address = typed;

	if (email_read(&rq->arena, typed, &address) == NULL)
		return address;
	if (address.n > EMAIL_MAX) {
		address.n = EMAIL_MAX;
		while (address.n > 0 && ((unsigned char)typed.p[address.n] & 0xc0) == 0x80)
			address.n--; /* not within a character */
	}
	return address;
}

static void
resume(void *rq)
{
	req_resume(rq);
}

static enum err
start_hash(struct req *rq)
{
	const struct login_app *app = rq->app;
	struct attempt *attempt = rq->kept;

	return hash_pool_submit(app->hashes, &attempt->job);
}

enum err
attempt_park(struct req *rq, struct attempt *attempt, struct str phc)
{
	const struct login_app *app = rq->app;
	struct hash_job *job = &attempt->job;
	bool possible = phc.p != NULL && attempt->password.n <= PASSWORD_BYTES_MAX;

	*job = (struct hash_job){
	        .task = HASH_CHECK, .fault = &rq->fault, .done = resume, .arg = rq};
	job->hash = app->hashes->stranger;
	job->password = str_part(secret_str(&attempt->password), 0, PASSWORD_BYTES_MAX);
	if (possible) {
		if (phc.n >= sizeof(job->hash.text))
			return FAULT(&rq->fault, ERR_BUG, "a stored password hash is too long");
		memcpy(job->hash.text, phc.p, phc.n);
		job->hash.text[phc.n] = '\0';
	}
	rq->kept = attempt;
	return req_park(rq, start_hash);
}

enum err
attempt_park_next(struct req *rq, struct attempt *attempt)
{
	attempt->job = (struct hash_job){.task = HASH_MAKE,
	                                 .password = secret_str(&attempt->next),
	                                 .fault = &rq->fault,
	                                 .done = resume,
	                                 .arg = rq};
	rq->kept = attempt;
	return req_park(rq, start_hash);
}

enum err
attempt_judge_next(struct req *rq, const struct attempt *attempt, const char *field,
                   struct password_about about)
{
	const struct login_app *app = rq->app;
	const char *bad;

	about.brand = app->settings->brand;
	bad = password_judge(&rq->arena, secret_str(&attempt->next), &about, app->breached);
	if (rq->arena.starved)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory to judge a password");
	if (bad == NULL)
		return ERR_OK;
	TRY(req_field_error(rq, field, bad));
	TRY(reply_invalid(rq));
	return ERR_INVALID;
}

enum err
attempt_take_link(struct req *rq, struct attempt *attempt)
{
	auto_token token = {0};

	if (!token_parse(secret_str(&attempt->link), &token))
		return ERR_OK; /* the hash of a random token stands there since attempt_new */
	return token_hash(&rq->fault, &token, &attempt->hash);
}

struct db_param
attempt_link_limit(const struct req *rq)
{
	const struct settings *settings = ((const struct login_app *)rq->app)->settings;

	return db_int_if(settings->limits, settings->limit_link_ip);
}
