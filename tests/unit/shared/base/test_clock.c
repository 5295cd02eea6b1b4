/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <time.h>

#include "check.h"

static void
counts_in_microseconds(void **state)
{
	usec before = (usec)time(NULL) * USEC_PER_SEC, mono = clock_monotonic();

	(void)state;
	assert_true(clock_now() >= before);
	assert_true(clock_now() < before + 60 * USEC_PER_SEC);
	for (int i = 0; i < 1000; i++) {
		usec next = clock_monotonic();
		assert_true(next >= mono);
		mono = next;
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(counts_in_microseconds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
