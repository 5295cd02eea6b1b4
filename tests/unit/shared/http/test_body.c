/* SPDX-License-Identifier: MIT */
#include "http/body.h"

#include <string.h>

#include "check.h"
#include "request.h"

struct form {
	struct str name, note;
	struct secret password, token;
	bool accept;
};

static const char *
shout(struct arena *arena, struct str in, void *ret)
{
	if (in.n > 0 && in.p[0] == '?')
		return "kid.invalid";
	return arena_copy(arena, str_trim(in), ret) ? NULL : "field.too_long";
}

/* What shout() trims away is not kept anywhere; here every note that ends in "!" was cleaned. */
static size_t
is_loud(const void *member, const char *ret[])
{
	const struct str *note = member;

	if (!str_ends(*note, STR("!")))
		return 0;
	ret[0] = "loud";
	ret[1] = "late";
	return 2;
}

static const char *
judge_note(struct arena *arena, struct str in, void *ret)
{
	(void)arena;
	*(struct str *)ret = in;
	return str_starts(in, STR("?")) ? "kid.invalid" : NULL;
}

static const struct field fields[] = {
        {"name", FIELD_TEXT, true, name_read, offsetof(struct form, name), NULL},
        {"note", FIELD_TEXT, false, judge_note, offsetof(struct form, note), is_loud},
        {"password", FIELD_SECRET, true, NULL, offsetof(struct form, password), NULL},
        {"token", FIELD_SECRET, false, shout, offsetof(struct form, token), NULL},
        {"accept", FIELD_BOOL, false, NULL, offsetof(struct form, accept), NULL},
};

static struct req rq;
static struct form form;

static enum err
read_form(const char *text, size_t n)
{
	request_end(&rq);
	secret_done(&form.password);
	secret_done(&form.token);
	form = (struct form){0};
	request_start(&rq, (struct str){text, n});
	return body_read(&rq, fields, ARRAY_LEN(fields), &form);
}

#define READ(literal) read_form((literal), sizeof(literal) - 1)

static int
teardown(void **state)
{
	(void)state;
	secret_done(&form.password);
	secret_done(&form.token);
	request_end(&rq);
	return 0;
}

static void
reads_what_is_declared(void **state)
{
	(void)state;
	assert_int_equal(
	        READ("{\"name\":\"A \\u00e9\",\"note\":\"\",\"password\":\"\",\"token\":\" t \","
	             "\"accept\":true}"),
	        ERR_OK);
	assert_str(form.name, "A \xc3\xa9");
	assert_str(form.note, "");
	assert_non_null(form.note.p);
	assert_int_equal(form.password.n, 0);
	assert_str(secret_str(&form.token), "t");
	assert_true(form.accept);
	assert_int_equal(rq.reply.status, 0);
}

static void
notes_what_was_cleaned(void **state)
{
	(void)state;
	assert_int_equal(READ("{\"name\":\"x\",\"note\":\"quiet\",\"password\":\"\"}"), ERR_OK);
	assert_null(rq.cleaned);
	assert_int_equal(READ("{\"name\":\"x\",\"note\":\"a!\",\"password\":\"\"}"), ERR_OK);
	assert_string_equal(rq.cleaned->field, "note");
	assert_int_equal(rq.cleaned->n, 2);
	assert_string_equal(rq.cleaned->what[1], "late");
	assert_null(rq.cleaned->next);
	/* Of a refused value too, in the same answer. */
	assert_int_equal(READ("{\"name\":\"x\",\"note\":\"?a!\",\"password\":\"\"}"), ERR_INVALID);
	assert_non_null(strstr(buf_str(&rq.reply.body).p,
	                       "\"cleaned\":[{\"field\":\"note\",\"what\":[\"loud\",\"late\"]}]}"));
}

static void
leaves_what_is_missing(void **state)
{
	(void)state;
	assert_int_equal(READ("{\"name\":\"x\",\"password\":\"p\"}"), ERR_OK);
	assert_null(form.note.p);
	assert_null(form.token.p);
	assert_false(form.accept);
}

/* e and a combining accent is one letter, however a keyboard makes it. */
static void
normalises_passwords(void **state)
{
	(void)state;
	assert_int_equal(READ("{\"name\":\"x\",\"password\":\"e\\u0301\"}"), ERR_OK);
	assert_str(secret_str(&form.password), "\xc3\xa9");
}

static void
names_all_that_is_wrong(void **state)
{
	static const char *const expected[] = {
	        "{\"field\":\"name\",\"code\":\"field.type\"",
	        "{\"field\":\"note\",\"code\":\"field.type\"",
	        "{\"field\":\"password\",\"code\":\"field.required\"",
	        "{\"field\":\"token\",\"code\":\"kid.invalid\"",
	        "{\"field\":\"accept\",\"code\":\"field.type\"",
	        "{\"field\":\"account_id\",\"code\":\"field.unknown\"",
	        "{\"field\":\"a\\\"b\",\"code\":\"field.unknown\"",
	        "\"detail\":\"7 thing(s) to fix.",
	};

	(void)state;
	assert_int_equal(READ("{\"account_id\":1,\"name\":7,\"note\":null,\"token\":\"?\","
	                      "\"accept\":\"true\","
	                      "\"a\\\"b\":{}}"),
	                 ERR_INVALID);
	assert_int_equal(rq.reply.status, 422);
	for (size_t i = 0; i < ARRAY_LEN(expected); i++)
		assert_non_null(strstr(rq.reply.body.p, expected[i]));
	assert_int_equal(rq.fault.err, ERR_OK);
}

static void
refuses_what_is_no_json(void **state)
{
	static const struct str bad[] = {
	        {"", 0},
	        {"{", 1},
	        {"{}x", 3},
	        {"{'name':1}", 10},
	        {"{\"a\":NaN}", 9},
	        {"{\"a\":1,\"a\":1}", 13},
	        {"\xff", 1},
	        {"{\"name\":\"\\u0000\"}", 17},
	        {"{\"name\":\"a\0b\"}", 14},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(read_form(bad[i].p, bad[i].n), ERR_INVALID);
		assert_int_equal(rq.reply.status, 400);
		assert_string_equal(rq.reply.code, "request.bad_json");
	}
}

static void
refuses_json_of_another_shape(void **state)
{
	static const char *const other[] = {"[]",    "null", "1",
	                                    "\"x\"", "true", "[{\"name\":\"x\"}]"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		assert_int_equal(read_form(other[i], strlen(other[i])), ERR_INVALID);
		assert_int_equal(rq.reply.status, 400);
		assert_string_equal(rq.reply.code, "request.bad_json");
	}
}

static void
needs_room(void **state)
{
	(void)state;
	request_end(&rq);
	request_start(&rq, STR("{\"name\":\"x\",\"password\":\"p\"}"));
	rq.arena.limit = 20;
	assert_int_equal(body_read(&rq, fields, ARRAY_LEN(fields), &form), ERR_NOMEM);
}

static enum err
no_session(struct req *asked)
{
	(void)asked;
	return ERR_DENIED;
}

static void
explains_nothing_to_a_stranger(void **state)
{
	static const char *const bad[] = {"{", "{}", "[]", "{\"x\":1}"};
	struct routes routes = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		request_end(&rq);
		request_start_with_session(&rq, str_of(bad[i]), &routes, no_session);
		assert_int_equal(body_read(&rq, fields, ARRAY_LEN(fields), &form), ERR_INVALID);
		assert_string_equal(rq.reply.code, "session.required");
	}
}

static void
judges_names(void **state)
{
	static const struct {
		const char *name, *code;
	} cases[] = {
	        {"荔枝商行", NULL},
	        {" Lychee  ", NULL},
	        {"O'Brien & \"Sons\" <b>", NULL},
	        {"", "field.required"},
	        {" \xe3\x80\x80\xc2\xa0", "field.required"},
	        {"a\nb", "field.control_chars"},
	        {"a\rb", "field.control_chars"},
	        {"a\tb", "field.control_chars"},
	        {"a\xe2\x80\xae"
	         "b",
	         "field.control_chars"},
	        {"a\xe2\x80\xa8"
	         "b",
	         "field.control_chars"},
	};
	char eighty_one[81 * 3];
	struct str name;

	(void)state;
	request_end(&rq);
	request_start(&rq, STR(""));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *code = name_read(&rq.arena, str_of(cases[i].name), &name);
		if (code != cases[i].code &&
		    (code == NULL || cases[i].code == NULL || strcmp(code, cases[i].code) != 0))
			fail_msg("%s: %s", cases[i].name, code == NULL ? "good" : code);
	}
	for (size_t i = 0; i < sizeof(eighty_one); i++)
		eighty_one[i] = "\xe8\x8d\x94"[i % 3];
	assert_null(name_read(&rq.arena, (struct str){eighty_one, 240}, &name));
	assert_string_equal(name_read(&rq.arena, (struct str){eighty_one, 243}, &name),
	                    "field.too_long");
}

static void
reads_a_phone(void **state)
{
	static const struct {
		const char *typed, *code;
	} cases[] = {
	        {"02-1234-5678", NULL},
	        {"+886 (2) 1234 5678", NULL},
	        {"0123456789012345678901234567890123456789", NULL},
	        {"01234567890123456789012345678901234567890", "field.too_long"},
	        {"02-1234-5678 ext. 9", "phone.invalid"},
	        {"02.1234.5678", "phone.invalid"},
	        {"\xef\xbc\x90\xef\xbc\x92", "phone.invalid"}, /* full width */
	        {"02\n1234", "field.control_chars"},
	        {"02\t1234", "field.control_chars"},
	};
	struct str phone;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *code = phone_read(NULL, str_of(cases[i].typed), &phone);
		if (cases[i].code == NULL)
			assert_null(code);
		else
			assert_string_equal(code, cases[i].code);
	}
	assert_null(phone_read(NULL, STR(""), &phone)); /* left empty: none given */
	assert_null(phone.p);
}

static void
reads_a_language(void **state)
{
	struct str locale = STR_NONE;

	(void)state;
	assert_null(locale_read(NULL, STR("zh-TW"), &locale));
	assert_true(str_is(locale, STR("zh-TW")));
	assert_string_equal(locale_read(NULL, STR("zh-tw"), &locale), "locale.unknown");
	assert_string_equal(locale_read(NULL, STR(""), &locale), "locale.unknown");
}

#define TEST(name) cmocka_unit_test_teardown(name, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(reads_what_is_declared),
	        TEST(notes_what_was_cleaned),
	        TEST(leaves_what_is_missing),
	        TEST(normalises_passwords),
	        TEST(names_all_that_is_wrong),
	        TEST(refuses_what_is_no_json),
	        TEST(refuses_json_of_another_shape),
	        TEST(needs_room),
	        TEST(explains_nothing_to_a_stranger),
	        TEST(judges_names),
	        TEST(reads_a_phone),
	        TEST(reads_a_language),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
