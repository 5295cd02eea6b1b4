/* SPDX-License-Identifier: MIT */
/* Hours of a dead LINE in no time: what opens the breaker, what closes it, who may look meanwhile.
 */
#include "line/breaker.h"

#include "check.h"

#define BEGAN       (1000 * USEC_PER_SEC)
#define OPENS_AFTER 5
#define CLOSED      ((struct breaker){.opens_after = OPENS_AFTER})

static struct line_answer
said(int status)
{
	return (struct line_answer){
	        .asked = true, .done = true, .failure = LINE_ANSWERED, .status = status};
}

static struct line_answer
failed(enum line_failure failure)
{
	return (struct line_answer){.asked = true, .done = true, .failure = failure};
}

static void
note(struct breaker *breaker, struct line_answer answer, unsigned times)
{
	const struct line_answers answers = {.of[LINE_TOKEN] = answer};

	for (unsigned i = 0; i < times; i++)
		breaker_note(breaker, &answers, BEGAN);
}

static struct breaker
opened(void)
{
	struct breaker breaker = CLOSED;

	note(&breaker, failed(LINE_LATE), OPENS_AFTER);
	assert_int_equal(breaker_health(&breaker, BEGAN), LINE_DOWN);
	return breaker;
}

static void
opens_after_so_many_in_a_row(void **state)
{
	struct breaker breaker = CLOSED;

	(void)state;
	assert_int_equal(breaker_health(&breaker, BEGAN), LINE_UP);
	note(&breaker, failed(LINE_LATE), OPENS_AFTER - 1);
	assert_int_equal(breaker_health(&breaker, BEGAN), LINE_UP);
	assert_true(breaker_pass(&breaker, BEGAN));
	note(&breaker, said(200), 1);
	note(&breaker, failed(LINE_LATE), OPENS_AFTER - 1);
	assert_true(breaker_pass(&breaker, BEGAN));
	note(&breaker, failed(LINE_LATE), 1);
	assert_int_equal(breaker_health(&breaker, BEGAN), LINE_DOWN);
	assert_false(breaker_pass(&breaker, BEGAN));
}

/* Each answer five times, to a breaker that one more failure would open, and to an open one. */
static void
knows_who_is_there(void **state)
{
	enum { ABSENT, PRESENT, NEITHER };
	const struct {
		struct line_answer answer;
		int says;
	} cases[] = {
	        {failed(LINE_NO_NAME), ABSENT},
	        {failed(LINE_NO_CONNECT), ABSENT},
	        {failed(LINE_BAD_TLS), ABSENT},
	        {failed(LINE_LATE), ABSENT},
	        {failed(LINE_CUT), ABSENT},
	        {said(500), ABSENT},
	        {said(503), ABSENT},
	        {said(599), ABSENT},
	        {said(200), PRESENT},
	        {said(206), PRESENT},
	        {said(302), PRESENT},
	        {said(400), PRESENT},
	        {said(401), PRESENT},
	        {said(404), PRESENT},
	        {said(429), PRESENT},
	        {failed(LINE_TOO_LARGE), PRESENT},
	        {failed(LINE_STOPPED), NEITHER},
	        {failed(LINE_NO_CALL), NEITHER},
	        {(struct line_answer){0}, NEITHER},
	        {(struct line_answer){.asked = true}, NEITHER},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct breaker closed = CLOSED, open = opened();
		note(&closed, failed(LINE_LATE), OPENS_AFTER - 1);
		note(&closed, cases[i].answer, 1);
		assert_int_equal(breaker_health(&closed, BEGAN),
		                 cases[i].says == ABSENT ? LINE_DOWN : LINE_UP);
		note(&closed, failed(LINE_LATE), 1);
		assert_int_equal(breaker_health(&closed, BEGAN),
		                 cases[i].says == PRESENT ? LINE_UP : LINE_DOWN);
		note(&open, cases[i].answer, 1);
		assert_int_equal(breaker_health(&open, BEGAN),
		                 cases[i].says == PRESENT ? LINE_UP : LINE_DOWN);
	}
}

/* LINE gave a token, and fell silent at the next question: it is there. */
static void
one_answer_is_enough(void **state)
{
	const struct line_answers half = {.of[LINE_TOKEN] = said(200),
	                                  .of[LINE_BOT_INFO] = failed(LINE_LATE),
	                                  .of[LINE_LIFF_APPS] = said(500)};
	struct breaker closed = CLOSED, open = opened();

	(void)state;
	for (unsigned i = 0; i < 2 * OPENS_AFTER; i++)
		breaker_note(&closed, &half, BEGAN);
	assert_int_equal(breaker_health(&closed, BEGAN), LINE_UP);
	breaker_note(&open, &half, BEGAN);
	assert_int_equal(breaker_health(&open, BEGAN), LINE_UP);
}

/* A thousand ask every tenth of a second for ten minutes: forty get through, 15 s apart. */
static void
lets_one_through_every_fifteen_seconds(void **state)
{
	struct breaker breaker = opened();
	unsigned passed = 0;
	usec last = BEGAN;

	(void)state;
	for (usec now = BEGAN; now <= BEGAN + 600 * USEC_PER_SEC; now += USEC_PER_SEC / 10)
		for (int i = 0; i < 1000; i++) {
			bool due = breaker_health(&breaker, now) == LINE_PROBE_DUE;
			assert_true(due == breaker_pass(&breaker, now));
			if (!due)
				continue;
			assert_int_equal(now - last, BREAKER_PROBE_EVERY);
			last = now;
			passed++;
		}
	assert_int_equal(passed, 40);
}

/* What still runs into a dead LINE neither hastens nor delays the next probe. */
static void
stays_on_time(void **state)
{
	struct breaker breaker = opened();
	const struct line_answers late = {.of[LINE_TOKEN] = failed(LINE_LATE)};
	const struct line_answers good = {.of[LINE_TOKEN] = said(200)};

	(void)state;
	for (usec at = 1; at < 15; at++)
		breaker_note(&breaker, &late, BEGAN + at * USEC_PER_SEC);
	assert_int_equal(breaker_health(&breaker, BEGAN + 15 * USEC_PER_SEC - 1), LINE_DOWN);
	assert_int_equal(breaker_health(&breaker, BEGAN + 15 * USEC_PER_SEC), LINE_PROBE_DUE);
	assert_true(breaker_pass(&breaker, BEGAN + 15 * USEC_PER_SEC));
	breaker_note(&breaker, &late, BEGAN + 23 * USEC_PER_SEC);
	assert_int_equal(breaker_health(&breaker, BEGAN + 30 * USEC_PER_SEC - 1), LINE_DOWN);
	assert_true(breaker_pass(&breaker, BEGAN + 30 * USEC_PER_SEC));
	breaker_note(&breaker, &good, BEGAN + 31 * USEC_PER_SEC);
	assert_int_equal(breaker_health(&breaker, BEGAN + 31 * USEC_PER_SEC), LINE_UP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(opens_after_so_many_in_a_row),
	        cmocka_unit_test(knows_who_is_there),
	        cmocka_unit_test(one_answer_is_enough),
	        cmocka_unit_test(lets_one_through_every_fifteen_seconds),
	        cmocka_unit_test(stays_on_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
