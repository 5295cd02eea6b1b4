/* SPDX-License-Identifier: MIT */
/* paste_broken.h - which words are pieces of a broken value, and which are whole: a part of
 * paste.h. */
#ifndef LINE_PASTE_BROKEN_H
#define LINE_PASTE_BROKEN_H

#include "line/paste.h"

/*
 * Is one of the words whole by itself, so that it was not broken and the others are no part of it?
 * Only a Basic ID or a token can be mistaken for a piece of one.
 */
bool paste_has_whole(enum paste_shape wants, const struct str *words, size_t n);

/* A token of the usual length right behind the word of its header, or the word itself. */
struct str paste_without_bearer(struct str word);

/* Was a token broken just before its "=" or "=="? Elsewhere these stand between name and value. */
bool paste_ends_broken(const struct str *words, size_t n);

#endif
