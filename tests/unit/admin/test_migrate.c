/* SPDX-License-Identifier: MIT */
/* Against a real PostgreSQL, beside tests/support/with-cluster: an owner who is no superuser, a
 * fresh database each time. */
#include "admin/commands.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define OWNER "dbname=acho_test user=acho_owner"

static char folder[64];
static char *said; /* what the last command printed, complaints included */

static char *
query(const char *conninfo, const char *sql)
{
	PGconn *pg = PQconnectdb(conninfo);
	/* lint: allow PQexec, because a test sets its stage */
	PGresult *result = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(result);
	char *value = NULL;

	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		fail_msg("%s", PQerrorMessage(pg));
	if (PQntuples(result) > 0)
		value = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(pg);
	return value;
}

static void
assert_query(const char *sql, const char *expected)
{
	char *value = query(OWNER, sql);

	assert_non_null(value);
	assert_string_equal(value, expected);
	free(value);
}

static void
set_database(const char *conninfo)
{
	/* lint: allow setenv, because no thread runs */
	assert_int_equal(setenv("ACHO_MIGRATE_DB", conninfo, 1), 0);
}

static void
write_file(const char *name, const char *text)
{
	char path[160];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void
remove_file(const char *name)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/%s", folder, name);
	assert_int_equal(unlink(path), 0);
}

static int
migrate_with(const char *how, const char *more)
{
	char words[5][80] = {"acho-admin", "migrate", "", "--sql", ""},
	     *argv[] = {words[0], words[1], words[2], words[3], folder, words[4], NULL};
	size_t n;
	FILE *out;
	int status;

	free(said);
	said = NULL;
	out = open_memstream(&said, &n);
	(void)snprintf(words[2], sizeof(words[2]), "%s", how);
	(void)snprintf(words[4], sizeof(words[4]), "%s", more);
	status = commands_run(more[0] == '\0' ? 5 : 6, argv, out, out);
	(void)fclose(out);
	return status;
}

static int
migrate(const char *how)
{
	return migrate_with(how, "");
}

static void
assert_said(const char *words)
{
	if (strstr(said, words) == NULL)
		fail_msg("no \"%s\" in: %s", words, said);
}

/* A small release: a table with its function, and a view. */
static int
start(void **state)
{
	static const char *const folders[] = {
	        "migrations",       "functions",       "functions/tenant", "functions/directory",
	        "functions/signup", "functions/login", "functions/link",   "functions/courier",
	        "functions/admin",  "reporting",       "functions/report"};

	(void)state;
	free(query("", "DROP DATABASE IF EXISTS acho_test"));
	free(query("",
	           "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'acho_owner')"
	           " THEN CREATE ROLE acho_owner LOGIN CREATEROLE; END IF; END $$"));
	free(query("", "CREATE DATABASE acho_test OWNER acho_owner"));
	(void)snprintf(folder, sizeof(folder), "/tmp/acho-migrate-XXXXXX");
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		char path[160];
		(void)snprintf(path, sizeof(path), "%s/%s", folder, folders[i]);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	write_file("roles.sql",
	           "DO $$ DECLARE r text; BEGIN FOREACH r IN ARRAY ARRAY['acho_signup_definer', "
	           "'acho_login_definer', 'acho_link_definer', 'acho_courier_definer', "
	           "'acho_admin_definer', 'acho_report_definer'] LOOP IF NOT EXISTS (SELECT FROM "
	           "pg_roles WHERE rolname "
	           "= r) "
	           "THEN EXECUTE format('CREATE ROLE %I', r); END IF; "
	           "EXECUTE format('GRANT %I TO %I', r, current_user); END LOOP; END $$;");
	write_file("migrations/0001_first.sql",
	           "-- one\nCREATE SCHEMA login AUTHORIZATION acho_login_definer;\n"
	           "CREATE SCHEMA report AUTHORIZATION acho_report_definer;\n"
	           "CREATE TABLE t (a int);\n");
	write_file("migrations/0002_second.sql", "ALTER TABLE t ADD COLUMN b int;");
	write_file("functions/login/one.sql",
	           "CREATE OR REPLACE FUNCTION login.one() RETURNS int LANGUAGE sql AS 'SELECT 1'");
	write_file("reporting/v.sql", "CREATE OR REPLACE VIEW report.v AS SELECT 1 AS one;");
	set_database(OWNER);
	return 0;
}

static int
end(void **state)
{
	char command[96];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf %s", folder);
	/* lint: allow system, because the folder's name is ours */
	return system(command);
}

static void
a_plan_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(migrate("--plan"), DONE);
	assert_said("would apply 0001_first.sql\nwould apply 0002_second.sql\n");
	assert_said("nothing was changed; 0 of 2 migrations are applied");
	assert_int_equal(migrate_with("--plan", "--json"), DONE);
	assert_said(
	        "{\"applied\":0,\"to_apply\":[{\"migration\":\"0001_first.sql\"},{\"migration\":"
	        "\"0002_second.sql\"}],\"to_put_in_place\":[{\"folder\":\"functions/tenant\",");
	assert_int_equal(migrate_with("--apply", "--json"), MISUSED);
	assert_query("SELECT count(*) FROM pg_namespace WHERE nspname IN ('meta', 'login')", "0");
}

static void
apply_is_idempotent_and_goes_on_where_it_was(void **state)
{
	(void)state;
	assert_int_equal(migrate("--apply"), DONE);
	assert_said("applied 0001_first.sql\napplied 0002_second.sql\n");
	assert_said("the database is at 0002");
	assert_query("SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'one'",
	             "acho_login_definer");
	assert_query("SELECT tableowner FROM pg_tables WHERE tablename = 't'", "acho_owner");
	assert_query("SELECT viewowner FROM pg_views WHERE viewname = 'v'", "acho_report_definer");
	assert_query("SELECT string_agg(version || name, ' ' ORDER BY version) FROM meta.migration",
	             "10001_first.sql 20002_second.sql");

	assert_int_equal(migrate("--apply"), DONE);
	assert_null(strstr(said, "applied"));

	write_file("migrations/0003_third.sql", "DROP TABLE t;");
	write_file("functions/login/one.sql",
	           "CREATE OR REPLACE FUNCTION login.one() RETURNS int LANGUAGE sql AS 'SELECT 2'");
	assert_int_equal(migrate("--plan"), DONE);
	assert_said("would apply 0003_third.sql");
	assert_query("SELECT login.one()", "1");
	assert_int_equal(migrate("--apply"), DONE);
	assert_said("applied 0003_third.sql");
	assert_query("SELECT login.one()", "2");
}

static void
history_is_not_rewritten(void **state)
{
	(void)state;
	assert_int_equal(migrate("--apply"), DONE);

	write_file("migrations/0001_first.sql", "-- edited");
	assert_int_equal(migrate("--plan"), FAILED);
	assert_said("0001_first.sql: was applied with another text or name");
	assert_int_equal(migrate("--apply"), FAILED);

	remove_file("migrations/0002_second.sql");
	assert_int_equal(migrate("--apply"), FAILED);
	assert_said("the database is at 0002, this release ends at 0001; use a newer release");
}

static void
numbers_have_no_gap(void **state)
{
	static const char *const bad[] = {"migrations/0004_gap.sql",   "migrations/0002_twice.sql",
	                                  "migrations/1_short.sql",    "migrations/0003-dash.sql",
	                                  "migrations/0003_Upper.sql", "migrations/third.sql"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		write_file(bad[i], "SELECT 1;");
		assert_int_equal(migrate("--apply"), FAILED);
		assert_said("numbers have no gap and none comes twice");
		remove_file(bad[i]);
	}
	assert_query("SELECT count(*) FROM pg_namespace WHERE nspname = 'meta'", "0");
}

static void
a_failure_names_file_and_line_and_undoes_its_file(void **state)
{
	(void)state;
	write_file("migrations/0003_third.sql",
	           "CREATE TABLE u (a int);\n\n-- 荔枝\nSELECT nothing_there;\n");
	assert_int_equal(migrate("--apply"), FAILED);
	assert_said("migrations/0003_third.sql:4: column \"nothing_there\" does not exist\n");
	assert_query("SELECT max(version) FROM meta.migration", "2");
	assert_query("SELECT to_regclass('u') IS NULL", "t");

	/* A file that ends its transaction would be half applied when it fails. */
	write_file("migrations/0003_third.sql", "CREATE TABLE u (a int); COMMIT;");
	assert_int_equal(migrate("--apply"), FAILED);
	assert_said("0003_third.sql: the file ends the transaction that it stands in");
	remove_file("migrations/0003_third.sql");

	write_file("functions/login/two.sql",
	           "CREATE FUNCTION login.two() RETURNS int LANGUAGE sql AS 'SELECT x'");
	assert_int_equal(migrate("--apply"), FAILED);
	assert_said("functions/login/two.sql");
	assert_query("SELECT count(*) FROM pg_proc WHERE proname = 'one'", "0");
}

/* Who reads a view keeps it from being replaced. */
static void
what_somebody_uses_is_tried_again(void **state)
{
	PGconn *reader;

	(void)state;
	assert_int_equal(migrate("--apply"), DONE);
	reader = PQconnectdb("dbname=acho_test");
	/* lint: allow PQsendQuery, because a test sets its stage */
	assert_true(PQsendQuery(reader, "BEGIN; SELECT FROM report.v; SELECT pg_advisory_lock(7), "
	                                "pg_sleep(3); COMMIT"));
	for (bool reads = false; !reads;) {
		char *locks =
		        query("dbname=acho_test", "SELECT count(*) FROM pg_locks WHERE objid = 7");
		reads = strcmp(locks, "1") == 0;
		free(locks);
	}
	write_file("reporting/v.sql", "CREATE OR REPLACE VIEW report.v AS SELECT 2 AS one;");
	assert_int_equal(migrate("--apply"), DONE);
	assert_said("reporting/v.sql replaces: trying again\n");
	assert_said("the database is at 0002\n");
	PQfinish(reader);
}

static void
what_is_missing_is_named(void **state)
{
	(void)state;
	remove_file("roles.sql");
	assert_int_equal(migrate("--plan"), FAILED);
	assert_said("roles.sql: No such file or directory");

	write_file("roles.sql", "");
	set_database("dbname=acho_none user=acho_owner");
	assert_int_equal(migrate("--plan"), FAILED);
	assert_said("database \"acho_none\" does not exist\n");

	set_database("");
	assert_int_equal(migrate("--plan"), MISUSED);
	assert_said("ACHO_MIGRATE_DB is missing");

	assert_int_equal(migrate("--appl"), MISUSED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_plan_changes_nothing, start, end),
	        cmocka_unit_test_setup_teardown(apply_is_idempotent_and_goes_on_where_it_was, start,
	                                        end),
	        cmocka_unit_test_setup_teardown(history_is_not_rewritten, start, end),
	        cmocka_unit_test_setup_teardown(numbers_have_no_gap, start, end),
	        cmocka_unit_test_setup_teardown(a_failure_names_file_and_line_and_undoes_its_file,
	                                        start, end),
	        cmocka_unit_test_setup_teardown(what_somebody_uses_is_tried_again, start, end),
	        cmocka_unit_test_setup_teardown(what_is_missing_is_named, start, end),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(said);
	return failed;
}
