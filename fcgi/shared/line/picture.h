/* SPDX-License-Identifier: MIT */
/* picture.h - fetches an Official Account's picture from where LINE keeps it.
 *
 * Beside the client and its breaker on purpose: pictures come from other machines than answers, and
 * nobody waits for them. One at a time, in a thread that may block for PICTURE_WITHIN. No
 * credential goes along, no redirect is followed, no proxy used, and what comes is believed only as
 * far as its bytes say (image.h).
 *
 * libcurl looks the name up in a thread of its own, which outlives a fetch that gave up on it for
 * as long as the C library does; one fetch after the other keeps those few.
 */
#ifndef LINE_PICTURE_H
#define LINE_PICTURE_H

#include "base/arena.h"
#include "base/clock.h"
#include "line/image.h"

#define PICTURE_MAX    KIB(256)
#define PICTURE_WITHIN (10 * USEC_PER_SEC)

struct picture_options {
	struct str line_api;         /* ACHO_LINE_API; picture_url.h says what it decides */
	usec within;                 /* of the whole fetch, name resolution included */
	bool (*gives_up)(void *arg); /* asked now and then: stop at once? may be NULL */
	void *arg;
	const char *ca_file; /* trusted instead of the system's certificates; NULL but in tests */
};

struct picture {
	const char
	        *outcome;   /* "fetched", or a word for why not: "address", "status", "late", ... */
	bool again;         /* it may be had another time */
	int status;         /* HTTP's; 0 without an answer */
	struct image image; /* this and bytes: when fetched */
	struct str bytes;   /* in the arena; STR_NONE when not */
};

/* Fetch `url` into `arena`, which needs room for four times PICTURE_MAX: what came moves as it
 * grows. Never fails otherwise than in `ret`. */
void picture_fetch(const struct picture_options *options, struct arena *arena, struct str url,
                   struct picture *ret);

#endif
