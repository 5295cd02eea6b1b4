/* SPDX-License-Identifier: MIT */
#include "http/alarm.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"
#include "request.h"

/* What standard error gets while `alarm` runs. */
static void
heard(void (*alarm)(struct req *rq), struct req *rq, char *ret, size_t size)
{
	FILE *file = tmpfile();
	int before = dup(STDERR_FILENO);
	size_t n;

	assert_true(file != NULL && before >= 0);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	alarm(rq);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	(void)close(before);
	rewind(file);
	n = fread(ret, 1, size - 1, file);
	ret[n] = '\0';
	(void)fclose(file);
}

static void
of_a_pool(struct req *rq)
{
	alarm_log(rq, "pool_key");
}

static void
tells_whose_request_and_why(void **state)
{
	char said[LOG_LINE_MAX + 1];
	struct req rq;

	(void)state;
	request_start(&rq, STR(""));
	(void)FAULT(&rq.fault, ERR_DENIED, "a totp does not open");
	heard(of_a_pool, &rq, said, sizeof(said));
	assert_non_null(strstr(said, "\"event\":\"pool_key\""));
	assert_int_equal(rq.fault.err, ERR_DENIED);

	heard(alarm_sealed, &rq, said, sizeof(said));
	assert_non_null(strstr(said, "\"level\":\"error\""));
	assert_non_null(strstr(said, "\"event\":\"vault.unreadable\""));
	assert_non_null(strstr(said, "\"request\":\"request-1\""));
	assert_non_null(strstr(said, "a totp does not open"));
	assert_int_equal(rq.fault.err, ERR_OK); /* the answer is an ordinary one */
	request_end(&rq);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(tells_whose_request_and_why),
	};

	log_init("test", LOG_INFO);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
