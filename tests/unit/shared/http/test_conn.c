/* SPDX-License-Identifier: MIT */
#include "http/conn.h"

#include <fcntl.h>
#include <unistd.h>

#include "check.h"
#include "http/route.h"

static void
owns_its_descriptor_and_memory(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct conn *conn = conn_new(NULL, fd);

	(void)state;
	assert_non_null(conn);
	assert_int_equal(conn->fd, fd);
	assert_int_equal(atomic_load(&conn->flags), 0);
	assert_non_null(arena_alloc(&conn->rq.arena, BODY_MAX));
	assert_null(arena_alloc(&conn->rq.arena, REQUEST_MEMORY));
	conn_free(conn);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	conn_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(owns_its_descriptor_and_memory)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
