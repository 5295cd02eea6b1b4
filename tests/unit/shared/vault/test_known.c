/* SPDX-License-Identifier: MIT */
/* Against a real PostgreSQL, beside tests/support/with-cluster. */
#include "vault/known.h"

#include <string.h>

#include "check.h"
#include "keys.h"

/* HKDF-SHA256(00 01 ... 1f, "acho 1|mark"), 16 bytes, by Node's crypto. */
#define MARK "0f33d9094b7323daf4ad5d569d07aee9"

#define LINES                                                                                      \
	"line 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n"                                     \
	"line 2 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k\n"

enum { KNOWN, FIRST_ALONE };

static const struct db_statement statements[] = {
        [KNOWN] = {"known", 3, "problem:text",
                   "SELECT CASE WHEN $1 = 'line' AND ($2::int4 = 2 OR $3::bytea = '\\x" MARK
                   "') THEN NULL ELSE 'vault.another_key' END AS problem"},
        [FIRST_ALONE] = {"first_alone", 3, "problem:text",
                         "SELECT CASE WHEN $1::text = '' OR $3::bytea = '' OR $2::int4 = 2 THEN "
                         "'vault.another_key' END AS problem"},
};
static const struct db_config config = {.conninfo = "",
                                        .user = "postgres",
                                        .program = "test_known",
                                        .statements = statements,
                                        .n = ARRAY_LEN(statements)};

static enum err
ask(unsigned call, struct fault *fault)
{
	auto_keyring keyring = {0};
	struct db *db = db_new(&config);
	enum err err;

	keys_open(LINES, 1U << MASTER_LINE, &keyring);
	err = masters_known(db, &(struct known){&keyring, call}, fault);
	db_free(db);
	return err;
}

static void
every_key_is_asked_for_by_its_mark(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(ask(KNOWN, &fault), ERR_OK);
}

static void
another_key_is_named(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(ask(FIRST_ALONE, &fault), ERR_INVALID);
	assert_non_null(strstr(fault.why, "ACHO_KEYRING: key line 2 is another"));
	assert_true(strlen(fault.why) < sizeof(fault.why) - 1); /* whole */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(every_key_is_asked_for_by_its_mark),
	        cmocka_unit_test(another_key_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
