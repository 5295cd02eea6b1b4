/* SPDX-License-Identifier: MIT */
#include "auth/breached.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/commands.h"
#include "check.h"

static char folder[] = "/tmp/acho-breached-XXXXXX", path[64];

static int
setup(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/list", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder); /* nothing else was left in it */
}

static int
build(const char *typed, const char *where, char **ret_said)
{
	char *argv[] = {(char[]){"acho-admin"}, (char[]){"breached"}, (char[]){"build"},
	                strdup(where)};
	char input[64];
	size_t n;
	FILE *said = open_memstream(ret_said, &n), *in;
	int status;

	(void)snprintf(input, sizeof(input), "%s/input", folder);
	in = fopen(input, "we");
	assert_non_null(in);
	(void)fputs(typed, in);
	(void)fclose(in);
	assert_non_null(freopen(input, "re", stdin));
	assert_int_equal(unlink(input), 0);
	status = commands_run(4, argv, said, said);
	free(argv[3]);
	(void)fclose(said);
	return status;
}

static void
makes_what_the_workers_open(void **state)
{
	static const struct {
		const char *typed, *said;
		size_t n;
	} cases[] = {
	        {"correct horse\npassword\nbattery\npassword\n", "3 passwords\n", 3},
	        {"battery\r\n\npassword", "2 passwords\n", 2},
	        /* in order, as they are published; SHA-1 of "password" is the second */
	        {"000000005AD76BD555C1D6D771DE417A4B87E4B4:10\r\n"
	         "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n",
	         "2 passwords\n", 2},
	        {"5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8\n", "1 passwords\n", 1},
	        {"", "0 passwords\n", 0},
	};
	struct stat file;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fault fault = {0};
		struct breached breached;
		char *said;
		assert_int_equal(build(cases[i].typed, path, &said), DONE);
		assert_string_equal(said, cases[i].said);
		free(said);
		assert_int_equal(breached_open(path, &fault, &breached), ERR_OK);
		assert_int_equal(breached.n, cases[i].n);
		assert_int_equal(breached_has(&breached, STR("password")), cases[i].n > 0);
		assert_false(breached_has(&breached, STR("passwords")));
		breached_close(&breached);
		assert_int_equal(stat(path, &file), 0);
		assert_int_equal(file.st_mode & 0777, 0644);
	}
}

static void
says_what_it_cannot(void **state)
{
	char *said;

	(void)state;
	assert_int_equal(build("x\n", "/nowhere/list", &said), FAILED);
	assert_non_null(strstr(said, "/nowhere/list: cannot be made"));
	free(said);
	assert_int_equal(build("x\n", folder, &said), FAILED); /* a folder gives way to no file */
	assert_non_null(strstr(said, "cannot be written"));
	free(said);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(makes_what_the_workers_open),
	        cmocka_unit_test(says_what_it_cannot),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
