/* SPDX-License-Identifier: MIT */
/* What json.c refuses is the point: each line under bad[] passed json-c 0.16 or could have. */
#include "base/json.h"

#include <json-c/json.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CASE(literal)                                                                              \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

static const struct str good[] = {
        CASE("{}"),
        CASE(" \t\r\n[ ]\n"),
        CASE("null"),
        CASE("true"),
        CASE("0"),
        CASE("-0"),
        CASE("12"),
        CASE("9223372036854775807"),
        CASE("-9223372036854775808"),
        CASE("1.5e-3"),
        CASE("1E+2"),
        CASE("\"\""),
        CASE("\"\\u0041\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
        CASE("\"\\ud83d\\ude00\""),
        CASE("\"\xe8\x8d\x94\xe6\x9e\x9d\""),
        CASE("{\"a\":{\"a\":[{\"a\":1},{\"a\":1}]},\"b\":\"'\"}"),
        CASE("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"), /* 16 deep */
};

static const struct str bad[] = {
        CASE(""),
        CASE(" "),
        CASE("\0"),
        CASE("{}\0"),
        CASE("1\0"),
        CASE("\"a\0b\""),
        CASE("{\"a\":1,\"a\":2}"),
        CASE("{\"a\":1,\"\\u0061\":2}"),
        CASE("[{\"x\":{\"a\":1,\"b\":2,\"a\":{}}}]"),
        CASE("{\"a\":{\"b\":1},\"a\":{\"c\":1}}"),
        CASE("{\"\":1,\"\":1}"),
        CASE("{'a':1}"),
        CASE("['a']"),
        CASE("{a:1}"),
        CASE("NaN"),
        CASE("[nan]"),
        CASE("Infinity"),
        CASE("-Infinity"),
        CASE("[1e999]"),
        CASE("{\"a\":-1e999}"),
        CASE("9223372036854775808"),
        CASE("-9223372036854775809"),
        CASE("18446744073709551616"),
        CASE("100000000000000000000000000000000"),
        CASE("01"),
        CASE("-01"),
        CASE("+1"),
        CASE("-"),
        CASE("1."),
        CASE(".5"),
        CASE("1e"),
        CASE("0x10"),
        CASE("\"\n\""),
        CASE("\"\x1f\""),
        CASE("\"\t\""),
        CASE("\"\\u0000\""),
        CASE("{\"a\\u0000b\":1}"),
        CASE("\"\\ud83d\""),
        CASE("\"\\ud83dx\""),
        CASE("\"\\ud83d\\u0041\""),
        CASE("\"\\ude00\""),
        CASE("\"\\u12\""),
        CASE("\"\\u12g4\""),
        CASE("\"\\x\""),
        CASE("\"\\"),
        CASE("\"open"),
        CASE("\"\xff\""),
        CASE("\"\xc0\x80\""),
        CASE("\"\xed\xa0\x80\""),
        CASE("\"\xf4\x90\x80\x80\""),
        CASE("\xef\xbb\xbf{}"),
        CASE("{} x"),
        CASE("{}{}"),
        CASE("[1] 2"),
        CASE("[1,]"),
        CASE("{\"a\":1,}"),
        CASE("[,1]"),
        CASE("{\"a\"}"),
        CASE("{\"a\":}"),
        CASE("{\"a\" 1}"),
        CASE("{1:1}"),
        CASE("{\"a\":1"),
        CASE("["),
        CASE("]"),
        CASE("[1}"),
        CASE("/**/{}"),
        CASE("{}//"),
        CASE("True"),
        CASE("nul"),
        CASE("tru"),
        CASE("\v1"),
        CASE("\xc2\xa0{}"),
        CASE("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"), /* 17 deep */
};

static void
accepts_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		auto_json *json = NULL;
		if (json_parse(good[i], &json) != ERR_OK)
			fail_msg("refused: %.*s", STR_ARG(good[i]));
	}
}

static void
refuses_what_is_not_json(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		auto_json *json = NULL;
		if (json_parse(bad[i], &json) != ERR_INVALID)
			fail_msg("accepted: %.*s", STR_ARG(bad[i]));
		assert_null(json);
	}
}

/* Every true beginning of a text is refused: an answer that was cut never reads as a shorter one.
 */
static void
refuses_every_cut(void **state)
{
	static const char text[] = "{\"a\":[1.5,true,null,\"\\ud83d\\ude00\"],\"b\":{\"c\":-12}}";

	(void)state;
	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		auto_json *json = NULL;
		assert_int_equal(json_parse((struct str){text, n}, &json), ERR_INVALID);
	}
}

static void
refuses_too_much(void **state)
{
	static char text[JSON_TEXT_MAX + 1];
	auto_json *json = NULL;

	(void)state;
	memset(text, ' ', sizeof(text));
	text[0] = '1';
	assert_int_equal(json_parse((struct str){text, sizeof(text)}, &json), ERR_TOO_LARGE);
	assert_int_equal(json_parse((struct str){text, sizeof(text) - 1}, &json), ERR_OK);
}

static void
gives_members_by_type(void **state)
{
	auto_json *json = NULL;
	const struct json_object *list;
	struct str text = STR("kept");
	int64_t number = 7;
	bool yes = false;

	(void)state;
	assert_int_equal(json_parse(STR("{\"t\":\"a\\u00e9\",\"i\":-5,\"b\":true,\"n\":null,\"l\":["
	                                "1],\"f\":1.0}"),
	                            &json),
	                 ERR_OK);
	assert_false(json_get_text(json, "i", &text));
	assert_false(json_get_text(json, "missing", &text));
	assert_false(json_get_text(json, "n", &text));
	assert_true(str_is(text, STR("kept")));
	assert_true(json_get_text(json, "t", &text));
	assert_true(str_is(text, STR("a\xc3\xa9")));
	assert_false(json_get_int(json, "t", &number));
	assert_false(json_get_int(json, "f", &number));
	assert_false(json_get_int(json, "b", &number));
	assert_int_equal(number, 7);
	assert_true(json_get_int(json, "i", &number));
	assert_int_equal(number, -5);
	assert_false(json_get_bool(json, "i", &yes));
	assert_true(json_get_bool(json, "b", &yes) && yes);
	assert_true(json_get_array(json, "l", &list));
	assert_false(json_get_array(json, "t", &list));
	assert_true(json_has(json, "n"));
	assert_false(json_has(json, "N"));
	assert_true(json_is_absent(json, "n") && json_is_absent(json, "N"));
	assert_false(json_is_absent(json, "i") || json_is_absent(json, "t"));
	assert_false(json_get_text(list, "t", &text));
	assert_false(json_has(NULL, "n"));
	assert_false(json_is_object(NULL));
}

static void
walks_members_in_order(void **state)
{
	auto_json *json = NULL;
	const void *at = NULL;
	struct str name;
	char seen[8] = "";

	(void)state;
	assert_int_equal(json_parse(STR("{\"z\":1,\"a\":2,\"m\":3}"), &json), ERR_OK);
	for (size_t i = 0; json_next(json, &at, &name); i++)
		seen[i] = name.p[0];
	assert_string_equal(seen, "zam");
	at = NULL;
	assert_false(json_next(NULL, &at, &name));
}

/* A held reference keeps the node alive, so that what json_done left in it can be seen. */
static void
wipes_texts(void **state)
{
	struct json_object *json = NULL, *deep;

	(void)state;
	assert_int_equal(json_parse(STR("{\"a\":[{\"b\":\"secret\"}]}"), &json), ERR_OK);
	deep = json_object_array_get_idx(json_object_object_get(json, "a"), 0);
	deep = json_object_get(json_object_object_get(deep, "b"));
	json_done(&json);
	assert_null(json);
	assert_memory_equal(json_object_get_string(deep), "\0\0\0\0\0\0", 6);
	json_object_put(deep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(accepts_json),          cmocka_unit_test(refuses_what_is_not_json),
	        cmocka_unit_test(refuses_every_cut),     cmocka_unit_test(refuses_too_much),
	        cmocka_unit_test(gives_members_by_type), cmocka_unit_test(walks_members_in_order),
	        cmocka_unit_test(wipes_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
