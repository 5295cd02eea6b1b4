/* SPDX-License-Identifier: MIT */
/* doctor on the database: is it reached, does the schema fit, may each role make its calls, has it
 * room? */
#include <string.h>

#include "doctor.h"
#include "programs.h"

#define CONNINFO_MAX 1024

/* Connected, as whoever the database lets in as the config's role. */
static enum err
ready(struct db *db, const struct db_config *config, struct fault *fault)
{
	enum err err;

	asking_as(config->conninfo, config->user);
	err = db_ready(db, fault);
	asking_as_before();
	return err;
}

static const char *
where_to_read(const struct db *db, enum err err)
{
	if (db_refused_password(db))
		return RUNBOOK("replace-the-database-password");
	return err == ERR_INVALID ? "" : RUNBOOK("a-worker-is-down");
}

void
look_at_database(struct doctor *doctor)
{
	char complaint[512] = "";
	FILE *file = fmemopen(complaint, sizeof(complaint), "w");
	const struct call quiet = {.complaints = file};
	struct fault fault = {0};
	enum err err;

	if (file == NULL || !asking_init(&doctor->asking, &quiet)) {
		if (file != NULL)
			(void)fclose(file);
		found(doctor, "database", BROKEN, "%s", complaint);
		return;
	}
	(void)fclose(file);
	err = ready(doctor->asking.db, &doctor->asking.config, &fault);
	if (err == ERR_OK) {
		found(doctor, "database", FINE, "reached, and it fits this acho-admin");
		return;
	}
	found(doctor, "database", BROKEN, "%s%s", fault.why, where_to_read(doctor->asking.db, err));
	db_free(doctor->asking.db);
	doctor->asking.db = NULL;
}

/* ---- calls ---- */

/* As acho-database wrote it for that program alone: "NAME.db". False: there is none to be read. */
static bool
own_conninfo(const struct doctor *doctor, const struct program_calls *program,
             char ret[CONNINFO_MAX])
{
	char path[512];
	FILE *file = NULL;
	bool good;

	if (doctor->secrets != NULL &&
	    snprintf(path, sizeof(path), "%s/%s.db", doctor->secrets,
	             program->role + strlen("acho_")) < (int)sizeof(path))
		file = fopen(path, "re");
	if (file == NULL)
		return false;
	good = fgets(ret, CONNINFO_MAX, file) != NULL;
	(void)fclose(file);
	if (good)
		ret[strcspn(ret, "\n")] = '\0';
	return good;
}

static void
try_role(struct doctor *doctor, const struct program_calls *program, const char *conninfo)
{
	const struct db_config config = {.conninfo = conninfo,
	                                 .user = program->role,
	                                 .program = "acho-admin",
	                                 .statements = program->statements,
	                                 .n = program->n};
	struct db *db = db_new(&config);
	struct fault fault = {0};
	enum err err = db == NULL ? ERR_NOMEM : ready(db, &config, &fault);

	if (db == NULL)
		found(doctor, "calls", BROKEN, "%s: no memory", program->role);
	else if (err == ERR_OK)
		found(doctor, "calls", FINE, "%s is let in, and all %zu fit", program->role,
		      program->n);
	else
		found(doctor, "calls", BROKEN, "%s: %s%s", program->role, fault.why,
		      where_to_read(db, err));
	db_free(db);
}

static void
look_at_role(struct doctor *doctor, const struct program_calls *program)
{
	char own[CONNINFO_MAX];

	if (own_conninfo(doctor, program, own))
		try_role(doctor, program, own);
	else if (!db_names_user(doctor->asking.settings.db.p))
		try_role(doctor, program, doctor->asking.settings.db.p);
	else
		found(doctor, "calls", SKIPPED,
		      "%s is not tried: ACHO_DB names another user, and there is no %s.db in "
		      "--secrets DIR, where acho-database puts it",
		      program->role, program->role + strlen("acho_"));
	explicit_bzero(own, sizeof(own));
}

/* What is prepared is not yet allowed. */
static void
look_at_rights(struct doctor *doctor)
{
	auto_db_result denied = {NULL};
	struct fault fault = {0};

	if (db_call(doctor->asking.db, &fault, ADMIN_DENIED, NULL, 0, &denied) != ERR_OK) {
		found(doctor, "calls", BROKEN, "%s", fault.why);
		return;
	}
	for (size_t i = 0; i < db_rows(&denied); i++)
		found(doctor, "calls", BROKEN, "%.*s may not %.*s: acho-admin migrate --apply",
		      STR_ARG(db_get_text(&denied, i, 0)), STR_ARG(db_get_text(&denied, i, 1)));
	if (db_rows(&denied) == 0)
		found(doctor, "calls", FINE, "each role may log in and call its functions");
}

void
look_at_roles(struct doctor *doctor)
{
	if (doctor->asking.db == NULL) {
		found(doctor, "calls", SKIPPED, "no database");
		return;
	}
	look_at_rights(doctor);
	for (size_t i = 0; i < PROGRAMS; i++)
		look_at_role(doctor, &programs[i]);
}

/* ---- room ---- */

void
look_at_room(struct doctor *doctor)
{
	auto_db_result room = {NULL};
	struct fault fault = {0};

	if (doctor->asking.db == NULL)
		found(doctor, "disk", SKIPPED, "no database");
	else if (db_call(doctor->asking.db, &fault, ADMIN_HAS_ROOM, NULL, 0, &room) != ERR_OK)
		found(doctor, "disk", BROKEN, "%s", fault.why);
	else if (db_get_bool(&room, 0, 0))
		found(doctor, "disk", FINE, "the database has room to write");
	else
		found(doctor, "disk", BROKEN,
		      "the database's disk is full: nothing can be written" RUNBOOK("disk-full"));
}
