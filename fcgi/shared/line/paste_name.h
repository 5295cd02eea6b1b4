/* SPDX-License-Identifier: MIT */
/* paste_name.h - says what a text is that is not the value: a part of paste.h. */
#ifndef LINE_PASTE_NAME_H
#define LINE_PASTE_NAME_H

#include "line/paste.h"

/* A text in which the value was not found. */
struct paste_found {
	const struct str *words; /* without labels at both ends */
	size_t n;
	const struct str *all; /* with them */
	size_t n_all;
	struct str joined;    /* the words without what stood between them */
	enum paste_shape url; /* of an address in it, or PASTE_OTHER */
	bool several;         /* values of the wanted shape that differ */
};

/*
 * What it is instead: another value of LINE's; a part of one; an address; or what is not of LINE at
 * all: a person's address, a number to call, labels alone, a name where one is asked for beside.
 * Else PASTE_OTHER.
 */
enum paste_shape paste_name(enum paste_shape wants, const struct paste_found *found);

/*
 * The code of errors[] for a field that wants one shape and got another; `invalid` for PASTE_OTHER.
 */
const char *paste_code(enum paste_shape wants, const char *invalid, struct str word,
                       enum paste_shape shape);

#endif
