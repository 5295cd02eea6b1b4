/* SPDX-License-Identifier: MIT */
/* account, session: what an operator does to one account. Each is one call that answers with a
 * problem. */
#include <string.h>

#include "accounts.h"
#include "sheet.h"

static const struct {
	const char *group, *name, *option; /* NULL: without one */
	int words;                         /* the slug, and what else the call takes */
	enum admin_call call;
	const char *done;
} acts[] = {
        {"account", "suspend", NULL, 1, ADMIN_SUSPEND,
         "suspended: nobody can log in, and LINE is not asked"},
        {"account", "resume", NULL, 1, ADMIN_RESUME, "resumed"},
        {"account", "require-totp", NULL, 1, ADMIN_REQUIRE_TOTP,
         "a second factor is demanded: a member without one may only set one up"},
        {"account", "require-totp", "--off", 1, ADMIN_FREE_TOTP,
         "a second factor is theirs to choose"},
        {"account", "forget-totp", NULL, 2, ADMIN_FORGET_TOTP,
         "forgotten: the password alone logs in"},
        {"account", "unlink", NULL, 1, ADMIN_UNLINK,
         "unlinked: the Official Account is free, our copy of its token is forgotten"},
        {"session", "end", NULL, 1, ADMIN_END_SESSIONS, "ended: everybody is logged out"},
        {"session", "end", NULL, 2, ADMIN_END_SESSIONS_OF, "ended: this member is logged out"},
};

static const struct {
	const char *problem, *what;
} problems[] = {
        {"not_found", "no account has that slug"},
        {"account.suspended", "this account is suspended already"},
        {"account.active", "this account is not suspended"},
        {"member.not_found", "nobody in that account has this address"},
        {"token.none", "this account has no Official Account to let go"},
        {"totp.off", "this member has no second factor"},
};

int
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
	struct sheet sheet;
	const struct db_param words[] = {db_cstr(call->argv[1]), db_cstr(call->argv[2])};

	if (db_call(db, &fault, acts[which].call, words, (size_t)acts[which].words, &row) != ERR_OK)
		return complain(call, "%s", fault.why);
	if (!db_is_null(&row, 0, 0))
		return complain_of_problem(call, db_get_text(&row, 0, 0));
	if (!call->json)
		return fprintf(call->out, "%s\n", acts[which].done) > 0
		               ? DONE
		               : complain(call, "cannot write the answer");
	sheet_init(&sheet, call);
	sheet_text(&sheet, "done", str_of(acts[which].name));
	return sheet_print(&sheet, DONE);
}

static bool
is_asked_for(const struct call *call, const char *group, size_t which)
{
	const char *option = acts[which].option;

	return strcmp(acts[which].group, group) == 0 &&
	       call->argc == 1 + acts[which].words + (option == NULL ? 0 : 1) &&
	       strcmp(call->argv[0], acts[which].name) == 0 &&
	       (option == NULL || strcmp(call->argv[2], option) == 0);
}

static int
run(const struct call *call, const char *group, const char *usage)
{
	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		struct asking asking;
		int status;

		if (!is_asked_for(call, group, i))
			continue;
		if (!asking_init(&asking, call))
			return FAILED;
		status = act(call, asking.db, i);
		db_free(asking.db);
		return status;
	}
	return misused(call, usage);
}

int
account_command(const struct call *call)
{
	static const struct {
		const char *name;
		int (*run)(const struct call *call);
	} others[] = {{"list", account_list}, {"show", account_show}, {"delete", account_delete}};

	for (size_t i = 0; call->argc > 0 && i < ARRAY_LEN(others); i++)
		if (strcmp(call->argv[0], others[i].name) == 0)
			return others[i].run(call);
	return run(
	        call, "account",
	        "account suspend|resume SLUG, list, show|unlink SLUG, delete SLUG --confirm SLUG, "
	        "require-totp SLUG [--off] or forget-totp SLUG ADDRESS");
}

int
session_command(const struct call *call)
{
	return run(call, "session", "session end SLUG [ADDRESS]");
}
