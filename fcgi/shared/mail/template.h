/* SPDX-License-Identifier: MIT */
/* template.h - the words of a mail: templates with typed slots, filled for each reader.
 *
 * Templates are files under templates/, compiled in by templates.cmake, so no file is opened at run
 * time. They hold no logic but two blocks, each ended by {end}: {each} writes what it holds for
 * each entry of the list, {if slot} only when the slot has a value. A slot writes {like_this}; how
 * a value is escaped follows from where it is written (subject, text, HTML) and from the slot's
 * kind, and writing it raw is not possible. An unknown slot, one that is never used, or a missing
 * locale stops the build. Any thread.
 */
#ifndef MAIL_TEMPLATE_H
#define MAIL_TEMPLATE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/locale.h"

enum mail_kind {
#define MAIL_KIND(id, name, slots) MAIL_##id,
#include "mail/kinds.def"
#undef MAIL_KIND
	MAIL__COUNT
};

enum slot {
#define SLOT(id, name, kind) SLOT_##id,
#include "mail/slots.def"
#undef SLOT
	SLOT__COUNT
};

/* Of one turn of {each}, when the mail has a list. */
struct mail_entry {
	struct str slot[SLOT__COUNT]; /* STR_NONE: as outside the block */
};

struct mail_values {
	struct str slot[SLOT__COUNT];
	const struct mail_entry *each;
	size_t n_each;
};

struct mail_words {
	struct str subject, text, html; /* UTF-8, lines end in LF; subject is one line */
};

#define MAIL_WORDS_MAX MIB(2) /* each of text and HTML */

/* The kind of that name in the outbox; false for any other. */
CHECKED bool mail_kind_of(struct str name, enum mail_kind *ret);

/*
 * Fill the templates of `kind` in `locale`; the words live in `arena`.
 * ERR_INVALID: a value the mail needs is empty, is not UTF-8, holds a control character (CR, LF and
 * NUL included), or a URL is none. ERR_NOMEM: arena or MAIL_WORDS_MAX exhausted.
 */
CHECKED enum err template_render(struct arena *arena, struct fault *fault, enum mail_kind kind,
                                 enum locale locale, const struct mail_values *values,
                                 struct mail_words *ret);

#endif
