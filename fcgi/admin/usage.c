/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include <string.h>

#include "admin/calls.h"
#include "base/codec.h"
#include "rotate.h"

enum { NEXT, PLACE, NUMBER, AMOUNT }; /* columns of ADMIN_VAULT_COUNT */

/* In their order; false when there is no more room. */
static bool
add(struct key_usage *usage, enum master master, int64_t no, int64_t values)
{
	size_t at = 0;

	while (at < usage->n && (usage->uses[at].master < master ||
	                         (usage->uses[at].master == master && usage->uses[at].no < no)))
		at++;
	if (at < usage->n && usage->uses[at].master == master && usage->uses[at].no == no) {
		usage->uses[at].values += values;
		return true;
	}
	if (usage->n == KEY_USES_MAX)
		return false;
	memmove(&usage->uses[at + 1], &usage->uses[at], (usage->n - at) * sizeof(usage->uses[0]));
	usage->uses[at] = (struct key_use){master, no, values};
	usage->n++;
	return true;
}

static enum err
add_page(const struct db_result *page, struct fault *fault, struct key_usage *ret)
{
	for (size_t i = 0; i < db_rows(page); i++) {
		struct str place = db_get_text(page, i, PLACE);
		enum seal_purpose purpose;
		if (place.n == 0)
			continue;
		if (!sealed_purpose(place, &purpose) ||
		    !add(ret, seal_master(purpose), db_get_int(page, i, NUMBER),
		         db_get_int(page, i, AMOUNT)))
			return FAULT(fault, ERR_BUG, "what is sealed cannot be counted: %.*s",
			             STR_ARG(place));
	}
	return ERR_OK;
}

enum err
usage_count(struct db *db, struct fault *fault, struct key_usage *ret)
{
	char next[SLUG_LEN + 1] = "";

	*ret = (struct key_usage){0};
	do {
		auto_db_result page = {NULL};
		TRY(DB_CALL(db, fault, ADMIN_VAULT_COUNT, &page, db_cstr_if_any(next),
		            db_int(USAGE_ACCOUNTS)));
		TRY(add_page(&page, fault, ret));
		if (!str_put(db_get_text(&page, 0, NEXT), next, sizeof(next)))
			return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	} while (next[0] != '\0');
	return ERR_OK;
}

int64_t
usage_of(const struct key_usage *usage, enum master master, int64_t no)
{
	for (size_t i = 0; i < usage->n; i++)
		if (usage->uses[i].master == master && usage->uses[i].no == no)
			return usage->uses[i].values;
	return 0;
}

enum key_state
usage_state(const struct keyring *keyring, const struct key_use *use)
{
	const struct keyring_key *seals = keyring_newest(keyring, use->master);

	if (seals == NULL)
		return KEY_ELSEWHERE;
	if (use->no > KEYRING_NO_MAX ||
	    keyring_find(keyring, use->master, (uint32_t)use->no) == NULL)
		return KEY_MISSING;
	return seals->no == (uint32_t)use->no ? KEY_SEALS : KEY_OPENS;
}
