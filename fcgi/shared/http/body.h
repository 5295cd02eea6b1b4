/* SPDX-License-Identifier: MIT */
/* body.h - input is declared, not picked: one table per body, one reader for all routes.
 *
 *     static const struct field fields[] = {
 *             {"email",    FIELD_TEXT, true, email_read, offsetof(struct credentials, email)},
 *             {"password", FIELD_SECRET, true, NULL, offsetof(struct credentials, password)},
 *     };
 *     TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
 *
 * The answer to a bad body is given here: 400 request.bad_json, or 422 request.invalid naming every
 * bad, missing or unknown field at once. Threads: whoever holds the request.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "base/secret.h"
#include "http/reply.h"

#define NAME_MAX_CHARS 80 /* characters */
#define PHONE_MAX      40 /* bytes */

enum field_kind {
	FIELD_TEXT,   /* JSON string -> struct str (or what `read` makes of it) */
	FIELD_SECRET, /* JSON string -> struct secret, wiped by its owner */
	FIELD_BOOL,   /* JSON true or false -> bool */
};

/*
 * Judge and normalise a string: NULL and *ret set, or a field code such as "email.invalid". For
 * FIELD_TEXT ret is the member at `offset`; for FIELD_SECRET it is a struct str, whose bytes then
 * become the secret. Valid UTF-8 without NUL comes in, and lives in the arena as must what goes
 * out.
 */
typedef const char *field_read(struct arena *arena, struct str in, void *ret);

/*
 * What a reader took away from the value at `member` before it judged it, accepted or not: up to
 * FIELD_CLEANED_MAX names, which are literals. Returns how many. The answer shows them beside the
 * field's name.
 */
typedef size_t field_cleaned(const void *member, const char *ret[]);

struct field {
	const char *name;
	enum field_kind kind;
	bool required;    /* a missing optional member leaves `into` alone */
	field_read *read; /* NULL: any string as it stands; a secret in NFC */
	size_t offset;
	field_cleaned *cleaned; /* of a FIELD_TEXT with `read`; NULL: nothing ever is */
};

/*
 * Fill `into` from rq->body. ERR_INVALID after answering: the handler returns what TRY gives it and
 * the dispatcher sends the answer. A member named twice, or of another type, is never converted.
 */
CHECKED enum err body_read(struct req *rq, const struct field *fields, size_t n, void *into);

/*
 * A name a person gives, for `read`: 1 to 80 characters in NFC, not only blanks, no control
 * characters. Nothing is cleaned away.
 */
const char *name_read(struct arena *arena, struct str in, void *ret);

/* Digits and + - ( ) blank, up to PHONE_MAX, or nothing at all: then STR_NONE. For `read`. */
const char *phone_read(struct arena *arena, struct str in, void *ret);

/* The tag of a language of ours, exactly: "zh-TW", "en" or "ja". For `read`. */
const char *locale_read(struct arena *arena, struct str in, void *ret);

#endif
