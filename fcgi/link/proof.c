/* SPDX-License-Identifier: MIT */
#include "link/proof.h"

#include "base/log.h"
#include "http/reply.h"
#include "link/app.h"
#include "proving/said.h"

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

	log_start(&line, said_level(outcome, outcome->alarm),
	          outcome->alarm ? "line_alarm" : "line");
	log_text(&line, "request", rq->request_id);
	log_text(&line, "code", outcome->code == NULL ? STR("proved") : str_of(outcome->code));
	said_log(&line, outcome);
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
	extra.expires_at = outcome->expires_at;
	if (outcome->answer->request_id[0] != '\0')
		extra.line_request_id = str_of(outcome->answer->request_id);
	return reply_problem_with(rq, str_of(outcome->code), &extra);
}
