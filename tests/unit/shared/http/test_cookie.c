/* SPDX-License-Identifier: MIT */
#include "http/cookie.h"

#include <string.h>

#include "check.h"

#define TOKEN "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8" /* bytes 0 to 31 */

static void
finds_the_session(void **state)
{
	static const char *const good[] = {
	        "acho=" TOKEN,
	        "a=b; acho=" TOKEN,
	        "acho=" TOKEN "; acho-device=x",
	        "  acho=" TOKEN "  ;b",
	        "__Secure-acho=x;acho=" TOKEN,
	        ";;acho=" TOKEN ";",
	        "achoo=1; acho=" TOKEN "; xacho=2",
	};
	struct token token;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		memset(&token, 0xff, sizeof(token));
		assert_true(cookie_find(str_of(good[i]), COOKIE_SESSION, false, &token));
		for (unsigned b = 0; b < sizeof(token.bytes); b++)
			assert_int_equal(token.bytes[b], b);
	}
	assert_true(cookie_find(STR("acho=x; __Secure-acho=" TOKEN), COOKIE_SESSION, true, &token));
}

static void
finds_no_session(void **state)
{
	static const char *const bad[] = {
	        "",
	        "acho",
	        "acho=",
	        "acho=short",
	        "acho=" TOKEN "A",
	        "acho=\"" TOKEN "\"",
	        "ACHO=" TOKEN,
	        "acho =" TOKEN,
	        "acho= " TOKEN,
	        "__Secure-acho=" TOKEN,
	        "acho=" TOKEN "; acho=" TOKEN,
	        "acho=" TOKEN "; acho=",
	        "acho=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", /* a stray bit at the end */
	        "acho=" TOKEN ", acho=" TOKEN,
	};
	struct token token;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (cookie_find(str_of(bad[i]), COOKIE_SESSION, false, &token))
			fail_msg("took %s", bad[i]);
	assert_false(cookie_find(STR_NONE, COOKIE_SESSION, true, &token));
}

static void
tells_the_two_apart(void **state)
{
	struct token token;

	(void)state;
	assert_true(cookie_find(STR("acho=x; acho-device=" TOKEN), COOKIE_DEVICE, false, &token));
	assert_true(cookie_find(STR("__Secure-acho-device=" TOKEN), COOKIE_DEVICE, true, &token));
	assert_false(cookie_find(STR("acho=" TOKEN), COOKIE_DEVICE, false, &token));
	assert_false(cookie_find(STR("acho-device=" TOKEN), COOKIE_SESSION, false, &token));
	assert_false(cookie_find(STR("acho-device=" TOKEN), COOKIE_DEVICE, true, &token));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_the_session),
	        cmocka_unit_test(finds_no_session),
	        cmocka_unit_test(tells_the_two_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
