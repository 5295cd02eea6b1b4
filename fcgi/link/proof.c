/* SPDX-License-Identifier: MIT */
#include "link/proof.h"

#include "base/log.h"
#include "http/reply.h"
#include "link/app.h"

/* Between LINE's deadline and the courier's turn: time to queue for a thread and settle. */
#define SETTLE_SECONDS 7

int64_t
proof_lease_seconds(const struct req *rq)
{
	const struct link_app *app = rq->app;

	return (app->settings->line_timeout_ms + 999) / 1000 + SETTLE_SECONDS;
}

static void
done(struct line_proof *proof, void *rq)
{
	(void)proof; /* the request holds it too */
	req_resume(rq);
}

static enum err
ask_line(struct req *rq)
{
	const struct link_app *app = rq->app;
	struct parked *parked = rq->kept;

	return line_client_submit(app->line, parked->proof, done, rq);
}

enum err
proof_park(struct req *rq, struct parked *parked)
{
	rq->kept = parked;
	return req_park(rq, ask_line);
}

static void
log_outcome(const struct req *rq, const struct line_outcome *outcome)
{
	struct log_line line;

	log_start(&line, outcome->alarm ? LOG_ERROR : LOG_INFO,
	          outcome->alarm ? "line_alarm" : "line");
	log_text(&line, "request", rq->request_id);
	log_text(&line, "code", outcome->code == NULL ? STR("proved") : str_of(outcome->code));
	if (outcome->answer->asked) {
		log_text(&line, "call", str_of(line_call_name(outcome->call)));
		log_text(&line, "failure", str_of(line_failure_name(outcome->answer->failure)));
		log_int(&line, "status", outcome->answer->status);
		log_text(&line, "line_request", str_of(outcome->answer->request_id));
	}
	log_fault(&line, &rq->fault); /* why LINE was not asked */
	log_write(&line);
}

const struct line_outcome *
proof_outcome(struct req *rq, const struct parked *parked)
{
	const struct line_outcome *outcome = line_proof_outcome(parked->proof);

	log_outcome(rq, outcome);
	rq->fault = (struct fault){0};
	return outcome;
}

enum err
proof_reply(struct req *rq, const struct line_outcome *outcome, struct str entered)
{
	struct problem_extra extra = {0};

	if (outcome->retry)
		return reply_pending(rq, str_of(outcome->code));
	if (outcome->bot != NULL) {
		extra.entered = entered;
		extra.found_basic_id = str_of(outcome->bot->basic_id);
		extra.found_name = str_of(outcome->bot->display_name);
	}
	if (outcome->answer->request_id[0] != '\0')
		extra.line_request_id = str_of(outcome->answer->request_id);
	return reply_problem_with(rq, str_of(outcome->code), &extra);
}

struct db_param
proof_text(const char *text)
{
	return text == NULL || text[0] == '\0' ? DB_NULL : db_cstr(text);
}

struct db_param
proof_status(const struct line_outcome *outcome)
{
	return outcome->answer->status == 0 ? DB_NULL : db_int(outcome->answer->status);
}

struct db_param
proof_call(const struct line_outcome *outcome)
{
	return outcome->answer->asked ? db_cstr(line_call_name(outcome->call)) : DB_NULL;
}
