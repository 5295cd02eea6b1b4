/* SPDX-License-Identifier: MIT */
/* paste_clean.h - takes off what came along by copying, and leaves words (line/paste.h). Any
 * thread. */
#ifndef LINE_PASTE_CLEAN_H
#define LINE_PASTE_CLEAN_H

#include "line/paste.h"

#define PASTE_WORDS_MAX 2000

struct cleaned {
	struct str text;    /* NFKC, nothing invisible, blanks and line breaks as they were, every
	                       quote a `"` */
	struct str flat;    /* the same without blanks and line breaks */
	unsigned cleaned;   /* bits of paste.h: invisible, wide */
	bool blanks, lines; /* were there any */
};

/* Into `scratch`, which should be wiped soon: it may be a secret. NULL, or a field code. */
const char *paste_clean(struct arena *scratch, struct str pasted, struct cleaned *ret);

/* The words of a cleaned text between blanks; up to PASTE_WORDS_MAX of them. The rest of the text
 * is left out. */
size_t paste_split(struct str text, const char *separators, struct str *ret, size_t max);

/* Is it a word of the console's own, such as "Channel", "ID" or "Reissue", or a label of a header
 * or form? */
bool paste_is_label(struct str word);

#endif
