/* SPDX-License-Identifier: MIT */
/* doctor on the master keys: are they the ones of this database, and has a rotation come to its
 * end? */
#include "doctor.h"
#include "usage.h"
#include "vault/known.h"

static void
look_at_usage(struct doctor *doctor, const struct keyring *keyring, const struct key_usage *usage)
{
	int64_t sealed = 0, older = 0;

	for (size_t i = 0; i < usage->n; i++) {
		const struct key_use *use = &usage->uses[i];
		enum key_state state = usage_state(keyring, use);
		if (state == KEY_MISSING)
			found(doctor, "keyring", BROKEN,
			      "key %s %lld seals %lld values and is not in ACHO_KEYRING: put its "
			      "line back" RUNBOOK("rotate-the-master-keys"),
			      master_name(use->master), (long long)use->no, (long long)use->values);
		sealed += state == KEY_SEALS || state == KEY_OPENS ? use->values : 0;
		older += state == KEY_OPENS ? use->values : 0;
	}
	found(doctor, "keyring", FINE, "it opens %lld values, %lld of them under an older key%s",
	      (long long)sealed, (long long)older,
	      older > 0 ? ": acho-admin vault rotate" RUNBOOK("rotate-the-master-keys") : "");
}

/* What a rotation leaves when nobody goes on with it: nothing is broken, and it is not done. */
static void
look_at_rotation(struct doctor *doctor, const struct keyring *keyring,
                 const struct key_usage *usage)
{
	for (size_t i = 0; i < keyring->n; i++) {
		const struct keyring_key *key = &keyring->keys[i];
		const struct keyring_key *seals = keyring_newest(keyring, key->master);
		if (seals == NULL || key->no == seals->no)
			continue;
		if (key->no > seals->no)
			found(doctor, "keyring", FINE,
			      "key %s %u only opens so far: where every program has read it, take "
			      "the word off" RUNBOOK("rotate-the-master-keys"),
			      master_name(key->master), key->no);
		else if (usage_of(usage, key->master, key->no) == 0)
			found(doctor, "keyring", FINE,
			      "key %s %u seals nothing any more: acho-admin keyring drop %s "
			      "%u" RUNBOOK("rotate-the-master-keys"),
			      master_name(key->master), key->no, master_name(key->master), key->no);
	}
}

static void
look_at_sealed(struct doctor *doctor, const struct keyring *keyring)
{
	struct fault fault = {0};
	struct key_usage usage;

	if (masters_known(doctor->asking.db, &(struct known){keyring, ADMIN_MASTER_KNOWN},
	                  &fault) != ERR_OK ||
	    usage_count(doctor->asking.db, &fault, &usage) != ERR_OK) {
		found(doctor, "keyring", BROKEN, "%s", fault.why);
	} else {
		look_at_usage(doctor, keyring, &usage);
		look_at_rotation(doctor, keyring, &usage);
	}
}

void
look_at_keyring(struct doctor *doctor)
{
	auto_keyring keyring = {0};
	struct fault fault = {0};

	if (doctor->settings.keyring.n == 0)
		found(doctor, "keyring", SKIPPED, "ACHO_KEYRING is not set");
	else if (keyring_open(doctor->settings.keyring.p, KEYRING_ANY, &fault, &keyring) != ERR_OK)
		found(doctor, "keyring", BROKEN, "%s", fault.why);
	else if (doctor->asking.db == NULL)
		found(doctor, "keyring", SKIPPED, "the file is good; no database to count in");
	else
		look_at_sealed(doctor, &keyring);
}
