/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include "check.h"

static struct arena arena;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, MIB(1));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void
grows_and_keeps_what_was_written(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, &arena, KIB(64));
	for (int i = 0; i < 5000; i++)
		buf_char(&buf, (char)('a' + i % 26));
	assert_false(buf_failed(&buf));
	assert_int_equal(buf_str(&buf).n, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(buf_str(&buf).p[i], 'a' + i % 26);
	buf_fmt(&buf, "%d-%s", 42, "x");
	assert_str(str_part(buf_str(&buf), 5000, 99), "42-x");
}

static void
failure_sticks(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, &arena, 10);
	buf_add(&buf, STR("1234567890"));
	assert_false(buf_failed(&buf));
	buf_char(&buf, '!');
	assert_true(buf_failed(&buf));
	buf_init(&buf, &arena, 10);
	buf_add(&buf, STR("12345678901"));
	buf_add(&buf, STR("a"));
	assert_true(buf_failed(&buf));
	assert_int_equal(buf_str(&buf).n, 0);
}

static void
long_formats_fail_instead_of_being_cut(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, &arena, KIB(4));
	buf_fmt(&buf, "%0600d", 1);
	assert_true(buf_failed(&buf));
}

static void
fails_when_the_arena_is_full(void **state)
{
	struct arena tiny;
	struct buf buf;

	(void)state;
	arena_init(&tiny, 300);
	buf_init(&buf, &tiny, KIB(4));
	for (int i = 0; i < 400; i++)
		buf_char(&buf, 'x');
	assert_true(buf_failed(&buf));
	arena_done(&tiny);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(grows_and_keeps_what_was_written, setup, teardown),
	        cmocka_unit_test_setup_teardown(failure_sticks, setup, teardown),
	        cmocka_unit_test_setup_teardown(long_formats_fail_instead_of_being_cut, setup,
	                                        teardown),
	        cmocka_unit_test(fails_when_the_arena_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
