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
		assert_true(cookie_session(str_of(good[i]), false, &token));
		for (unsigned b = 0; b < sizeof(token.bytes); b++)
			assert_int_equal(token.bytes[b], b);
	}
	assert_true(cookie_session(STR("acho=x; __Secure-acho=" TOKEN), true, &token));
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
		if (cookie_session(str_of(bad[i]), false, &token))
			fail_msg("took %s", bad[i]);
	assert_false(cookie_session(STR_NONE, true, &token));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_the_session),
	        cmocka_unit_test(finds_no_session),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
