/* SPDX-License-Identifier: MIT */
/* GET /api/terms: what whoever signs up, and an owner when it has changed, is asked to agree to. */
#include "http/reply.h"
#include "signup/app.h"

enum err
get_terms(struct req *rq)
{
	const struct signup_app *app = rq->app;
	const struct settings *settings = app->settings;
	bool asked = settings->terms_version.n > 0;
	struct out *out = reply_json(rq, 200);

	out_text(out, "version", asked ? settings->terms_version : STR_NONE);
	out_text(out, "terms_url", asked ? settings->terms_url : STR_NONE);
	out_text(out, "privacy_url", asked ? settings->privacy_url : STR_NONE);
	return reply_end(rq);
}
