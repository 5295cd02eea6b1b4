/* SPDX-License-Identifier: MIT */
/* paste_clean.h - takes off what came along by copying, and leaves words: a part of paste.h. */
#ifndef LINE_PASTE_CLEAN_H
#define LINE_PASTE_CLEAN_H

#include "line/paste.h"

#define PASTE_WORDS_MAX 2000

struct cleaned {
	struct str text;    /* NFKC, nothing invisible, every quote a `"` */
	struct str flat;    /* the same without blanks, line breaks and backslashes */
	unsigned cleaned;   /* bits of paste.h: invisible, wide */
	bool blanks, lines; /* were there any */
};

/* Into `scratch`, which should be wiped soon: it may be a secret. NULL, or a field code. */
const char *paste_clean(struct arena *scratch, struct str pasted, struct cleaned *ret);

/*
 * The words between `separators`, up to `max`; the rest of the text is left out. Chinese and the
 * like ends a word of ASCII characters and is one itself. Returns how many.
 */
size_t paste_split(struct str text, const char *separators, struct str *ret, size_t max);

/*
 * Is it one of the console's own words ("Channel", "Reissue"), or of a header or form ("Bearer")?
 */
bool paste_is_label(struct str word);

#endif
