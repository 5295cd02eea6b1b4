/* SPDX-License-Identifier: MIT */
/* clock.h - time in microseconds: `_at` is an instant, `_for` a duration. Any thread. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

typedef int64_t usec;

#define USEC_PER_MS  ((usec)1000)
#define USEC_PER_SEC ((usec)1000000)

usec clock_now(void);       /* since 1970 UTC: for people and for LINE; may jump */
usec clock_monotonic(void); /* for deadlines; never jumps */

#endif
