/* SPDX-License-Identifier: MIT */
#include "base/notify.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"

void
notify(const char *state)
{
	struct str path = str_of(getenv("NOTIFY_SOCKET"));
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int fd;

	if (path.n < 2 || path.n >= sizeof(to.sun_path) || (path.p[0] != '/' && path.p[0] != '@'))
		return;
	memcpy(to.sun_path, path.p, path.n);
	if (path.p[0] == '@') /* a name without a file begins with a NUL */
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* A supervisor that does not hear us will say so itself, by its time-outs. */
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&to,
	             (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.n));
	(void)close(fd);
}

usec
notify_watchdog_every(void)
{
	const char *pid = getenv("WATCHDOG_PID");
	int64_t wanted, within;

	if (pid != NULL && (!str_number(str_of(pid), &wanted) || wanted != getpid()))
		return 0;
	return str_number(str_of(getenv("WATCHDOG_USEC")), &within) ? within / 2 : 0;
}
