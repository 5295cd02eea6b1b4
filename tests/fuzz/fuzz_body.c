/* SPDX-License-Identifier: MIT */
/* A body is read into clean text, or refused with an answer that is JSON itself. */
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "http/body.h"
#include "http/conn.h"
#include "http/route.h"

struct form {
	struct str name, note;
	struct secret password;
	bool accept;
};

static const struct field fields[] = {
        {"name", FIELD_TEXT, true, name_read, offsetof(struct form, name), NULL},
        {"note", FIELD_TEXT, false, NULL, offsetof(struct form, note), NULL},
        {"password", FIELD_SECRET, true, NULL, offsetof(struct form, password), NULL},
        {"accept", FIELD_BOOL, false, NULL, offsetof(struct form, accept), NULL},
};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static bool
is_clean(struct str text)
{
	return utf8_valid(text) && !str_has(text, '\0');
}

/* True when `rq` holds an answer that our own strict reader reads. */
static bool
is_answered(const struct req *rq)
{
	auto_json *json = NULL;

	return (rq->reply.status == 400 || rq->reply.status == 422) &&
	       json_parse(buf_str(&rq->reply.body), &json) == ERR_OK && json_has(json, "detail");
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const struct route anybody;
	struct form form = {0};
	struct req rq = {.route = &anybody, .body = {(const char *)bytes, n}};
	bool good;
	enum err err;

	if (n > BODY_MAX)
		return 0;
	rq.locale = (enum locale)(n % LOCALE__COUNT);
	arena_init(&rq.arena, REQUEST_MEMORY);
	err = body_read(&rq, fields, ARRAY_LEN(fields), &form);
	if (err == ERR_OK)
		good = is_clean(form.name) && form.name.n > 0 && !utf8_has_control(form.name) &&
		       is_clean(form.note) && is_clean(secret_str(&form.password));
	else
		good = err == ERR_INVALID ? is_answered(&rq) : rq.fault.err == err;
	if (!good)
		abort();
	secret_done(&form.password);
	arena_done(&rq.arena);
	return 0;
}
