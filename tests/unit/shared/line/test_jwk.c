/* SPDX-License-Identifier: MIT */
#include "line/jwk.h"

#include <json-c/json.h>
#include <string.h>

#include "base/json.h"
#include "check.h"
#include "line/rsa_key.h"

static struct arena arena;

static struct str
jwk_of(const char *n)
{
	struct buf buf;

	buf_init(&buf, &arena, 1024);
	jwk_add(&buf, str_of(n));
	return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

/* The members of the documents' example and no other: LINE refuses a kid. */
static void
writes_what_line_takes(void **state)
{
	static const char *const wanted[][2] = {
	        {"kty", "RSA"}, {"alg", "RS256"}, {"use", "sig"}, {"e", "AQAB"}, {"n", NULL}};
	char n[RSA_KEY_N_LEN + 1];
	struct fault fault = {0};
	auto_secret der = {0};
	auto_json *json = NULL;
	struct str text, value;

	(void)state;
	assert_int_equal(rsa_key_make(&fault, &der, n), ERR_OK);
	text = jwk_of(n);
	assert_false(str_has(text, '\n'));
	assert_int_equal(json_parse(text, &json), ERR_OK);
	assert_int_equal(json_object_object_length(json), ARRAY_LEN(wanted));
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		assert_true(json_get_text(json, wanted[i][0], &value));
		assert_true(str_is(value, str_of(wanted[i][1] == NULL ? n : wanted[i][1])));
	}
}

static void
refuses_what_is_no_modulus(void **state)
{
	char n[RSA_KEY_N_LEN + 2];

	(void)state;
	memset(n, '_', sizeof(n)); /* all bits one; the last character has two */
	n[RSA_KEY_N_LEN - 1] = 'w';
	n[RSA_KEY_N_LEN] = '\0';
	assert_true(jwk_modulus_is(str_of(n)));
	n[0] = 'A'; /* a leading zero bit: 2046 bits */
	assert_false(jwk_modulus_is(str_of(n)));
	n[0] = '"';
	assert_int_equal(jwk_of(n).n, 0);
	n[0] = '_';
	n[RSA_KEY_N_LEN - 1] = 'x'; /* stray bits */
	assert_false(jwk_modulus_is(str_of(n)));
	n[RSA_KEY_N_LEN - 1] = 'g'; /* even */
	assert_false(jwk_modulus_is(str_of(n)));
	assert_int_equal(jwk_of("").n, 0);
	assert_int_equal(jwk_of("AQAB").n, 0);
}

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, KIB(64));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(writes_what_line_takes),
	        cmocka_unit_test(refuses_what_is_no_modulus),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
