/* SPDX-License-Identifier: MIT */
#include "line/reach.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "line_server.h"

static void
never_asked(const struct line_asked *asked, struct line_says *says, void *arg)
{
	(void)asked, (void)says, (void)arg;
	fail_msg("a request was made");
}

static void
a_connection_is_enough(void **state)
{
	struct line_server *server = line_server_start(never_asked, NULL);
	struct fault fault = {0};
	char url[64], tls[64];

	(void)state;
	(void)snprintf(url, sizeof(url), "%s", line_server_url(server));
	(void)snprintf(tls, sizeof(tls), "https%s", url + strlen("http"));
	assert_int_equal(line_reach(str_of(url), NULL, &fault), ERR_OK);
	assert_int_equal(line_server_requests(server), 0);
	assert_int_equal(line_reach(str_of(tls), "/nowhere/ca.pem", &fault), ERR_UNAVAILABLE);
	line_server_stop(server);
	fault = (struct fault){0};
	assert_int_equal(line_reach(str_of(url), NULL, &fault), ERR_UNAVAILABLE);
	assert_non_null(strstr(fault.why, "connect"));
}

static void
a_name_that_is_none_is_said(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(line_reach(STR("https://line.invalid"), NULL, &fault), ERR_UNAVAILABLE);
	assert_non_null(strstr(fault.why, "resolve"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_connection_is_enough),
	        cmocka_unit_test(a_name_that_is_none_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
