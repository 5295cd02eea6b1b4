/* SPDX-License-Identifier: MIT */
/* paste_shape.h - what kind of LINE value a text is, by its shape alone: a part of paste.h. */
#ifndef LINE_PASTE_SHAPE_H
#define LINE_PASTE_SHAPE_H

#include "line/paste.h"

/* Of one word of ASCII without blanks. */
enum paste_shape paste_shape_of_word(struct str s);

/*
 * A key, public or private, anywhere in a text without blanks whose quotes are all `"`; else
 * PASTE_OTHER.
 */
enum paste_shape paste_shape_of_key(struct str flat);

/* Random as a piece of a token is: digits or signs, or a capital inside. No label looks like that.
 */
bool paste_is_random(struct str s);

/* Does one of `bytes` stand in `s`? */
bool paste_has_any(struct str s, const char *bytes);

#endif
