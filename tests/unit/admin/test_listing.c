/* SPDX-License-Identifier: MIT */
#include "admin/listing.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static const char *const filters[] = {"--failed", "--waiting", NULL};

static bool
reads(const char *const *words, bool takes_slug, struct listing *ret)
{
	char *argv[8], copies[8][24];
	struct call call = {.argv = argv};

	for (; words[call.argc] != NULL; call.argc++) {
		(void)snprintf(copies[call.argc], sizeof(copies[0]), "%s", words[call.argc]);
		argv[call.argc] = copies[call.argc];
	}
	if (!listing_read(&call, filters, takes_slug, ret))
		return false;
	assert_true(ret->limit >= 1 && ret->limit <= LISTING_LIMIT_MAX);
	return true;
}

static void
words_are_read_in_any_order(void **state)
{
	static const char *const good[][8] = {
	        {"list"},
	        {"list", "--failed"},
	        {"list", "--limit", "1000", "--waiting", "--addresses"},
	        {"list", "--after", "0123456789abc"},
	        {"list", "0123456789abc", "--failed"},
	};
	static const char *const bad[][8] = {
	        {"list", "--failed", "--waiting"},
	        {"list", "--limit"},
	        {"list", "--limit", "0"},
	        {"list", "--limit", "1001"},
	        {"list", "--limit", "x"},
	        {"list", "--after"},
	        {"list", "--else"},
	        {"list", "0123456789abc", "0123456789abc"},
	        {"list", "0123456789abc", "--after", "0123456789abc"},
	};
	struct listing listing;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(reads(good[i], true, &listing));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(reads(bad[i], true, &listing));
	assert_false(reads(good[4], false, &listing));
	assert_true(reads(good[2], false, &listing));
	assert_int_equal(listing.limit, 1000);
	assert_true(listing.addresses);
	assert_null(listing.after);
}

/* Pages of two rows, three of them; the last is short. */
static enum err
page(struct asking *asking, struct fault *fault, const struct listing *listing, const char *after,
     int64_t limit, struct sheet *sheet, int64_t *ret_rows, char ret_next[SLUG_LEN + 1])
{
	static const char *const slugs[] = {"a", "b", "c", "d", "e"};
	size_t at = 0;

	(void)asking, (void)listing;
	if (after != NULL && strcmp(after, "x") == 0)
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	while (after != NULL && at < ARRAY_LEN(slugs) && strcmp(slugs[at], after) <= 0)
		at++;
	for (; *ret_rows < 2 && *ret_rows < limit && at < ARRAY_LEN(slugs); at++, (*ret_rows)++) {
		sheet_row(sheet);
		sheet_text(sheet, "slug", str_of(slugs[at]));
	}
	(void)snprintf(ret_next, SLUG_LEN + 1, "%s", at == ARRAY_LEN(slugs) ? "" : slugs[at - 1]);
	return ERR_OK;
}

static void
a_walk_ends_with_enough_or_at_the_end(void **state)
{
	static const struct {
		int64_t limit;
		const char *after, *out;
	} cases[] = {
	        {50, NULL,
	         "{\"rows\":[{\"slug\":\"a\"},{\"slug\":\"b\"},{\"slug\":\"c\"},{\"slug\":\"d\"},{"
	         "\"slug\":\"e\"}],\"next\":null}\n"},
	        {3, NULL,
	         "{\"rows\":[{\"slug\":\"a\"},{\"slug\":\"b\"},{\"slug\":\"c\"}],\"next\":\"c\"}"
	         "\n"},
	        {3, "c", "{\"rows\":[{\"slug\":\"d\"},{\"slug\":\"e\"}],\"next\":null}\n"},
	        {1, "e", "{\"rows\":[],\"next\":null}\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *out;
		size_t n;
		struct call call = {
		        .json = true, .out = open_memstream(&out, &n), .complaints = stderr};
		struct listing listing = {.limit = cases[i].limit, .after = cases[i].after};
		struct fault fault = {0};
		struct sheet sheet;
		sheet_init(&sheet, &call);
		sheet_list(&sheet, "rows");
		assert_int_equal(listing_walk(NULL, &fault, &listing, page, &sheet), ERR_OK);
		assert_int_equal(sheet_print(&sheet, DONE), DONE);
		(void)fclose(call.out);
		assert_string_equal(out, cases[i].out);
		free(out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(words_are_read_in_any_order),
	        cmocka_unit_test(a_walk_ends_with_enough_or_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
