/* SPDX-License-Identifier: MIT */
/* Against a real PostgreSQL: tests/support/with-cluster gives PGHOST, PGUSER and PGDATABASE. */
#include "db/db.h"

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

enum { PID, SLEEP, RAISE, FLAKY, NOTIFY, KILL, GONE, LIMITS, CLASH, TRIES };

static const struct db_statement statements[] = {
        [PID] = {"pid", 0, "pid:int4", "SELECT pg_backend_pid() AS pid"},
        [SLEEP] = {"sleep", 0, "done:bool", "SELECT pg_sleep(20) IS NOT NULL AS done"},
        [RAISE] = {"raise", 0, "n:int4", "SELECT 1 / (SELECT 0) AS n"},
        [FLAKY] = {"flaky", 0, "n:int8", "SELECT flaky() AS n"},
        [NOTIFY] = {"notify", 0, "done:bool",
                    "SELECT pg_notify('acho_test', '') IS NOT NULL AS done"},
        [KILL] = {"kill", 1, "done:bool", "SELECT pg_terminate_backend($1::int4) AS done"},
        [GONE] = {"gone", 1, "done:bool",
                  "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1::int4) AS done"},
        [CLASH] = {"clash", 1, "n:int8", "SELECT clash($1) AS n"},
        [TRIES] = {"tries", 0, "n:int8", "SELECT last_value AS n FROM tries"},
        [LIMITS] = {"limits", 0, "limits:text",
                    "SELECT concat_ws(' ', current_setting('statement_timeout'),"
                    " current_setting('lock_timeout'),"
                    " current_setting('idle_in_transaction_session_timeout')) AS limits"},
};
static const struct db_config config = {.conninfo = "",
                                        .user = "postgres",
                                        .program = "test_db",
                                        .statements = statements,
                                        .n = ARRAY_LEN(statements)};

static struct db *
connected(const struct db_config *with)
{
	struct fault fault = {0};
	struct db *db = db_new(with);

	assert_non_null(db);
	assert_int_equal(db_ready(db, &fault), ERR_OK);
	assert_true(db_was_ready(db));
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
	            "currval('tries'); END $$;"
	            "CREATE OR REPLACE FUNCTION clash(state text) RETURNS int8 LANGUAGE plpgsql AS "
	            "$$ BEGIN "
	            "PERFORM nextval('tries'); RAISE USING ERRCODE = state; END $$"));
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
		struct db_config misfit = {
		        .conninfo = "", .user = "postgres", .statements = &wrong[i], .n = 1};
		struct fault fault = {0};
		struct db *db = db_new(&misfit);
		assert_int_equal(db_ready(db, &fault), ERR_BUG);
		assert_non_null(strstr(fault.why, wrong[i].name));
		db_free(db);
	}
}

static PGconn *
raw(const char *sql)
{
	PGconn *pg = PQconnectdb("");
	PGresult *done;

	assert_int_equal(PQstatus(pg), CONNECTION_OK);
	/* lint: allow PQexec, because a test prepares its stage */
	done = PQexec(pg, sql);
	assert_int_equal(PQresultStatus(done), PGRES_COMMAND_OK);
	PQclear(done);
	return pg;
}

/* As a migration holds one: the statement fits, and will be prepared later. */
static void
a_table_that_is_held_is_no_misfit(void **state)
{
	static const struct db_statement reads[] = {{"reads", 0, "n:int4", "SELECT n FROM held"}};
	static const struct {
		unsigned seconds;
		const char *sqlstate;
	} ends[] = {{1, "57014"}, {5, "55P03"}}; /* by the statement's time, by the lock's */
	const struct db_config with = {
	        .conninfo = "", .user = "postgres", .statements = reads, .n = 1};
	struct fault fault = {0};
	bool answered = true;
	PGconn *holds;
	struct db *db;

	(void)state;
	PQfinish(raw("CREATE TABLE held (n int4)"));
	holds = raw("BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE");
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		fault = (struct fault){0};
		db = db_new(&with);
		assert_non_null(db);
		db_allow(db, ends[i].seconds);
		assert_int_equal(db_ready(db, &fault), ERR_TIMEOUT);
		assert_string_equal(fault.sqlstate, ends[i].sqlstate);
		assert_null(strstr(fault.why, "do not fit"));
		db_free(db);
	}
	fault = (struct fault){0};
	assert_int_equal(db_at_start(&with, &fault, &answered), ERR_OK);
	assert_false(answered);
	assert_int_equal(fault.err, ERR_TIMEOUT);
	PQfinish(holds);
	fault = (struct fault){0};
	assert_int_equal(db_at_start(&with, &fault, &answered), ERR_OK);
	assert_true(answered);
	PQfinish(raw("DROP TABLE held"));
}

static void
only_what_will_not_pass_by_itself_stops_a_start(void **state)
{
	static const struct db_statement gone = {"gone", 0, "n:int4",
	                                         "SELECT n FROM no_such_table"};
	const struct db_config nowhere = {.conninfo = "host=/nonexistent", .user = "postgres"},
	                       misfit = {.conninfo = "",
	                                 .user = "postgres",
	                                 .statements = &gone,
	                                 .n = 1};
	struct fault fault = {0};
	bool answered = true;

	(void)state;
	assert_int_equal(db_at_start(&nowhere, &fault, &answered), ERR_OK);
	assert_false(answered);
	assert_int_equal(fault.err, ERR_UNAVAILABLE);
	fault = (struct fault){0};
	assert_int_equal(db_at_start(&misfit, &fault, &answered), ERR_BUG);
	assert_non_null(strstr(fault.why, "do not fit"));
}

struct greeting {
	int greeted;
	enum err says;
};

static enum err
greet(struct db *db, const void *arg, struct fault *fault)
{
	struct greeting *greeting = *(struct greeting *const *)arg;
	auto_db_result r = {NULL};

	greeting->greeted++;
	assert_int_equal(db_call(db, fault, PID, NULL, 0, &r), ERR_OK); /* it may call */
	return greeting->says == ERR_OK ? ERR_OK
	                                : FAULT(fault, greeting->says, "not with this one");
}

static void
who_greets_may_refuse_a_new_connection(void **state)
{
	struct greeting greeting = {.says = ERR_OK}, *at = &greeting;
	struct db_config greeted = config;
	struct fault fault = {0};
	struct db *db;

	(void)state;
	greeted.greet = greet;
	greeted.arg = &at;
	db = connected(&greeted);
	assert_int_equal(db_ready(db, &fault), ERR_OK);
	assert_int_equal(greeting.greeted, 1);
	db_free(db);

	greeting.says = ERR_INVALID;
	db = db_new(&greeted);
	assert_int_equal(db_ready(db, &fault), ERR_INVALID);
	assert_string_equal(fault.why, "not with this one");
	assert_false(db_was_ready(db));
	db_free(db);
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

/* As a worker's thread finds it: nobody has waited on the connection since. */
static void
a_farewell_that_nobody_heard_costs_no_call(void **state)
{
	struct db *db = connected(&config), *other = connected(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	int64_t pid;

	(void)state;
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	pid = db_get_int(&r, 0, 0);
	assert_int_equal(DB_CALL(other, &fault, KILL, &r, db_int(pid)), ERR_OK);
	do
		assert_int_equal(DB_CALL(other, &fault, GONE, &r, db_int(pid)), ERR_OK);
	while (!db_get_bool(&r, 0, 0));
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r), ERR_OK);
	assert_int_not_equal(db_get_int(&r, 0, 0), pid);
	db_free(db);
	db_free(other);
}

static void
an_unreachable_server_is_asked_once_a_second(void **state)
{
	struct db_config nowhere = {.conninfo = "host=/nonexistent", .user = "postgres"};
	struct fault first = {0}, second = {0};
	struct db *db = db_new(&nowhere);

	(void)state;
	assert_false(db_was_ready(db));
	assert_int_equal(db_ready(db, &first), ERR_UNAVAILABLE);
	assert_int_equal(db_ready(db, &second), ERR_UNAVAILABLE);
	assert_non_null(strstr(first.why, "cannot connect"));
	assert_non_null(strstr(second.why, "a moment ago"));
	db_free(db);
}

static void
errors_have_their_kind_and_state(void **state)
{
	/* Full, out of memory, going away, cannot read its own disk. */
	static const char *const away[] = {"53100", "53200", "57P01", "58030"};
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
	assert_true(db_spent(db) >= 5 * USEC_PER_SEC && db_spent(db) < 15 * USEC_PER_SEC);
	for (size_t i = 0; i < ARRAY_LEN(away); i++) {
		fault = (struct fault){0};
		assert_int_equal(DB_CALL(db, &fault, CLASH, &r, db_cstr(away[i])), ERR_UNAVAILABLE);
		assert_string_equal(fault.sqlstate, away[i]);
	}
	fault = (struct fault){0};
	assert_int_equal(db_call(db, &fault, PID, NULL, 0, &r),
	                 ERR_OK); /* and nothing is left of either */
	db_free(db);
}

static void
a_connection_may_be_allowed_other_times(void **state)
{
	struct db *db = db_new(&config);
	struct fault fault = {0};
	auto_db_result r = {NULL};
	usec started = clock_monotonic();

	(void)state;
	assert_non_null(db);
	db_allow(db, 1);
	assert_int_equal(db_call(db, &fault, LIMITS, NULL, 0, &r), ERR_OK);
	assert_true(str_is(db_get_text(&r, 0, 0), STR("1s 2s 10s")));
	assert_int_equal(db_call(db, &fault, SLEEP, NULL, 0, &r), ERR_TIMEOUT);
	assert_true(clock_monotonic() - started < 4 * USEC_PER_SEC);
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

/* How often a statement was tried that fails with `sqlstate`, and for how long. */
static int64_t
tries_of(struct db *db, const char *sqlstate, usec *ret_took)
{
	struct fault fault = {0};
	auto_db_result r = {NULL};
	usec spent;

	(void)make_flaky(NULL);
	spent = db_spent(db);
	assert_int_equal(DB_CALL(db, &fault, CLASH, &r, db_cstr(sqlstate)),
	                 strcmp(sqlstate, "22012") == 0 ? ERR_BUG : ERR_TIMEOUT);
	assert_string_equal(fault.sqlstate, sqlstate);
	*ret_took = db_spent(db) - spent;
	fault = (struct fault){0};
	assert_int_equal(db_call(db, &fault, TRIES, NULL, 0, &r), ERR_OK);
	return db_get_int(&r, 0, 0);
}

static void
what_clashed_is_repeated_after_a_pause(void **state)
{
	struct db *db = connected(&config);
	usec took;

	(void)state;
	assert_int_equal(tries_of(db, "22012", &took), 1);
	assert_int_equal(tries_of(db, "55P03", &took), 2); /* which would have waited 2 s each */
	assert_true(took >= 10 * USEC_PER_MS);
	assert_int_equal(tries_of(db, "40P01", &took), 3);
	assert_int_equal(tries_of(db, "40001", &took), 3);
	assert_true(took >= 20 * USEC_PER_MS);
	db_free(db);
}

/* All lost theirs at once: they do not come back at once. */
static void
reconnecting_is_spread(void **state)
{
	enum { N = 8 };
	struct db_config nowhere = {.conninfo = "host=/nonexistent", .user = "postgres"};
	struct db *db[N];
	usec began = clock_monotonic(), again[N] = {0}, first = 0, last = 0;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct fault fault = {0};
		db[i] = db_new(&nowhere);
		assert_int_equal(db_ready(db[i], &fault), ERR_UNAVAILABLE);
	}
	for (size_t tried = 0; tried < N; (void)poll(NULL, 0, 1))
		for (size_t i = 0; i < N; i++) {
			struct fault fault = {0};
			if (again[i] != 0)
				continue;
			assert_int_equal(db_ready(db[i], &fault), ERR_UNAVAILABLE);
			if (strstr(fault.why, "cannot connect") == NULL)
				continue;
			again[i] = clock_monotonic() - began;
			tried++;
		}
	first = last = again[0];
	for (size_t i = 0; i < N; i++) {
		first = again[i] < first ? again[i] : first;
		last = again[i] > last ? again[i] : last;
		db_free(db[i]);
	}
	assert_true(first >= USEC_PER_SEC);
	assert_true(last - first >= 30 * USEC_PER_MS); /* by chance less: once in 10^8 runs */
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
	        cmocka_unit_test(a_table_that_is_held_is_no_misfit),
	        cmocka_unit_test(only_what_will_not_pass_by_itself_stops_a_start),
	        cmocka_unit_test(who_greets_may_refuse_a_new_connection),
	        cmocka_unit_test(a_lost_connection_is_noticed_and_replaced),
	        cmocka_unit_test(a_farewell_that_nobody_heard_costs_no_call),
	        cmocka_unit_test(an_unreachable_server_is_asked_once_a_second),
	        cmocka_unit_test(errors_have_their_kind_and_state),
	        cmocka_unit_test(a_connection_may_be_allowed_other_times),
	        cmocka_unit_test_setup(a_serialisation_failure_is_repeated, make_flaky),
	        cmocka_unit_test(what_clashed_is_repeated_after_a_pause),
	        cmocka_unit_test(reconnecting_is_spread),
	        cmocka_unit_test(a_notification_ends_the_wait),
	        cmocka_unit_test(a_notification_during_a_call_is_not_lost),
	        cmocka_unit_test(listening_survives_a_lost_connection),
	};
	return cmocka_run_group_tests(tests, make_flaky, NULL);
}
