/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <string.h>

#include "check.h"

static void
gives_zeroed_aligned_memory(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t n = 0; n < 200; n++) {
		unsigned char *p = arena_alloc(&arena, n);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, n);
	}
	arena_done(&arena);
}

static void
wipes_what_it_handed_out(void **state)
{
	struct arena arena;
	unsigned char *first, *again;

	(void)state;
	arena_init(&arena, KIB(64));
	first = arena_alloc(&arena, 64);
	assert_non_null(first);
	memset(first, 'p', 64);
	arena_reset(&arena);
	again = arena_alloc(
	        &arena, 32); /* half of it: the other half must be wiped by the reset, not by us */
	assert_ptr_equal(again, first);
#if !defined(__SANITIZE_ADDRESS__)
	for (size_t i = 32; i < 64; i++)
		assert_int_equal(first[i], 0);
#endif
	arena_done(&arena);
}

static void
stops_at_its_limit(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 1000);
	assert_null(arena_alloc(&arena, 1001));
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_non_null(arena_alloc(&arena, 900));
	assert_null(arena_alloc(&arena, 200));
	assert_non_null(arena_alloc(&arena, 80));
	assert_int_equal(arena.peak, 912 + 80);
	arena_reset(&arena);
	assert_int_equal(arena.peak, 0);
	assert_non_null(arena_alloc(&arena, 900));
	arena_done(&arena);
}

static void
holds_pieces_larger_than_a_block(void **state)
{
	struct arena arena;
	struct str copy, small;
	char large[20000];

	(void)state;
	memset(large, 'x', sizeof(large));
	arena_init(&arena, MIB(1));
	assert_true(arena_copy(&arena, STR("before"), &small));
	assert_true(arena_copy(&arena, (struct str){large, sizeof(large)}, &copy));
	assert_int_equal(copy.n, sizeof(large));
	assert_memory_equal(copy.p, large, sizeof(large));
	assert_int_equal(copy.p[copy.n], '\0');
	assert_str(small, "before");
	arena_reset(&arena);
	assert_true(arena_copy(&arena, STR_NONE, &copy));
	assert_int_equal(copy.n, 0);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(gives_zeroed_aligned_memory),
	        cmocka_unit_test(wipes_what_it_handed_out),
	        cmocka_unit_test(stops_at_its_limit),
	        cmocka_unit_test(holds_pieces_larger_than_a_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
