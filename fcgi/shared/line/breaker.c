/* SPDX-License-Identifier: MIT */
#include "line/breaker.h"

enum line_health
breaker_health(const struct breaker *breaker, usec now)
{
	if (!breaker->open)
		return LINE_UP;
	return now >= breaker->probe_at ? LINE_PROBE_DUE : LINE_DOWN;
}

bool
breaker_pass(struct breaker *breaker, usec now)
{
	enum line_health health = breaker_health(breaker, now);

	if (health == LINE_PROBE_DUE)
		breaker->probe_at = now + BREAKER_PROBE_EVERY;
	return health != LINE_DOWN;
}

enum sign { PRESENT, ABSENT, NONE };

static enum sign
sign_of(const struct line_answer *answer)
{
	if (!answer->done)
		return NONE; /* stopped before it was asked */
	switch (answer->failure) {
	case LINE_ANSWERED:
		return answer->status >= 500 ? ABSENT : PRESENT;
	case LINE_NO_NAME:
	case LINE_NO_CONNECT:
	case LINE_BAD_TLS:
	case LINE_LATE:
	case LINE_CUT:
		return ABSENT;
	case LINE_TOO_LARGE:
		return PRESENT;
	case LINE_STOPPED:
	case LINE_NO_CALL:
	case LINE_FAILURE__COUNT:
		return NONE;
	}
	return NONE;
}

/* One answer is enough to know that LINE is there. */
static enum sign
sign_of_proof(const struct line_answers *answers)
{
	enum sign sign = NONE;

	for (size_t i = 0; i < LINE_CALL__COUNT; i++) {
		enum sign of_call = sign_of(&answers->of[i]);
		if (of_call == PRESENT)
			return PRESENT;
		if (of_call == ABSENT)
			sign = ABSENT;
	}
	return sign;
}

void
breaker_note(struct breaker *breaker, const struct line_answers *answers, usec now)
{
	enum sign sign = sign_of_proof(answers);

	if (sign == PRESENT) {
		breaker->unanswered = 0;
		breaker->open = false;
	}
	if (sign != ABSENT || breaker->open)
		return; /* while open it is the clock that counts, not how many still run into it */
	if (++breaker->unanswered < breaker->opens_after)
		return;
	breaker->open = true;
	breaker->probe_at = now + BREAKER_PROBE_EVERY;
}
