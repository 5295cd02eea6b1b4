/* SPDX-License-Identifier: MIT */
#include "base/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "check.h"

static void
set(const char *name, const char *value)
{
	/* lint: allow setenv, because no thread runs */
	assert_int_equal(value == NULL ? unsetenv(name) : setenv(name, value, 1), 0);
}

/* What arrives at a supervisor whose socket has this name. */
static void
arrives(const char *name)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	size_t n = strlen(name);
	char got[64] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	memcpy(at.sun_path, name, n);
	if (name[0] == '@')
		at.sun_path[0] = '\0';
	assert_int_equal(bind(fd, (const struct sockaddr *)&at,
	                      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)),
	                 0);
	set("NOTIFY_SOCKET", name);
	notify("READY=1\nSTATUS=serving");
	assert_int_equal(recv(fd, got, sizeof(got), 0), 22);
	assert_string_equal(got, "READY=1\nSTATUS=serving");
	assert_int_equal(close(fd), 0);
}

static void
tells_a_supervisor(void **state)
{
	char folder[] = "/tmp/acho-notify-XXXXXX", path[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	arrives(path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	(void)snprintf(path, sizeof(path), "@acho-notify-%ld", (long)getpid());
	arrives(path);
}

static void
is_silent_without_one(void **state)
{
	char long_name[200];

	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[0] = '/';
	long_name[sizeof(long_name) - 1] = '\0';
	set("NOTIFY_SOCKET", NULL);
	notify("READY=1");
	set("NOTIFY_SOCKET", "");
	notify("READY=1");
	set("NOTIFY_SOCKET", "relative");
	notify("READY=1");
	set("NOTIFY_SOCKET", long_name);
	notify("READY=1");
	set("NOTIFY_SOCKET", "/nowhere/at/all");
	notify("READY=1");
}

static void
knows_how_often_it_is_expected(void **state)
{
	char pid[24];

	(void)state;
	set("WATCHDOG_PID", NULL);
	set("WATCHDOG_USEC", NULL);
	assert_int_equal(notify_watchdog_every(), 0);
	set("WATCHDOG_USEC", "20000000");
	assert_int_equal(notify_watchdog_every(), 10 * USEC_PER_SEC);
	set("WATCHDOG_PID", "1"); /* meant for another process */
	assert_int_equal(notify_watchdog_every(), 0);
	(void)snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	set("WATCHDOG_PID", pid);
	assert_int_equal(notify_watchdog_every(), 10 * USEC_PER_SEC);
	set("WATCHDOG_USEC", "soon");
	assert_int_equal(notify_watchdog_every(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_a_supervisor),
	        cmocka_unit_test(is_silent_without_one),
	        cmocka_unit_test(knows_how_often_it_is_expected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
