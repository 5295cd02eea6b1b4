/* SPDX-License-Identifier: MIT */
#include "admin/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static void
fill(struct sheet *sheet)
{
	sheet_text(sheet, "slug", STR("abc"));
	sheet_bool(sheet, "open", true);
	sheet_text(sheet, "nothing", STR_NONE);
	sheet_list(sheet, "shops");
	sheet_row(sheet);
	sheet_text(sheet, "name", STR("春水"));
	sheet_int(sheet, "n", 7);
	sheet_time(sheet, "at", INT64_C(1767225600) * USEC_PER_SEC);
	sheet_row(sheet);
	sheet_text(sheet, "name", STR("x\"\x1b[2J\x7f"));
	sheet_int(sheet, "n", -12345);
	sheet_time(sheet, "at", 0);
	sheet_list(sheet, "none");
}

static char *
print(bool json, int *ret_status)
{
	char *out, *complaints;
	size_t out_n, complaints_n;
	struct call call = {.json = json,
	                    .out = open_memstream(&out, &out_n),
	                    .complaints = open_memstream(&complaints, &complaints_n)};
	struct sheet sheet;

	sheet_init(&sheet, &call);
	fill(&sheet);
	*ret_status = sheet_print(&sheet, MISUSED);
	(void)fclose(call.out);
	(void)fclose(call.complaints);
	assert_string_equal(complaints, "");
	free(complaints);
	return out;
}

static void
people_see_columns(void **state)
{
	int status;
	char *out = print(false, &status);

	(void)state;
	assert_int_equal(status, MISUSED);
	assert_string_equal(out, "slug: abc\nopen: yes\nnothing: -\n\n"
	                         "name   n       at\n"
	                         "春水   7       2026-01-01T00:00:00Z\n"
	                         "x\"[2J  -12345  -\n\n");
	free(out);
}

static void
programs_get_one_document(void **state)
{
	int status;
	char *out = print(true, &status);

	(void)state;
	assert_string_equal(out, "{\"slug\":\"abc\",\"open\":true,\"nothing\":null,\"shops\":["
	                         "{\"name\":\"春水\",\"n\":7,\"at\":\"2026-01-01T00:00:00Z\"},"
	                         "{\"name\":\"x\\\"\\u001b[2J\x7f\",\"n\":-12345,\"at\":null}],"
	                         "\"none\":[]}\n");
	free(out);
}

static void
nothing_is_nothing(void **state)
{
	char *out;
	size_t n;
	struct call call = {.out = open_memstream(&out, &n), .complaints = stderr};
	struct sheet sheet;

	(void)state;
	sheet_init(&sheet, &call);
	sheet_list(&sheet, "rows");
	assert_int_equal(sheet_print(&sheet, DONE), DONE);
	(void)fclose(call.out);
	assert_string_equal(out, "");
	free(out);
}

static void
too_much_is_said_and_not_cut(void **state)
{
	char *out, *complaints;
	size_t out_n, complaints_n;
	static char big[KIB(512)];
	struct sheet sheet;

	(void)state;
	memset(big, 'x', sizeof(big));
	for (int json = 0; json < 2; json++) {
		struct call call = {.json = json == 1,
		                    .out = open_memstream(&out, &out_n),
		                    .complaints = open_memstream(&complaints, &complaints_n)};
		sheet_init(&sheet, &call);
		sheet_list(&sheet, "rows");
		for (size_t i = 0; i < SHEET_MAX / sizeof(big); i++) {
			sheet_row(&sheet);
			sheet_text(&sheet, "text", (struct str){big, sizeof(big)});
		}
		assert_int_equal(sheet_print(&sheet, DONE), FAILED);
		(void)fclose(call.out);
		(void)fclose(call.complaints);
		assert_string_equal(out, "");
		assert_non_null(strstr(complaints, "more than can be shown"));
		free(out);
		free(complaints);
	}
}

/* One cell found no memory, and those behind it did. */
static void
a_cell_that_is_missing_fails_the_sheet(void **state)
{
	(void)state;
	for (int missing = 0; missing < 6; missing++) {
		char *out, *complaints;
		size_t out_n, complaints_n;
		struct call call = {.out = open_memstream(&out, &out_n),
		                    .complaints = open_memstream(&complaints, &complaints_n)};
		struct sheet sheet;
		sheet_init(&sheet, &call);
		sheet_list(&sheet, "shops");
		for (int i = 0; i < 6; i++) {
			size_t limit = sheet.arena.limit;
			if (i % 3 == 0)
				sheet_row(&sheet);
			if (i == missing)
				sheet.arena.limit = sheet.arena.used;
			sheet_text(&sheet,
			           i % 3 == 0   ? "a"
			           : i % 3 == 1 ? "b"
			                        : "c",
			           i % 3 == 1 ? STR("much wider than others") : STR("x"));
			sheet.arena.limit = limit;
		}
		assert_int_equal(sheet_print(&sheet, DONE), FAILED);
		(void)fclose(call.out);
		(void)fclose(call.complaints);
		assert_string_equal(out, "");
		assert_non_null(strstr(complaints, "no memory"));
		free(out);
		free(complaints);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(people_see_columns),
	        cmocka_unit_test(programs_get_one_document),
	        cmocka_unit_test(nothing_is_nothing),
	        cmocka_unit_test(too_much_is_said_and_not_cut),
	        cmocka_unit_test(a_cell_that_is_missing_fails_the_sheet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
