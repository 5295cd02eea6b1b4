/* SPDX-License-Identifier: MIT */
/* poller.h - one thread that watches everything that can be waited for, so that no other has to.
 *
 * It owns the listening socket, all idle connections, the stop signal and the engine (LINE's
 * calls). A connection leaves it when a whole request is waiting there, and is given back by
 * keepalive_return() when that has been answered.
 */
#ifndef HTTP_POLLER_H
#define HTTP_POLLER_H

#include "http/keepalive.h"
#include "http/listener.h"

/* Out of descriptors or memory: when to try accepting again, and when to turn away who waits. */
#define POLLER_PAUSE_FOR  (100 * USEC_PER_MS)
#define POLLER_SHED_AFTER (2 * USEC_PER_SEC)

/* After the stop signal: nginx's keepalive_timeout and a second; then the end, whatever still runs.
 */
#define POLLER_DRAIN_IDLE_FOR (6 * USEC_PER_SEC)
#define POLLER_DRAIN_FOR      (18 * USEC_PER_SEC)

struct poller {
	struct server *server;
	struct listener listener;
	int epoll, signals;
	int reserve; /* given up to turn somebody away when no descriptor is left */
	struct peek *peek;
	struct conn *all;
	size_t n;            /* connections */
	usec tick_at;        /* next look at deadlines */
	usec pause_until;    /* accepting nobody until then; 0 = no pause */
	usec short_since;    /* of descriptors or memory; 0 = not */
	usec complained_at;  /* about that */
	usec stopping_at;    /* when the signal came; 0 = not yet */
	usec watchdog_every; /* tell the supervisor that we live; 0 = it does not ask */
	usec watchdog_at;
};

/*
 * Takes over `listener`, also when it fails. `signals` is a signalfd of what stops the worker.
 * ERR_NOMEM, ERR_UNAVAILABLE.
 */
CHECKED enum err poller_init(struct poller *poller, struct server *server,
                             const struct listener *listener, int signals, struct fault *fault);
void poller_done(struct poller *poller);

/* Until stopped and drained. False: something still ran after POLLER_DRAIN_FOR. */
bool poller_run(struct poller *poller);

#endif
