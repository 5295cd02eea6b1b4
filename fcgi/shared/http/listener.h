/* SPDX-License-Identifier: MIT */
/* listener.h - the unix socket nginx connects to: 0660, and never taken from somebody who answers.
 *
 * The socket is a trust boundary: whoever can connect is believed to be nginx. A supervisor may
 * pass it in (LISTEN_FDS of systemd's sd_listen_fds(3)); then it outlives us, and so do those who
 * wait on it. Threads: the one that starts the worker, then the poller's.
 */
#ifndef HTTP_LISTENER_H
#define HTTP_LISTENER_H

#include <sys/stat.h>

#include "base/err.h"
#include "base/str.h"

/*
 * nginx gets EAGAIN, and its client a 502, from a full backlog: room for a burst of all that may
 * wait for LINE. The kernel caps it at net.core.somaxconn (4096 on Debian).
 */
#define LISTENER_BACKLOG 4096

/* As struct sockaddr_un has it, with the NUL. */
#define LISTENER_PATH_MAX 108

struct listener {
	int fd; /* not blocking; -1 when closed */
	bool passed_in;
	char path[LISTENER_PATH_MAX];
	dev_t device; /* of the socket file as we made it */
	ino_t inode;
};

/*
 * Listen on `path`. A file left by a dead worker is replaced; ERR_UNAVAILABLE with one sentence in
 * `fault` when somebody answers there, when something else stands there, or when the folder does
 * not let us.
 */
CHECKED enum err listener_open(struct str path, struct fault *fault, struct listener *ret);

/* From now on nobody finds us: the file goes if it is still ours. Who waits already can be
 * accepted. */
void listener_hide(struct listener *listener);
void listener_close(struct listener *listener);

#endif
