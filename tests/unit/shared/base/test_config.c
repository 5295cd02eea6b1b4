/* SPDX-License-Identifier: MIT */
#include "base/config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char complaint[1024];

static void
set(const char *name, const char *value)
{
	/* lint: allow setenv, because no thread runs */
	assert_int_equal(value == NULL ? unsetenv(name) : setenv(name, value, 1), 0);
}

static void
write_file(const char *path, struct str text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
	assert_int_equal(fclose(file), 0);
}

static bool
reads_credential(void)
{
	FILE *out = fmemopen(complaint, sizeof(complaint), "w");
	bool good = config_credential("ACHO_DB", out);

	assert_int_equal(fclose(out), 0);
	return good;
}

static void
takes_a_credential_that_the_environment_overrides(void **state)
{
	char folder[] = "/tmp/acho-config-XXXXXX", path[64], text[5000];

	(void)state;
	assert_non_null(mkdtemp(folder));
	(void)snprintf(path, sizeof(path), "%s/ACHO_DB", folder);
	set("ACHO_DB", NULL);
	set("CREDENTIALS_DIRECTORY", NULL);
	assert_true(reads_credential());
	set("CREDENTIALS_DIRECTORY", folder);
	assert_true(reads_credential()); /* there is none */
	assert_null(getenv("ACHO_DB"));
	write_file(path, STR("\n"));
	assert_true(reads_credential()); /* nothing in it */
	write_file(path, STR(""));
	assert_true(reads_credential());
	assert_null(getenv("ACHO_DB"));
	write_file(path, STR(" host=db password=x\nsecond"));
	assert_true(reads_credential());
	assert_string_equal(getenv("ACHO_DB"), "host=db password=x");
	write_file(path, STR("host=other\n"));
	assert_true(reads_credential());
	assert_string_equal(getenv("ACHO_DB"), "host=db password=x");

	memset(text, 'x', sizeof(text));
	write_file(path, (struct str){text, sizeof(text)});
	assert_false(reads_credential());
	assert_ptr_equal(strstr(complaint, "ACHO_DB: "), complaint);
	assert_null(strstr(complaint, "xx"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(reads_credential());
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void
takes_a_file_of_lines(void **state)
{
	char path[] = "/tmp/acho-config-XXXXXX";
	FILE *out = fmemopen(complaint, sizeof(complaint), "w");

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	set("ACHO_CONFIG", path);
	set("ACHO_A", NULL);
	set("ACHO_B", "before");
	write_file(path, STR("# c\n\n ACHO_A=\"one two\" \nACHO_B=after\n"));
	assert_true(config_file(out));
	assert_string_equal(getenv("ACHO_A"), "one two");
	assert_string_equal(getenv("ACHO_B"), "before");
	write_file(path, STR("ACHO_A=1\nnonsense\n"));
	assert_false(config_file(out));
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(complaint, "line 2 should be NAME=VALUE"));
	assert_int_equal(unlink(path), 0);
}

static void
refuses_a_file_that_cannot_be_read(void **state)
{
	char folder[] = "/tmp/acho-config-XXXXXX";
	/* Both open, and fail to be read. */
	const char *const unread[] = {folder, "/proc/self/mem"};

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(unread); i++) {
		FILE *out = fmemopen(complaint, sizeof(complaint), "w");
		set("ACHO_CONFIG", unread[i]);
		assert_false(config_file(out));
		assert_int_equal(fclose(out), 0);
		assert_ptr_equal(strstr(complaint, "ACHO_CONFIG: "), complaint);
		assert_ptr_equal(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
	}
	assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(takes_a_credential_that_the_environment_overrides),
	        cmocka_unit_test(takes_a_file_of_lines),
	        cmocka_unit_test(refuses_a_file_that_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
