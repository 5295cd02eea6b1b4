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
        {"migrate", "--plan|--apply [--sql DIR]", "show or do what the database lacks",
         migrate_command},
        {"keyring", "new PURPOSE [NUMBER]", "print a fresh line for a keyring file",
         keyring_command},
        {"token", "check SLUG", "ask LINE about an account's key and token now", token_command},
        {"account", "suspend|resume SLUG",
         "close an account to everybody, nothing lost, or let it go on", account_command},
        {"account", "require-totp SLUG [--off]",
         "demand a second factor of every member of an account, or no longer", account_command},
        {"account", "forget-totp SLUG ADDRESS",
         "let a member who has lost phone and recovery codes log in without", account_command},
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

static int
help_command(const struct call *call)
{
	(void)fprintf(call->out, "usage: acho-admin COMMAND\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		(void)fprintf(call->out, "  %s %s\n      %s\n", commands[i].name, commands[i].words,
		              commands[i].what);
	(void)fprintf(call->out,
	              "\nsettings, from the environment or the file that ACHO_CONFIG names:\n");
	settings_help((enum program)(ADMIN | ADMIN_ASKS), call->out);
	return DONE;
}

int
commands_run(int argc, char **argv, FILE *out, FILE *complaints)
{
	struct call call = {
	        .argc = argc - 2, .argv = argv + 2, .out = out, .complaints = complaints};

	for (size_t i = 0; argc >= 2 && i < ARRAY_LEN(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(&call);
	(void)complain(&call, "%s; acho-admin --help lists the commands",
	               argc < 2 ? "no command" : "no such command");
	return MISUSED;
}
