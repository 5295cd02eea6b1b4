/* SPDX-License-Identifier: MIT */
#include "auth/token.h"

#include <string.h>

#include "check.h"

static void
goes_to_text_and_back(void **state)
{
	struct fault fault = {0};
	struct token token, other, read;
	char text[TOKEN_TEXT_LEN + 1];

	(void)state;
	assert_int_equal(token_new(&fault, &token), ERR_OK);
	assert_int_equal(token_new(&fault, &other), ERR_OK);
	assert_memory_not_equal(token.bytes, other.bytes, sizeof(token.bytes));
	token_text(&token, text);
	assert_int_equal(strlen(text), 43);
	assert_true(token_parse(str_of(text), &read));
	assert_memory_equal(read.bytes, token.bytes, sizeof(token.bytes));
}

static void
refuses_other_texts(void **state)
{
	static const char good[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	struct token read;

	(void)state;
	assert_true(token_parse(str_of(good), &read));
	assert_false(token_parse(STR(""), &read));
	assert_false(token_parse((struct str){good, 42}, &read));
	assert_false(token_parse(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), &read));
	assert_false(token_parse(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"),
	                         &read)); /* stray bits */
	assert_false(token_parse(STR("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA A"), &read));
}

/* SHA-256 of 32 zero bytes, from FIPS 180-4 by any other tool. */
static void
hashes_with_sha256(void **state)
{
	static const unsigned char expected[32] = {
	        0x66, 0x68, 0x7a, 0xad, 0xf8, 0x62, 0xbd, 0x77, 0x6c, 0x8f, 0xc1,
	        0x8b, 0x8e, 0x9f, 0x8e, 0x20, 0x08, 0x97, 0x14, 0x85, 0x6e, 0xe2,
	        0x33, 0xb3, 0x90, 0x2a, 0x59, 0x1d, 0x0d, 0x5f, 0x29, 0x25,
	};
	struct fault fault = {0};
	struct token token = {{0}};
	struct token_hash hash;

	(void)state;
	assert_int_equal(token_hash(&fault, &token, &hash), ERR_OK);
	assert_memory_equal(hash.bytes, expected, sizeof(expected));
}

static void
tells_lists_of_pieces_apart(void **state)
{
	const struct str lists[][3] = {
	        {STR("ab"), STR("c"), STR("")},   {STR("a"), STR("bc"), STR("")},
	        {STR("ab"), STR(""), STR("c")},   {STR(""), STR("ab"), STR("c")},
	        {STR("abc"), STR_NONE, STR_NONE},
	};
	struct token_hash digest[ARRAY_LEN(lists)], again;
	struct fault fault = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		assert_int_equal(digest_of(&fault, lists[i], 3, &digest[i]), ERR_OK);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(digest[i].bytes, digest[j].bytes, 32);
	}
	assert_int_equal(digest_of(&fault, lists[0], 3, &again), ERR_OK);
	assert_memory_equal(digest[0].bytes, again.bytes, 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(goes_to_text_and_back),
	        cmocka_unit_test(refuses_other_texts),
	        cmocka_unit_test(hashes_with_sha256),
	        cmocka_unit_test(tells_lists_of_pieces_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
