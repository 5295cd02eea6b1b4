/* SPDX-License-Identifier: MIT */
/* Against a real PostgreSQL: tests/support/with-cluster gives PGHOST, PGUSER and PGDATABASE. */
#include "db/db.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { PID, SLEEP, RAISE, FLAKY, NOTIFY, KILL };

static const struct db_statement statements[] = {
        [PID] = {"pid", 0, "pid:int4", "SELECT pg_backend_pid() AS pid"},
        [SLEEP] = {"sleep", 0, "done:bool", "SELECT pg_sleep(20) IS NOT NULL AS done"},
        [RAISE] = {"raise", 0, "n:int4", "SELECT 1 / (SELECT 0) AS n"},
        [FLAKY] = {"flaky", 0, "n:int8", "SELECT flaky() AS n"},
        [NOTIFY] = {"notify", 0, "done:bool",
                    "SELECT pg_notify('acho_test', '') IS NOT NULL AS done"},
        [KILL] = {"kill", 1, "done:bool", "SELECT pg_terminate_backend($1::int4) AS done"},
};
static const struct db_config config = {"", "postgres", "test_db", statements,
                                        ARRAY_LEN(statements)};

static struct db *
connected(const struct db_config *with)
{
	struct fault fault = {0};
	struct db *db = db_new(with);

	assert_non_null(db);
	assert_int_equal(db_ready(db, &fault), ERR_OK);
	return db;
}

/* flaky() fails with a serialisation error twice, then counts the tries. */
static int
make_flaky(void **state)
{
	PGconn *pg = PQconnectdb("");

	(void)state;
	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	/* lint: allow PQexec, because a test prepares its stage */
	PQclear(PQexec(
	        pg, "CREATE SEQUENCE IF NOT EXISTS tries; ALTER SEQUENCE tries RESTART;"
	            "CREATE OR REPLACE FUNCTION flaky() RETURNS int8 LANGUAGE plpgsql AS $$ BEGIN "
	            "IF nextval('tries') < 3 THEN RAISE SQLSTATE '40001'; END IF; RETURN "
	            "currval('tries'); END $$"));
	PQfinish(pg);
	return 0;
}

static void
a_schema_that_does_not_fit_is_named(void **state)
{
	static const struct db_statement wrong[] = {
	        {"type", 0, "n:text", "SELECT 1 AS n"},
	        {"name", 0, "m:int4", "SELECT 1 AS n"},
	        {"fewer", 0, "n:int4 m:int4", "SELECT 1 AS n"},
	        {"more", 0, "n:int4", "SELECT 1 AS n, 2 AS m"},
	        {"params", 1, "n:int4", "SELECT 1 AS n"},
	        {"gone", 0, "n:int4", "SELECT n FROM no_such_table"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct db_config misfit = {"", "postgres", "test_db", &wrong[i], 1};
		struct fault fault = {0};
		struct db *db = db_new(&misfit);
		assert_int_equal(db_ready(db, &fault), ERR_BUG);
		assert_non_null(strstr(fault.why, wrong[i].name));
		db_free(db);
	}
}

static void
a_lost_connection_is_noticed_and_replaced(void **state)
{
	struct db *db = connected(&config), *other = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	int64_t pid;

	(void)state;
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	pid = db_get_int(&r, 0, 0);
	assert_int_equal(DB_CALL(other, &fault, KILL, &r, db_int(pid)), ERR_OK);
	assert_false(db_wait(db, 2 * USEC_PER_SEC)); /* until the farewell arrives */
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	assert_int_not_equal(db_get_int(&r, 0, 0), pid);
	db_free(db);
	db_free(other);
}

static void
an_unreachable_server_is_asked_once_a_second(void **state)
{
	struct db_config nowhere = {"host=/nonexistent", "postgres", "test_db", statements, 1};
	struct fault first = {0}, second = {0};
	struct db *db = db_new(&nowhere);

	(void)state;
	assert_int_equal(db_ready(db, &first), ERR_UNAVAILABLE);
	assert_int_equal(db_ready(db, &second), ERR_UNAVAILABLE);
	assert_non_null(strstr(first.why, "cannot connect"));
	assert_non_null(strstr(second.why, "a moment ago"));
	db_free(db);
}

static void
errors_have_their_kind_and_state(void **state)
{
	struct db *db = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};

	(void)state;
	assert_int_equal(db_call(db, &fault, RAISE, NULL, 0, &r), ERR_BUG);
	assert_string_equal(fault.sqlstate, "22012");
	fault = (struct fault){0};
	assert_int_equal(db_call(db, &fault, SLEEP, NULL, 0, &r),
	                 ERR_TIMEOUT); /* after the 5 s of every statement */
	assert_string_equal(fault.sqlstate, "57014");
	fault = (struct fault){0};
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r),
	                 ERR_OK); /* and nothing is left of either */
	db_free(db);
}

static void
a_serialisation_failure_is_repeated(void **state)
{
	struct db *db = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};

	(void)state;
	assert_int_equal(db_call(db, &fault, FLAKY, NULL, 0, &r), ERR_OK);
	assert_int_equal(db_get_int(&r, 0, 0), 3);
	assert_int_equal(fault.err, ERR_OK);
	db_free(db);
}

static void
a_notification_ends_the_wait(void **state)
{
	struct db *db = connected(&config), *other = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	usec begun;

	(void)state;
	assert_int_equal(db_listen(db, &fault, "acho_test"), ERR_OK);
	assert_false(db_wait(db, 10 * USEC_PER_MS));
	assert_int_equal(db_call(other, &fault, NOTIFY, NULL, 0, &r), ERR_OK);
	begun = clock_monotonic();
	assert_true(db_wait(db, 20 * USEC_PER_SEC));
	assert_true(clock_monotonic() - begun < 10 * USEC_PER_SEC);
	db_free(db);
	db_free(other);
}

static void
a_notification_during_a_call_is_not_lost(void **state)
{
	struct db *db = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};

	(void)state;
	assert_int_equal(db_listen(db, &fault, "acho_test"), ERR_OK);
	assert_int_equal(db_call(db, &fault, NOTIFY, NULL, 0, &r), ERR_OK); /* to itself */
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	assert_true(db_wait(db, 20 * USEC_PER_SEC));
	assert_false(db_wait(db, 0));
	db_free(db);
}

static void
listening_survives_a_lost_connection(void **state)
{
	struct db *db = connected(&config), *other = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	usec begun;

	(void)state;
	assert_int_equal(db_listen(db, &fault, "acho_test"), ERR_OK);
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	assert_int_equal(DB_CALL(other, &fault, KILL, &r, db_int(db_get_int(&r, 0, 0))), ERR_OK);
	begun = clock_monotonic();
	for (int i = 0; i < 4; i++)
		assert_false(db_wait(
		        db, 50 * USEC_PER_MS)); /* farewell, end, then it waits and does not spin */
	assert_true(clock_monotonic() - begun >= 40 * USEC_PER_MS);
	assert_int_equal(db_ready(db, &fault), ERR_OK);
	assert_int_equal(db_call(other, &fault, NOTIFY, NULL, 0, &r), ERR_OK);
	assert_true(db_wait(db, 20 * USEC_PER_SEC));
	db_free(db);
	db_free(other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_schema_that_does_not_fit_is_named),
	        cmocka_unit_test(a_lost_connection_is_noticed_and_replaced),
	        cmocka_unit_test(an_unreachable_server_is_asked_once_a_second),
	        cmocka_unit_test(errors_have_their_kind_and_state),
	        cmocka_unit_test_setup(a_serialisation_failure_is_repeated, make_flaky),
	        cmocka_unit_test(a_notification_ends_the_wait),
	        cmocka_unit_test(a_notification_during_a_call_is_not_lost),
	        cmocka_unit_test(listening_survives_a_lost_connection),
	};
	return cmocka_run_group_tests(tests, make_flaky, NULL);
}
