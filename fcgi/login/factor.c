/* SPDX-License-Identifier: MIT */
#include "login/factor.h"

#include <string.h>

#include "auth/recovery.h"
#include "auth/totp.h"
#include "base/clock.h"
#include "http/alarm.h"
#include "login/app.h"
#include "vault/seal.h"

enum err
factor_keep(struct req *rq, struct attempt *attempt, const struct db_result *counted)
{
	struct str sealed = db_get_text(counted, 0, 4);
	char *kept;

	if (sealed.p == NULL)
		return ERR_OK;
	kept = arena_alloc(&rq->arena, sealed.n);
	if (kept == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a sealed second factor");
	memcpy(kept, sealed.p, sealed.n);
	attempt->sealed = (struct str){kept, sealed.n};
	db_get_uuid(counted, 0, 3, attempt->totp_id);
	return ERR_OK;
}

/* Apps show a code in two groups, so a blank within it is no mistake. */
static struct str
digits_of(struct str typed, char ret[TOTP_DIGITS])
{
	size_t n = 0;

	for (size_t i = 0; i < typed.n; i++) {
		if (typed.p[i] == ' ')
			continue;
		if (n == TOTP_DIGITS)
			return STR_NONE;
		ret[n++] = typed.p[i];
	}
	return (struct str){ret, n};
}

enum err
factor_step(struct req *rq, const char *id, struct str sealed, struct str typed, int64_t *ret)
{
	const struct login_app *app = rq->app;
	struct seal_scope scope = {rq->slug, SEAL_TOTP, str_of(id)};
	auto_secret secret = {0};
	char digits[TOTP_DIGITS];
	enum err err;

	err = seal_open(app->keyring, scope, sealed, &rq->fault, &secret);
	if (seal_problem(err) != NULL) {
		alarm_sealed(rq);
		*ret = FACTOR_UNREADABLE;
		return ERR_OK;
	}
	TRY(err);
	return totp_step(&rq->fault, &secret, digits_of(typed, digits), clock_now(), ret);
}

enum err
factor_judge(struct req *rq, const struct attempt *attempt, struct factor *ret)
{
	struct str typed = secret_str(&attempt->totp);
	struct recovery_code code;
	enum err err = ERR_OK;

	*ret = (struct factor){0};
	if (typed.n == 0 || attempt->sealed.p == NULL)
		return ERR_OK;
	ret->given = true;
	ret->recovery = recovery_code_read(typed, &code);
	if (!ret->recovery)
		return factor_step(rq, attempt->totp_id, attempt->sealed, typed, &ret->step);
	err = recovery_code_hash(&rq->fault, &code, rq->slug, &ret->hash);
	explicit_bzero(&code, sizeof(code));
	return err;
}
