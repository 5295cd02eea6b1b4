/* SPDX-License-Identifier: MIT */
#include "admin/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "check.h"

static int
run(const char *const *words, char **ret_out, char **ret_complaints)
{
	char *argv[8] = {(char[]){"acho-admin"}, (char[]){"keyring"}};
	size_t out_size, complaints_size;
	FILE *out = open_memstream(ret_out, &out_size),
	     *complaints = open_memstream(ret_complaints, &complaints_size);
	int argc = 2, status;

	for (; words[argc - 2] != NULL; argc++)
		argv[argc] = strdup(words[argc - 2]);
	status = commands_run(argc, argv, out, complaints);
	while (argc > 2)
		free(argv[--argc]);
	(void)fclose(out);
	(void)fclose(complaints);
	return status;
}

static void
a_line_is_fresh_and_whole(void **state)
{
	static const struct {
		const char *words[4], *head;
	} cases[] = {{{"new", "line"}, "line 1 "},
	             {{"new", "totp", "7"}, "totp 7 "},
	             {{"new", "line", "2147483647"}, "line 2147483647 "}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *out, *again, *complaints;
		unsigned char bytes[32];
		size_t n = strlen(cases[i].head);
		assert_int_equal(run(cases[i].words, &out, &complaints), DONE);
		assert_int_equal(strncmp(out, cases[i].head, n), 0);
		assert_int_equal(strlen(out), n + 43 + 1);
		assert_true(base64url_decode((struct str){out + n, 43}, bytes, sizeof(bytes)));
		assert_string_equal(complaints, "");
		free(complaints);
		assert_int_equal(run(cases[i].words, &again, &complaints), DONE);
		assert_string_not_equal(out, again);
		free(out);
		free(again);
		free(complaints);
	}
}

static void
other_words_are_refused(void **state)
{
	static const char *const cases[][5] = {
	        {NULL},
	        {"new"},
	        {"old", "line"},
	        {"new", "other"},
	        {"new", "line", "0"},
	        {"new", "line", "2147483648"},
	        {"new", "line", "2", "seals"},
	        {"drop", "line"},
	        {"drop", "line", "0"},
	        {"drop", "line", "1", "opens"},
	        {"new", "line", "x"},
	        {"new", "line", "1", "2"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *out, *complaints;
		assert_int_equal(run(cases[i], &out, &complaints), MISUSED);
		assert_string_equal(out, "");
		assert_non_null(strstr(complaints, "keyring new line|totp"));
		free(out);
		free(complaints);
	}
}

static void
a_line_may_only_open(void **state)
{
	static const char *const words[] = {"new", "line", "2", "opens", NULL};
	char *out, *complaints;

	(void)state;
	assert_int_equal(run(words, &out, &complaints), DONE);
	assert_int_equal(strlen(out), strlen("line 2 ") + 43 + strlen(" opens\n"));
	assert_string_equal(out + strlen("line 2 ") + 43, " opens\n");
	free(out);
	free(complaints);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_line_is_fresh_and_whole),
	        cmocka_unit_test(a_line_may_only_open),
	        cmocka_unit_test(other_words_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
