/* SPDX-License-Identifier: MIT */
#include "http/body.h"

#include <string.h>

#include "base/json.h"
#include "base/locale.h"
#include "base/utf8.h"

/* Of a member's name that we do not know, only so much is repeated. */
#define UNKNOWN_NAME_MAX 64

/* U+00A0, U+3000 and those of ASCII: what a press of the space bar and a copied line end make. The
 * length of the one that `s` begins with; 0: none. */
static size_t
blank_at(struct str s)
{
	static const struct str blanks[] = {{"\xc2\xa0", 2}, {"\xe3\x80\x80", 3}};

	if (s.n > 0 && s.p[0] != '\0' && strchr(" \t\r\n", s.p[0]) != NULL)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(blanks); i++)
		if (str_starts(s, blanks[i]))
			return blanks[i].n;
	return 0;
}

/* How many characters a person would count; blanks are none where they are cleaned away. */
static size_t
count(const struct field *field, struct str value)
{
	size_t n = utf8_count(value);

	for (size_t at = 0; field->cleaned != NULL && at < value.n; at++)
		n -= blank_at(str_part(value, at, value.n)) > 0;
	return n;
}

/* A literal or arena text either way, as req_field_error wants it. */
static enum err
bad_field(struct req *rq, const struct field *field, const char *code, struct str value)
{
	return req_field_error_counted(rq, field->name, code, count(field, value));
}

/* What the reader has cleaned, for the answer. The list is in the order of the table. */
static enum err
note_cleaned(struct req *rq, const struct field *field, const void *member)
{
	struct field_note **end = &rq->cleaned, *note = ARENA_NEW(&rq->arena, struct field_note);

	if (note == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no room for what was cleaned");
	*note = (struct field_note){.field = field->name};
	note->n = field->cleaned(member, note->what);
	while (*end != NULL)
		end = &(*end)->next;
	*end = note->n > 0 ? note : NULL;
	return ERR_OK;
}

static enum err
read_text(struct req *rq, const struct field *field, struct str value, void *member)
{
	const char *code;
	struct str copy;

	if (!arena_copy(&rq->arena, value, &copy))
		return FAULT(&rq->fault, ERR_NOMEM, "no room for a member");
	if (field->read == NULL) {
		*(struct str *)member = copy;
		return ERR_OK;
	}
	code = field->read(&rq->arena, copy, member);
	if (field->cleaned != NULL)
		TRY(note_cleaned(rq, field, member));
	return code == NULL ? ERR_OK : bad_field(rq, field, code, value);
}

/* NFC, so that a password typed on another keyboard is the same one. */
static enum err
read_secret(struct req *rq, const struct field *field, struct str value, struct secret *member)
{
	const char *code = NULL;
	struct str plain = STR(""), copy;

	if (field->read != NULL) {
		if (!arena_copy(&rq->arena, value, &copy))
			return FAULT(&rq->fault, ERR_NOMEM, "no room for a member");
		code = field->read(&rq->arena, copy, &plain);
	} else if (utf8_nfc(&rq->arena, value, &plain) != ERR_OK) {
		return FAULT(&rq->fault, ERR_NOMEM, "no room for a member");
	}
	if (code != NULL)
		return bad_field(rq, field, code, value);
	if (secret_copy(member, plain) != ERR_OK)
		return FAULT(&rq->fault, ERR_NOMEM, "no room for a secret");
	return ERR_OK;
}

static enum err
read_member(struct req *rq, const struct field *field, const struct json_object *json, void *member)
{
	struct str value;

	if (!json_has(json, field->name))
		return field->required ? bad_field(rq, field, "field.required", STR_NONE) : ERR_OK;
	if (field->kind == FIELD_BOOL)
		return json_get_bool(json, field->name, member)
		               ? ERR_OK
		               : bad_field(rq, field, "field.type", STR_NONE);
	if (!json_get_text(json, field->name, &value))
		return bad_field(rq, field, "field.type", STR_NONE);
	if (field->kind == FIELD_SECRET)
		return read_secret(rq, field, value, member);
	return read_text(rq, field, value, member);
}

static bool
is_known(const struct field *fields, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(name, str_of(fields[i].name)))
			return true;
	return false;
}

static enum err
refuse_unknown(struct req *rq, const struct field *fields, size_t n, const struct json_object *json)
{
	const void *at = NULL;
	struct str name, copy;

	while (json_next(json, &at, &name)) {
		if (is_known(fields, n, name))
			continue;
		if (name.n > UNKNOWN_NAME_MAX)
			name = STR("");
		if (!arena_copy(&rq->arena, name, &copy))
			return FAULT(&rq->fault, ERR_NOMEM, "no room for a member's name");
		TRY(req_field_error(rq, copy.p, "field.unknown"));
	}
	return ERR_OK;
}

static enum err
refuse_json(struct req *rq)
{
	enum err err = req_session_first(rq);

	if (err == ERR_DENIED)
		TRY(reply_problem(rq, STR("session.required")));
	else if (err != ERR_OK)
		return err;
	else
		TRY(reply_problem(rq, STR("request.bad_json")));
	return ERR_INVALID;
}

enum err
body_read(struct req *rq, const struct field *fields, size_t n, void *into)
{
	auto_json *json = NULL;
	enum err err = json_parse(rq->body, &json);

	if (err == ERR_NOMEM)
		return FAULT(&rq->fault, err, "no room for a body");
	if (err != ERR_OK || !json_is_object(json))
		return refuse_json(rq);
	for (size_t i = 0; i < n; i++)
		TRY(read_member(rq, &fields[i], json, (char *)into + fields[i].offset));
	TRY(refuse_unknown(rq, fields, n, json));
	if (rq->field_errors == NULL)
		return ERR_OK;
	TRY(reply_invalid(rq));
	return ERR_INVALID;
}

const char *
name_read(struct arena *arena, struct str in, void *ret)
{
	struct str name, rest = in;

	for (size_t blank; (blank = blank_at(rest)) > 0;)
		rest = str_part(rest, blank, rest.n);
	if (rest.n == 0)
		return "field.required";
	if (utf8_has_control(in))
		return "field.control_chars";
	if (utf8_nfc(arena, in, &name) != ERR_OK || utf8_count(name) > NAME_MAX_CHARS)
		return "field.too_long";
	*(struct str *)ret = name;
	return NULL;
}

const char *
phone_read(struct arena *arena, struct str in, void *ret)
{
	(void)arena;
	if (utf8_has_control(in))
		return "field.control_chars";
	if (in.n > PHONE_MAX)
		return "field.too_long";
	if (!str_only(in, "0123456789+-() "))
		return "phone.invalid";
	*(struct str *)ret = in.n == 0 ? STR_NONE : in;
	return NULL;
}

const char *
locale_read(struct arena *arena, struct str in, void *ret)
{
	enum locale locale;

	(void)arena;
	if (!locale_from_tag(in, &locale))
		return "locale.unknown";
	*(struct str *)ret = str_of(locale_tag(locale));
	return NULL;
}
