/* SPDX-License-Identifier: MIT */
#include "base/codec.h"

#include <string.h>

#include "check.h"

/* RFC 4648 section 10, in the URL alphabet and without padding. */
static void
encodes_the_vectors_of_the_rfc(void **state)
{
	static const char *const vectors[][2] = {
	        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
	        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
	char text[16];
	char back[8];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		size_t n = strlen(vectors[i][0]);
		base64url_encode(vectors[i][0], n, text);
		assert_string_equal(text, vectors[i][1]);
		assert_int_equal(strlen(text), BASE64URL_LEN(n));
		assert_true(base64url_decode(str_of(text), back, n));
		assert_memory_equal(back, vectors[i][0], n);
	}
	base64url_encode("\xfb\xff\xfe", 3, text);
	assert_string_equal(text, "-__-");
}

static void
refuses_second_spellings(void **state)
{
	static const struct str bad[] = {STR("Zh"),  STR("Zg=="), STR("Z+"), STR("Z "),
	                                 STR("Z\0"), STR("Z"),    STR("Zm8")};
	char out[4];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(base64url_decode(bad[i], out, 1));
	assert_true(base64url_decode(STR("Zg"), out, 1));
}

static void
adds_long_values_in_pieces(void **state)
{
	struct arena arena;
	struct buf buf;
	unsigned char bytes[256], back[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	arena_init(&arena, KIB(16));
	buf_init(&buf, &arena, KIB(4));
	base64url_add(&buf, bytes, sizeof(bytes));
	assert_int_equal(buf_str(&buf).n, 342); /* as an RSA-2048 modulus */
	assert_true(base64url_decode(buf_str(&buf), back, sizeof(back)));
	assert_memory_equal(back, bytes, sizeof(bytes));
	arena_done(&arena);
}

static void
slugs_use_65_bits_and_one_alphabet(void **state)
{
	unsigned char bits[9] = {0};
	char slug[SLUG_LEN + 1], other[SLUG_LEN + 1];

	(void)state;
	slug_encode(bits, slug);
	assert_string_equal(slug, "0000000000000");
	memset(bits, 0xff, sizeof(bits));
	slug_encode(bits, slug);
	assert_string_equal(slug, "zzzzzzzzzzzzz");
	for (size_t bit = 0; bit < 72;
	     bit++) { /* the first 65 bits each change it, the last 7 do not */
		memset(bits, 0, sizeof(bits));
		bits[bit / 8] = (unsigned char)(0x80 >> bit % 8);
		slug_encode(bits, other);
		assert_int_equal(strcmp(other, "0000000000000") != 0, bit < 65);
	}
	assert_true(slug_is(STR("0123456789abc")));
	assert_false(slug_is(STR("0123456789abi")));
	assert_false(slug_is(STR("0123456789abC")));
	assert_false(slug_is(STR("0123456789ab")));
	assert_false(slug_is(STR("0123456789ab\0")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(encodes_the_vectors_of_the_rfc),
	        cmocka_unit_test(refuses_second_spellings),
	        cmocka_unit_test(adds_long_values_in_pieces),
	        cmocka_unit_test(slugs_use_65_bits_and_one_alphabet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
