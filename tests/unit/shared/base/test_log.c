/* SPDX-License-Identifier: MIT */
/* Each line is read back by the strict JSON reader: one event is one line, whatever the value
 * holds. */
#include "base/log.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/json.h"
#include "check.h"

static char captured[8192];

/* What `write_lines` put on standard error. */
static struct str
capture(void (*write_lines)(void))
{
	int file = memfd_create("log", MFD_CLOEXEC), saved = dup(STDERR_FILENO);
	ssize_t n;

	assert_true(dup2(file, STDERR_FILENO) >= 0);
	write_lines();
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	n = pread(file, captured, sizeof(captured), 0);
	(void)close(file);
	(void)close(saved);
	assert_true(n >= 0);
	return (struct str){captured, (size_t)n};
}

static void
write_hostile(void)
{
	struct log_line line;

	log_start(&line, LOG_INFO, "request");
	log_text(&line, "route", STR("a\"b\\c\nd\x1b[2J\xff\x01z"));
	log_int(&line, "status", -7);
	log_write(&line);
}

static void
write_long(void)
{
	struct log_line line;
	static char big[5000];

	memset(big, 'x', sizeof(big));
	log_start(&line, LOG_INFO, "request");
	log_text(&line, "big", (struct str){big, sizeof(big)});
	log_write(&line);
}

static void
write_debug(void)
{
	log_note(LOG_DEBUG, "detail", "not wanted at level info");
}

static void
write_fault(void)
{
	struct log_line line;
	struct fault fault = {0};

	(void)FAULT(&fault, ERR_UNAVAILABLE, "no \"database\"");
	log_start(&line, LOG_ERROR, "request");
	log_fault(&line, &fault);
	log_write(&line);
}

static void
check_one_json_line(struct str text)
{
	struct json_object *json = NULL;

	assert_true(text.n > 0 && text.n <= LOG_LINE_MAX);
	assert_ptr_equal(memchr(text.p, '\n', text.n), text.p + text.n - 1);
	assert_int_equal(json_parse(str_part(text, 0, text.n - 1), &json), ERR_OK);
	json_done(&json);
}

static void
one_event_is_one_json_line(void **state)
{
	(void)state;
	log_init("acho-test", LOG_INFO);
	check_one_json_line(capture(write_hostile));
	check_one_json_line(capture(write_fault));
	assert_int_equal(capture(write_debug).n, 0);
}

static void
a_value_too_long_is_cut(void **state)
{
	struct str text;

	(void)state;
	log_init("acho-test", LOG_INFO);
	text = capture(write_long);
	assert_true(text.n <= LOG_LINE_MAX);
	assert_int_equal(text.p[text.n - 1], '\n');
	check_one_json_line(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_event_is_one_json_line),
	                                   cmocka_unit_test(a_value_too_long_is_cut)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
