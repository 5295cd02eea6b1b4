/* SPDX-License-Identifier: MIT */
/* asking.h - PostgreSQL as acho_admin, for the commands that ask something of it. */
#ifndef ADMIN_ASKING_H
#define ADMIN_ASKING_H

#include "admin/calls.h"
#include "commands.h"
#include "db/db.h"

/* Stays where it is while db is used. */
struct asking {
	struct settings settings;
	struct db_config config;
	struct db *db; /* the caller's to db_free() */
};

/* False: the settings or the memory do not allow it, and call->complaints has a line that says so.
 */
CHECKED bool asking_init(struct asking *asking, const struct call *call);

#endif
