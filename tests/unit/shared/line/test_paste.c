/* SPDX-License-Identifier: MIT */
/* The cases lie in tests/support/paste_cases.tsv: the API tests read them too. */
#include "line/paste.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "check.h"

#define NAMES_MAX 32

static struct arena arena;

static struct {
	struct str name, text;
} names[NAMES_MAX];
static size_t n_names;

/* A JSON string of the file; the reader of the product refuses a NUL, which these texts may hold.
 */
static struct str
unquote(struct str json)
{
	struct buf buf;

	assert_true(json.n >= 2 && json.p[0] == '"' && json.p[json.n - 1] == '"');
	buf_init(&buf, &arena, KIB(64));
	for (size_t i = 1; i + 1 < json.n;) {
		struct str rest = str_part(json, i, json.n - 1 - i), piece = STR_NONE;
		size_t n = 0;
		auto_json *text = NULL;
		if (str_starts(rest, STR("\\u0000"))) {
			buf_char(&buf, '\0');
			i += 6;
			continue;
		}
		while (n < rest.n && !str_starts(str_part(rest, n, 6), STR("\\u0000")))
			n += rest.p[n] == '\\' ? 2 : 1;
		{
			struct buf part;
			buf_init(&part, &arena, KIB(64));
			buf_add(&part, STR("{\"t\":\""));
			buf_add(&part, str_part(rest, 0, n));
			buf_add(&part, STR("\"}"));
			assert_int_equal(json_parse(buf_str(&part), &text), ERR_OK);
		}
		assert_true(json_get_text(text, "t", &piece));
		buf_add(&buf, piece);
		i += n;
	}
	assert_false(buf_failed(&buf));
	return buf_str(&buf);
}

/* Put the defined texts in for their {NAMES}. */
static struct str
expand(struct str text)
{
	struct buf buf;

	buf_init(&buf, &arena, KIB(64));
	for (size_t i = 0; i < text.n; i++) {
		struct str rest = str_part(text, i, text.n), name;
		size_t k = n_names;
		if (rest.p[0] == '{' && str_cut(&rest, '}', &name))
			for (k = 0;
			     k < n_names && !str_is(names[k].name, str_part(name, 1, name.n)); k++)
				;
		if (k == n_names) {
			buf_char(&buf, text.p[i]);
			continue;
		}
		buf_add(&buf, names[k].text);
		i += names[k].name.n + 1;
	}
	assert_false(buf_failed(&buf));
	return buf_str(&buf);
}

static unsigned
bits_of(struct str words)
{
	static const char *const bits[] = {"blanks", "lines", "invisible", "wide",
	                                   "quotes", "label", "link"};
	unsigned set = 0;
	struct str word;
	bool last = false;

	if (str_is(words, STR("-")))
		return 0;
	while (!last) {
		size_t i = 0;
		if (!str_cut(&words, ',', &word)) {
			word = words;
			last = true;
		}
		while (i < ARRAY_LEN(bits) && !str_is(word, str_of(bits[i])))
			i++;
		assert_true(i < ARRAY_LEN(bits));
		set |= 1U << i;
	}
	return set;
}

static const char *
judge(struct str field, struct str pasted, struct paste *paste, struct secret *token)
{
	if (str_is(field, STR("basic_id")))
		return paste_basic_id(&arena, pasted, paste);
	if (str_is(field, STR("channel_id")))
		return paste_channel_id(&arena, pasted, paste);
	if (str_is(field, STR("kid")))
		return paste_kid(&arena, pasted, paste);
	assert_true(str_is(field, STR("token")));
	return paste_token(pasted, token, paste);
}

/* One line of the file; false when something else came out. */
static bool
holds(unsigned no, struct str line)
{
	struct str field = STR_NONE, pasted = STR_NONE, result = STR_NONE, value = STR_NONE, found;
	struct paste paste = {0};
	auto_secret token = {0};
	const char *code;

	assert_true(str_cut(&line, '\t', &field) && str_cut(&line, '\t', &pasted) &&
	            str_cut(&line, '\t', &result) && str_cut(&line, '\t', &value));
	code = judge(field, expand(unquote(pasted)), &paste, &token);
	if (!str_is(result, str_of(code == NULL ? "ok" : code))) {
		print_error("line %u: %s\n", no, code == NULL ? "ok" : code);
		return false;
	}
	if (code != NULL) {
		assert_null(token.p);
		assert_int_equal(paste.value.n, 0);
	}
	found = str_is(field, STR("token")) ? secret_str(&token) : paste.value;
	if (code == NULL && !str_is(found, expand(unquote(value)))) {
		print_error("line %u: value %.*s\n", no, STR_ARG(found));
		return false;
	}
	if ((code == NULL || !str_is(line, STR("-"))) && paste.cleaned != bits_of(line)) {
		print_error("line %u: cleaned %u instead of %u\n", no, paste.cleaned,
		            bits_of(line));
		return false;
	}
	return true;
}

/* The file that several kinds of test share. */
static FILE *
open_cases(void)
{
	FILE *file = fopen(TEST_FOLDER "/../../../support/paste_cases.tsv", "r");

	assert_non_null(file);
	return file;
}

static void
names_what_was_pasted(void **state)
{
	static char line[KIB(32)];
	FILE *file = open_cases();
	unsigned no = 0, cases = 0, bad = 0;

	(void)state;
	while (fgets(line, sizeof(line), file) != NULL) {
		struct str text = str_trim(str_of(line)), head = STR_NONE;
		no++;
		if (text.n == 0 || text.p[0] == '#')
			continue;
		if (text.p[0] == '=') {
			assert_true(n_names < NAMES_MAX && str_cut(&text, '\t', &head) &&
			            str_cut(&text, '\t', &head));
			assert_true(arena_copy(&arena, head, &names[n_names].name));
			names[n_names++].text = unquote(text);
			continue;
		}
		cases++;
		bad += holds(no, text) ? 0 : 1;
	}
	(void)fclose(file);
	assert_int_equal(bad, 0);
	assert_true(cases >= 250);
}

/* What came out goes in again as it is. */
static void
leaves_clean_values_alone(void **state)
{
	static const char *const fields[] = {"basic_id", "channel_id", "kid"};
	static const char *const values[] = {"@123abcde", "1234567890",
	                                     "536e453c-aa93-4449-8e90-add2608783c6"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct paste paste;
		auto_secret token = {0};
		assert_null(judge(str_of(fields[i]), str_of(values[i]), &paste, &token));
		assert_true(str_is(paste.value, str_of(values[i])));
		assert_int_equal(paste.cleaned, 0);
	}
}

/* A phone or a mail breaks a token anywhere. */
static void
joins_a_token_broken_anywhere(void **state)
{
	static const char *const breaks[] = {"\n", " ", "\r\n"};
	static const char *const labels[] = {"", "Bearer "};
	static const char whole[] =
	        "Qm8/tK2xVb9YdL4sHn7RgW1cZfEo6JpUaT3iXkNvM5q0+BwCyDeFrGhIjOlPuSzA"
	        "8tVx2QyKm4LbN7cPdR9eSfU1gWhX3iYjZk5oAlBn6CpDqErFsG0tHuIvJwKxMzO+"
	        "/a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXyZAbCdEf=";
	char text[256];

	(void)state;
	assert_int_equal(sizeof(whole) - 1, 172);
	for (size_t at = 1; at < sizeof(whole) - 1; at++)
		for (size_t i = 0; i < ARRAY_LEN(breaks) * ARRAY_LEN(labels); i++) {
			struct paste paste;
			auto_secret token = {0};
			int n = snprintf(text, sizeof(text), "%s%.*s%s%s", labels[i % 2], (int)at,
			                 whole, breaks[i / 2], whole + at);
			assert_true(n > 0 && (size_t)n < sizeof(text));
			assert_null(judge(STR("token"), str_of(text), &paste, &token));
			if (!str_is(secret_str(&token), str_of(whole)))
				fail_msg("broken after %zu: %zu characters", at, token.n);
		}
}

static void
refuses_too_much(void **state)
{
	static char text[PASTE_MAX + 1];
	struct paste paste;
	auto_secret token = {0};

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_string_equal(judge(STR("token"), (struct str){text, sizeof(text)}, &paste, &token),
	                    "field.too_long");
	assert_string_equal(judge(STR("kid"), (struct str){text, sizeof(text)}, &paste, &token),
	                    "field.too_long");
	assert_string_equal(judge(STR("kid"), STR("\xff\xfe"), &paste, &token),
	                    "field.control_chars");
}

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, MIB(64));
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
	        cmocka_unit_test(names_what_was_pasted),
	        cmocka_unit_test(leaves_clean_values_alone),
	        cmocka_unit_test(joins_a_token_broken_anywhere),
	        cmocka_unit_test(refuses_too_much),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
