/* SPDX-License-Identifier: MIT */
/* worker.h - the life of a FastCGI worker.
 *
 * One poller thread owns the listening socket, idle keep-alive connections and the engine (LINE's
 * calls); a few handler threads each own a database connection; parked requests hold no thread.
 * On SIGTERM it stops accepting, finishes what runs and returns.
 */
#ifndef HTTP_WORKER_H
#define HTTP_WORKER_H

#include "base/process.h" /* every main begins with process_harden() */
#include "base/settings.h"
#include "http/queue.h"

/* Something the poller drives: when `fd` is readable it calls run(arg). fd -1 = none. */
struct engine {
	int fd;
	void (*run)(void *arg);
	void (*stop)(void *arg);               /* SIGTERM: take nothing new */
	void (*metrics)(void *arg, FILE *out); /* lines for /metrics; may be NULL */
	void *arg;
};

/* What /readyz asks beside the database, and what it calls it there. Any thread. */
struct readiness {
	const char *name;
	bool (*good)(const void *app);
};

struct worker {
	const char *name; /* "signup" */
	const struct settings *settings;
	const struct routes *routes;
	const struct db_config *db; /* NULL: handlers get no connection */
	const void *app;            /* becomes rq->app */
	struct engine engine;
	struct readiness ready;    /* zeros: nothing more */
	struct queue_limits queue; /* zeros: queue.h's */
};

/* Serve until SIGTERM or SIGINT; the exit status. Opens ACHO_SOCKET 0660, backlog 4096. */
CHECKED int worker_serve(const struct worker *worker);

/* --help, --routes and --print-settings, for every worker; true when that has been done. Settings
 * that are wrong end the process, after their line. */
bool worker_told(int argc, char **argv, enum program program, const struct routes *routes);

#endif
