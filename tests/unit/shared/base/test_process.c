/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <pthread.h>
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

static void
a_thread_takes_only_the_signals_of_its_own_faults(void **state)
{
	sigset_t before, now;

	(void)state;
	signals_block(&before);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, &before, &now), 0);
	assert_false(sigismember(&before, SIGTERM));
	assert_true(sigismember(&now, SIGTERM) && sigismember(&now, SIGHUP));
	assert_false(sigismember(&now, SIGSEGV) || sigismember(&now, SIGFPE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(nothing_of_our_memory_gets_out),
	        cmocka_unit_test(a_thread_takes_only_the_signals_of_its_own_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
