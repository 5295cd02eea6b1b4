/* SPDX-License-Identifier: MIT */
/* err.h - what can keep a question from being answered, and where it first went wrong.
 *
 * A refusal ("wrong password") is a result, never an err. Where an error starts it fills the
 * fault that came down with the call; the first writer wins and everybody above only returns.
 * A fault is for operators: it holds no data of a customer. Threads: a fault belongs to one
 * request.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/attr.h"

enum err {
	ERR_OK = 0,
	ERR_INVALID,     /* what came in is not acceptable; the reply says why */
	ERR_NOT_FOUND,   /* it does not exist, or not for this person */
	ERR_DENIED,      /* sealed for something else, altered, or not allowed */
	ERR_TOO_LARGE,   /* over a limit stated in a header */
	ERR_TIMEOUT,     /* a deadline passed */
	ERR_UNAVAILABLE, /* something we need does not answer now; worth another try */
	ERR_PROTOCOL,    /* a peer said something that makes no sense */
	ERR_NOMEM,       /* no memory, or an arena at its limit */
	ERR_BUG,         /* ours */
	ERR__COUNT
};

/* 240 bytes hold every developer's sentence in the tree with room for what a server says. */
struct fault {
	enum err err;
	const char *file;
	int line;
	char sqlstate[6]; /* set by db/ alone */
	char why[240];
};

/* The word of an err in log lines, for example "unavailable". Never NULL. */
const char *err_name(enum err err);

/*
 * Note where it first went wrong; later notes on the same fault are ignored.
 * Returns `err`, so that `return FAULT(...)` reads well.
 */
enum err fault_at(struct fault *fault, const char *file, int line, enum err err, const char *fmt,
                  ...) PRINTF(5, 6);

#define FAULT(fault, err, ...) fault_at((fault), __FILE__, __LINE__, (err), __VA_ARGS__)

/*
 * Our own mistakes only, never input, network or database: prints file, line and condition and
 * aborts; the supervisor restarts the program. Never compiled out, so conditions have no side
 * effects.
 */
NORETURN void bug_at(const char *file, int line, const char *condition);

#define BUG_IF(condition)                                                                          \
	do {                                                                                       \
		if (condition)                                                                     \
			bug_at(__FILE__, __LINE__, #condition);                                    \
	} while (0)

#endif
