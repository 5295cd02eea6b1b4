/* SPDX-License-Identifier: MIT */
/* doctor on what waits: mails, keys, proofs, the courier that takes them, and the next backup. */
#include <string.h>

#include "base/metric.h"
#include "doctor.h"
#include "waiting.h"

#define LATE_AFTER       (10 * 60 * USEC_PER_SEC) /* a courier takes what is due within a second */
#define SILENT_AFTER     (2 * 60 * USEC_PER_SEC) /* it writes its figures every 10 s; as the alarm */
#define BACKUP_OLD_AFTER (36 * 60 * 60 * USEC_PER_SEC) /* one a night; the alarm says the same */

static long long
minutes_since(usec at)
{
	return at == 0 ? 0 : (clock_now() - at) / (60 * USEC_PER_SEC);
}

static bool
is_late(usec since)
{
	return since != 0 && clock_now() - since > LATE_AFTER;
}

/* What courier and mail server make of mails. One full mailbox is no outage: nothing else has gone
 * out since. */
static void
look_at_mails(struct doctor *doctor, const struct waiting *waiting)
{
	usec since = waiting->refused != 0 && waiting->sent > waiting->refused ? waiting->sent
	                                                                       : waiting->refused;

	if (waiting->held > 0)
		found(doctor, "mails", BROKEN,
		      "%lld are held since a restore: acho-restore mails says which go "
		      "out" RUNBOOK("losing-a-host"),
		      (long long)waiting->held);
	if (is_late(waiting->mails_late))
		found(doctor, "mails", BROKEN,
		      "%lld wait, one is due for %lld minutes: does acho-courier run? its log has "
		      "what the mail server says" RUNBOOK("the-courier-is-silent"),
		      (long long)waiting->mails, minutes_since(waiting->mails_late));
	else if (is_late(since))
		found(doctor, "mails", BROKEN,
		      "%lld wait and none has gone out for %lld minutes; the mail server says %s: "
		      "acho-admin mail list --waiting" RUNBOOK("mail-outage"),
		      (long long)waiting->mails, minutes_since(since), waiting->said);
	else
		found(doctor, "mails", FINE, "%lld wait, %lld have failed for good%s",
		      (long long)waiting->mails, (long long)waiting->failed,
		      waiting->failed > 0 ? ": acho-admin mail list --failed" : "");
}

static void
look_at_keys(struct doctor *doctor, const struct waiting *waiting)
{
	if (waiting->keys_free == 0)
		found(doctor, "keys", BROKEN,
		      "none is ready, %lld accounts wait for one: does acho-courier run? it makes "
		      "one in a second or two" RUNBOOK("the-courier-is-silent"),
		      (long long)waiting->keys_wanted);
	else
		found(doctor, "keys", FINE, "%lld are ready", (long long)waiting->keys_free);
}

static void
look_at_proofs(struct doctor *doctor, const struct waiting *waiting)
{
	if (is_late(waiting->proofs_late))
		found(doctor, "proofs", BROKEN,
		      "%lld wait for LINE, one is due for %lld minutes: does acho-courier "
		      "run?" RUNBOOK("the-courier-is-silent"),
		      (long long)waiting->proofs, minutes_since(waiting->proofs_late));
	else if (is_late(waiting->proofs_since))
		found(doctor, "proofs", BROKEN,
		      "%lld wait for LINE, which has given no answer for %lld minutes: they are "
		      "asked again by themselves" RUNBOOK("line-outage"),
		      (long long)waiting->proofs, minutes_since(waiting->proofs_since));
	else
		found(doctor, "proofs", FINE, "%lld wait for LINE", (long long)waiting->proofs);
}

void
look_at_waiting(struct doctor *doctor)
{
	struct waiting waiting = {0};
	struct fault fault = {0};

	if (doctor->asking.db == NULL) {
		found(doctor, "waiting", SKIPPED, "no database");
		return;
	}
	if (waiting_count(doctor->asking.db, &fault, &waiting) != ERR_OK) {
		found(doctor, "waiting", BROKEN, "%s", fault.why);
		return;
	}
	look_at_mails(doctor, &waiting);
	look_at_keys(doctor, &waiting);
	look_at_proofs(doctor, &waiting);
}

/* ---- who has written when: the courier, the backup ---- */

/* The instant that the file holds as the metric of that name; 0: none. */
static usec
noted_at(const char *path, const char *name)
{
	char line[512];
	int64_t at = 0;
	FILE *in = fopen(path, "re");

	if (in == NULL)
		return 0;
	while (fgets(line, sizeof(line), in) != NULL)
		if (metric_read(str_part(str_of(line), 0, strcspn(line, "\n")), name, &at))
			break;
	(void)fclose(in);
	return at * USEC_PER_SEC;
}

void
look_at_courier(struct doctor *doctor)
{
	struct str figures = doctor->settings.metrics_file;
	usec at = figures.n == 0 ? 0 : noted_at(figures.p, "figures_timestamp_seconds");

	if (at == 0)
		found(doctor, "courier", SKIPPED, "it writes no figures at ACHO_METRICS_FILE here");
	else if (clock_now() - at > SILENT_AFTER)
		found(doctor, "courier", BROKEN,
		      "it has written no figures for %lld minutes: does it "
		      "run?" RUNBOOK("the-courier-is-silent"),
		      minutes_since(at));
	else
		found(doctor, "courier", FINE, "it runs");
}

/* When the last good one was made, as acho-backup writes it beside the courier's figures; 0: none.
 */
static usec
backup_made_at(struct str figures, const char *what)
{
	const char *slash = memrchr(figures.p, '/', figures.n);
	char path[512], name[64];

	(void)snprintf(name, sizeof(name), "backup_timestamp_seconds{what=\"%s\"}", what);
	(void)snprintf(path, sizeof(path), "%.*sacho_backup_%s.prom",
	               slash == NULL ? 0 : (int)(slash - figures.p + 1), figures.p, what);
	return noted_at(path, name);
}

void
look_at_backup(struct doctor *doctor)
{
	static const char *const parts[] = {"database", "keyrings"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		usec at = doctor->settings.metrics_file.n == 0
		                  ? 0
		                  : backup_made_at(doctor->settings.metrics_file, parts[i]);
		if (at == 0)
			found(doctor, "backup", SKIPPED,
			      "none of the %s is noted beside ACHO_METRICS_FILE", parts[i]);
		else if (clock_now() - at > BACKUP_OLD_AFTER)
			found(doctor, "backup", BROKEN,
			      "the last good one of the %s is %lld hours "
			      "old" RUNBOOK("the-backup-is-old"),
			      parts[i], minutes_since(at) / 60);
		else
			found(doctor, "backup", FINE,
			      "the last good one of the %s is %lld hours old", parts[i],
			      minutes_since(at) / 60);
	}
}
