/* SPDX-License-Identifier: MIT */
/* programs.h - the programs that doctor looks at, each with the statements it lives by. Threads:
 * acho-admin has one. */
#ifndef ADMIN_PROGRAMS_H
#define ADMIN_PROGRAMS_H

#include "base/settings.h"
#include "db/db.h"

#define PROGRAMS 4

struct program_calls {
	enum program program;
	const char *name, *role;
	const struct db_statement *statements;
	size_t n;
};

extern const struct program_calls programs[PROGRAMS];

#endif
