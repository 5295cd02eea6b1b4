/* SPDX-License-Identifier: MIT */
#include "courier/figures.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/metric.h"
#include "base/str.h"

#define PATH_ROOM 4096

const char *const mail_outcomes[MAILS__COUNT] = {"delivered", "tempfail", "permfail"};
static const char *const checks[CHECK__COUNT] = {"database", "schema", "keyring", "outbox"};

/* ---- writing ---- */

static void
gauge(FILE *out, const char *name, const char *help, int64_t value)
{
	metric_print(out, name, METRIC_GAUGE, help, value < 0 ? 0 : (uint64_t)value);
}

static void
print_counted(const struct figures *figures, FILE *out)
{
	gauge(out, "outbox_mails", "Mails that are due, or failed and will be tried again.",
	      figures->mails_waiting);
	gauge(out, "outbox_age_seconds",
	      "For how long they have waited and none has gone out; 0 without one.",
	      figures->mails_seconds);
	gauge(out, "proofs_pending", "Pasted values that LINE has not answered for.",
	      figures->proofs_waiting);
	gauge(out, "proofs_pending_age_seconds", "Since the oldest of them was pasted.",
	      figures->proofs_seconds);
	gauge(out, "watches_late",
	      "Proved values that LINE should have been asked about an hour ago.",
	      figures->watches_late);
	gauge(out, "pool_keys", "LINE key pairs that are ready.", figures->keys_free);
	gauge(out, "pool_keys_wanted", "Accounts that wait for a key pair.", figures->keys_wanted);
}

static void
print_accounts(const struct figures *figures, FILE *out)
{
	const struct {
		const char *reached;
		int64_t n;
	} rows[] = {{"signed_up", figures->signed_up},
	            {"oa_entered", figures->oa_entered},
	            {"login_channel_proved", figures->login_channel_proved},
	            {"token_proved", figures->token_proved}};

	metric_head(out, "accounts", METRIC_GAUGE, "Accounts, by what they hold by now.");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		(void)fprintf(out, "acho_accounts{reached=\"%s\"} %" PRId64 "\n", rows[i].reached,
		              rows[i].n);
}

void
figures_print(const struct figures *figures, const atomic_ullong mails[MAILS__COUNT], FILE *out)
{
	gauge(out, "figures_timestamp_seconds", "When the courier wrote its figures.",
	      figures->at / USEC_PER_SEC);
	metric_head(
	        out, "ready", METRIC_GAUGE,
	        "1 where what the courier needs is good, 0 where it is not; no line: not known.");
	for (size_t i = 0; i < CHECK__COUNT; i++)
		if (figures->checks[i] != STATE_UNKNOWN)
			(void)fprintf(out, "acho_ready{check=\"%s\"} %d\n", checks[i],
			              figures->checks[i] == STATE_GOOD);
	if (figures->counted)
		print_counted(figures, out);
	if (figures->accounts_counted)
		print_accounts(figures, out);
	metric_head(out, "mails_total", METRIC_COUNTER,
	            "What the mail server said, a mail and try.");
	for (size_t i = 0; i < MAILS__COUNT; i++)
		(void)fprintf(out, "acho_mails_total{outcome=\"%s\"} %llu\n", mail_outcomes[i],
		              atomic_load(&mails[i]));
	metric_print(out, "log_lines_lost_total", METRIC_COUNTER,
	             "Lines of the log that could not be written.", log_lost());
}

static enum err
fill(FILE *out, figures_printer *print, void *arg)
{
	bool good = fchmod(fileno(out), 0644) == 0;

	print(arg, out);
	good = ferror(out) == 0 && good;
	return fclose(out) == 0 && good ? ERR_OK : ERR_UNAVAILABLE;
}

enum err
figures_check(const char *path, struct fault *fault)
{
	char new[PATH_ROOM];
	struct stat there;
	FILE *out;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_METRICS_FILE is too long; it should be a path of up to %d bytes",
		             PATH_ROOM);
	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return FAULT(fault, ERR_INVALID, "ACHO_METRICS_FILE should be a file");
	out = fopen(new, "ae");
	if (out == NULL)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_METRICS_FILE cannot be written: %m; it should be a file in a "
		             "folder that acho-courier may write");
	(void)fclose(out);
	(void)unlink(new);
	return ERR_OK;
}

enum err
figures_write(const char *path, figures_printer *print, void *arg, struct fault *fault)
{
	char new[PATH_ROOM];
	FILE *out;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
		return FAULT(fault, ERR_UNAVAILABLE, "ACHO_METRICS_FILE is too long");
	out = fopen(new, "we");
	if (out == NULL)
		return FAULT(fault, ERR_UNAVAILABLE, "cannot write ACHO_METRICS_FILE: %m");
	if (fill(out, print, arg) != ERR_OK || rename(new, path) != 0) {
		(void)FAULT(fault, ERR_UNAVAILABLE, "cannot write ACHO_METRICS_FILE: %m");
		(void)unlink(new);
		return ERR_UNAVAILABLE;
	}
	return ERR_OK;
}

/* ---- reading ---- */

/* Takes what `line` says into account. */
static void
read_line(struct str line, int64_t *at, enum figures_state states[CHECK__COUNT])
{
	char name[64];
	int64_t value;

	if (metric_read(line, "figures_timestamp_seconds", at))
		return;
	for (size_t i = 0; i < CHECK__COUNT; i++) {
		(void)snprintf(name, sizeof(name), "ready{check=\"%s\"}", checks[i]);
		if (metric_read(line, name, &value))
			states[i] = value == 1 ? STATE_GOOD : STATE_BAD;
	}
}

bool
figures_ready(const char *path, usec now, FILE *out)
{
	static const char *const words[] = {"not known", "ok", "bad"};
	enum figures_state states[CHECK__COUNT] = {STATE_UNKNOWN};
	FILE *in = fopen(path, "re");
	char line[512];
	int64_t at = 0;
	bool good;

	if (in == NULL) {
		(void)fprintf(out, "no figures at %s: %m\n", path);
		return false;
	}
	while (fgets(line, sizeof(line), in) != NULL)
		read_line(str_part(str_of(line), 0, strcspn(line, "\n")), &at, states);
	(void)fclose(in);
	good = now - at * USEC_PER_SEC <= FIGURES_OLD_AFTER;
	(void)fprintf(out, "figures: %s\n", good ? "ok" : "old");
	for (size_t i = 0; i < CHECK__COUNT; i++) {
		(void)fprintf(out, "%s: %s\n", checks[i], words[states[i]]);
		good = good && states[i] == STATE_GOOD;
	}
	return good;
}
