/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static void
nothing_of_our_memory_gets_out(void **state)
{
	struct rlimit core;
	int ends[2];

	(void)state;
	process_harden();
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_max, 0);
#ifndef __SANITIZE_ADDRESS__
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
#endif
	assert_int_equal(umask(0077), 0077);

	/* A pipe without a reader is an error, not a signal. */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(write(ends[1], "x", 1), -1);
	assert_int_equal(close(ends[1]), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_of_our_memory_gets_out)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
