/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[ERR__COUNT] = {
        [ERR_OK] = "ok",
        [ERR_INVALID] = "invalid",
        [ERR_NOT_FOUND] = "not_found",
        [ERR_DENIED] = "denied",
        [ERR_TOO_LARGE] = "too_large",
        [ERR_TIMEOUT] = "timeout",
        [ERR_UNAVAILABLE] = "unavailable",
        [ERR_PROTOCOL] = "protocol",
        [ERR_NOMEM] = "nomem",
        [ERR_BUG] = "bug",
};

const char *
err_name(enum err err)
{
	return (size_t)err < ERR__COUNT ? names[err] : "unknown";
}

enum err
fault_at(struct fault *fault, const char *file, int line, enum err err, const char *fmt, ...)
{
	va_list args;

	BUG_IF(err == ERR_OK);
	if (fault->err != ERR_OK)
		return err;
	fault->err = err;
	fault->file = file;
	fault->line = line;
	va_start(args, fmt);
	(void)vsnprintf(fault->why, sizeof(fault->why), fmt, args); /* cut is fine: for operators */
	va_end(args);
	return err;
}

void
bug_at(const char *file, int line, const char *condition)
{
	(void)fprintf(stderr, "{\"event\":\"bug\",\"at\":\"%s:%d\",\"condition\":\"%s\"}\n", file,
	              line, condition);
	abort();
}
