/* SPDX-License-Identifier: MIT */
/* An owner agrees to the terms and the privacy policy that hold now. GET .../session says when that
 * is due; at sign-up it is a field of the form. */
#include "http/body.h"
#include "login/app.h"

struct consent {
	struct str terms; /* the version that was shown */
};

static const struct field fields[] = {
        {"terms", FIELD_TEXT, true, NULL, offsetof(struct consent, terms), NULL},
};

enum err
post_consent(struct req *rq)
{
	const struct login_app *app = rq->app;
	struct consent in = {0};
	auto_db_result given = {NULL};

	TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
	if (in.terms.n == 0 || !str_is(in.terms, app->settings->terms_version)) {
		TRY(req_field_error(rq, "terms", "terms.required"));
		return reply_invalid(rq);
	}
	TRY(REQ_CALL(rq, LOGIN_CONSENT, &given, REQ_SESSION(rq), db_text(in.terms), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &given))
		return ERR_OK;
	return reply_empty(rq, 204);
}
