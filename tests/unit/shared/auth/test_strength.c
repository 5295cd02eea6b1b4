/* SPDX-License-Identifier: MIT */
#include "auth/strength.h"

#include <string.h>

#include "check.h"

static void
knows_what_is_guessed_soon(void **state)
{
	static const char *const weak[] = {"password", "dragon monkey", "19840512", "qwerty12345",
	                                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
	                         *const strong[] = {"kmzwxrtb", "94837261",
	                                            "correct horse battery staple"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(weak); i++)
		assert_true(strength_is_weak(str_of(weak[i]), NULL));
	for (size_t i = 0; i < ARRAY_LEN(strong); i++)
		assert_false(strength_is_weak(str_of(strong[i]), NULL));
}

static void
tries_own_words_first(void **state)
{
	const char *words[] = {"zebrafinch", NULL};

	(void)state;
	assert_false(strength_is_weak(STR("zebrafinch12"), NULL));
	assert_true(strength_is_weak(STR("ZebraFinch12"), words));
}

static void
one_good_end_is_enough(void **state)
{
	char text[STRENGTH_BYTES_MAX * 32];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_true(strength_is_weak((struct str){text, sizeof(text)}, NULL));
	memcpy(text, "k7#Qz!m2Xw0p", 12);
	assert_false(strength_is_weak((struct str){text, sizeof(text)}, NULL));
	memset(text, 'a', 12);
	memcpy(text + sizeof(text) - 12, "k7#Qz!m2Xw0p", 12);
	assert_false(strength_is_weak((struct str){text, sizeof(text)}, NULL));
	memset(text, 'a', sizeof(text));
	memcpy(text + 500, "k7#Qz!m2Xw0p", 12); /* where nobody looks */
	assert_true(strength_is_weak((struct str){text, sizeof(text)}, NULL));
}

static void
counts_characters_not_bytes(void **state)
{
	(void)state;
	assert_true(strength_is_monotonous(STR("")));
	assert_true(strength_is_monotonous(STR("abcabcaabbcc")));
	assert_false(strength_is_monotonous(STR("abcd")));
	assert_true(strength_is_monotonous(STR("\xe5\xb1\xb1\xe4\xb8\x8a\xe6\x9c\x89")));
	assert_false(strength_is_monotonous(STR("\xe5\xb1\xb1\xe4\xb8\x8a\xe6\x9c\x89x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_what_is_guessed_soon),
	        cmocka_unit_test(tries_own_words_first),
	        cmocka_unit_test(one_good_end_is_enough),
	        cmocka_unit_test(counts_characters_not_bytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
