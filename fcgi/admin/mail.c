/* SPDX-License-Identifier: MIT */
/* mail list, mail retry: what stands in the outboxes, and once more what was given up. */
#include <string.h>

#include "base/rand.h"
#include "listing.h"

#define USAGE                                                                                      \
	"mail list [--failed|--waiting] [SLUG] [--addresses] [--after SLUG] [--limit 1 to 1000] "  \
	"[--json] or retry ID|--failed [--json]"

enum { NEXT, ID, SLUG, KIND, RECIPIENT, STATE, TRIES, CREATED, DUE, STATUS }; /* ADMIN_MAIL_LIST */

static void
sheet_mail(struct sheet *sheet, const struct db_result *rows, size_t row)
{
	char id[UUID_LEN + 1];

	db_get_uuid(rows, row, ID, id);
	sheet_row(sheet);
	sheet_text(sheet, "id", str_of(id));
	sheet_text(sheet, "slug", db_get_text(rows, row, SLUG));
	sheet_text(sheet, "kind", db_get_text(rows, row, KIND));
	sheet_text(sheet, "state", db_get_text(rows, row, STATE));
	sheet_int(sheet, "tries", db_get_int(rows, row, TRIES));
	sheet_time(sheet, "created_at", db_get_time(rows, row, CREATED));
	sheet_time(sheet, "due_at", db_get_time(rows, row, DUE));
	sheet_text(sheet, "last_status", db_get_text(rows, row, STATUS));
	sheet_text(sheet, "recipient", db_get_text(rows, row, RECIPIENT));
}

static enum err
list_page(struct asking *asking, struct fault *fault, const struct listing *listing,
          const char *after, int64_t limit, struct sheet *sheet, int64_t *ret_rows,
          char ret_next[SLUG_LEN + 1])
{
	auto_db_result rows = {NULL};
	size_t last;

	TRY(DB_CALL(asking->db, fault, ADMIN_MAIL_LIST, &rows, db_cstr(after),
	            db_int(LISTING_ACCOUNTS), db_int(limit), db_cstr(listing->slug),
	            db_cstr(listing->only), db_bool(listing->addresses)));
	last = db_rows(&rows) - 1;
	for (size_t i = 0; i < last; i++)
		sheet_mail(sheet, &rows, i);
	*ret_rows = (int64_t)last;
	if (!str_put(db_get_text(&rows, last, NEXT), ret_next, SLUG_LEN + 1))
		return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	return ERR_OK;
}

static int
list(const struct call *call, struct asking *asking, const struct listing *listing)
{
	struct fault fault = {0};
	struct sheet sheet;
	int status = DONE;

	sheet_init(&sheet, call);
	sheet_list(&sheet, "mails");
	if (listing_walk(asking, &fault, listing, list_page, &sheet) != ERR_OK)
		status = complain(call, "%s", fault.why);
	return sheet_print(&sheet, status);
}

/* One of that id, or every failed one; *ret: how many wait again. */
static enum err
retry_all(struct db *db, struct fault *fault, const char *id, int64_t *ret)
{
	char next[SLUG_LEN + 1] = "";

	do {
		auto_db_result page = {NULL};
		TRY(DB_CALL(db, fault, ADMIN_MAIL_RETRY, &page, db_cstr_if_any(next),
		            db_int(LISTING_ACCOUNTS), db_cstr(id)));
		*ret += db_get_int(&page, 0, 1);
		if (!str_put(db_get_text(&page, 0, 0), next, sizeof(next)))
			return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	} while (next[0] != '\0' && (id == NULL || *ret == 0));
	return ERR_OK;
}

static int
retry(const struct call *call, struct asking *asking, const char *id)
{
	struct fault fault = {0};
	struct sheet sheet;
	int64_t retried = 0;

	if (retry_all(asking->db, &fault, id, &retried) != ERR_OK)
		return complain(call, "%s", fault.why);
	if (id != NULL && retried == 0)
		return complain(call,
		                "no mail of that id is failed or waiting, or it is being sent");
	sheet_init(&sheet, call);
	sheet_int(&sheet, "retried", retried);
	return sheet_print(&sheet, DONE);
}

/* As the list shows it. */
static bool
id_is(struct str word)
{
	return word.n == UUID_LEN && str_only(word, "0123456789abcdef-");
}

int
mail_command(const struct call *call)
{
	static const char *const filters[] = {"--failed", "--waiting", NULL};
	bool lists = call->argc >= 1 && strcmp(call->argv[0], "list") == 0;
	bool all = call->argc == 2 && strcmp(call->argv[1], "--failed") == 0;
	struct listing listing;
	struct asking asking;
	int status;

	if (lists ? !listing_read(call, filters, true, &listing)
	          : call->argc != 2 || strcmp(call->argv[0], "retry") != 0 ||
	                    (!all && !id_is(str_of(call->argv[1]))))
		return misused(call, USAGE);
	if (!asking_init(&asking, call))
		return FAILED;
	status = lists ? list(call, &asking, &listing)
	               : retry(call, &asking, all ? NULL : call->argv[1]);
	db_free(asking.db);
	return status;
}
