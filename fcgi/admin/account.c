/* SPDX-License-Identifier: MIT */
/* account: what an operator does to one account. Each is one call that answers with a problem. */
#include <string.h>

#include "asking.h"

static const struct {
	const char *name, *option; /* NULL: without one */
	enum admin_call call;
	const char *done;
} acts[] = {
        {"suspend", NULL, ADMIN_SUSPEND, "suspended: nobody can log in, and LINE is not asked"},
        {"resume", NULL, ADMIN_RESUME, "resumed"},
        {"require-totp", NULL, ADMIN_REQUIRE_TOTP,
         "a second factor is demanded: a member without one may only set one up"},
        {"require-totp", "--off", ADMIN_FREE_TOTP, "a second factor is theirs to choose"},
};

static const struct {
	const char *problem, *what;
} problems[] = {
        {"not_found", "no account has that slug"},
        {"account.suspended", "this account is suspended already"},
        {"account.active", "this account is not suspended"},
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

	if (DB_CALL(db, &fault, acts[which].call, &row, db_cstr(call->argv[1])) != ERR_OK)
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

	return call->argc == (option == NULL ? 2 : 3) &&
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
	        call,
	        "usage: acho-admin account suspend|resume SLUG, or require-totp SLUG [--off]");
	return MISUSED;
}
