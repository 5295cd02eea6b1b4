/* SPDX-License-Identifier: MIT */
/* vault check, vault rotate: the world as it is, for rotate.c: PostgreSQL as acho_admin. */
#include "vault.h"

#include <string.h>

#include "sheet.h"
#include "vault/known.h"

#define ARRAYS_MAX KIB(512) /* ROTATE_AT_ONCE values, old and new, in hexadecimal digits */

bool
vault_open(struct vault *vault, const struct call *call)
{
	struct fault fault = {0};

	vault->keyring = (struct keyring){0};
	if (!asking_init_for(ADMIN_ASKS | ADMIN_UNSEALS, &vault->asking, call))
		return false;
	if (keyring_open(vault->asking.settings.keyring.p, KEYRING_ANY, &fault, &vault->keyring) ==
	    ERR_OK) {
		asking_as(vault->asking.config.conninfo, vault->asking.config.user);
		if (masters_known(vault->asking.db,
		                  &(struct known){&vault->keyring, ADMIN_MASTER_KNOWN},
		                  &fault) == ERR_OK)
			return true;
		asking_as_before();
	}
	(void)complain(call, "%s", fault.why);
	keyring_close(&vault->keyring);
	db_free(vault->asking.db);
	return false;
}

void
vault_close(struct vault *vault)
{
	asking_as_before();
	keyring_close(&vault->keyring);
	db_free(vault->asking.db);
}

/* ---- check ---- */

static void
sheet_use(struct sheet *sheet, const struct keyring *keyring, const struct key_use *use)
{
	static const char *const states[] = {[KEY_SEALS] = "seals",
	                                     [KEY_OPENS] = "opens",
	                                     [KEY_MISSING] = "missing",
	                                     [KEY_ELSEWHERE] = "of another file"};

	sheet_row(sheet);
	sheet_text(sheet, "purpose", str_of(master_name(use->master)));
	sheet_int(sheet, "number", use->no);
	sheet_int(sheet, "values", use->values);
	sheet_text(sheet, "key", str_of(states[usage_state(keyring, use)]));
}

/* What is in use, then the keys of the file that seal nothing. */
static int
check(const struct call *call, struct vault *vault)
{
	const struct keyring *keyring = &vault->keyring;
	struct fault fault = {0};
	struct key_usage usage;
	struct sheet sheet;
	int status = DONE;

	if (usage_count(vault->asking.db, &fault, &usage) != ERR_OK)
		return complain(call, "%s", fault.why);
	sheet_init(&sheet, call);
	sheet_list(&sheet, "keys");
	for (size_t i = 0; i < usage.n; i++) {
		sheet_use(&sheet, keyring, &usage.uses[i]);
		if (usage_state(keyring, &usage.uses[i]) == KEY_MISSING)
			status = complain(call,
			                  "key %s %lld is not in this file: what it sealed opens "
			                  "nowhere without it; put its line back",
			                  master_name(usage.uses[i].master),
			                  (long long)usage.uses[i].no);
	}
	for (size_t i = 0; i < keyring->n; i++) {
		struct key_use use = {keyring->keys[i].master, keyring->keys[i].no, 0};
		if (usage_of(&usage, use.master, use.no) == 0)
			sheet_use(&sheet, keyring, &use);
	}
	return sheet_print(&sheet, status);
}

/* ---- rotate ---- */

enum { NEXT, PLACE, SLUG, ROW_ID, SEALED }; /* columns of ADMIN_VAULT_READ */

static bool
keep(struct arena *arena, const struct db_result *rows, size_t row, size_t column, struct str *ret)
{
	return arena_copy(arena, db_get_text(rows, row, column), ret);
}

static enum err
read_page(void *ctx, struct arena *arena, struct fault *fault, const char *after,
          const int64_t below[MASTER__COUNT], struct sealed_page *ret)
{
	struct db *db = ctx;
	auto_db_result rows = {NULL};

	TRY(DB_CALL(db, fault, ADMIN_VAULT_READ, &rows, db_cstr_if_any(after),
	            db_int(ROTATE_ACCOUNTS), db_int_if(below[MASTER_LINE] != 0, below[MASTER_LINE]),
	            db_int_if(below[MASTER_TOTP] != 0, below[MASTER_TOTP])));
	if (!str_put(db_get_text(&rows, 0, NEXT), ret->next, sizeof(ret->next)))
		return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	if (db_is_null(&rows, 0, PLACE))
		return ERR_OK;
	ret->values = arena_alloc(arena, db_rows(&rows) * sizeof(*ret->values));
	if (ret->values == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a page of sealed values");
	for (; ret->n < db_rows(&rows); ret->n++) {
		struct sealed_value *value = &ret->values[ret->n];
		db_get_uuid(&rows, ret->n, ROW_ID, value->row_id);
		if (!keep(arena, &rows, ret->n, PLACE, &value->place) ||
		    !keep(arena, &rows, ret->n, SLUG, &value->slug) ||
		    !keep(arena, &rows, ret->n, SEALED, &value->sealed))
			return FAULT(fault, ERR_NOMEM, "no memory for a page of sealed values");
	}
	return ERR_OK;
}

/* An array literal as the database reads it; places, slugs and ids need no escaping. */
static void
add_word(struct buf *array, struct str word)
{
	buf_add(array, array->n == 0 ? STR("{\"") : STR(",\""));
	buf_add(array, word);
	buf_char(array, '"');
}

static void
add_bytes(struct buf *array, struct str bytes)
{
	static const char digits[] = "0123456789abcdef";

	buf_add(array, array->n == 0 ? STR("{\"\\\\x") : STR(",\"\\\\x"));
	for (size_t i = 0; i < bytes.n; i++) {
		unsigned char byte = (unsigned char)bytes.p[i];
		buf_add(array,
		        (struct str){(const char[]){digits[byte >> 4], digits[byte & 15]}, 2});
	}
	buf_char(array, '"');
}

static enum err
write_values(void *ctx, struct arena *arena, struct fault *fault, const struct sealed_value *values,
             size_t n, int64_t *ret)
{
	enum { PLACES, SLUGS, ROWS, OLD, NEW, ARRAYS };
	struct db *db = ctx;
	struct buf arrays[ARRAYS];
	struct db_param params[ARRAYS];
	auto_db_result written = {NULL};

	for (size_t i = 0; i < ARRAYS; i++)
		buf_init(&arrays[i], arena, ARRAYS_MAX);
	for (size_t i = 0; i < n; i++) {
		add_word(&arrays[PLACES], values[i].place);
		add_word(&arrays[SLUGS], values[i].slug);
		add_word(&arrays[ROWS], str_of(values[i].row_id));
		add_bytes(&arrays[OLD], values[i].sealed);
		add_bytes(&arrays[NEW], values[i].renewed);
	}
	for (size_t i = 0; i < ARRAYS; i++) {
		buf_char(&arrays[i], '}');
		if (buf_failed(&arrays[i]))
			return FAULT(fault, ERR_NOMEM, "no memory for new seals");
		params[i] =
		        db_cstr(arrays[i].p); /* the text form: an array has another binary one */
	}
	TRY(db_call(db, fault, ADMIN_VAULT_WRITE, params, ARRAYS, &written));
	*ret = db_get_int(&written, 0, 0);
	return ERR_OK;
}

static const struct rotate_world world = {read_page, write_values};

int
vault_command(const struct call *call)
{
	bool checks = call->argc == 1 && strcmp(call->argv[0], "check") == 0;
	bool dry_run = call->argc == 2 && strcmp(call->argv[1], "--dry-run") == 0;
	struct vault vault;
	int status;

	if (!checks && !((call->argc == 1 || dry_run) && strcmp(call->argv[0], "rotate") == 0))
		return misused(call, "vault check or rotate [--dry-run], with [--json]");
	if (!vault_open(&vault, call))
		return FAILED;
	status = checks ? check(call, &vault)
	                : rotate(call, &world, vault.asking.db, &vault.keyring, dry_run);
	vault_close(&vault);
	return status;
}
