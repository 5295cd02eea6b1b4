/* SPDX-License-Identifier: MIT */
#include "http/health.h"

#include <string.h>

#include "check.h"
#include "desk.h"
#include "http/dispatch.h"

static const struct routes none;
static struct desk desk;

static int
setup(void **state)
{
	(void)state;
	desk_open(&desk, &none);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	desk_close(&desk);
	return 0;
}

static void
ask_with(const char *path, const char *query, struct db *db, struct answer *ret)
{
	const char *const pairs[] = {
	        "REQUEST_METHOD", "GET", "DOCUMENT_URI", path, "QUERY_STRING", query, NULL};
	auto_message message = {0};

	message_request(&message, 1, true, pairs, STR(""));
	assert_true(client_send(desk.peer, (struct str){message.p, message.n}));
	assert_int_equal(dispatch(desk.conn, db), OUTCOME_ANSWERED);
	(void)desk_status(&desk, ret);
}

static void
ask(const char *path, struct db *db, struct answer *ret)
{
	ask_with(path, "", db, ret);
}

static void
lives(void **state)
{
	auto_answer answer = {0};

	(void)state;
	ask("/livez", NULL, &answer);
	assert_int_equal(answer.status, 200);
	assert_str(answer.body, "{\"status\":\"ok\"}");
}

static void
is_not_ready_without_its_database(void **state)
{
	static const struct db_config nowhere = {
	        .conninfo = "host=/nonexistent", .user = "x", .program = "x"};
	auto_answer answer = {0};
	struct db *db = db_new(&nowhere);

	(void)state;
	ask("/readyz", NULL, &answer);
	assert_int_equal(answer.status, 200);
	ask("/readyz", db, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.body.p, "server.busy"));
	db_free(db);
}

static bool
is_set(const void *app)
{
	return app != NULL;
}

static void
says_what_it_lacks(void **state)
{
	static const struct db_config nowhere = {
	        .conninfo = "host=/nonexistent", .user = "x", .program = "x"};
	auto_answer answer = {0};
	struct db *db = db_new(&nowhere);

	(void)state;
	ask_with("/readyz", "verbose", NULL, &answer);
	assert_int_equal(answer.status, 200);
	assert_str(answer.body,
	           "{\"status\":\"ok\",\"checks\":{\"database\":\"ok\",\"schema\":\"ok\"}}");

	desk.worker.ready = (struct readiness){"keyring", is_set};
	ask_with("/readyz", "verbose", NULL, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.body.p, "\"keyring\":\"broken\""));
	ask("/readyz", NULL, &answer);
	assert_int_equal(answer.status, 503);
	desk.server.site.app = &desk;
	ask("/readyz", NULL, &answer);
	assert_int_equal(answer.status, 200);

	ask_with("/readyz", "verbose", db, &answer);
	assert_int_equal(answer.status, 503);
	assert_non_null(strstr(answer.body.p, "{\"status\":\"not ready\",\"checks\":{\"database\":"
	                                      "\"cannot connect"));
	assert_non_null(strstr(answer.body.p, "\"schema\":\"not known\",\"keyring\":\"ok\"}}"));
	db_free(db);
}

static void
engine_metrics(void *arg, FILE *out)
{
	(void)fprintf(out, "acho_of_the_engine %d\n", *(const int *)arg);
}

static void
counts(void **state)
{
	auto_answer answer = {0};
	int seven = 7;

	(void)state;
	desk.worker.engine = (struct engine){.fd = -1, .metrics = engine_metrics, .arg = &seven};
	ask("/nowhere", NULL, &answer);
	ask("/metrics", NULL, &answer);
	assert_int_equal(answer.status, 200);
	assert_non_null(strstr(answer.body.p, "\nacho_ready{check=\"database\"} 1\n"));
	assert_str(answer_header(&answer, "Content-Type"),
	           "text/plain; version=0.0.4; charset=utf-8");
	assert_non_null(strstr(answer.body.p, "acho_answers_total{status=\"4xx\"} 1\n"));
	assert_non_null(strstr(answer.body.p,
	                       "# TYPE acho_requests_parked gauge\nacho_requests_parked 0\n"));
	assert_non_null(strstr(answer.body.p, "\nacho_of_the_engine 7\n"));
	assert_non_null(strstr(answer.body.p, "acho_requests_total{method=\"-\",route=\"-\",status="
	                                      "\"404\",code=\"not_found\"} 1\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(lives, setup, teardown),
	        cmocka_unit_test_setup_teardown(is_not_ready_without_its_database, setup, teardown),
	        cmocka_unit_test_setup_teardown(says_what_it_lacks, setup, teardown),
	        cmocka_unit_test_setup_teardown(counts, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
