/* SPDX-License-Identifier: MIT */
/* That freed bytes are wiped cannot be looked at here (the memory is gone); a canary test reads a
 * core. */
#include "base/wiping.h"

#include <string.h>

#include "check.h"

static void
keeps_what_is_in_a_block_that_moves(void **state)
{
	char *p = wiping_strdup("0123456789");
	size_t sizes[] = {11, 12, 100, 5000, 300, 16, 11};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		p = wiping_realloc(p, sizes[i]);
		assert_non_null(p);
		assert_string_equal(p, "0123456789");
	}
	wiping_free(p);
}

static void
behaves_as_malloc(void **state)
{
	static const char zeros[64];
	char *p = wiping_realloc(NULL, 10);
	char *zeroed = wiping_calloc(4, 16);

	(void)state;
	assert_non_null(p);
	assert_memory_equal(zeroed, zeros, 64);
	assert_null(wiping_calloc((size_t)-1 / 2, 16));
	wiping_free(wiping_malloc(1));
	wiping_free(NULL);
	wiping_free(zeroed);
	wiping_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(keeps_what_is_in_a_block_that_moves),
	        cmocka_unit_test(behaves_as_malloc),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
