/* SPDX-License-Identifier: MIT */
/* body.h - input is declared, not picked: one table per body, one reader for all routes.
 *
 *     static const struct field fields[] = {
 *             {"email",    FIELD_TEXT, true, email_read, offsetof(struct credentials, email)},
 *             {"password", FIELD_SECRET, true, NULL, offsetof(struct credentials, password)},
 *     };
 *     TRY(body_read(rq, fields, ARRAY_LEN(fields), &in));
 *
 * The answer to a bad body is given here: 400 request.bad_json, or 422 request.invalid naming every bad,
 * missing or unknown field at once.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "base/secret.h"
#include "http/reply.h"

enum field_kind {
	FIELD_TEXT,   /* JSON string -> struct str (or what `read` makes of it) */
	FIELD_SECRET, /* JSON string -> struct secret, wiped by its owner */
	FIELD_BOOL,   /* JSON true or false -> bool */
};

/*
 * Judge and normalise a string: NULL and *ret set, or a field code such as "email.invalid". For FIELD_TEXT
 * ret is the member at `offset`. Valid UTF-8 without NUL comes in; the arena keeps what goes out.
 */
typedef const char *field_read(struct arena *arena, struct str in, void *ret);

struct field {
	const char     *name;
	enum field_kind kind;
	bool            required; /* a missing optional member leaves `into` alone */
	field_read     *read;     /* NULL: any string as it stands */
	size_t          offset;
};

/* ERR_INVALID after answering; the handler returns what TRY gives it and the dispatcher sends the answer. */
CHECKED enum err body_read(struct req *rq, const struct field *fields, size_t n, void *into);

/* A name a person gives: NFC, 1 to 80 characters, no control characters, blanks at the ends refused as empty. */
const char *name_read(struct arena *arena, struct str in, void *ret);

#endif
