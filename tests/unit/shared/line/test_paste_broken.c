/* SPDX-License-Identifier: MIT */
#include "line/paste_broken.h"

#include <string.h>

#include "check.h"

static void
tells_whole_words_from_pieces(void **state)
{
	static char text[172];
	struct str token = {text, sizeof(text)}, tail = {text + 60, 112};
	struct str pieces[] = {{"Qm8/tK2x", 8}, tail}, words[] = {{"Token", 5}, token};
	struct str id[] = {STR("@123abcde"), STR("Shop")}, part[] = {STR("@123"), STR("abcde")};

	(void)state;
	memset(text, 'a', sizeof(text));
	text[171] = '=';
	assert_true(paste_has_whole(PASTE_TOKEN, words, 2));
	assert_true(paste_has_whole(PASTE_TOKEN, &token, 1));
	assert_false(paste_has_whole(PASTE_TOKEN, pieces, 2));
	assert_true(paste_has_whole(PASTE_BASIC_ID, id, 2));
	assert_false(paste_has_whole(PASTE_BASIC_ID, part, 2));
	assert_false(paste_has_whole(PASTE_KID, words, 2));
}

static void
tells_padding_from_a_sign_between_name_and_value(void **state)
{
	const struct str broken[] = {STR("Qm8/tK2"), STR("=")},
	                 twice[] = {STR("Qm8/tK"), STR("==")}, name[] = {STR("token"), STR("=")},
	                 whole[] = {STR("Qm8/tK2x"), STR("=")};

	(void)state;
	assert_true(paste_ends_broken(broken, 2));
	assert_true(paste_ends_broken(twice, 2));
	assert_false(paste_ends_broken(name, 2));
	assert_false(paste_ends_broken(whole, 2));
	assert_false(paste_ends_broken(broken + 1, 1));
}

static void
takes_a_header_off_a_token_of_the_usual_length(void **state)
{
	static char text[178] = "Bearer";
	const struct str glued = {text, sizeof(text)}, shorter = {text, sizeof(text) - 1};

	(void)state;
	memset(text + 6, 'a', sizeof(text) - 6);
	text[sizeof(text) - 1] = '=';
	assert_int_equal(paste_without_bearer(glued).n, 172);
	assert_int_equal(paste_without_bearer(shorter).n, shorter.n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_whole_words_from_pieces),
	        cmocka_unit_test(tells_padding_from_a_sign_between_name_and_value),
	        cmocka_unit_test(takes_a_header_off_a_token_of_the_usual_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
