/* SPDX-License-Identifier: MIT */
/* token check: the world as it is, for token_check.c: PostgreSQL as acho_admin. One call each. */
#include <poll.h>
#include <string.h>

#include "asking.h"
#include "token_check.h"

struct token_run {
	struct db *db;
	const char *slug;
};

/* What does not fit is cut: these are codes and names of ours, and an id for support. */
static void
keep(const struct db_result *rows, size_t row, size_t column, char *ret, size_t size)
{
	(void)snprintf(ret, size, "%.*s", STR_ARG(db_get_text(rows, row, column)));
}

static enum err
ask(void *ctx, struct fault *fault, char ret_problem[40], usec *ret_asked_at)
{
	struct token_run *run = ctx;
	auto_db_result row = {NULL};

	TRY(DB_CALL(run->db, fault, ADMIN_TOKEN_CHECK, &row, db_cstr(run->slug)));
	keep(&row, 0, 0, ret_problem, 40);
	*ret_asked_at = db_get_time(&row, 0, 1);
	return ERR_OK;
}

static enum err
look(void *ctx, struct fault *fault, struct token_value ret[TOKEN_VALUES_MAX], size_t *ret_n)
{
	struct token_run *run = ctx;
	auto_db_result rows = {NULL};

	TRY(DB_CALL(run->db, fault, ADMIN_TOKEN_HEALTH, &rows, db_cstr(run->slug)));
	*ret_n = db_rows(&rows) < TOKEN_VALUES_MAX ? db_rows(&rows) : TOKEN_VALUES_MAX;
	for (size_t i = 0; i < *ret_n; i++) {
		keep(&rows, i, 0, ret[i].step, sizeof(ret[i].step));
		keep(&rows, i, 1, ret[i].state, sizeof(ret[i].state));
		keep(&rows, i, 2, ret[i].code, sizeof(ret[i].code));
		ret[i].checked_at = db_get_time(&rows, i, 3);
		keep(&rows, i, 4, ret[i].call, sizeof(ret[i].call));
		ret[i].status = db_get_int(&rows, i, 5);
		keep(&rows, i, 6, ret[i].request_id, sizeof(ret[i].request_id));
	}
	return ERR_OK;
}

static usec
now(void *ctx)
{
	(void)ctx;
	return clock_monotonic();
}

static void
pause_for(void *ctx, usec for_)
{
	(void)ctx;
	(void)poll(NULL, 0, (int)(for_ / USEC_PER_MS));
}

int
token_command(const struct call *call)
{
	static const struct token_world world = {ask, look, now, pause_for};
	struct asking asking;
	struct token_run run;
	int status;

	/* 2 says what LINE thinks here, so a wrong call is a plain failure. */
	if (call->argc != 2 || strcmp(call->argv[0], "check") != 0)
		return complain(call, "usage: acho-admin token check SLUG");
	if (!asking_init(&asking, call))
		return FAILED;
	run = (struct token_run){asking.db, call->argv[1]};
	status = token_check(call, &world, &run);
	db_free(asking.db);
	return status;
}
