/* SPDX-License-Identifier: MIT */
/* Against a real PostgreSQL: tests/support/with-cluster gives PGHOST, PGUSER and PGDATABASE. */
#include "db/script.h"

#include <pthread.h>
#include <string.h>

#include "check.h"

static struct script script;

static int
start(void **state)
{
	(void)state;
	assert_int_equal(script_open(&script, ""), ERR_OK);
	assert_int_equal(script_lock(&script), ERR_OK);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	script_close(&script);
	return 0;
}

static enum err
run(const char *text)
{
	enum err err = script_begin(&script);

	return err == ERR_OK ? script_run(&script, str_of(text)) : err;
}

static void
a_file_is_whole_or_nothing(void **state)
{
	(void)state;
	assert_int_equal(run("CREATE TABLE a (n int); CREATE TABLE b (n int); SELECT 1 / 0"),
	                 ERR_UNAVAILABLE);
	assert_string_equal(script.said, "division by zero");
	assert_int_equal(run("CREATE TABLE a (n int)"), ERR_OK);
	assert_int_equal(script_commit(&script), ERR_OK);
	assert_int_equal(run("DROP TABLE a; -- nothing behind"), ERR_OK);
	assert_int_equal(script_commit(&script), ERR_OK);
}

static void
a_mistake_has_a_line_and_one_sentence(void **state)
{
	static const struct {
		const char *text, *said;
		size_t line;
	} cases[] = {
	        {"SELEKT 1", "syntax error at or near \"SELEKT\"", 1},
	        {"SELECT 1;\n-- 荔枝荔枝荔枝荔枝\n\nSELECT x;\nSELECT 1;\n\n",
	         "column \"x\" does not exist", 4},
	        {"SELECT 1;\nSELECT '", "unterminated quoted string at or near \"'\"", 2},
	        {"DO $$ BEGIN RAISE 'a\nb' USING DETAIL = 'c'; END $$", "a b; c", 0},
	        {"CREATE TABLE x (n int); COMMIT",
	         "the file ends the transaction that it stands in", 0},
	        {"ROLLBACK", "the file ends the transaction that it stands in", 0},
	        {"COPY pg_am TO STDOUT", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(run(cases[i].text), ERR_UNAVAILABLE);
		assert_non_null(strstr(script.said, cases[i].said));
		assert_null(strchr(script.said, '\n'));
		assert_int_equal(script.line, cases[i].line);
	}
	assert_int_equal(script_begin(&script), ERR_OK);
	assert_int_equal(script_run(&script, (struct str){"SELECT 1\0;", 10}), ERR_UNAVAILABLE);
	assert_string_equal(script.said, "the file holds a NUL");
}

static void
the_ledger_knows_what_was_applied(void **state)
{
	static const struct {
		int64_t version;
		const char *name, *text;
		enum ledger_entry entry;
	} cases[] = {
	        {1, "0001_a.sql", "CREATE TABLE l (n int)", LEDGER_SAME},
	        {1, "0001_b.sql", "CREATE TABLE l (n int)", LEDGER_OTHER},
	        {1, "0001_a.sql", "CREATE TABLE l (n int) ", LEDGER_OTHER},
	        {2, "0002_a.sql", "CREATE TABLE l (n int)", LEDGER_ABSENT},
	};
	enum ledger_entry entry = LEDGER_OTHER;
	int64_t last = -1;

	(void)state;
	assert_int_equal(ledger_last(&script, &last), ERR_OK);
	assert_int_equal(last, 0);
	assert_int_equal(ledger_look(&script, 1, "0001_a.sql", STR("x"), &entry), ERR_OK);
	assert_int_equal(entry, LEDGER_ABSENT);

	assert_int_equal(ledger_make(&script), ERR_OK);
	assert_int_equal(ledger_make(&script), ERR_OK);
	assert_int_equal(ledger_apply(&script, 1, cases[0].name, str_of(cases[0].text)), ERR_OK);
	assert_int_equal(ledger_apply(&script, 2, "0002_a.sql", STR("CREATE TABLE l (n int)")),
	                 ERR_UNAVAILABLE);
	assert_string_equal(script.said, "relation \"l\" already exists");
	assert_int_equal(ledger_last(&script, &last), ERR_OK);
	assert_int_equal(last, 1);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(ledger_look(&script, cases[i].version, cases[i].name,
		                             str_of(cases[i].text), &entry),
		                 ERR_OK);
		assert_int_equal(entry, cases[i].entry);
	}
}

static void
what_is_made_belongs_to_the_role(void **state)
{
	(void)state;
	assert_int_equal(run("CREATE ROLE maker; GRANT CREATE ON SCHEMA public TO maker"), ERR_OK);
	assert_int_equal(script_as(&script, "maker"), ERR_OK);
	assert_int_equal(script_run(&script, STR("CREATE TABLE made (n int)")), ERR_OK);
	assert_int_equal(script_as(&script, NULL), ERR_OK);
	assert_int_equal(
	        script_run(&script,
	                   STR("DO $$ BEGIN ASSERT current_user = session_user AND 'maker' ="
	                       " (SELECT tableowner FROM pg_tables WHERE tablename = 'made'); END "
	                       "$$")),
	        ERR_OK);
	assert_int_equal(script_as(&script, "nobody\"x"), ERR_UNAVAILABLE);
}

static void *
second(void *arg)
{
	struct script other;

	(void)arg;
	if (script_open(&other, "") != ERR_OK || script_lock(&other) != ERR_OK)
		return NULL;
	script_close(&other);
	return &script;
}

static void
a_second_runner_waits_for_the_first(void **state)
{
	pthread_t thread;
	void *got = NULL;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, second, NULL), 0);
	script_close(&script);
	assert_int_equal(pthread_join(thread, &got), 0);
	assert_ptr_equal(got, &script);
}

static void
a_database_that_is_not_there(void **state)
{
	struct script other;

	(void)state;
	assert_int_equal(script_open(&other, "dbname=none"), ERR_UNAVAILABLE);
	assert_non_null(strstr(other.said, "database \"none\" does not exist"));
	script_close(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(a_file_is_whole_or_nothing, start, end),
	        cmocka_unit_test_setup_teardown(a_mistake_has_a_line_and_one_sentence, start, end),
	        cmocka_unit_test_setup_teardown(the_ledger_knows_what_was_applied, start, end),
	        cmocka_unit_test_setup_teardown(what_is_made_belongs_to_the_role, start, end),
	        cmocka_unit_test_setup_teardown(a_second_runner_waits_for_the_first, start, end),
	        cmocka_unit_test(a_database_that_is_not_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
