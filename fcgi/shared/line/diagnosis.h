/* SPDX-License-Identifier: MIT */
/* diagnosis.h - from what LINE said and what was typed to one code a person can be helped with.
 *
 * Pure functions: no clock, no network, no memory. Codes are the line.* of the API's documentation.
 * When in doubt the answer is line.pending (asked again later) or line.unexpected (support has the
 * request id), never a wrong accusation. Any thread.
 */
#ifndef LINE_DIAGNOSIS_H
#define LINE_DIAGNOSIS_H

#include "base/clock.h"
#include "line/answer.h"

/* What one answer means by itself. */
enum line_verdict {
	LINE_GOOD,
	LINE_NO_ANSWER, /* nothing learnt: ask again later */
	LINE_OUR_FAULT, /* our clock or our audience: ask again later, and wake the operator */
	LINE_KID_UNKNOWN,
	LINE_CHANNEL_MISMATCH,
	LINE_KEY_MISMATCH,
	LINE_ASK_KIDS, /* this endpoint does not serve such keys, the other may */
	LINE_TOKEN_INVALID,
	LINE_DENIED, /* good token, but not for this call */
	LINE_UNEXPECTED,
};

enum line_verdict line_verdict(const struct line_answers *answers, enum line_call call);

struct line_outcome {
	const char *code; /* "line.kid_unknown", ...; NULL = proved */
	bool retry;       /* line.pending: nothing is settled */
	bool alarm;       /* it is our fault: an operator must look */

	size_t key; /* step 12: the assertion tried last, so on success the proved one */
	const struct line_bot *bot; /* whose token or channel it is, when LINE said so; else NULL */
	const char *channel_id;     /* step 14: the token's channel, or "" */
	usec expires_at;            /* step 14: when the token ends, 0 = never or not known */

	enum line_call call; /* the answer that decided, for support */
	const struct line_answer *answer;
};

/* LINE's short-lived tokens last 30 days, its long-lived ones a century: the latter have no end. */
#define LINE_LONG_LIVED (INT64_C(31) * 86400)

/* Step 12. `key` is the index of the assertion that the token answer belongs to. */
void line_diagnose_login_channel(const struct line_answers *answers, size_t key,
                                 struct line_outcome *ret);

struct line_token_entered {
	struct str basic_id;         /* step 11's, with its @: the bot's Basic or premium ID */
	struct str login_channel_id; /* of step 12 when that is proved, else "" */
	bool accept_expiry;
};

/* Step 14. `now` is clock_now() of the answer, from which expires_at counts. */
void line_diagnose_messaging_token(const struct line_answers *answers,
                                   const struct line_token_entered *entered, usec now,
                                   struct line_outcome *ret);

/* Can no further answer change the outcome? Then what still runs need not be waited for. */
bool line_login_channel_is_decided(const struct line_answers *answers);
bool line_messaging_token_is_decided(const struct line_answers *answers,
                                     const struct line_token_entered *entered);

#endif
