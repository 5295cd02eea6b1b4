/* SPDX-License-Identifier: MIT */
/* Each line is read back by the strict JSON reader: one event is one line, whatever the value
 * holds. */
#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
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
what_cannot_be_written_is_counted(void **state)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC), saved = dup(STDERR_FILENO);
	uint64_t before = log_lost();

	(void)state;
	log_init("acho-test", LOG_INFO);
	(void)capture(write_long);
	assert_int_equal(log_lost(), before);
	assert_true(dup2(full, STDERR_FILENO) >= 0);
	write_long();
	write_fault();
	write_debug(); /* not wanted, so not lost */
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	assert_int_equal(log_lost(), before + 2);
	(void)close(full);
	(void)close(saved);
}

/* Judged once standard error is itself again: what cmocka says of a failure goes there. */
static void
holds_nobody_up(const int ends[2])
{
	int saved = dup(STDERR_FILENO);
	char drained[65536];
	uint64_t before = log_lost(), full, stuck, after;
	usec began = clock_monotonic(), first, others;

	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	log_init("acho-test", LOG_INFO);
	for (int i = 0; i < 1000 && log_lost() == before; i++)
		write_long();
	full = log_lost();
	first = clock_monotonic() - began;
	began = clock_monotonic();
	for (int i = 0; i < 1000; i++)
		write_long();
	stuck = log_lost();
	others = clock_monotonic() - began;
	(void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while (read(ends[0], drained, sizeof(drained)) > 0)
		;
	write_long();
	after = log_lost();
	(void)dup2(saved, STDERR_FILENO);
	(void)close(ends[0]);
	(void)close(ends[1]);
	(void)close(saved);

	assert_int_equal(full, before + 1);
	assert_true(first >= 100 * USEC_PER_MS); /* it waited for room */
	assert_int_equal(stuck, full + 1000);
	assert_true(others < 10 * USEC_PER_SEC); /* 100 s, did each line wait */
	assert_int_equal(after, stuck);
}

static void
what_nobody_reads_holds_nobody_up(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	holds_nobody_up(ends);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	holds_nobody_up(ends);
}

static void
a_line_says_when(void **state)
{
	struct str text, at;
	struct tm utc = {0};
	const char *rest;
	time_t before, said;

	(void)state;
	log_init("acho-test", LOG_INFO);
	before = time(NULL);
	text = capture(write_fault);
	assert_true(str_starts(text, STR("{\"at\":\"")));
	at = str_part(text, 7, 24);
	rest = strptime(at.p, "%Y-%m-%dT%H:%M:%S.", &utc);
	assert_ptr_equal(rest, at.p + 20);
	assert_true(str_only((struct str){rest, 3}, "0123456789"));
	assert_true(str_starts(str_part(at, 23, 2), STR("Z")));
	said = timegm(&utc);
	assert_true(said >= before && said <= time(NULL));
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

static void
write_levels(void)
{
	for (enum log_level level = LOG_ERROR; level <= LOG_DEBUG; level++)
		log_note(level, "level", "");
}

static void
init_and_write_levels(void)
{
	struct stat error;
	char name[64];

	assert_int_equal(fstat(STDERR_FILENO, &error), 0);
	(void)snprintf(name, sizeof(name), "%llu:%llu", (unsigned long long)error.st_dev,
	               (unsigned long long)error.st_ino);
	assert_int_equal(setenv("JOURNAL_STREAM", name, 1), 0);
	log_init("acho-test", LOG_DEBUG);
	write_levels();
}

static void
init_beside_the_journal_and_write_levels(void)
{
	assert_int_equal(setenv("JOURNAL_STREAM", "1:1", 1), 0);
	log_init("acho-test", LOG_DEBUG);
	write_levels();
}

static void
the_journal_gets_a_priority(void **state)
{
	static const char *const begins[] = {"<3>{", "<4>{", "<6>{", "<7>{"};
	struct str text, line;

	(void)state;
	text = capture(init_and_write_levels);
	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		assert_true(str_cut(&text, '\n', &line));
		assert_true(str_starts(line, str_of(begins[i])));
	}
	assert_int_equal(text.n, 0);
	text = capture(init_beside_the_journal_and_write_levels);
	assert_true(str_starts(text, STR("{")));
	assert_int_equal(unsetenv("JOURNAL_STREAM"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(one_event_is_one_json_line),
	                                   cmocka_unit_test(what_cannot_be_written_is_counted),
	                                   cmocka_unit_test(what_nobody_reads_holds_nobody_up),
	                                   cmocka_unit_test(a_line_says_when),
	                                   cmocka_unit_test(a_value_too_long_is_cut),
	                                   cmocka_unit_test(the_journal_gets_a_priority)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
