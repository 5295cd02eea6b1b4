/* SPDX-License-Identifier: MIT */
#include "auth/breached.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

/* SHA-1 of "password" begins so. */
#define PASSWORD "\x5b\xaa\x61\xe4\xc9\xb9\x3f\x3f"
#define LOW      "\x00\x00\x00\x00\x00\x00\x00\x01"
#define HIGH     "\xff\xff\xff\xff\xff\xff\xff\xff"

static char path[] = "/tmp/acho-breached-XXXXXX";

static int
setup(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static void
put(const char *bytes, size_t n)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

#define PUT(literal) put(literal, sizeof(literal) - 1)

static void
finds_what_is_listed(void **state)
{
	struct fault fault = {0};
	struct breached breached;

	(void)state;
	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\3" LOW PASSWORD HIGH);
	assert_int_equal(breached_open(path, &fault, &breached), ERR_OK);
	assert_int_equal(breached.n, 3);
	assert_true(breached_has(&breached, STR("password")));
	assert_true(breached_has(&breached, STR("PassWord")));
	assert_false(breached_has(&breached, STR("password ")));
	assert_false(breached_has(&breached, STR("")));
	breached_close(&breached);
	assert_false(breached_has(&breached, STR("password")));

	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\0");
	assert_int_equal(breached_open(path, &fault, &breached), ERR_OK);
	assert_false(breached_has(&breached, STR("password")));
	breached_close(&breached);
}

static void
refused(const char *file, enum err err)
{
	struct breached breached = {.n = 7};
	struct fault fault = {0};

	assert_int_equal(breached_open(file, &fault, &breached), err);
	assert_int_equal(strncmp(fault.why, "ACHO_BREACHED_PASSWORDS: ", 25), 0);
	assert_int_equal(breached.n, 7);
}

static void
takes_no_file_that_is_not_whole(void **state)
{
	(void)state;
	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\3" LOW PASSWORD);
	refused(path, ERR_INVALID);
	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\2" LOW PASSWORD "\xff");
	refused(path, ERR_INVALID);
	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\2" PASSWORD LOW);
	refused(path, ERR_INVALID);
	PUT(BREACHED_MAGIC "\0\0\0\0\0\0\0\2" LOW LOW);
	refused(path, ERR_INVALID);
	PUT("ACHOPWD2\0\0\0\0\0\0\0\2" LOW PASSWORD);
	refused(path, ERR_INVALID);
	PUT(BREACHED_MAGIC);
	refused(path, ERR_INVALID);
	PUT("");
	refused(path, ERR_INVALID);
	refused("/tmp", ERR_INVALID);
	refused("/tmp/acho-breached-nowhere/list", ERR_UNAVAILABLE);
	refused("", ERR_UNAVAILABLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(finds_what_is_listed),
	        cmocka_unit_test(takes_no_file_that_is_not_whole),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
