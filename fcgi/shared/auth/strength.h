/* SPDX-License-Identifier: MIT */
/* strength.h - how many guesses a password costs who knows how people choose them (libzxcvbn).
 *
 * Its time grows with the cube of the length, so that it sees STRENGTH_BYTES_MAX bytes at a time: a
 * longer password is judged by its two ends, and one strong end is enough. Any thread.
 */
#ifndef AUTH_STRENGTH_H
#define AUTH_STRENGTH_H

#include "base/str.h"

#define STRENGTH_BYTES_MAX 32

/* 10^7 guesses: what a patient attacker of one account tries online. */
#define STRENGTH_BITS_MIN 23.25

/* Fewer different characters than this are no password, however long. */
#define STRENGTH_DISTINCT_MIN 4

/* Found within 10^7 guesses? `words`, ended by NULL, are tried before all others; in lower case,
 * may be NULL. `password` is valid UTF-8. */
bool strength_is_weak(struct str password, const char **words);

/* Made of fewer than STRENGTH_DISTINCT_MIN different characters? */
bool strength_is_monotonous(struct str password);

#endif
