/* SPDX-License-Identifier: MIT */
#include "http/req.h"

#include "check.h"
#include "request.h"

static int asked;
static enum err answer;

static enum err
check(struct req *rq)
{
	asked++;
	return answer == ERR_OK ? ERR_OK : FAULT(&rq->fault, answer, "as told");
}

static void
asks_once_for_the_session(void **state)
{
	struct routes routes = {0};
	struct req rq;

	(void)state;
	request_start_with_session(&rq, STR(""), &routes, check);
	asked = 0;
	answer = ERR_OK;
	assert_int_equal(req_session_first(&rq), ERR_OK);
	assert_int_equal(req_session_first(&rq), ERR_OK);
	assert_int_equal(asked, 1);
	request_end(&rq);
}

static void
tells_no_from_no_answer(void **state)
{
	struct routes routes = {0};
	struct req rq;

	(void)state;
	request_start_with_session(&rq, STR(""), &routes, check);
	answer = ERR_DENIED;
	assert_int_equal(req_session_first(&rq), ERR_DENIED);
	assert_int_equal(rq.fault.err, ERR_OK); /* no fault of ours: not for the log */
	rq.session_checked = false;
	answer = ERR_UNAVAILABLE;
	assert_int_equal(req_session_first(&rq), ERR_UNAVAILABLE);
	assert_int_equal(rq.fault.err, ERR_UNAVAILABLE);
	request_end(&rq);
}

static void
asks_nobody_where_nobody_needs_one(void **state)
{
	struct req rq;

	(void)state;
	request_start(&rq, STR(""));
	asked = 0;
	assert_int_equal(req_session_first(&rq), ERR_OK);
	assert_int_equal(asked, 0);
	request_end(&rq);
}

static struct req *resumed;

static void
note_resumed(struct req *rq)
{
	resumed = rq;
}

static enum err
start(struct req *rq)
{
	(void)rq;
	return ERR_OK;
}

static void
parks_and_resumes(void **state)
{
	static const struct route parking = {.begin = start, .resume = start};
	struct req rq = {.route = &parking, .resume = note_resumed};

	(void)state;
	assert_int_equal(req_park(&rq, start), ERR_OK);
	assert_true(rq.parked == start);
	req_resume(&rq);
	assert_ptr_equal(resumed, &rq);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(asks_once_for_the_session),
	        cmocka_unit_test(tells_no_from_no_answer),
	        cmocka_unit_test(asks_nobody_where_nobody_needs_one),
	        cmocka_unit_test(parks_and_resumes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
