/* SPDX-License-Identifier: MIT */
/* commands.h - what an operator may ask of acho-admin, one row each. Threads: acho-admin has one.
 */
#ifndef ADMIN_COMMANDS_H
#define ADMIN_COMMANDS_H

#include <stdio.h>

#include "base/settings.h"

/* Exit statuses. */
enum { DONE = 0, FAILED = 1, MISUSED = 2 };

struct call {
	int argc;    /* words behind the command's own */
	char **argv; /* the same */
	bool json;   /* --json stood among them, and is taken out: answer as one JSON document */
	FILE *out, *complaints;
};

/* Run the command that argv names; the program's exit status. `complaints` gets one line on
 * failure. */
int commands_run(int argc, char **argv, FILE *out, FILE *complaints);

/* "acho-admin: " and one line; FAILED. */
int complain(const struct call *call, const char *fmt, ...) PRINTF(2, 3);

/* The same with "usage: acho-admin " before `words`; MISUSED. */
int misused(const struct call *call, const char *words);

/* The commands: each in a file of its own. */
int migrate_command(const struct call *call);
int keyring_command(const struct call *call);
int token_command(const struct call *call);
int breached_command(const struct call *call);
int vault_command(const struct call *call);
int doctor_command(const struct call *call);
int mail_command(const struct call *call);
int account_command(const struct call *call);
int session_command(const struct call *call);

#endif
