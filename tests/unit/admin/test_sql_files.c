/* SPDX-License-Identifier: MIT */
#include "admin/sql_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static char folder[64];
static struct arena arena;

static void
write_file(const char *name, const char *bytes, size_t n)
{
	char path[160];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static int
start(void **state)
{
	(void)state;
	arena_init(&arena, MIB(8));
	(void)snprintf(folder, sizeof(folder), "/tmp/acho-files-XXXXXX");
	return mkdtemp(folder) == NULL;
}

static int
end(void **state)
{
	static const char *const names[] = {"B.sql",     "a.sql",   "0001_x.sql", "note.txt",
	                                    "empty.sql", "nul.sql", "big.sql"};

	(void)state;
	arena_done(&arena);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[160];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	return rmdir(folder);
}

static void
files_come_in_the_order_of_their_bytes(void **state)
{
	struct sql_files found = {0};
	struct fault fault = {0};

	(void)state;
	write_file("a.sql", "SELECT 1", 8);
	write_file("B.sql", "SELECT 2", 8);
	write_file("0001_x.sql", "SELECT 3", 8);
	write_file("note.txt", "not SQL", 7);
	write_file("empty.sql", "", 0);
	assert_int_equal(sql_files_read(&arena, &fault, folder, &found), ERR_OK);
	assert_int_equal(found.n, 4);
	assert_str(found.files[0].name, "0001_x.sql");
	assert_str(found.files[0].text, "SELECT 3");
	assert_str(found.files[1].name, "B.sql");
	assert_str(found.files[2].name, "a.sql");
	assert_str(found.files[3].text, "");
	assert_true(str_starts(found.files[0].path, str_of(folder)));
}

static void
what_cannot_be_run_is_refused(void **state)
{
	static char big[SQL_FILE_MAX + 1];
	struct sql_files found = {0};
	struct fault fault = {0};

	(void)state;
	write_file("nul.sql", "SELECT\0 1", 9);
	assert_int_equal(sql_files_read(&arena, &fault, folder, &found), ERR_INVALID);
	assert_non_null(strstr(fault.why, "nul.sql: holds a NUL"));
	write_file("nul.sql", "", 0);

	fault = (struct fault){0};
	memset(big, ' ', sizeof(big));
	write_file("big.sql", big, sizeof(big));
	assert_int_equal(sql_files_read(&arena, &fault, folder, &found), ERR_TOO_LARGE);

	fault = (struct fault){0};
	assert_int_equal(sql_files_read(&arena, &fault, "/nowhere/at/all", &found), ERR_NOT_FOUND);
	assert_non_null(strstr(fault.why, "/nowhere/at/all: No such file"));
	assert_null(found.files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(files_come_in_the_order_of_their_bytes, start, end),
	        cmocka_unit_test_setup_teardown(what_cannot_be_run_is_refused, start, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
