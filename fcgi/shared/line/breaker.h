/* SPDX-License-Identifier: MIT */
/* breaker.h - a LINE that does not answer is not asked, but for one proof every 15 seconds.
 *
 * Closed, everybody may ask. After `opens_after` proofs in a row whose every call LINE left without
 * an answer, or answered with a 5xx, it is open: whoever comes is refused at once instead of
 * waiting for a deadline, and every BREAKER_PROBE_EVERY one is let through to look. Any other
 * answer to any call, a refusal and a 429 too, closes it: LINE is there. What we gave up ourselves
 * says nothing of LINE.
 *
 * A pure state machine; clock_monotonic() comes as an argument. Threads: one at a time.
 */
#ifndef LINE_BREAKER_H
#define LINE_BREAKER_H

#include "base/clock.h"
#include "line/answer.h"

#define BREAKER_PROBE_EVERY (15 * USEC_PER_SEC)

enum line_health {
	LINE_UP,
	LINE_DOWN,
	LINE_PROBE_DUE, /* down, and the next one that asks is let through */
};

struct breaker {
	unsigned opens_after; /* at least 1; the rest begins as zero */
	unsigned unanswered;  /* proofs in a row */
	bool open;
	usec probe_at; /* while open: from when one more may ask */
};

enum line_health breaker_health(const struct breaker *breaker, usec now);

/* May one more proof ask? While open, the one that may is the probe, and the next is due later. */
CHECKED bool breaker_pass(struct breaker *breaker, usec now);

/* A proof ended with these answers. */
void breaker_note(struct breaker *breaker, const struct line_answers *answers, usec now);

#endif
