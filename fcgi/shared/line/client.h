/* SPDX-License-Identifier: MIT */
/* client.h - makes a proof's calls to LINE; thousands can wait and none holds a thread.
 *
 * libcurl's multi interface behind one file descriptor: whoever has a poll loop (a worker's poller,
 * the courier) watches line_client_fd() for reading and calls line_client_run() when it is
 * readable, always in the same thread. Connections are kept and reused. Names are resolved by a
 * thread of our own, one at a time and shared by all calls: libcurl would start one a call, and
 * they end only when the C library gives up, long after any deadline. HTTP/1.1 on purpose: a
 * connection that went dead under many multiplexed calls would take all of them, and the next ones,
 * with it.
 *
 * SIGPIPE must be ignored in the process. Open it before anything else uses libcurl, so that
 * libcurl's memory is wiped when freed.
 */
#ifndef LINE_CLIENT_H
#define LINE_CLIENT_H

#include <stdio.h>

#include "line/breaker.h"
#include "line/proof.h"

struct line_client_options {
	struct str base_url;  /* ACHO_LINE_API: https://HOST[:PORT], or http:// on this machine */
	usec proof_for;       /* a whole proof, name resolution and waiting included */
	size_t parallel;      /* proofs at once; more are refused */
	unsigned opens_after; /* proofs in a row without an answer until LINE is left alone;
	                         breaker.h */
	const char *ca_file;  /* trusted instead of the system's certificates; NULL but in tests */
};

struct line_client;

/*
 * `base_url` and `ca_file` must outlive the client.
 * Errors: ERR_INVALID (base_url), ERR_UNAVAILABLE, ERR_NOMEM.
 */
CHECKED enum err line_client_open(const struct line_client_options *options, struct fault *fault,
                                  struct line_client **ret);

/* Readable when there is something to run, level-triggered; the same for the client's life. */
int line_client_fd(const struct line_client *client);

/*
 * Do what is due, for some 2 ms at most, and return; never waits. In the one driving thread. While
 * there is more to do the descriptor stays readable.
 */
void line_client_run(struct line_client *client);

/*
 * Start `proof`; its deadline counts from here. Any thread. On ERR_OK the client holds it until it
 * calls done(proof, arg), once, in the driving thread; `done` should be short, and may free the
 * proof and submit another. ERR_UNAVAILABLE: too many at once, LINE is down and nobody is due to
 * look, or stopping; the proof stays the caller's and its outcome line.pending.
 */
typedef void line_done(struct line_proof *proof, void *arg);
CHECKED enum err line_client_submit(struct line_client *client, struct line_proof *proof,
                                    line_done *done, void *arg);

/* Does LINE answer? While it is down one proof every 15 s is taken; breaker.h. Any thread. */
enum line_health line_client_health(struct line_client *client);

/* Take nothing new; what runs goes on as long as line_client_run is called. Any thread. */
void line_client_stop(struct line_client *client);

/* Proofs submitted and not done. Any thread. */
size_t line_client_held(const struct line_client *client);

/* Free; harmless on NULL. What still runs ends as line.pending, its done is called from here. */
void line_client_close(struct line_client **client);

/*
 * Lines for /metrics: proofs held, proofs refused and why, whether the breaker is open, calls by
 * kind and result, connections, TLS handshakes. Any thread.
 */
void line_client_metrics(struct line_client *client, FILE *out);

#endif
