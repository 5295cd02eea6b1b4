/* SPDX-License-Identifier: MIT */
/* email.h - one e-mail address, in the form that is stored, compared and mailed to.
 *
 * Stricter than RFC 5321: what an address book never holds but a header injection needs (quotes,
 * comments, lists, control characters, address literals) does not exist here. The local part keeps
 * its case, because its owner's server may tell them apart; looking up ignores case. Any thread.
 */
#ifndef AUTH_EMAIL_H
#define AUTH_EMAIL_H

#include "base/buf.h"

#define EMAIL_MAX       254 /* bytes, RFC 5321 section 4.5.3.1.3 without its angle brackets */
#define EMAIL_LOCAL_MAX 64  /* bytes before the @ */

/*
 * Judge and normalise a typed address: an ASCII dot-atom, an @, and a domain of two labels or more,
 * which comes out in lower case and as A-labels (IDNA 2008). `ret` is a struct str in the arena.
 * Full-width characters, as an input method for Chinese types them, are read as the plain ones that
 * they look like, and ideographic full stops as dots; nothing else of Unicode's compatibility forms
 * is. Returns NULL, or a field code: field.required (empty), field.control_chars, field.too_long,
 * email.invalid. Plain blanks around it are refused, not cleaned away. Fits body.h's field_read.
 */
const char *email_read(struct arena *arena, struct str typed, void *ret);

/* "wang@example.com" as "w***@example.com": enough for its owner to recognise. STR_NONE without
 * memory. */
struct str email_mask(struct arena *arena, struct str email);

#endif
