/* SPDX-License-Identifier: MIT */
#include "http/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "fcgi_client.h"

static char folder[64], path[100];

static int
setup(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/acho-listener.XXXXXX");
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/socket", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

static void
opens_with_the_right_mode(void **state)
{
	struct listener listener;
	struct fault fault = {0};
	struct stat there;
	mode_t mask;
	int fd;

	(void)state;
	mask = umask(0); /* whatever it is */
	assert_int_equal(listener_open(str_of(path), &fault, &listener), ERR_OK);
	assert_int_equal(umask(mask), 0);
	assert_int_equal(lstat(path, &there), 0);
	assert_int_equal(there.st_mode & 07777, 0660);
	assert_int_not_equal(fcntl(listener.fd, F_GETFL) & O_NONBLOCK, 0);
	assert_int_not_equal(fcntl(listener.fd, F_GETFD) & FD_CLOEXEC, 0);
	fd = client_connect(path);
	assert_true(fd >= 0);
	(void)close(fd);
	listener_hide(&listener);
	listener_close(&listener);
	assert_int_equal(lstat(path, &there), -1);
}

static void
replaces_what_a_dead_worker_left(void **state)
{
	struct listener dead, listener;
	struct fault fault = {0};

	(void)state;
	assert_int_equal(listener_open(str_of(path), &fault, &dead), ERR_OK);
	listener_close(&dead);
	assert_int_equal(client_connect(path), -1);
	assert_int_equal(listener_open(str_of(path), &fault, &listener), ERR_OK);
	listener_hide(&listener);
	listener_close(&listener);
}

static void
takes_nothing_from_the_living(void **state)
{
	struct listener first, second;
	struct fault fault = {0};
	int fd;

	(void)state;
	assert_int_equal(listener_open(str_of(path), &fault, &first), ERR_OK);
	assert_int_equal(listener_open(str_of(path), &fault, &second), ERR_UNAVAILABLE);
	assert_non_null(strstr(fault.why, "in use by a running worker"));
	fd = client_connect(path);
	assert_true(fd >= 0);
	(void)close(fd);
	listener_hide(&first);
	listener_close(&first);
}

static void
leaves_other_files_alone(void **state)
{
	struct listener listener;
	struct fault fault = {0};
	struct stat there;
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	(void)close(fd);
	assert_int_equal(listener_open(str_of(path), &fault, &listener), ERR_UNAVAILABLE);
	assert_non_null(strstr(fault.why, "is no socket"));
	assert_int_equal(lstat(path, &there), 0);
}

/* A successor took the path over by rename: hiding must not take it away from it. */
static void
does_not_hide_its_successor(void **state)
{
	struct listener first, second;
	struct fault fault = {0};
	char aside[120];
	int fd;

	(void)state;
	assert_int_equal(listener_open(str_of(path), &fault, &first), ERR_OK);
	(void)snprintf(aside, sizeof(aside), "%s.new", path);
	assert_int_equal(listener_open(str_of(aside), &fault, &second), ERR_OK);
	assert_int_equal(rename(aside, path), 0);
	listener_hide(&first);
	listener_close(&first);
	fd = client_connect(path);
	assert_true(fd >= 0);
	(void)close(fd);
	listener_close(&second);
}

static void
refuses_bad_paths(void **state)
{
	static const char *const bad[] = {
	        "", "relative/socket", "/nonexistent/socket",
	        "/tmp/"
	        "12345678901234567890123456789012345678901234567890123456789012345678901234567890"
	        "12345678901234567890123"};
	struct listener listener;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault fault = {0};
		assert_int_equal(listener_open(str_of(bad[i]), &fault, &listener), ERR_UNAVAILABLE);
		assert_true(fault.why[0] != '\0');
	}
}

/* In a child, because descriptor 3 and the environment are the process's. */
static void
takes_a_socket_that_is_passed_in(void **state)
{
	struct listener outer, listener;
	struct fault fault = {0};
	struct stat there;
	char pid[16];
	int status;
	pid_t child;

	(void)state;
	assert_int_equal(listener_open(str_of(path), &fault, &outer), ERR_OK);
	child = fork();
	if (child == 0) {
		(void)snprintf(pid, sizeof(pid), "%d", getpid());
		if (dup2(outer.fd, 3) != 3 ||
		    setenv("LISTEN_PID", pid, 1) !=
		            0 || /* lint: allow setenv, because no thread runs */
		    setenv("LISTEN_FDS", "1", 1) !=
		            0 || /* lint: allow setenv, because no thread runs */
		    listener_open(STR("/ignored"), &fault, &listener) != ERR_OK ||
		    listener.fd != 3 || !listener.passed_in)
			_exit(1);
		listener_hide(&listener);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(lstat(path, &there), 0); /* it is not ours to remove */
	listener_close(&outer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(opens_with_the_right_mode, setup, teardown),
	        cmocka_unit_test_setup_teardown(replaces_what_a_dead_worker_left, setup, teardown),
	        cmocka_unit_test_setup_teardown(takes_nothing_from_the_living, setup, teardown),
	        cmocka_unit_test_setup_teardown(leaves_other_files_alone, setup, teardown),
	        cmocka_unit_test_setup_teardown(does_not_hide_its_successor, setup, teardown),
	        cmocka_unit_test(refuses_bad_paths),
	        cmocka_unit_test_setup_teardown(takes_a_socket_that_is_passed_in, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
