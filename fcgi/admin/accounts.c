/* SPDX-License-Identifier: MIT */
#include "accounts.h"

#include <string.h>

#include "listing.h"

/* ---- list ---- */

enum { NEXT, SLUG, COMPANY, ADDRESSES, STEP, CREATED, SUSPENDED, DELETES }; /* ADMIN_ACCOUNT_LIST */

static enum err
list_page(struct asking *asking, struct fault *fault, const struct listing *listing,
          const char *after, int64_t limit, struct sheet *sheet, int64_t *ret_rows,
          char ret_next[SLUG_LEN + 1])
{
	auto_db_result rows = {NULL};
	size_t last;

	TRY(DB_CALL(asking->db, fault, ADMIN_ACCOUNT_LIST, &rows, db_cstr(after),
	            db_int(LISTING_ACCOUNTS), db_int(limit), db_cstr(listing->only),
	            db_bool(listing->addresses)));
	last = db_rows(&rows) - 1;
	for (size_t i = 0; i < last; i++) {
		sheet_row(sheet);
		sheet_text(sheet, "slug", db_get_text(&rows, i, SLUG));
		sheet_text(sheet, "step", db_get_text(&rows, i, STEP));
		sheet_time(sheet, "created_at", db_get_time(&rows, i, CREATED));
		sheet_time(sheet, "suspended_at", db_get_time(&rows, i, SUSPENDED));
		sheet_time(sheet, "deletes_at", db_get_time(&rows, i, DELETES));
		sheet_text(sheet, "addresses", db_get_text(&rows, i, ADDRESSES));
		sheet_text(sheet, "company", db_get_text(&rows, i, COMPANY));
	}
	*ret_rows = (int64_t)last;
	if (!str_put(db_get_text(&rows, last, NEXT), ret_next, SLUG_LEN + 1))
		return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	return ERR_OK;
}

int
account_list(const struct call *call)
{
	static const char *const filters[] = {"--suspended", "--closing", NULL};
	struct fault fault = {0};
	struct listing listing;
	struct asking asking;
	struct sheet sheet;
	int status = DONE;

	if (!listing_read(call, filters, false, &listing))
		return misused(call, "account list [--suspended|--closing] [--addresses] [--after "
		                     "SLUG] [--limit 1 to 1000] [--json]");
	if (!asking_init(&asking, call))
		return FAILED;
	sheet_init(&sheet, call);
	sheet_list(&sheet, "accounts");
	if (listing_walk(&asking, &fault, &listing, list_page, &sheet) != ERR_OK)
		status = complain(call, "%s", fault.why);
	db_free(asking.db);
	return sheet_print(&sheet, status);
}

/* ---- show ---- */

/* Every column of ADMIN_ACCOUNT_SHOW by its own name, behind `problem`; 't' text, 'i' number, 'b'
 * yes or no, 'a' an instant. */
static const struct {
	const char *name;
	char kind;
} shown[] = {
        {"company", 't'},
        {"contact", 't'},
        {"locale", 't'},
        {"created_at", 'a'},
        {"suspended_at", 'a'},
        {"deletes_at", 'a'},
        {"totp_required_at", 'a'},
        {"sessions", 'i'},
        {"step", 't'},
        {"waiting", 'b'},
        {"oa_name", 't'},
        {"basic_id", 't'},
        {"channel_id", 't'},
        {"kid", 't'},
        {"login_state", 't'},
        {"login_checked_at", 'a'},
        {"login_code", 't'},
        {"published_at", 'a'},
        {"oa_linked_at", 'a'},
        {"bot_basic_id", 't'},
        {"bot_name", 't'},
        {"token_state", 't'},
        {"token_checked_at", 'a'},
        {"token_code", 't'},
        {"token_expires_at", 'a'},
};

static void
sheet_shown(struct sheet *sheet, const struct db_result *row)
{
	for (size_t i = 0; i < ARRAY_LEN(shown); i++)
		switch (shown[i].kind) {
		case 'i':
			sheet_int(sheet, shown[i].name, db_get_int(row, 0, i + 1));
			break;
		case 'b':
			sheet_bool(sheet, shown[i].name, db_get_bool(row, 0, i + 1));
			break;
		case 'a':
			sheet_time(sheet, shown[i].name, db_get_time(row, 0, i + 1));
			break;
		default:
			sheet_text(sheet, shown[i].name, db_get_text(row, 0, i + 1));
		}
}

static void
sheet_members(struct sheet *sheet, const struct db_result *rows)
{
	sheet_list(sheet, "members");
	for (size_t i = 0; i < db_rows(rows); i++) {
		sheet_row(sheet);
		sheet_text(sheet, "email", db_get_text(rows, i, 0));
		sheet_text(sheet, "role", db_get_text(rows, i, 1));
		sheet_time(sheet, "verified_at", db_get_time(rows, i, 2));
		sheet_time(sheet, "totp_since", db_get_time(rows, i, 3));
		sheet_int(sheet, "sessions", db_get_int(rows, i, 4));
		sheet_time(sheet, "created_at", db_get_time(rows, i, 5));
	}
}

static int
show(const struct call *call, struct db *db, const char *slug)
{
	auto_db_result account = {NULL}, members = {NULL};
	struct fault fault = {0};
	struct sheet sheet;

	if (DB_CALL(db, &fault, ADMIN_ACCOUNT_SHOW, &account, db_cstr(slug)) != ERR_OK ||
	    DB_CALL(db, &fault, ADMIN_ACCOUNT_MEMBERS, &members, db_cstr(slug)) != ERR_OK)
		return complain(call, "%s", fault.why);
	if (!db_is_null(&account, 0, 0))
		return complain_of_problem(call, db_get_text(&account, 0, 0));
	sheet_init(&sheet, call);
	sheet_text(&sheet, "slug", str_of(slug));
	sheet_shown(&sheet, &account);
	sheet_members(&sheet, &members);
	return sheet_print(&sheet, DONE);
}

int
account_show(const struct call *call)
{
	struct asking asking;
	int status;

	if (call->argc != 2)
		return misused(call, "account show SLUG [--json]");
	if (!asking_init(&asking, call))
		return FAILED;
	status = show(call, asking.db, call->argv[1]);
	db_free(asking.db);
	return status;
}

/* ---- delete ---- */

static int
start_deletion(const struct call *call, struct db *db, const char *slug, bool now)
{
	auto_db_result started = {NULL};
	struct fault fault = {0};
	struct sheet sheet;

	if (DB_CALL(db, &fault, ADMIN_DELETION_START, &started, db_cstr(slug), db_bool(now)) !=
	    ERR_OK)
		return complain(call, "%s", fault.why);
	if (!db_is_null(&started, 0, 0))
		return complain_of_problem(call, db_get_text(&started, 0, 0));
	sheet_init(&sheet, call);
	sheet_text(&sheet, "slug", str_of(slug));
	sheet_time(&sheet, "deletes_at", db_get_time(&started, 0, 1));
	return sheet_print(&sheet, DONE);
}

/* The slug is said twice, so that nobody deletes the account of the line above. */
int
account_delete(const struct call *call)
{
	bool now = call->argc == 5 && strcmp(call->argv[4], "--now") == 0;
	struct asking asking;
	int status;

	if ((call->argc != 4 && !now) || strcmp(call->argv[2], "--confirm") != 0)
		return misused(call, "account delete SLUG --confirm SLUG [--now] [--json]");
	if (strcmp(call->argv[1], call->argv[3]) != 0)
		return complain(call, "the two slugs differ: nothing was done");
	if (!asking_init(&asking, call))
		return FAILED;
	status = start_deletion(call, asking.db, call->argv[1], now);
	db_free(asking.db);
	return status;
}
