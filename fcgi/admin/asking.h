/* SPDX-License-Identifier: MIT */
/* asking.h - PostgreSQL as acho_admin, for the commands that ask something of it. Threads:
 * acho-admin has one. */
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

/* The same for a command that reads other settings too: bits of enum program. */
CHECKED bool asking_init_for(unsigned programs, struct asking *asking, const struct call *call);

/*
 * For a command that root calls because keyrings are root's: be `role` until asking_as_before(),
 * for a PostgreSQL of this machine that lets users of the system in by name (peer). Nothing happens
 * where the conninfo names a user, the system has none of that name, or somebody else calls. Of the
 * whole process.
 */
void asking_as(const char *conninfo, const char *role);
void asking_as_before(void);

#endif
