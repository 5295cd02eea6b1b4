/* SPDX-License-Identifier: MIT */
#include "token_check.h"

#include <string.h>
#include <time.h>

static const struct {
	const char *problem, *what;
} problems[] = {
        {"not_found", "no account has that slug"},
        {"account.suspended", "LINE is not asked about a suspended account"},
        {"token.none", "nothing to ask LINE about: this account has proved no value yet"},
};

static int
complain_of_problem(const struct call *call, const char *problem)
{
	for (size_t i = 0; i < ARRAY_LEN(problems); i++)
		if (strcmp(problem, problems[i].problem) == 0)
			return complain(call, "%s", problems[i].what);
	return complain(call, "the database says %s", problem);
}

static bool
is_answered(const struct token_value *value, usec asked_at)
{
	return value->checked_at >= asked_at;
}

static bool
all_answered(const struct token_value *values, size_t n, usec asked_at)
{
	for (size_t i = 0; i < n; i++)
		if (!is_answered(&values[i], asked_at))
			return false;
	return true;
}

static void
print_time(const struct call *call, usec at)
{
	time_t seconds = at / USEC_PER_SEC;
	struct tm tm;
	char text[32];

	if (gmtime_r(&seconds, &tm) != NULL &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) > 0)
		(void)fprintf(call->out, " %s", text);
}

/* "messaging_token  refuted   line.token_invalid bot_info 401 <request id> 2026-01-02T03:04:05Z" */
static void
print_value(const struct call *call, const struct token_value *value, usec asked_at)
{
	(void)fprintf(call->out, "%-15s  %-8s %s", value->step, value->state,
	              value->code[0] == '\0' ? "-" : value->code);
	if (value->call[0] != '\0')
		(void)fprintf(call->out, " %s", value->call);
	if (value->status != 0)
		(void)fprintf(call->out, " %lld", (long long)value->status);
	if (value->request_id[0] != '\0')
		(void)fprintf(call->out, " %s", value->request_id);
	if (value->checked_at != 0)
		print_time(call, value->checked_at);
	(void)fprintf(call->out, "%s\n",
	              is_answered(value, asked_at) ? "" : " (no answer of LINE since asked)");
}

static int
status_of(const struct token_value *values, size_t n, usec asked_at)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(values[i].state, "proved") != 0)
			return TOKEN_REFUSED;
	return all_answered(values, n, asked_at) ? DONE : TOKEN_NO_ANSWER;
}

int
token_check(const struct call *call, const struct token_world *world, void *ctx)
{
	struct token_value values[TOKEN_VALUES_MAX];
	struct fault fault = {0};
	char problem[40] = "";
	usec asked_at = 0, until;
	size_t n = 0;

	if (world->ask(ctx, &fault, problem, &asked_at) != ERR_OK)
		return complain(call, "%s", fault.why);
	if (problem[0] != '\0')
		return complain_of_problem(call, problem);
	until = world->now(ctx) + TOKEN_CHECK_WAITS;
	for (;;) {
		if (world->look(ctx, &fault, values, &n) != ERR_OK)
			return complain(call, "%s", fault.why);
		if (all_answered(values, n, asked_at) || world->now(ctx) >= until)
			break;
		world->pause(ctx, TOKEN_CHECK_LOOKS);
	}
	if (n == 0)
		return complain(call, "the values were removed while LINE was asked");
	for (size_t i = 0; i < n; i++)
		print_value(call, &values[i], asked_at);
	return status_of(values, n, asked_at);
}
