/* SPDX-License-Identifier: MIT */
/* attr.h - the compiler extensions that ACHO uses, in one place, and the one macro that returns. */
#ifndef BASE_ATTR_H
#define BASE_ATTR_H

#include <stddef.h>

#define CHECKED          __attribute__((warn_unused_result))
#define CLEANUP(fn)      __attribute__((cleanup(fn)))
#define PRINTF(fmt, arg) __attribute__((format(printf, fmt, arg)))
#define NORETURN         __attribute__((noreturn))

#define ARRAY_LEN(a)     (sizeof(a) / sizeof((a)[0]))
#define KIB(n)           ((size_t)(n)*1024)
#define MIB(n)           ((size_t)(n)*1024 * 1024)

/* Hand a cleaned-up pointer on: the scope that held it forgets it. */
#define TAKE(ptr)                                                                                  \
	({                                                                                         \
		__typeof__(ptr) taken_ = (ptr);                                                    \
		(ptr) = NULL;                                                                      \
		taken_;                                                                            \
	})

/* The one macro that returns. A statement of its own; safe because scopes clean up after
 * themselves. */
#define TRY(expr)                                                                                  \
	do {                                                                                       \
		enum err try_ = (expr);                                                            \
		if (try_ != ERR_OK)                                                                \
			return try_;                                                               \
	} while (0)

#endif
