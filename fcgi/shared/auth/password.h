/* SPDX-License-Identifier: MIT */
/* password.h - what may become a password. Any composition, but nothing that is tried first.
 *
 * Limits: 8 characters (code points) to 1,024 bytes, after NFC, so that a keyboard that composes
 * differently opens the same account. Any thread.
 */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

#include "auth/breached.h"
#include "base/arena.h"

#define PASSWORD_CHARS_MIN 8
#define PASSWORD_BYTES_MAX 1024

/* The form that is hashed, in the arena. False over PASSWORD_BYTES_MAX: nobody's password. */
CHECKED bool password_normal(struct arena *arena, struct str typed, struct str *ret);

/*
 * May it be set? NULL and the normal form in `ret`, a struct str; or a field code: field.required,
 * password.too_short, password.too_long, password.common (a list of the commonest, runs of a
 * letter, the alphabet or the keyboard, and what strength.h calls weak). Fits body.h's field_read.
 */
const char *password_read(struct arena *arena, struct str typed, void *ret);

/* What those who know the person would try; STR_NONE where there is none. */
struct password_about {
	struct str company, contact, email;
	struct str oa;    /* name of the Official Account */
	struct str brand; /* of this installation */
};

/*
 * May it be set by this person, given that password_read took it? NULL; password.breached: it is in
 * `breached`; or password.context: it is made of what `about` says and of the product's name, or
 * guessed soon by whoever tries these words first. Where arena->starved is set afterwards, memory
 * ran out and NULL says nothing.
 */
const char *password_judge(struct arena *arena, struct str password,
                           const struct password_about *about, const struct breached *breached);

/*
 * Is `password` made of `about` - the company, the address, the product - with fewer than
 * PASSWORD_OWN_MIN characters of its own? The same of arena->starved and false.
 */
#define PASSWORD_OWN_MIN 6
bool password_is_made_of(struct arena *arena, struct str password, const struct str *about,
                         size_t n);

#endif
