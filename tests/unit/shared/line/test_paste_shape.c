/* SPDX-License-Identifier: MIT */
#include "line/paste_shape.h"

#include <string.h>

#include "check.h"

#define UUID "536e453c-aa93-4449-8e90-add2608783c6"
#define HEX  "8c570fa6dd201bb328f1c1eac23a96d8"

static void
tells_words_apart(void **state)
{
	static const struct {
		const char *word;
		enum paste_shape shape;
	} cases[] = {
	        {"", PASTE_EMPTY},
	        {"@123abcde", PASTE_BASIC_ID},
	        {"@my.shop-1_x", PASTE_BASIC_ID},
	        {"@01234567890123456789", PASTE_BASIC_ID},
	        {"@012345678901234567890", PASTE_OTHER},
	        {"@ab", PASTE_OTHER},
	        {"a@b.c", PASTE_OTHER},
	        {"U" HEX, PASTE_USER_ID},
	        {"u" HEX, PASTE_USER_ID},
	        {"x" HEX, PASTE_OTHER},
	        {HEX, PASTE_CHANNEL_SECRET},
	        {"1234567890", PASTE_CHANNEL_ID},
	        {"123456789", PASTE_OTHER},
	        {"12345678901", PASTE_OTHER},
	        {"1234567890-AbcdEfgh", PASTE_LIFF_ID},
	        {"1234567890-AbcdEfg", PASTE_OTHER},
	        {UUID, PASTE_KID},
	        {UUID "0", PASTE_OTHER},
	        {"536e453c-aa93-4449-8e90-add2608783c", PASTE_PART_OF_KID},
	        {"536e453c-a", PASTE_PART_OF_KID},
	        {"536e453c-", PASTE_OTHER},
	        {"536e453c-aa...", PASTE_PART_OF_KID},
	        {"abcdef...", PASTE_PART_OF_TOKEN},
	        {"abc***def", PASTE_PART_OF_TOKEN},
	        {"eyJhbGciOiJIUzI1NiJ9.e30.c2ln", PASTE_JWS},
	        {"eyJhbGciOiJIUzI1NiJ9", PASTE_JWS},
	        {"AbCd1234AbCd1234AbCd", PASTE_PART_OF_TOKEN},
	        {"AbCd1234AbCd1234AbC", PASTE_OTHER},
	        {"abcdefghijklmnopqrstuvwxyz", PASTE_OTHER},
	        {"abcdefghijklmnopqrstuvwxyz==", PASTE_PART_OF_TOKEN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (paste_shape_of_word(str_of(cases[i].word)) != cases[i].shape)
			fail_msg("%s: %d", cases[i].word,
			         (int)paste_shape_of_word(str_of(cases[i].word)));
}

static void
takes_any_long_opaque_text_for_a_token(void **state)
{
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(paste_shape_of_word((struct str){text, PASTE_TOKEN_MIN}), PASTE_TOKEN);
	assert_int_equal(paste_shape_of_word((struct str){text, PASTE_TOKEN_MIN - 1}), PASTE_OTHER);
	text[50] = '=';
	assert_int_equal(paste_shape_of_word((struct str){text, 150}), PASTE_OTHER);
	text[50] = '.';
	assert_int_equal(paste_shape_of_word((struct str){text, 150}), PASTE_TOKEN);
	memcpy(text, "eyJ", 3);
	assert_int_equal(paste_shape_of_word((struct str){text, 150}), PASTE_JWS);
	text[50] = 'a';
	assert_int_equal(paste_shape_of_word((struct str){text, 150}),
	                 PASTE_TOKEN); /* by chance, without a dot */
}

static void
tells_keys_apart(void **state)
{
	static const struct {
		const char *flat;
		enum paste_shape shape;
	} cases[] = {
	        {"{\"kty\":\"RSA\",\"n\":\"x\"}", PASTE_PUBLIC_KEY},
	        {"kty:RSA", PASTE_PUBLIC_KEY},
	        {"-----BEGINPUBLICKEY-----MIIB", PASTE_PUBLIC_KEY},
	        {"-----BEGINRSAPUBLICKEY-----", PASTE_PUBLIC_KEY},
	        {"-----BEGINCERTIFICATE-----", PASTE_PUBLIC_KEY},
	        {"{\"kty\":\"RSA\",\"d\":\"x\"}", PASTE_PRIVATE_KEY},
	        {"-----BEGINPRIVATEKEY-----", PASTE_PRIVATE_KEY},
	        {"-BEGINRSAPRIVATEKEY-", PASTE_PRIVATE_KEY},
	        {"-----BEGINENCRYPTEDPRIVATEKEY-----", PASTE_PRIVATE_KEY},
	        {"-----BEGINOPENSSHPRIVATEKEY-----", PASTE_PRIVATE_KEY},
	        {"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", PASTE_PRIVATE_KEY},
	        {"MIIEowIBAAKCAQEAx", PASTE_PRIVATE_KEY},
	        {"public key", PASTE_OTHER},
	        {UUID, PASTE_OTHER},
	        {"", PASTE_OTHER},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (paste_shape_of_key(str_of(cases[i].flat)) != cases[i].shape)
			fail_msg("%s", cases[i].flat);
}

static void
tells_pieces_of_a_token_from_labels(void **state)
{
	(void)state;
	assert_true(paste_is_random(STR("Qm8/tK2x")));
	assert_true(paste_is_random(STR("abCd")));
	assert_true(paste_is_random(STR("a+b")));
	assert_false(paste_is_random(STR("Token")));
	assert_false(paste_is_random(STR("token")));
	assert_false(paste_is_random(STR("(long-lived)")));
	assert_false(paste_is_random(STR("")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_pieces_of_a_token_from_labels),
	        cmocka_unit_test(tells_words_apart),
	        cmocka_unit_test(takes_any_long_opaque_text_for_a_token),
	        cmocka_unit_test(tells_keys_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
