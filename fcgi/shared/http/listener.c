/* SPDX-License-Identifier: MIT */
#include "http/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WANTED    "it should be in a folder that this program may write"
#define PASSED_FD 3 /* sd_listen_fds(3): the first descriptor handed over */

_Static_assert(LISTENER_PATH_MAX == sizeof(((struct sockaddr_un *)0)->sun_path),
               "one size of path");

static bool
address_of(const struct listener *listener, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){.sun_family = AF_UNIX};
	memcpy(ret->sun_path, listener->path, sizeof(ret->sun_path));
	return listener->path[0] == '/';
}

static bool
somebody_answers(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool answers;

	if (fd < 0)
		return true; /* rather not start than take a socket away */
	/* EAGAIN is a full backlog: somebody is there, and busy. */
	answers = connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
	          errno == EAGAIN;
	(void)close(fd);
	return answers;
}

/* Make room at the path. */
static enum err
clear_path(const struct listener *listener, const struct sockaddr_un *address, struct fault *fault)
{
	struct stat there;

	if (lstat(listener->path, &there) != 0)
		return errno == ENOENT ? ERR_OK
		                       : FAULT(fault, ERR_UNAVAILABLE,
		                               "ACHO_SOCKET: %s: %m; " WANTED, listener->path);
	if (!S_ISSOCK(there.st_mode))
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_SOCKET: %s is no socket; it should be moved away",
		             listener->path);
	if (somebody_answers(address))
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_SOCKET: %s is in use by a running worker; it should be this "
		             "one's alone",
		             listener->path);
	if (unlink(listener->path) != 0 && errno != ENOENT)
		return FAULT(fault, ERR_UNAVAILABLE, "ACHO_SOCKET: %s: %m; " WANTED,
		             listener->path);
	return ERR_OK;
}

static enum err
bind_path(struct listener *listener, const struct sockaddr_un *address, struct fault *fault)
{
	mode_t before = umask(0117); /* the file is made by bind, 0777 but for this */
	bool bound = bind(listener->fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
	struct stat made;

	(void)umask(before);
	if (!bound || listen(listener->fd, LISTENER_BACKLOG) != 0 ||
	    lstat(listener->path, &made) != 0)
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_SOCKET: cannot listen on %s: %m; " WANTED, listener->path);
	listener->device = made.st_dev;
	listener->inode = made.st_ino;
	return ERR_OK;
}

/* Did a supervisor pass exactly one socket, to this very process? */
static bool
passed_in(void)
{
	const char *pid = getenv("LISTEN_PID"), *n = getenv("LISTEN_FDS");
	int64_t wanted;

	return pid != NULL && n != NULL && str_number(str_of(pid), &wanted) && wanted == getpid() &&
	       str_is(str_of(n), STR("1"));
}

enum err
listener_open(struct str path, struct fault *fault, struct listener *ret)
{
	struct listener listener = {.fd = -1};
	struct sockaddr_un address;
	enum err err;

	if (passed_in()) {
		listener.fd = PASSED_FD;
		listener.passed_in = true;
		if (fcntl(PASSED_FD, F_SETFL, O_NONBLOCK) != 0 ||
		    fcntl(PASSED_FD, F_SETFD, FD_CLOEXEC) != 0)
			return FAULT(fault, ERR_UNAVAILABLE, "LISTEN_FDS: descriptor 3: %m");
		*ret = listener;
		return ERR_OK;
	}
	if (path.n >= sizeof(listener.path))
		return FAULT(fault, ERR_UNAVAILABLE, "ACHO_SOCKET should be shorter than %d bytes",
		             LISTENER_PATH_MAX);
	memcpy(listener.path, path.p, path.n);
	if (!address_of(&listener, &address))
		return FAULT(fault, ERR_UNAVAILABLE, "ACHO_SOCKET should begin with /");
	TRY(clear_path(&listener, &address, fault));
	listener.fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (listener.fd < 0)
		return FAULT(fault, ERR_UNAVAILABLE, "socket: %m");
	err = bind_path(&listener, &address, fault);
	if (err != ERR_OK)
		(void)close(listener.fd);
	else
		*ret = listener;
	return err;
}

void
listener_hide(struct listener *listener)
{
	struct stat there;

	if (listener->passed_in || listener->fd < 0)
		return;
	/* A successor that started meanwhile has its own file there. */
	if (lstat(listener->path, &there) == 0 && there.st_dev == listener->device &&
	    there.st_ino == listener->inode)
		(void)unlink(listener->path);
}

void
listener_close(struct listener *listener)
{
	if (listener->fd >= 0)
		(void)close(listener->fd);
	listener->fd = -1;
}
