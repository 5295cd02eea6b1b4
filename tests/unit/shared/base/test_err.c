/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void
the_first_note_stays(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(FAULT(&fault, ERR_TIMEOUT, "waited %d s", 8), ERR_TIMEOUT);
	assert_int_equal(FAULT(&fault, ERR_BUG, "later"), ERR_BUG);
	assert_int_equal(fault.err, ERR_TIMEOUT);
	assert_string_equal(fault.why, "waited 8 s");
	assert_non_null(strstr(fault.file, "test_err.c"));
	assert_true(fault.line > 0);
}

static void
every_err_has_a_word(void **state)
{
	(void)state;
	for (int e = 0; e < ERR__COUNT; e++)
		assert_true(strlen(err_name((enum err)e)) > 1);
	assert_string_equal(err_name((enum err)99), "unknown");
}

static void
a_bug_aborts(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		(void)close(STDERR_FILENO);
		(void)signal(SIGABRT, SIG_DFL); /* cmocka and sanitizers catch it */
		BUG_IF(child == 0);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(the_first_note_stays),
	        cmocka_unit_test(every_err_has_a_word),
	        cmocka_unit_test(a_bug_aborts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
