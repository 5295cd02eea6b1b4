/* SPDX-License-Identifier: MIT */
/* A QR code has the shape of one. That it says what went in, another implementation reads in
 * tests/api/totp.test.mjs. */
#include "auth/qr.h"

#include <string.h>

#include "check.h"

/* The three corners that readers look for: 7 by 7, a ring around a square. */
static void
assert_finder(const struct qr *qr, size_t top, size_t left)
{
	static const char finder[7][8] = {"1111111", "1000001", "1011101", "1011101",
	                                  "1011101", "1000001", "1111111"};

	for (size_t i = 0; i < 7; i++)
		assert_memory_equal(qr->rows + (top + i) * qr->size + left, finder[i], 7);
}

static void
makes_a_square_with_three_corners(void **state)
{
	struct arena arena;
	struct fault fault = {0};
	struct qr small, large;
	char text[QR_TEXT_MAX];

	(void)state;
	arena_init(&arena, KIB(64));
	memset(text, 'x', sizeof(text));
	assert_int_equal(qr_make(&arena, &fault, STR("otpauth://"), &small), ERR_OK);
	assert_int_equal(small.size, 21); /* version 1 holds 17 bytes at level L */
	assert_int_equal(qr_make(&arena, &fault, (struct str){text, sizeof(text)}, &large), ERR_OK);
	for (const struct qr *qr = &small; qr != NULL; qr = qr == &small ? &large : NULL) {
		assert_int_equal(qr->size % 4, 1);
		for (size_t i = 0; i < qr->size * qr->size; i++)
			assert_true(qr->rows[i] == '0' || qr->rows[i] == '1');
		assert_finder(qr, 0, 0);
		assert_finder(qr, 0, qr->size - 7);
		assert_finder(qr, qr->size - 7, 0);
	}
	arena_done(&arena);
}

static void
refuses_too_much(void **state)
{
	struct arena arena;
	struct fault fault = {0};
	struct qr qr;
	char text[QR_TEXT_MAX + 1];

	(void)state;
	arena_init(&arena, KIB(64));
	memset(text, 'x', sizeof(text));
	assert_int_equal(qr_make(&arena, &fault, (struct str){text, sizeof(text)}, &qr),
	                 ERR_TOO_LARGE);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(makes_a_square_with_three_corners),
	        cmocka_unit_test(refuses_too_much),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
