/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdarg.h>
#include <string.h>

static int help_command(const struct call *call);

static const struct {
	const char *name;
	const char *words; /* what stands behind the name */
	const char *what;
	int (*run)(const struct call *call);
} commands[] = {
        {"migrate", "--plan|--apply [--sql DIR] [--json]", "show or do what the database lacks",
         migrate_command},
        {"keyring", "new PURPOSE [NUMBER [opens]]", "print a fresh line for a keyring file",
         keyring_command},
        {"keyring", "drop PURPOSE NUMBER [--json]",
         "take a key that seals nothing any more out of the file", keyring_command},
        {"vault", "check [--json]", "count what is sealed under which key", vault_command},
        {"vault", "rotate [--dry-run] [--json]",
         "seal again, under the newest key, what an older one sealed", vault_command},
        {"doctor", "[--secrets DIR] [--json]",
         "look whether everything is there that the programs need", doctor_command},
        {"token", "check SLUG", "ask LINE about an account's key and token now", token_command},
        {"account", "suspend SLUG [--json]", "close an account to everybody, nothing lost",
         account_command},
        {"account", "resume SLUG [--json]", "let a suspended account go on", account_command},
        {"account", "require-totp SLUG [--off] [--json]",
         "demand a second factor of every member of an account, or no longer", account_command},
        {"account", "forget-totp SLUG ADDRESS [--json]",
         "let a member who has lost phone and recovery codes log in without", account_command},
        {"account",
         "list [--suspended|--closing] [--addresses] [--after SLUG] [--limit N] [--json]",
         "list accounts by slug, 50 at a time", account_command},
        {"account", "show SLUG [--json]", "show how an account stands, and its members",
         account_command},
        {"account", "unlink SLUG [--json]",
         "free an account's Official Account, and forget its token", account_command},
        {"account", "delete SLUG --confirm SLUG [--now] [--json]",
         "have an account deleted in 14 days, which an owner may take back, or now",
         account_command},
        {"mail",
         "list [--failed|--waiting] [SLUG] [--addresses] [--after SLUG] [--limit N] [--json]",
         "list mails that wait, have failed or were sent", mail_command},
        {"mail", "retry ID|--failed [--json]", "send a mail once more, or all that have failed",
         mail_command},
        {"session", "end SLUG [ADDRESS] [--json]",
         "log everybody out of an account, or the member of that address", session_command},
        {"breached", "build FILE",
         "write the passwords on standard input, or their SHA-1, as a file nobody may choose from",
         breached_command},
        {"--help", "", "print this", help_command},
};

int
complain(const struct call *call, const char *fmt, ...)
{
	va_list args;

	(void)fputs("acho-admin: ", call->complaints);
	va_start(args, fmt);
	(void)vfprintf(call->complaints, fmt, args);
	va_end(args);
	(void)fputc('\n', call->complaints);
	return FAILED;
}

int
misused(const struct call *call, const char *words)
{
	(void)complain(call, "usage: acho-admin %s", words);
	return MISUSED;
}

static int
help_command(const struct call *call)
{
	(void)fprintf(call->out, "usage: acho-admin COMMAND\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		(void)fprintf(call->out, "  %s %s\n      %s\n", commands[i].name, commands[i].words,
		              commands[i].what);
	(void)fprintf(call->out,
	              "\nsettings, from the environment or the file that ACHO_CONFIG names:\n");
	settings_help((enum program)(ADMIN | ADMIN_ASKS | ADMIN_UNSEALS), call->out);
	return DONE;
}

/* Is that the first of the words that stand behind a name in the table? Options come in any order.
 */
static bool
begins_with(const char *words, const char *word)
{
	struct str rest = str_of(words), first;

	if (!str_cut(&rest, ' ', &first))
		first = rest;
	return first.n == 0 || first.p[0] == '[' || first.p[0] == '-' ||
	       (word != NULL && str_is(first, str_of(word)));
}

static bool
takes_json(const char *name, const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strstr(commands[i].words, "--json") != NULL &&
		    strcmp(name, commands[i].name) == 0 && begins_with(commands[i].words, word))
			return true;
	return false;
}

static void
take_json_out(struct call *call)
{
	int kept = 0;

	for (int i = 0; i < call->argc; i++)
		if (strcmp(call->argv[i], "--json") == 0)
			call->json = true;
		else
			call->argv[kept++] = call->argv[i];
	call->argc = kept;
}

int
commands_run(int argc, char **argv, FILE *out, FILE *complaints)
{
	struct call call = {
	        .argc = argc - 2, .argv = argv + 2, .out = out, .complaints = complaints};

	if (argc >= 2 && takes_json(argv[1], argc >= 3 ? argv[2] : NULL))
		take_json_out(&call);
	for (size_t i = 0; argc >= 2 && i < ARRAY_LEN(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(&call);
	(void)complain(&call, "%s; acho-admin --help lists the commands",
	               argc < 2 ? "no command" : "no such command");
	return MISUSED;
}
