/* SPDX-License-Identifier: MIT */
/* Codes as RFC 6238 and RFC 4226 have them, when they are good, and what an app is handed. */
#include "auth/totp.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static struct fault fault;

static void
rfc_secret(struct secret *ret)
{
	assert_int_equal(secret_copy(ret, STR("12345678901234567890")), ERR_OK);
}

static int64_t
step_of(const struct secret *secret, const char *code, int64_t seconds)
{
	int64_t step = -1;

	assert_int_equal(totp_step(&fault, secret, str_of(code), seconds * USEC_PER_SEC, &step),
	                 ERR_OK);
	return step;
}

/* RFC 6238 appendix B, SHA-1: of its eight digits the last six. */
static void
knows_the_codes_of_the_rfc(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} cases[] = {
	        {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
	        {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
	};
	auto_secret secret = {0};

	(void)state;
	rfc_secret(&secret);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(step_of(&secret, cases[i].code, cases[i].seconds),
		                 cases[i].seconds / 30);
}

/* 287082 is the code of step 1, seconds 30 to 59; RFC 4226 appendix D has it as count 1. */
static void
takes_one_step_before_and_after(void **state)
{
	static const struct {
		int64_t seconds, step;
	} cases[] = {{0, 1}, {29, 1}, {30, 1}, {59, 1}, {60, 1}, {89, 1}, {90, 0}, {150, 0}};
	auto_secret secret = {0};

	(void)state;
	rfc_secret(&secret);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(step_of(&secret, "287082", cases[i].seconds), cases[i].step);
	assert_int_equal(step_of(&secret, "359152", 29), 0); /* of step 2: too early */
}

static void
takes_nothing_else(void **state)
{
	static const char *const codes[] = {"", "28708", "2870820", "287083", "94287082", "28708O"};
	auto_secret secret = {0}, other = {0};

	(void)state;
	rfc_secret(&secret);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		assert_int_equal(step_of(&secret, codes[i], 59), 0);
	assert_int_equal(totp_secret(&fault, &other), ERR_OK);
	assert_int_equal(other.n, 20);
	assert_int_equal(step_of(&other, "287082", 59), 0);
}

static void
makes_a_new_secret_each_time(void **state)
{
	auto_secret one = {0}, two = {0};

	(void)state;
	assert_int_equal(totp_secret(&fault, &one), ERR_OK);
	assert_int_equal(totp_secret(&fault, &two), ERR_OK);
	assert_memory_not_equal(one.p, two.p, TOTP_SECRET_SIZE);
}

static void
writes_base32(void **state)
{
	char text[TOTP_BASE32_LEN + 1];
	auto_secret secret = {0}, odd = {0};

	(void)state;
	rfc_secret(&secret);
	assert_int_equal(totp_base32(&fault, &secret, text), ERR_OK);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	assert_int_equal(secret_copy(&odd, STR("123")), ERR_OK);
	assert_int_equal(totp_base32(&fault, &odd, text), ERR_BUG);
}

static void
hands_an_app_all_it_needs(void **state)
{
	struct arena arena;
	struct buf buf;

	(void)state;
	arena_init(&arena, KIB(4));
	buf_init(&buf, &arena, 512);
	totp_uri(&buf, STR("A&B: 1"), STR("\xe8\x8c\xb6 (0)?#%"), "GEZD");
	assert_str(buf_str(&buf),
	           "otpauth://totp/"
	           "A%26B%3A%201:%E8%8C%B6%20%280%29%3F%23%25?secret=GEZD&issuer=A%26B%3A%201");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_the_codes_of_the_rfc),
	        cmocka_unit_test(takes_one_step_before_and_after),
	        cmocka_unit_test(takes_nothing_else),
	        cmocka_unit_test(makes_a_new_secret_each_time),
	        cmocka_unit_test(writes_base32),
	        cmocka_unit_test(hands_an_app_all_it_needs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
