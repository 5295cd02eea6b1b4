/* SPDX-License-Identifier: MIT */
/* account: what an operator does to one account. Each is one call that answers with a problem. */
#include <string.h>

#include "asking.h"

static const struct {
	const char *name, *option; /* NULL: without one */
	int words;                 /* the slug, and what else the call takes */
	enum admin_call call;
	const char *done;
} acts[] = {
        {"suspend", NULL, 1, ADMIN_SUSPEND, "suspended: nobody can log in, and LINE is not asked"},
        {"resume", NULL, 1, ADMIN_RESUME, "resumed"},
        {"require-totp", NULL, 1, ADMIN_REQUIRE_TOTP,
         "a second factor is demanded: a member without one may only set one up"},
        {"require-totp", "--off", 1, ADMIN_FREE_TOTP, "a second factor is theirs to choose"},
        {"forget-totp", NULL, 2, ADMIN_FORGET_TOTP, "forgotten: the password alone logs in"},
};

static const struct {
	const char *problem, *what;
} problems[] = {
        {"not_found", "no account has that slug"},
        {"account.suspended", "this account is suspended already"},
        {"account.active", "this account is not suspended"},
        {"member.not_found", "nobody in that account has this address"},
        {"totp.off", "this member has no second factor"},
};

static int
complain_of_problem(const struct call *call, struct str problem)
{
	for (size_t i = 0; i < ARRAY_LEN(problems); i++)
		if (str_is(problem, str_of(problems[i].problem)))
			return complain(call, "%s", problems[i].what);
	return complain(call, "the database says %.*s", STR_ARG(problem));
}

static int
act(const struct call *call, struct db *db, size_t which)
{
	struct fault fault = {0};
	auto_db_result row = {NULL};
	const struct db_param words[] = {db_cstr(call->argv[1]), db_cstr(call->argv[2])};

	if (db_call(db, &fault, acts[which].call, words, (size_t)acts[which].words, &row) != ERR_OK)
		return complain(call, "%s", fault.why);
	if (!db_is_null(&row, 0, 0))
		return complain_of_problem(call, db_get_text(&row, 0, 0));
	(void)fprintf(call->out, "%s\n", acts[which].done);
	return DONE;
}

static bool
is_asked_for(const struct call *call, size_t which)
{
	const char *option = acts[which].option;

	return call->argc == 1 + acts[which].words + (option == NULL ? 0 : 1) &&
	       strcmp(call->argv[0], acts[which].name) == 0 &&
	       (option == NULL || strcmp(call->argv[2], option) == 0);
}

int
account_command(const struct call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		struct asking asking;
		int status;

		if (!is_asked_for(call, i))
			continue;
		if (!asking_init(&asking, call))
			return FAILED;
		status = act(call, asking.db, i);
		db_free(asking.db);
		return status;
	}
	(void)complain(
	        call, "usage: acho-admin account suspend|resume SLUG, require-totp SLUG [--off] or "
	              "forget-totp SLUG ADDRESS");
	return MISUSED;
}
