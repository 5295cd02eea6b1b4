/* SPDX-License-Identifier: MIT */
/* migrate: bring the database to what this release needs, or say what that would be.
 *
 * Roles first; then each migration that is not applied yet, in a transaction of its own; then every
 * function and view anew, in one transaction, each owned by its schema's definer. Running it again
 * does the same again and changes nothing. Everything that can be refused is refused before
 * anything is done.
 */
#include <ctype.h>
#include <string.h>

#include "commands.h"
#include "db/script.h"
#include "sheet.h"
#include "sql_files.h"

/* In this order: what stands further up is used further down. NULL = owned by the owner of the
 * database. */
static const struct layer {
	const char *folder, *role;
} layers[] = {
        {"functions/tenant", NULL},
        {"functions/directory", NULL},
        {"functions/signup", "acho_signup_definer"},
        {"functions/login", "acho_login_definer"},
        {"functions/link", "acho_link_definer"},
        {"functions/courier", "acho_courier_definer"},
        {"functions/admin", "acho_admin_definer"},
        {"functions/report", "acho_report_definer"},
        {"reporting", "acho_report_definer"},
};

/* A report that is counted anew, or read, holds its views for seconds; each try waits 2 s for a
 * lock. */
#define LAYERS_TRIES 10

struct release {
	struct sql_file roles;
	struct sql_files migrations;
	struct sql_files layers[ARRAY_LEN(layers)];
};

struct options {
	bool plan, apply;
	const char *sql;
};

static bool
options_read(const struct call *call, struct options *ret)
{
	for (int i = 0; i < call->argc; i++) {
		if (strcmp(call->argv[i], "--plan") == 0)
			ret->plan = true;
		else if (strcmp(call->argv[i], "--apply") == 0)
			ret->apply = true;
		else if (strcmp(call->argv[i], "--sql") == 0 && i + 1 < call->argc)
			ret->sql = call->argv[++i];
		else
			return false;
	}
	return ret->plan != ret->apply && !(ret->apply && call->json);
}

/* "0007_proofs.sql" is 7; 0 for any other form. */
static int64_t
version_of(struct str name)
{
	int64_t version = 0;

	for (size_t i = 5; i + 4 < name.n; i++)
		if (!islower((unsigned char)name.p[i]) && !isdigit((unsigned char)name.p[i]) &&
		    name.p[i] != '_')
			return 0;
	if (name.n < sizeof("0001_x.sql") - 1 || name.p[4] != '_' ||
	    !str_number(str_part(name, 0, 4), &version))
		return 0;
	return version;
}

static enum err
release_read(struct arena *arena, struct fault *fault, const char *sql, struct release *ret)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%.4000s/roles.sql", sql);
	TRY(sql_file_read(arena, fault, path, &ret->roles));
	(void)snprintf(path, sizeof(path), "%.4000s/migrations", sql);
	TRY(sql_files_read(arena, fault, path, &ret->migrations));
	for (size_t i = 0; i < ret->migrations.n; i++) {
		const struct sql_file *file = &ret->migrations.files[i];
		if (version_of(file->name) != (int64_t)i + 1)
			return FAULT(fault, ERR_INVALID,
			             "%s: should be number %04zu; numbers have no gap and none "
			             "comes twice",
			             file->path.p, i + 1);
	}
	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		(void)snprintf(path, sizeof(path), "%.4000s/%s", sql, layers[i].folder);
		TRY(sql_files_read(arena, fault, path, &ret->layers[i]));
	}
	return ERR_OK;
}

static int
complain_about(const struct call *call, const struct script *script, const char *path)
{
	if (script->line > 0)
		return complain(call, "%s:%zu: %s", path, script->line, script->said);
	return complain(call, "%s: %s", path, script->said);
}

/* The first migration that is to be applied, as an index; false after a complaint. */
static bool
compare(const struct call *call, struct script *script, const struct release *release, size_t *ret)
{
	int64_t last;

	if (ledger_last(script, &last) != ERR_OK)
		return complain_about(call, script, "meta.migration"), false;
	if (last > (int64_t)release->migrations.n)
		return complain(call,
		                "the database is at %04lld, this release ends at %04zu; use a "
		                "newer release",
		                (long long)last, release->migrations.n),
		       false;
	for (size_t i = 0; i < release->migrations.n; i++) {
		const struct sql_file *file = &release->migrations.files[i];
		enum ledger_entry entry;
		if (ledger_look(script, (int64_t)i + 1, file->name.p, file->text, &entry) != ERR_OK)
			return complain_about(call, script, "meta.migration"), false;
		if (entry == LEDGER_OTHER)
			return complain(call,
			                "%s: was applied with another text or name; a migration is "
			                "never edited, add a new one",
			                file->path.p),
			       false;
		if ((entry == LEDGER_SAME) != ((int64_t)i < last))
			return complain(call, "%s: was left out, though %04lld was applied",
			                file->path.p, (long long)last),
			       false;
	}
	*ret = (size_t)last;
	return true;
}

/* The plan for a program. */
static int
plan_document(const struct call *call, const struct release *release, size_t from)
{
	struct sheet sheet;

	sheet_init(&sheet, call);
	sheet_int(&sheet, "applied", (int64_t)from);
	sheet_list(&sheet, "to_apply");
	for (size_t i = from; i < release->migrations.n; i++) {
		sheet_row(&sheet);
		sheet_text(&sheet, "migration", release->migrations.files[i].name);
	}
	sheet_list(&sheet, "to_put_in_place");
	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		sheet_row(&sheet);
		sheet_text(&sheet, "folder", str_of(layers[i].folder));
		sheet_int(&sheet, "files", (int64_t)release->layers[i].n);
	}
	return sheet_print(&sheet, DONE);
}

static int
plan(const struct call *call, const struct release *release, size_t from)
{
	if (call->json)
		return plan_document(call, release, from);
	(void)fprintf(call->out, "would run roles.sql\n");
	for (size_t i = from; i < release->migrations.n; i++)
		(void)fprintf(call->out, "would apply %s\n", release->migrations.files[i].name.p);
	for (size_t i = 0; i < ARRAY_LEN(layers); i++)
		(void)fprintf(call->out, "would put in place %s (%zu)\n", layers[i].folder,
		              release->layers[i].n);
	(void)fprintf(call->out, "nothing was changed; %zu of %zu migrations are applied\n", from,
	              release->migrations.n);
	return DONE;
}

static int
run_roles(const struct call *call, struct script *script, const struct sql_file *roles)
{
	if (script_begin(script) != ERR_OK || script_run(script, roles->text) != ERR_OK ||
	    script_commit(script) != ERR_OK)
		return complain_about(call, script, roles->path.p);
	if (ledger_make(script) != ERR_OK)
		return complain_about(call, script, "meta.migration");
	return DONE;
}

static int
run_migrations(const struct call *call, struct script *script, const struct release *release,
               size_t from)
{
	for (size_t i = from; i < release->migrations.n; i++) {
		const struct sql_file *file = &release->migrations.files[i];
		if (ledger_apply(script, (int64_t)i + 1, file->name.p, file->text) != ERR_OK)
			return complain_about(call, script, file->path.p);
		(void)fprintf(call->out, "applied %s\n", file->name.p);
	}
	return DONE;
}

/* All of them, or none; `ret_at` is where it failed. */
static enum err
try_layers(struct script *script, const struct release *release, const char **ret_at)
{
	*ret_at = "functions";
	TRY(script_begin(script));
	for (size_t l = 0; l < ARRAY_LEN(layers); l++) {
		*ret_at = layers[l].folder;
		TRY(script_as(script, layers[l].role));
		for (size_t i = 0; i < release->layers[l].n; i++) {
			const struct sql_file *file = &release->layers[l].files[i];
			*ret_at = file->path.p;
			TRY(script_run(script, file->text));
		}
	}
	*ret_at = "functions";
	return script_commit(script);
}

/* The migrations are in force by now: to give up here leaves new tables with old functions. */
static int
run_layers(const struct call *call, struct script *script, const struct release *release)
{
	const char *at;
	enum err err = try_layers(script, release, &at);

	for (int tries = 1; err == ERR_TIMEOUT && tries < LAYERS_TRIES; tries++) {
		(void)fprintf(call->out, "somebody uses what %s replaces: trying again\n", at);
		err = try_layers(script, release, &at);
	}
	if (err != ERR_OK)
		return complain_about(call, script, at);
	for (size_t l = 0; l < ARRAY_LEN(layers); l++)
		(void)fprintf(call->out, "put in place %s (%zu)\n", layers[l].folder,
		              release->layers[l].n);
	return DONE;
}

static int
apply(const struct call *call, struct script *script, const struct release *release)
{
	size_t from;

	/* Only now, under the lock, does the ledger say what is left to do. */
	if (script_lock(script) != ERR_OK)
		return complain_about(call, script, "cannot begin");
	if (!compare(call, script, release, &from) ||
	    run_roles(call, script, &release->roles) != DONE ||
	    run_migrations(call, script, release, from) != DONE ||
	    run_layers(call, script, release) != DONE)
		return FAILED;
	(void)fprintf(call->out, "the database is at %04zu\n", release->migrations.n);
	return DONE;
}

static int
migrate(const struct call *call, const struct options *options, const char *conninfo,
        struct arena *arena)
{
	struct release release = {0};
	struct fault fault = {0};
	struct script script;
	size_t from;
	int status;

	if (release_read(arena, &fault, options->sql, &release) != ERR_OK)
		return complain(call, "%s; ACHO_SQL_DIR should be the folder of this release's SQL",
		                fault.why);
	if (script_open(&script, conninfo) != ERR_OK)
		status = complain_about(call, &script, "ACHO_MIGRATE_DB");
	else if (options->apply)
		status = apply(call, &script, &release);
	else
		status = compare(call, &script, &release, &from) ? plan(call, &release, from)
		                                                 : FAILED;
	script_close(&script);
	return status;
}

int
migrate_command(const struct call *call)
{
	struct settings settings;
	struct options options = {0};
	struct arena arena;
	int status;

	if (!options_read(call, &options))
		return misused(call, "migrate --plan|--apply [--sql DIR], and --json with --plan");
	if (!settings_read(ADMIN, &settings, call->complaints))
		return MISUSED;
	if (settings.migrate_db.n == 0) {
		(void)complain(call, "ACHO_MIGRATE_DB is missing; it should be a libpq conninfo of "
		                     "the database's owner");
		return MISUSED;
	}
	if (options.sql == NULL)
		options.sql = settings.sql_dir.p;
	arena_init(&arena, MIB(64));
	status = migrate(call, &options, settings.migrate_db.p, &arena);
	arena_done(&arena);
	return status;
}
