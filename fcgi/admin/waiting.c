/* SPDX-License-Identifier: MIT */
#include "waiting.h"

#include <stdio.h>

#include "base/codec.h"

#define HEALTH_ACCOUNTS 1000 /* looked at in one transaction */

enum {
	NEXT,
	MAILS,
	MAILS_LATE,
	MAILS_FAILED,
	PROOFS,
	PROOFS_LATE,
	KEYS_FREE,
	KEYS_WANTED,
	REFUSED,
	SAID,
	SENT,
	PROOFS_SINCE,
	HELD
};

static usec
earlier(usec a, usec b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

enum err
waiting_count(struct db *db, struct fault *fault, struct waiting *ret)
{
	char next[SLUG_LEN + 1] = "";

	do {
		auto_db_result page = {NULL};
		TRY(DB_CALL(db, fault, ADMIN_HEALTH, &page, db_cstr_if_any(next),
		            db_int(HEALTH_ACCOUNTS)));
		ret->mails += db_get_int(&page, 0, MAILS);
		ret->held += db_get_int(&page, 0, HELD);
		ret->failed += db_get_int(&page, 0, MAILS_FAILED);
		ret->proofs += db_get_int(&page, 0, PROOFS);
		ret->keys_free += db_get_int(&page, 0, KEYS_FREE);
		ret->keys_wanted += db_get_int(&page, 0, KEYS_WANTED);
		ret->mails_late = earlier(ret->mails_late, db_get_time(&page, 0, MAILS_LATE));
		ret->proofs_late = earlier(ret->proofs_late, db_get_time(&page, 0, PROOFS_LATE));
		ret->proofs_since = earlier(ret->proofs_since, db_get_time(&page, 0, PROOFS_SINCE));
		ret->refused = earlier(ret->refused, db_get_time(&page, 0, REFUSED));
		if (db_get_time(&page, 0, SENT) > ret->sent)
			ret->sent = db_get_time(&page, 0, SENT);
		if (!db_is_null(&page, 0, SAID) && ret->said[0] == '\0')
			(void)snprintf(ret->said, sizeof(ret->said), "%.*s",
			               STR_ARG(db_get_text(&page, 0, SAID)));
		if (!str_put(db_get_text(&page, 0, NEXT), next, sizeof(next)))
			return FAULT(fault, ERR_BUG, "the database does not say how to go on");
	} while (next[0] != '\0');
	return ERR_OK;
}
