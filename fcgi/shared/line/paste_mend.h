/* SPDX-License-Identifier: MIT */
/* paste_mend.h - what is nearly a LINE value becomes it, where nothing is guessed: a part of
 * paste.h. */
#ifndef LINE_PASTE_MEND_H
#define LINE_PASTE_MEND_H

#include "line/paste.h"

/*
 * A word that is not of the shape `wants`, but would be without what a keyboard, a form or a page
 * without blanks made of it: "@@id", "123456789O", "536e...c6Copy", "Ab%2BcD...%3D". False when it
 * is not; else `ret` has that shape, in `scratch` or a part of `word`, and a bit of `ret_cleaned`
 * says what was done.
 */
bool paste_mend(enum paste_shape wants, struct arena *scratch, struct str word, struct str *ret,
                unsigned *ret_cleaned);

/* The five groups of a UUID as the first of `n` words. */
bool paste_mend_uuid(struct arena *scratch, const struct str *words, size_t n, struct str *ret);

#endif
