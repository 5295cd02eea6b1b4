/* SPDX-License-Identifier: MIT */
/* problem.h - the table of problem.def: a code's HTTP status and its sentence in the reader's
 * language.
 *
 * Any thread.
 */
#ifndef HTTP_PROBLEM_H
#define HTTP_PROBLEM_H

#include "base/buf.h"
#include "base/locale.h"
#include "http/reply.h"

struct problem {
	const char *code;
	int status;
	const char *detail[LOCALE__COUNT]; /* with slots */
};

/* How many codes there are. */
enum {
#define PROBLEM(...) +1
	PROBLEM__COUNT = 0
#include "http/problem.def"
#undef PROBLEM
};

/* NULL for a code that is not in the table. */
const struct problem *problem_find(struct str code);

/* The code's place in the table, and what stands there. `code` is a reply's: the table's own text,
 * found by its address; PROBLEM__COUNT for any other. */
size_t problem_number(const char *code);
const struct problem *problem_at(size_t number);

/* What fills the slots beside `extra`: characters of the field or bad fields, and the field's name.
 */
struct problem_slots {
	const struct problem_extra *extra; /* NULL: none */
	size_t n;
	const char *field; /* NULL: not about one field */
};

/* The sentence with its slots filled in. A slot without a value is empty; [ ] around it goes with
 * it. */
struct str problem_sentence(struct arena *arena, const struct problem *problem, enum locale locale,
                            const struct problem_slots *slots);

/* RFC 9457, section 4.2.1: with type about:blank the title is the status's own phrase. */
const char *problem_title(int status, enum locale locale);

#endif
