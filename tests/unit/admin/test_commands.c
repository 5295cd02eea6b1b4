/* SPDX-License-Identifier: MIT */
#include "admin/commands.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

static void
commands_are_found_by_name(void **state)
{
	static const struct {
		const char *word;
		int status;
		const char *out, *complaint;
	} cases[] = {
	        {"--help", DONE, "migrate --plan|--apply [--sql DIR]", NULL},
	        {"--help", DONE, "ACHO_MIGRATE_DB", NULL},
	        {"migrate", MISUSED, NULL, "acho-admin: usage: acho-admin migrate --plan|--apply"},
	        {"--help", DONE, "token check SLUG", NULL},
	        {"--help", DONE, "ACHO_DB (required)", NULL},
	        {"token", FAILED, NULL, "acho-admin: usage: acho-admin token check SLUG"},
	        {"--help", DONE, "account suspend SLUG [--json]", NULL},
	        {"--help", DONE, "account resume SLUG [--json]", NULL},
	        {"--help", DONE, "account require-totp SLUG [--off]", NULL},
	        {"--help", DONE, "account forget-totp SLUG ADDRESS", NULL},
	        {"--help", DONE, "session end SLUG [ADDRESS]", NULL},
	        {"--help", DONE, "account show SLUG [--json]", NULL},
	        {"--help", DONE, "account delete SLUG --confirm SLUG [--now] [--json]", NULL},
	        {"--help", DONE, "mail retry ID|--failed [--json]", NULL},
	        {"--help", DONE, "doctor [--secrets DIR] [--json]", NULL},
	        {"mail", MISUSED, NULL, "acho-admin: usage: acho-admin mail list"},
	        {"account", MISUSED, NULL,
	         "acho-admin: usage: acho-admin account suspend|resume SLUG"},
	        {"--help", DONE, "vault rotate [--dry-run] [--json]", NULL},
	        {"--help", DONE, "ACHO_KEYRING (required)", NULL},
	        {"vault", MISUSED, NULL, "acho-admin: usage: acho-admin vault check or rotate"},
	        {"migrat", MISUSED, NULL, "acho-admin: no such command; acho-admin --help"},
	        {NULL, MISUSED, NULL, "acho-admin: no command; acho-admin --help"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char word[16] = "", program[] = "acho-admin", *argv[] = {program, word, NULL};
		char *out = NULL, *complaints = NULL;
		size_t out_n, complaints_n;
		FILE *out_file = open_memstream(&out, &out_n),
		     *complaints_file = open_memstream(&complaints, &complaints_n);
		if (cases[i].word != NULL)
			(void)snprintf(word, sizeof(word), "%s", cases[i].word);
		assert_int_equal(commands_run(cases[i].word == NULL ? 1 : 2, argv, out_file,
		                              complaints_file),
		                 cases[i].status);
		(void)fclose(out_file);
		(void)fclose(complaints_file);
		assert_true(cases[i].out == NULL ? out_n == 0 : strstr(out, cases[i].out) != NULL);
		assert_true(cases[i].complaint == NULL
		                    ? complaints_n == 0
		                    : strstr(complaints, cases[i].complaint) != NULL);
		free(out);
		free(complaints);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(commands_are_found_by_name)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
