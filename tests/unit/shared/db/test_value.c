/* SPDX-License-Identifier: MIT */
/* Values through a real PostgreSQL and back, beside tests/support/with-cluster. */
#include <string.h>

#include "check.h"
#include "db/db.h"

static const struct db_statement echo = {
        "echo", 8, "t:text b:bytea i:int4 l:int8 f:bool at:timestamptz u:uuid nothing:text",
        "SELECT $1::text AS t, $2::bytea AS b, $3::int4 AS i, $4::int8 AS l, $5::bool AS f,"
        " $6::timestamptz AS at, $7::uuid AS u, $8::text AS nothing"};
static const struct db_config config = {
        .conninfo = "", .user = "postgres", .program = "test_value", .statements = &echo, .n = 1};

#define ECHO 0
#define UUID "0f8fad5b-d9cb-469f-a165-70867728950e"

static void
values_come_back_as_they_went(void **state)
{
	struct db *db = db_new(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	char uuid[37];
	usec at = INT64_C(1700000000123456);

	(void)state;
	assert_non_null(db);
	assert_int_equal(DB_CALL(db, &fault, ECHO, &r, db_text(STR("荔枝 '; --")),
	                         db_bytes("\0\xff", 2), db_int(-7), db_int(INT64_MIN),
	                         db_bool(true), db_time(at), db_cstr_if_any(UUID),
	                         db_cstr_if_any(NULL)),
	                 ERR_OK);
	assert_int_equal(db_rows(&r), 1);
	assert_str(db_get_text(&r, 0, 0), "荔枝 '; --");
	assert_str(db_get_text(&r, 0, 1), "\0\xff");
	assert_int_equal(db_get_int(&r, 0, 2), -7);
	assert_int_equal(db_get_int(&r, 0, 3), INT64_MIN);
	assert_true(db_get_bool(&r, 0, 4));
	assert_int_equal(db_get_time(&r, 0, 5), at);
	db_get_uuid(&r, 0, 6, uuid);
	assert_string_equal(uuid, UUID);
	assert_true(db_is_null(&r, 0, 7));
	db_free(db);
}

static void
null_and_empty_stay_apart(void **state)
{
	struct db *db = db_new(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	char uuid[37] = "x";

	(void)state;
	assert_non_null(db);
	assert_int_equal(DB_CALL(db, &fault, ECHO, &r, db_text(STR_NONE), db_bytes("", 0), DB_NULL,
	                         DB_NULL, DB_NULL, db_time(0), db_cstr_if_any(""),
	                         db_text(STR(""))),
	                 ERR_OK);
	assert_true(db_is_null(&r, 0, 0));
	assert_null(db_get_text(&r, 0, 0).p);
	assert_false(db_is_null(&r, 0, 1));
	assert_int_equal(db_get_int(&r, 0, 2), 0);
	assert_false(db_get_bool(&r, 0, 4));
	assert_int_equal(db_get_time(&r, 0, 5), 0);
	db_get_uuid(&r, 0, 6, uuid);
	assert_string_equal(uuid, "");
	assert_false(db_is_null(&r, 0, 7));
	assert_int_equal(db_get_text(&r, 0, 7).n, 0);
	db_free(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(values_come_back_as_they_went),
	                                   cmocka_unit_test(null_and_empty_stay_apart)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
