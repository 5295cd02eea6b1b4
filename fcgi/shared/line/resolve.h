/* SPDX-License-Identifier: MIT */
/* resolve.h - the addresses of one host, looked up beside the calls and never in front of them.
 *
 * getaddrinfo() cannot be stopped: with a name server that swallows questions it returns after 10 s
 * or more, whatever libcurl was told (measured; libcurl 7.88's time limits do not bound it). So at
 * most one lookup runs, in a detached thread that nobody waits for; an old answer serves while a
 * new one is under way. Hosts that need no name server (addresses, localhost) are always ready.
 * Threads: all functions in the one driving thread.
 */
#ifndef LINE_RESOLVE_H
#define LINE_RESOLVE_H

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

#define RESOLVE_FRESH_FOR (60 * USEC_PER_SEC)  /* then asked anew in the background */
#define RESOLVE_STALE_FOR (600 * USEC_PER_SEC) /* then waited for, unless the lookup fails */
#define RESOLVE_AVOID_FOR (600 * USEC_PER_SEC) /* then an address may come first again */
#define RESOLVE_TEXT_MAX  1024

enum resolve_state {
	RESOLVE_READY,   /* use `text` */
	RESOLVE_WAITING, /* a lookup runs; ask again when the descriptor becomes readable */
	RESOLVE_FAILED,  /* the last lookup failed and there is no older answer */
};

struct resolve;

/*
 * `host` as in the URL (an IPv6 address in brackets), copied.
 * Errors: ERR_INVALID (no host), ERR_NOMEM, ERR_UNAVAILABLE (no descriptor).
 */
CHECKED enum err resolve_new(struct str host, unsigned port, struct fault *fault,
                             struct resolve **ret);

/* Readable when a lookup has ended; then resolve_take(). */
int resolve_fd(const struct resolve *resolve);
void resolve_take(struct resolve *resolve, usec now);

/*
 * What is known at `now` (clock_monotonic). May start a lookup. On RESOLVE_READY `ret_text` is
 * libcurl's "HOST:PORT:ADDRESS[,ADDRESS]", or "" when libcurl needs none; it lives until the next
 * call here.
 */
enum resolve_state resolve_ask(struct resolve *resolve, usec now, const char **ret_text);

/*
 * No connection came about with `text`, which resolve_ask() gave: its first address comes last for
 * a while. libcurl 7.88 driven by events spends all its time to connect on the first one that is
 * silent (measured; it notes half-way that it should move on, and does so when it is called again).
 */
void resolve_avoid(struct resolve *resolve, const char *text, usec now);

/* Returns at once, also while a lookup hangs. Harmless on NULL. */
void resolve_free(struct resolve **resolve);

#endif
