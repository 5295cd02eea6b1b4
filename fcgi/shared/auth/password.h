/* SPDX-License-Identifier: MIT */
/* password.h - what may become a password. Any composition, but nothing that is tried first.
 *
 * Limits: 8 characters (code points) to 1,024 bytes, after NFC, so that a keyboard that composes
 * differently opens the same account. Any thread.
 */
#ifndef AUTH_PASSWORD_H
#define AUTH_PASSWORD_H

#include "base/arena.h"

#define PASSWORD_CHARS_MIN 8
#define PASSWORD_BYTES_MAX 1024

/* The form that is hashed, in the arena. False over PASSWORD_BYTES_MAX: nobody's password. */
CHECKED bool password_normal(struct arena *arena, struct str typed, struct str *ret);

/*
 * May it be set? NULL and the normal form in `ret`, a struct str; or a field code: field.required,
 * password.too_short, password.too_long, password.common (a list of the commonest, and runs of a
 * letter, the alphabet or the keyboard). Fits body.h's field_read.
 */
const char *password_read(struct arena *arena, struct str typed, void *ret);

/*
 * May it be set by a member of this company with this address, given that password_read took it?
 * NULL, or password.context: it is made of them and of the product's name.
 */
const char *password_judge(struct arena *arena, struct str password, struct str company,
                           struct str email);

/*
 * Is `password` made of `about` - the company, the address, the product - with fewer than
 * PASSWORD_OWN_MIN characters of its own?
 */
#define PASSWORD_OWN_MIN 6
bool password_is_made_of(struct arena *arena, struct str password, const struct str *about,
                         size_t n);

#endif
