/* SPDX-License-Identifier: MIT */
#include "http/dispatch.h"

#include <string.h>

#include "check.h"
#include "desk.h"
#include "http/reply.h"

static struct desk desk;
static int started;

static enum err
starts(struct req *rq)
{
	(void)rq;
	started++;
	return ERR_OK;
}

static enum err
does_not_start(struct req *rq)
{
	(void)rq;
	return ERR_UNAVAILABLE;
}

static enum err
get_good(struct req *rq)
{
	out_text(reply_json(rq, 200), "a", STR("b"));
	return reply_end(rq);
}

static enum err
get_unavailable(struct req *rq)
{
	out_text(reply_json(rq, 200), "half", STR("an answer"));
	return FAULT(&rq->fault, ERR_UNAVAILABLE, "database away");
}

static enum err
get_bug(struct req *rq)
{
	return FAULT(&rq->fault, ERR_BUG, "secret details");
}

static enum err
get_silent(struct req *rq)
{
	(void)rq;
	return ERR_OK;
}

static enum err
get_refused(struct req *rq)
{
	if (reply_problem(rq, STR("request.invalid")) != ERR_OK)
		return ERR_BUG;
	return ERR_INVALID; /* as body_read says it */
}

static enum err
get_full(struct req *rq)
{
	while (arena_alloc(&rq->arena, 64) != NULL)
		;
	return FAULT(&rq->fault, ERR_NOMEM, "full");
}

static enum err
get_parked(struct req *rq)
{
	rq->kept = rq;
	return req_park(rq, starts);
}

static enum err
get_unparked(struct req *rq)
{
	return req_park(rq, does_not_start);
}

static enum err
resume(struct req *rq)
{
	out_text(reply_json(rq, 200), "fault", str_of(err_name(rq->fault.err)));
	return reply_end(rq);
}

/* Twice to wait for. */
static enum err
resume_once_more(struct req *rq)
{
	if (rq->kept == NULL)
		return resume(rq);
	rq->kept = NULL;
	return req_park(rq, starts);
}

static const struct route table[] = {
        {METHOD_GET, "/good", get_good, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/unavailable", get_unavailable, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/bug", get_bug, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/silent", get_silent, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/refused", get_refused, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/full", get_full, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/parked", get_parked, resume_once_more, WHO_ANYBODY, 0},
        {METHOD_GET, "/unparked", get_unparked, resume, WHO_ANYBODY, 0},
};
static const struct routes routes = {.table = table, .n = ARRAY_LEN(table)};

static int
setup(void **state)
{
	(void)state;
	desk_open(&desk, &routes);
	started = 0;
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
answers(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk_send(&desk, "GET", "/good", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 200);
	assert_str(answer.body, "{\"a\":\"b\"}");
	assert_str(answer_header(&answer, "Status"), "200 OK");
	assert_str(answer_header(&answer, "Cache-Control"), "no-store");
	assert_str(answer_header(&answer, "Content-Type"), "application/json");
	assert_str(answer_header(&answer, "Content-Length"), "9");
	assert_false(answer.last);
	assert_int_equal(atomic_load(&desk.server.counters.answers[2]), 1);
	assert_int_equal(desk.conn->rq.arena.used, 0);
	assert_null(desk.conn->rq.route);
}

static void
answers_head_without_a_body(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk_send(&desk, "HEAD", "/good", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 200);
	assert_int_equal(answer.body.n, 0);
	assert_str(answer_header(&answer, "Content-Length"), "9");
}

static void
answers_faults_without_details(void **state)
{
	static const struct {
		const char *path, *code;
		int status;
	} cases[] = {
	        {"/unavailable", "server.busy", 503}, {"/bug", "server.error", 500},
	        {"/silent", "server.error", 500},     {"/refused", "request.invalid", 422},
	        {"/nowhere", "not_found", 404},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		auto_answer answer = {0};
		desk_send(&desk, "GET", cases[i].path, true);
		assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
		assert_int_equal(desk_status(&desk, &answer), cases[i].status);
		assert_non_null(strstr(answer.body.p, cases[i].code));
		assert_null(strstr(answer.body.p, "secret"));
		assert_null(strstr(answer.body.p, "half"));
	}
}

static void
answers_even_without_memory(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk_send(&desk, "GET", "/full", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 503);
}

static void
closes_when_asked_to(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk_send(&desk, "GET", "/good", false);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_CLOSE);
	assert_int_equal(desk_status(&desk, &answer), 200);
	assert_true(answer.last);
}

static void
closes_when_stopping(void **state)
{
	auto_answer answer = {0};

	(void)state;
	atomic_store(&desk.server.stopping, true);
	desk_send(&desk, "GET", "/good", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_CLOSE);
	assert_int_equal(desk_status(&desk, &answer), 200);
	assert_true(answer.last);
}

static void
parks_and_resumes(void **state)
{
	static const struct db_config nowhere = {
	        .conninfo = "host=/nonexistent", .user = "x", .program = "x"};
	struct db *db = db_new(&nowhere);
	auto_answer answer = {0};

	(void)state;
	assert_non_null(db);
	desk_send(&desk, "GET", "/parked", true);
	for (int i = 1; i <= 2; i++) {
		assert_int_equal(dispatch(desk.conn, db), OUTCOME_PARKED);
		assert_int_equal(started, i);
		assert_int_equal(atomic_load(&desk.server.counters.parked), 1);
		assert_null(desk.conn->rq.db); /* it went back with the thread */
		req_resume(&desk.conn->rq);
		assert_ptr_equal(queue_pop(&desk.server.queue), desk.conn);
	}
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(atomic_load(&desk.server.counters.parked), 0);
	assert_int_equal(desk_status(&desk, &answer), 200);
	db_free(db);
	desk_send(&desk, "GET", "/good", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 200);
}

static void
resumes_at_once_what_cannot_wait(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk_send(&desk, "GET", "/unparked", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 200);
	assert_str(answer.body, "{\"fault\":\"unavailable\"}");
	assert_int_equal(atomic_load(&desk.server.counters.parked), 0);
}

static void
refuses_what_waited_too_long(void **state)
{
	auto_answer answer = {0};

	(void)state;
	desk.conn->queued_at = clock_monotonic() - QUEUE_WAIT_FOR;
	desk_send(&desk, "GET", "/good", true);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_ANSWERED);
	assert_int_equal(desk_status(&desk, &answer), 503);
	assert_str(answer_header(&answer, "Retry-After"), "2");
	assert_int_equal(atomic_load(&desk.server.counters.refused), 1);
}

static void
drops_what_libfcgi_cannot_read(void **state)
{
	(void)state;
	(void)shutdown(desk.peer, SHUT_WR);
	assert_int_equal(dispatch(desk.conn, NULL), OUTCOME_CLOSE);
	assert_int_equal(desk.conn->fd, -1);
	assert_int_equal(atomic_load(&desk.server.counters.broken), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(answers),
	        TEST(answers_head_without_a_body),
	        TEST(answers_faults_without_details),
	        TEST(answers_even_without_memory),
	        TEST(closes_when_asked_to),
	        TEST(closes_when_stopping),
	        TEST(parks_and_resumes),
	        TEST(resumes_at_once_what_cannot_wait),
	        TEST(refuses_what_waited_too_long),
	        TEST(drops_what_libfcgi_cannot_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
