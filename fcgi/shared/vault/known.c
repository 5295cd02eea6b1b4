/* SPDX-License-Identifier: MIT */
#include "vault/known.h"

#define MARK_SIZE 16

enum err
masters_known(struct db *db, const void *arg, struct fault *fault)
{
	const struct known *known = arg;

	for (size_t i = 0; i < known->keyring->n; i++) {
		const struct keyring_key *key = &known->keyring->keys[i];
		const char *master = master_name(key->master);
		auto_db_result answer = {NULL};
		unsigned char mark[MARK_SIZE];
		if (!keyring_derive(known->keyring, key, STR("acho 1|mark"), mark, sizeof(mark)))
			return FAULT(fault, ERR_UNAVAILABLE,
			             "a master key's mark could not be derived");
		TRY(DB_CALL(db, fault, known->call, &answer, db_cstr(master), db_int(key->no),
		            db_bytes(mark, sizeof(mark))));
		if (!db_is_null(&answer, 0, 0))
			return FAULT(
			        fault, ERR_INVALID,
			        "ACHO_KEYRING: key %s %u is another than was used here under that "
			        "number, so the file is of another installation or was altered; "
			        "put the right one back, or give a new key a number of its own",
			        master, key->no);
	}
	return ERR_OK;
}
