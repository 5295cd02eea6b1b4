/* SPDX-License-Identifier: MIT */
#include "signup/form.h"

#include "auth/email.h"
#include "auth/password.h"
#include "http/body.h"
#include "signup/app.h"

const char *
idempotency_key_refused(struct str key)
{
	if (key.p == NULL)
		return NULL;
	if (key.n == 0)
		return "field.required";
	if (key.n > IDEMPOTENCY_KEY_MAX)
		return "field.too_long";
	return str_is_visible(key) ? NULL : "field.control_chars";
}

enum err
form_digest(struct fault *fault, const struct form *form, struct token_hash *ret)
{
	const struct str fields[] = {form->company, form->contact, form->email,
	                             form->phone,   form->locale,  form->terms};
	size_t n = ARRAY_LEN(fields);

	return digest_of(fault, fields, form->terms.n > 0 ? n : n - 1, ret);
}

void
form_drop(struct form *form)
{
	secret_done(&form->password);
}

static const struct field fields[] = {
        {"company", FIELD_TEXT, true, name_read, offsetof(struct form, company), NULL},
        {"contact", FIELD_TEXT, true, name_read, offsetof(struct form, contact), NULL},
        {"email", FIELD_TEXT, true, email_read, offsetof(struct form, email), NULL},
        {"password", FIELD_SECRET, true, password_read, offsetof(struct form, password), NULL},
        {"locale", FIELD_TEXT, true, locale_read, offsetof(struct form, locale), NULL},
        {"phone", FIELD_TEXT, false, phone_read, offsetof(struct form, phone), NULL},
        {"terms", FIELD_TEXT, false, NULL, offsetof(struct form, terms), NULL},
};

enum err
form_read(struct req *rq, struct form *ret)
{
	const struct signup_app *app = rq->app;
	const char *bad_key = idempotency_key_refused(rq->idempotency_key), *bad_password;
	struct str terms = app->settings->terms_version;
	bool agreed;

	if (bad_key != NULL)
		TRY(req_field_error(rq, "Idempotency-Key", bad_key));
	TRY(body_read(rq, fields, ARRAY_LEN(fields), ret));
	bad_password = password_judge(&rq->arena, secret_str(&ret->password),
	                              &(struct password_about){.company = ret->company,
	                                                       .contact = ret->contact,
	                                                       .email = ret->email,
	                                                       .brand = app->settings->brand},
	                              app->breached);
	if (rq->arena.starved)
		return FAULT(&rq->fault, ERR_NOMEM, "no memory to judge a password");
	if (terms.n == 0)
		ret->terms = STR_NONE;
	agreed = terms.n == 0 || str_is(ret->terms, terms);
	if (bad_password == NULL && agreed)
		return ERR_OK;
	if (bad_password != NULL)
		TRY(req_field_error(rq, "password", bad_password));
	if (!agreed)
		TRY(req_field_error(rq, "terms", "terms.required"));
	TRY(reply_invalid(rq));
	return ERR_INVALID;
}
