/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"

static char complaint[1024];

/* Everything the four programs need, so that each case changes one thing. */
static int
setup(void **state)
{
	static const char *const good[][2] = {
	        {"ACHO_BASE_URL", "https://acho.example"},
	        {"ACHO_DB", "host=/run/pg dbname=acho"},
	        {"ACHO_SOCKET", "/run/acho/login.sock"},
	        {"ACHO_KEYRING", "/etc/acho/keyring"},
	        {"ACHO_SMTP_URL", "smtps://mail.example"},
	        {"ACHO_MAIL_FROM", "acho@acho.example"},
	        {"ACHO_MAIL_REPLY_TO", "help@acho.example"},
	};

	(void)state;
	(void)clearenv();
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		/* lint: allow setenv, because no thread runs */
		assert_int_equal(setenv(good[i][0], good[i][1], 1), 0);
	return 0;
}

static bool
reads(enum program program, struct settings *ret)
{
	FILE *out = fmemopen(complaint, sizeof(complaint), "w");
	bool good = settings_read(program, ret, out);

	assert_int_equal(fclose(out), 0);
	return good;
}

static void
gives_defaults_and_what_is_set(void **state)
{
	struct settings s;

	(void)state;
	assert_true(reads(LOGIN, &s));
	assert_int_equal(s.session_idle_days, 14);
	assert_int_equal(s.session_max_days, 90);
	assert_int_equal(s.limit_login, 30);
	assert_str(s.base_url, "https://acho.example");
	assert_true(reads(SIGNUP, &s));
	assert_null(s.keyring.p); /* the sign-up worker gets no keyring */
	assert_true(reads(COURIER, &s));
	assert_str(s.line_api, "https://api.line.me");
	assert_int_equal(s.log_level, LOG_INFO);
	assert_int_equal(s.watch_seconds, 86400);
	assert_int_equal(s.limit_mail_hour, 3);
	assert_int_equal(s.limit_mail_day, 10);
	assert_true(s.limits);
	assert_int_equal(s.watch_confirm_seconds, 3600);
	assert_int_equal(s.audit_days, 400);
}

static void
stops_on_each_wrong_value(void **state)
{
	static const struct {
		enum program program;
		const char *name, *value;
	} bad[] = {
	        {LOGIN, "ACHO_BASE_URL", "http://acho.example"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example/"},
	        {LOGIN, "ACHO_BASE_URL", "https://"},
	        {LOGIN, "ACHO_BASE_URL", "acho.example"},
	        {LOGIN, "ACHO_BASE_URL", "https://a b"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example:port"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example:"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example:0"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example:65536"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example:443:443"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example?x"},
	        {LOGIN, "ACHO_BASE_URL", "https://acho.example#x"},
	        {LOGIN, "ACHO_BASE_URL",
	         "https://acho.example\xef\xbc\x9a"
	         "8443"}, /* full width */
	        {LOGIN, "ACHO_BASE_URL", "https://me@acho.example"},
	        {LOGIN, "ACHO_BASE_URL", "https://[::1"},
	        {LOGIN, "ACHO_BASE_URL", "https://[]"},
	        {LOGIN, "ACHO_BASE_URL", "https://[::1]8443"},
	        {LOGIN, "ACHO_BASE_URL", "https://[acho.example]"},
	        {LOGIN, "ACHO_BASE_URL", "https://a\nb"},
	        {SIGNUP, "ACHO_TERMS_URL", "acho.example/terms"},
	        {SIGNUP, "ACHO_TERMS_URL", "https:///terms"},
	        {SIGNUP, "ACHO_TERMS_URL", "https://acho.example/\"x"},
	        {SIGNUP, "ACHO_PRIVACY_URL", "http://acho.example/privacy"},
	        {SIGNUP, "ACHO_PRIVACY_URL", "javascript:alert(1)//x/"},
	        {SIGNUP, "ACHO_PRIVACY_URL", "https://acho.example/a b"},
	        {LOGIN, "ACHO_DB", ""},
	        {LOGIN, "ACHO_THREADS", "-1"},
	        {LOGIN, "ACHO_THREADS", "257"},
	        {LOGIN, "ACHO_THREADS", "two"},
	        {LOGIN, "ACHO_THREADS", ""},
	        {LOGIN, "ACHO_SESSION_IDLE_DAYS", "0"},
	        {LOGIN, "ACHO_LOG_LEVEL", "loud"},
	        {COURIER, "ACHO_WATCH_SECONDS", "0"},
	        {COURIER, "ACHO_WATCH_CONFIRM_SECONDS", "-1"},
	        {COURIER, "ACHO_AUDIT_DAYS", "89"},
	        {COURIER, "ACHO_LIMIT_MAIL_HOUR", "0"},
	        {COURIER, "ACHO_LIMIT_MAIL_DAY", "some"},
	        {COURIER, "ACHO_LIMITS", "maybe"},
	        {COURIER, "ACHO_LIMITS", "off"}, /* where others reach us */
	        {SIGNUP, "ACHO_LIMITS", "off"},
	        {LOGIN, "ACHO_LIMITS", "off"},
	        {LINK, "ACHO_LIMITS", "off"},
	        {ADMIN_ASKS, "ACHO_DB", ""},
	        {LINK, "ACHO_LINE_API", "http://api.line.me"},
	        {LINK, "ACHO_LINE_TIMEOUT_MS", "99"},
	        {COURIER, "ACHO_SMTP_URL", "http://127.0.0.1"},
	        {COURIER, "ACHO_SMTP_URL", "smtp://mail:abc"},
	        {COURIER, "ACHO_SMTP_URL", "smtp://acho:password@mail.example:smtp"},
	        {COURIER, "ACHO_SMTP_URL", "smtps://mail.example/path"},
	        {COURIER, "ACHO_SMTP_URL", "smtps://acho:password@"},
	        {COURIER, "ACHO_MAIL_FROM", "nobody"},
	        {COURIER, "ACHO_MAIL_FROM", "a@b\r\nBcc: x@y"},
	        {COURIER, "ACHO_MAIL_REPLY_TO", "Me <me@acho.example>"},
	};
	struct settings s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		(void)setup(NULL);
		/* lint: allow setenv, because no thread runs */
		assert_int_equal(setenv(bad[i].name, bad[i].value, 1), 0);
		assert_false(reads(bad[i].program, &s));
		assert_ptr_equal(strstr(complaint, bad[i].name),
		                 complaint); /* the line begins with the setting */
		assert_non_null(strstr(complaint, "it should be "));
		assert_ptr_equal(strchr(complaint, '\n'), complaint + strlen(complaint) - 1);
	}
}

static void
takes_each_form_of_an_address(void **state)
{
	static const char *const good[][2] = {
	        {"ACHO_BASE_URL", "https://acho.example:8443"},
	        {"ACHO_BASE_URL", "https://Acho-1.example."},
	        {"ACHO_BASE_URL", "https://[2001:db8::1]"},
	        {"ACHO_BASE_URL", "http://[::1]:65535"},
	        {"ACHO_BASE_URL", "http://127.0.0.1:1"},
	        {"ACHO_SMTP_URL", "smtp://mail"},
	        {"ACHO_SMTP_URL", "smtp://mail_relay:25"},
	        {"ACHO_SMTP_URL", "smtp://mail.example:587"},
	        {"ACHO_SMTP_URL", "smtps://acho:pass@mail.example"},
	        {"ACHO_SMTP_URL", "smtps://acho%40shop:p:a@ss@mail.example:465"},
	        {"ACHO_SMTP_URL", "smtp://acho:pass@[::1]:25"},
	};
	struct settings s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		(void)setup(NULL);
		/* lint: allow setenv, because no thread runs */
		assert_int_equal(setenv(good[i][0], good[i][1], 1), 0);
		if (!reads(COURIER, &s))
			fail_msg("%s: %s", good[i][1], complaint);
	}
}

static void
names_what_is_missing(void **state)
{
	struct settings s;

	(void)state;
	assert_int_equal(unsetenv("ACHO_SOCKET"), 0);
	assert_false(reads(LOGIN, &s));
	assert_non_null(strstr(complaint, "ACHO_SOCKET is missing"));
	assert_true(reads(COURIER, &s)); /* which has no socket */
}

static void
knows_loopback(void **state)
{
	(void)state;
	assert_true(url_is_loopback(STR("http://localhost:8080")));
	assert_true(url_is_loopback(STR("http://127.3.2.1")));
	assert_true(url_is_loopback(STR("http://[::1]:80")));
	assert_true(url_is_loopback(STR("smtp://u:p@127.0.0.1:25")));
	assert_false(url_is_loopback(STR("http://localhost.example")));
	assert_false(url_is_loopback(STR("http://localhost@evil.example")));
	assert_false(url_is_loopback(STR("http://127.evil.example")));
	assert_true(url_is_https(STR("https://x")));
	assert_false(url_is_https(STR("http://x")));
}

static void
reads_a_file_that_the_environment_overrides(void **state)
{
	char path[] = "/tmp/test_settings.XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	struct settings s;

	(void)state;
	assert_true(fputs("# a comment\n\n "
	                  "ACHO_THREADS=7\nACHO_BASE_URL=https://"
	                  "file.example\nACHO_LOG_LEVEL=\"warn\"\n",
	                  file) >= 0);
	assert_int_equal(fclose(file), 0);
	/* lint: allow setenv, because no thread runs */
	assert_int_equal(setenv("ACHO_CONFIG", path, 1), 0);
	assert_true(reads(LOGIN, &s));
	assert_int_equal(s.threads, 7);
	assert_int_equal(s.log_level, LOG_WARN);
	assert_str(s.base_url, "https://acho.example");
	assert_int_equal(unlink(path), 0);
	assert_false(reads(LOGIN, &s));
	assert_ptr_equal(strstr(complaint, "ACHO_CONFIG"), complaint);
}

static void
prints_no_password(void **state)
{
	char text[4096];
	FILE *out = fmemopen(text, sizeof(text), "w");
	struct settings s;

	(void)state;
	assert_non_null(out);
	assert_true(reads(COURIER, &s));
	settings_print(&s, out);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "ACHO_BASE_URL=https://acho.example\n"));
	assert_non_null(strstr(text, "ACHO_DB=***\n"));
	assert_non_null(strstr(text, "ACHO_SMTP_URL=***\n"));
	assert_non_null(strstr(text, "ACHO_LOG_LEVEL=info\n"));
	assert_null(strstr(text, "ACHO_SOCKET"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup(gives_defaults_and_what_is_set, setup),
	        cmocka_unit_test(stops_on_each_wrong_value),
	        cmocka_unit_test(takes_each_form_of_an_address),
	        cmocka_unit_test_setup(names_what_is_missing, setup),
	        cmocka_unit_test(knows_loopback),
	        cmocka_unit_test_setup(reads_a_file_that_the_environment_overrides, setup),
	        cmocka_unit_test_setup(prints_no_password, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
