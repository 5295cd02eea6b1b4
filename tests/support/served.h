/* SPDX-License-Identifier: MIT */
/* served.h - a worker with a test's own routes, in a child process on a socket of its own. */
#ifndef SUPPORT_SERVED_H
#define SUPPORT_SERVED_H

#include <sys/types.h>

#include "http/worker.h"

struct served {
	pid_t pid;
	char folder[64], path[80], log[80];
};

/* What differs between tests; zeroes are good. */
struct served_as {
	int threads;    /* 0 = 2 */
	int open_files; /* 0 = as many as this process may */
	struct engine engine;
	bool has_engine;
};

/* Fork, serve, and wait until somebody answers there. */
void served_start(struct served *served, const struct routes *routes, const struct served_as *as);

/* SIGTERM and wait; the exit status, or minus the signal that ended it. */
int served_stop(struct served *served);

/* Wait without a signal. */
int served_wait(struct served *served);

/* What the worker logged so far; the caller frees it. */
char *served_log(const struct served *served);

/* One whole request on a connection of its own; -1 when there was no answer. */
int served_status(const struct served *served, const char *method, const char *path);

#define SERVED_ORIGIN "http://localhost:8080"

#endif
