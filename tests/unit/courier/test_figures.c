/* SPDX-License-Identifier: MIT */
#include "courier/figures.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define NOW (INT64_C(1800000000) * USEC_PER_SEC)

static char folder[] = "/tmp/acho-figures.XXXXXX";
static char path[64];
static char said[1024];
static atomic_ullong mails[MAILS__COUNT];

static const struct figures good = {
        .at = NOW,
        .checks = {STATE_GOOD, STATE_GOOD, STATE_GOOD, STATE_GOOD},
        .counted = true,
        .mails_waiting = 3,
        .mails_seconds = 12,
        .keys_free = 8,
        .accounts_counted = true,
        .signed_up = 5,
        .token_proved = 2,
};

static void
print(void *figures, FILE *out)
{
	figures_print(figures, mails, out);
}

static void
print_and_fail(void *arg, FILE *out)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	(void)arg;
	assert_true(full >= 0 && dup2(full, fileno(out)) >= 0);
	(void)close(full);
	(void)fputs("more than there is room for", out);
}

static void
write_figures(const struct figures *figures)
{
	struct figures copy = *figures;
	struct fault fault = {0};

	assert_int_equal(figures_write(path, print, &copy, &fault), ERR_OK);
}

static const char *
content(void)
{
	static char text[8192];
	FILE *in = fopen(path, "r");
	size_t n;

	assert_non_null(in);
	n = fread(text, 1, sizeof(text) - 1, in);
	text[n] = '\0';
	(void)fclose(in);
	return text;
}

static bool
ready(usec now)
{
	FILE *out = fmemopen(said, sizeof(said), "w");
	bool good_news = figures_ready(path, now, out);

	(void)fclose(out);
	return good_news;
}

static void
writes_what_prometheus_reads(void **state)
{
	struct stat file;

	(void)state;
	atomic_store(&mails[MAILS_DELIVERED], 7);
	write_figures(&good);
	assert_int_equal(stat(path, &file), 0);
	assert_int_equal(file.st_mode & 0777, 0644); /* node_exporter is somebody else */
	assert_non_null(strstr(content(), "\nacho_figures_timestamp_seconds 1800000000\n"));
	assert_non_null(strstr(content(), "\nacho_ready{check=\"outbox\"} 1\n"));
	assert_non_null(strstr(content(), "\nacho_outbox_mails 3\n"));
	assert_non_null(strstr(content(), "\nacho_outbox_age_seconds 12\n"));
	assert_non_null(strstr(content(), "\nacho_pool_keys 8\n"));
	assert_non_null(strstr(content(), "\nacho_accounts{reached=\"token_proved\"} 2\n"));
	assert_non_null(strstr(content(), "\nacho_mails_total{outcome=\"delivered\"} 7\n"));
}

static void
says_nothing_that_it_does_not_know(void **state)
{
	struct figures away = {.at = NOW, .checks = {[CHECK_DATABASE] = STATE_BAD}};

	(void)state;
	write_figures(&away);
	assert_non_null(strstr(content(), "\nacho_ready{check=\"database\"} 0\n"));
	assert_null(strstr(content(), "check=\"schema\""));
	assert_null(strstr(content(), "acho_outbox"));
	assert_null(strstr(content(), "acho_accounts"));
}

static void
is_ready_while_all_is_good_and_new(void **state)
{
	struct figures stuck = good;

	(void)state;
	write_figures(&good);
	assert_true(ready(NOW + FIGURES_OLD_AFTER));
	assert_string_equal(said,
	                    "figures: ok\ndatabase: ok\nschema: ok\nkeyring: ok\noutbox: ok\n");
	assert_false(ready(NOW + FIGURES_OLD_AFTER + 1));
	assert_non_null(strstr(said, "figures: old\n"));

	stuck.checks[CHECK_OUTBOX] = STATE_BAD;
	write_figures(&stuck);
	assert_false(ready(NOW));
	assert_non_null(strstr(said, "outbox: bad\n"));
	stuck.checks[CHECK_OUTBOX] = STATE_UNKNOWN;
	write_figures(&stuck);
	assert_false(ready(NOW));
	assert_int_equal(unlink(path), 0);
	assert_false(ready(NOW));
	assert_non_null(strstr(said, "no figures at"));
}

static void
keeps_the_last_whole_one_when_the_disk_is_full(void **state)
{
	struct fault fault = {0};
	char left[96];

	(void)state;
	write_figures(&good);
	assert_int_equal(figures_write(path, print_and_fail, NULL, &fault), ERR_UNAVAILABLE);
	assert_true(ready(NOW));
	(void)snprintf(left, sizeof(left), "%s.new", path);
	assert_int_not_equal(access(left, F_OK), 0);
	fault = (struct fault){0};
	assert_int_equal(figures_write("/nowhere/at/all", print, NULL, &fault), ERR_UNAVAILABLE);
}

static int
setup(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/courier.prom", folder);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(writes_what_prometheus_reads),
	        cmocka_unit_test(says_nothing_that_it_does_not_know),
	        cmocka_unit_test(is_ready_while_all_is_good_and_new),
	        cmocka_unit_test(keeps_the_last_whole_one_when_the_disk_is_full),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
