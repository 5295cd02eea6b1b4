/* SPDX-License-Identifier: MIT */
/* The program without a database, and with one: beside tests/support/with-cluster. */
#include "courier/jobs.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "check.h"
#include "courier/calls.h"
#include "mail/message.h"
#include "mail/smtp.h"

static void
child(const char *conninfo, int log)
{
	struct settings settings = {.line_api = STR("http://127.0.0.1:1"),
	                            .line_timeout_ms = 1000,
	                            .line_parallel = 10,
	                            .pool_target = 1,
	                            .smtp_url = STR("smtp://127.0.0.1:1"),
	                            .base_url = STR("http://localhost:1"),
	                            .mail_from = STR("a@b.example"),
	                            .mail_reply_to = STR("a@b.example")};
	struct keyring keyring = {0};
	struct courier courier = {.settings = &settings,
	                          .keyring = &keyring,
	                          .db = {.conninfo = conninfo,
	                                 .user = "postgres",
	                                 .program = "test",
	                                 .statements = courier_statements,
	                                 .n = courier_statements_n}};
	const struct line_client_options options = {.base_url = settings.line_api,
	                                            .proof_for = USEC_PER_SEC,
	                                            .parallel = 10,
	                                            .opens_after = 5};
	struct fault fault = {0};
	int status;

	process_harden();
	if (dup2(log, STDERR_FILENO) < 0 ||
	    line_client_open(&options, &fault, &courier.line) != ERR_OK ||
	    smtp_init(&fault) != ERR_OK)
		_exit(99);
	message_init();
	status = jobs_serve(&courier);
	line_client_close(&courier.line);
	_exit(status);
}

/* Run the courier in a process of its own; once it has logged `word`, tell it to stop. Its exit
 * status. */
static int
serve_until(const char *conninfo, const char *word)
{
	char said[16384] = "";
	size_t n = 0;
	ssize_t got;
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(conninfo, ends[1]);
	assert_int_equal(close(ends[1]), 0);
	while (n < sizeof(said) - 1 && (got = read(ends[0], said + n, sizeof(said) - 1 - n)) > 0) {
		n += (size_t)got;
		said[n] = '\0';
		if (strstr(said, word) != NULL)
			(void)kill(pid, SIGTERM);
	}
	assert_non_null(strstr(said, word));
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
without_a_database_it_waits_and_stops_when_told(void **state)
{
	(void)state;
	assert_int_equal(serve_until("host=/nowhere/at/all", "\"trouble\",\"job\":\"proofs\""), 0);
}

static void
a_schema_that_does_not_fit_stops_it(void **state)
{
	(void)state;
	/* An empty database. */
	assert_int_equal(serve_until("", "schema and binary do not fit: statement MAIL_CLAIM"), 1);
}

static void
statements_are_in_the_order_of_their_numbers(void **state)
{
	(void)state;
	assert_int_equal(courier_statements_n, COURIER__COUNT);
	assert_string_equal(courier_statements[COURIER_MAIL_CLAIM].name, "MAIL_CLAIM");
	assert_string_equal(courier_statements[COURIER_RETENTION].name, "RETENTION");
	for (size_t i = 0; i < courier_statements_n; i++)
		assert_true(strstr(courier_statements[i].sql, "courier.") != NULL ||
		            strstr(courier_statements[i].sql, "report.refresh()") != NULL);
}

/* A call that is allowed ten minutes is waited for; what is over its time is not. */
static void
an_item_may_take_what_its_kind_allows(void **state)
{
	static const struct job_kind *const all[] = {&job_outbox,    &job_find,    &job_requests,
	                                             &job_keys,      &job_proofs,  &job_pictures,
	                                             &job_retention, &job_figures, &job_reports};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		const struct job job = {.kind = all[i], .seen_at = USEC_PER_SEC};
		usec allowed = all[i]->statement_seconds * USEC_PER_SEC;
		assert_false(job_hangs(&job, USEC_PER_SEC + allowed + 60 * USEC_PER_SEC));
		assert_true(job_hangs(&job, USEC_PER_SEC + allowed + 200 * USEC_PER_SEC));
	}
	assert_int_equal(job_reports.statement_seconds, 600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_item_may_take_what_its_kind_allows),
	        cmocka_unit_test(statements_are_in_the_order_of_their_numbers),
	        cmocka_unit_test(without_a_database_it_waits_and_stops_when_told),
	        cmocka_unit_test(a_schema_that_does_not_fit_stops_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
