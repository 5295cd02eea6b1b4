/* SPDX-License-Identifier: MIT */
/* doctor: is everything there that the programs need? One line a part: ok, or what to do.
 *
 * It looks with the settings it is given, which should be those of the programs (ACHO_CONFIG), and
 * changes nothing. To the mail server and to LINE it only connects: no user, no password, no token.
 */
#include "doctor.h"

#include <stdarg.h>
#include <string.h>

#include "line/reach.h"
#include "mail/message.h"
#include "mail/smtp.h"
#include "programs.h"

void
found(struct doctor *doctor, const char *part, enum finding finding, const char *fmt, ...)
{
	static const char *const words[] = {"ok", "skipped", "broken"};
	char what[512];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	doctor->broken = doctor->broken || finding == BROKEN;
	sheet_row(&doctor->sheet);
	sheet_text(&doctor->sheet, "state", str_of(words[finding]));
	sheet_text(&doctor->sheet, "part", str_of(part));
	sheet_text(&doctor->sheet, "what", str_trim(str_of(what)));
}

/* ---- settings ---- */

/* The first that is wrong, in the words of the program that would not start. */
static bool
settings_good(enum program program, struct settings *ret, char *complaint, size_t size)
{
	FILE *file = fmemopen(complaint, size, "w");
	bool good;

	complaint[0] = '\0';
	if (file == NULL)
		return false;
	good = settings_read(program, ret, file);
	(void)fclose(file);
	return good;
}

static void
look_at_settings(struct doctor *doctor)
{
	for (size_t i = 0; i < PROGRAMS; i++) {
		struct settings settings;
		char complaint[512];
		struct fault fault = {0};
		bool good =
		        settings_good(programs[i].program, &settings, complaint, sizeof(complaint));
		if (programs[i].program == COURIER) {
			doctor->settings = settings;
			if (good && message_settings_check(&settings, &fault) != ERR_OK) {
				(void)snprintf(complaint, sizeof(complaint), "%s", fault.why);
				good = false;
			}
		}
		if (good)
			found(doctor, "settings", FINE, "%s has all it reads", programs[i].name);
		else
			found(doctor, "settings", BROKEN, "%s would not start: %s",
			      programs[i].name, complaint);
	}
}

/* ---- who we talk to ---- */

static void
look_at_smtp(struct doctor *doctor)
{
	struct fault fault = {0};
	struct smtp_outcome outcome = {0};

	if (doctor->settings.smtp_url.n == 0)
		found(doctor, "smtp", SKIPPED, "ACHO_SMTP_URL is missing or wrong");
	else if (smtp_probe(doctor->settings.smtp_url, &fault, &outcome) != ERR_OK)
		found(doctor, "smtp", BROKEN, "%s", fault.why);
	else if (outcome.result == SMTP_DELIVERED)
		found(doctor, "smtp", FINE, "the mail server greets us");
	else
		found(doctor, "smtp", BROKEN,
		      "the mail server does not greet us (%s): is ACHO_SMTP_URL right, does it "
		      "run, may this machine reach it?" RUNBOOK("mail-outage"),
		      outcome.status);
}

static void
look_at_line(struct doctor *doctor)
{
	struct fault fault = {0};

	if (doctor->settings.line_api.n == 0)
		found(doctor, "line", SKIPPED, "ACHO_LINE_API is wrong");
	else if (line_reach(doctor->settings.line_api, NULL, &fault) == ERR_OK)
		found(doctor, "line", FINE, "LINE is reached");
	else
		found(doctor, "line", BROKEN,
		      "LINE is not reached (%s): may this machine reach "
		      "ACHO_LINE_API?" RUNBOOK("line-outage"),
		      fault.why);
}

int
doctor_command(const struct call *call)
{
	struct doctor doctor = {.call = call};
	struct fault fault = {0};

	for (int i = 0; i < call->argc; i += 2) {
		if (strcmp(call->argv[i], "--secrets") != 0 || i + 1 == call->argc)
			return misused(call, "doctor [--secrets DIR] [--json]");
		doctor.secrets = call->argv[i + 1];
	}
	if (smtp_init(&fault) != ERR_OK)
		return complain(call, "%s", fault.why);
	sheet_init(&doctor.sheet, call);
	sheet_list(&doctor.sheet, "parts");
	look_at_settings(&doctor);
	look_at_database(&doctor);
	look_at_roles(&doctor);
	look_at_room(&doctor);
	look_at_site(&doctor);
	look_at_courier(&doctor);
	look_at_keyring(&doctor);
	look_at_smtp(&doctor);
	look_at_line(&doctor);
	look_at_waiting(&doctor);
	look_at_backup(&doctor);
	db_free(doctor.asking.db);
	return sheet_print(&doctor.sheet, doctor.broken ? FAILED : DONE);
}
