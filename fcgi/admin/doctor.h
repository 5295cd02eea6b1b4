/* SPDX-License-Identifier: MIT */
/* doctor.h - what doctor finds, part by part: one line each, on its sheet. For the files of doctor
 * alone.
 */
#ifndef ADMIN_DOCTOR_H
#define ADMIN_DOCTOR_H

#include "asking.h"
#include "sheet.h"

/* The end of a line that has more to say: a section of deploy/RUNBOOKS.md, where the package has
 * it. */
#define RUNBOOK(section) " (/usr/share/doc/acho/RUNBOOKS.md#" section ")"

enum finding { FINE, SKIPPED, BROKEN };

struct doctor {
	const struct call *call;
	const char *secrets; /* folder of each program's own conninfo, NAME.db; NULL: none */
	struct sheet sheet;
	bool broken;
	struct settings settings; /* of the courier: what could be read of them */
	struct asking asking;     /* db NULL: the database is out of reach */
};

void found(struct doctor *doctor, const char *part, enum finding finding, const char *fmt, ...)
        PRINTF(4, 5);

void look_at_database(struct doctor *doctor); /* and connect, for those that follow */
void look_at_roles(struct doctor *doctor);
void look_at_room(struct doctor *doctor);
void look_at_site(struct doctor *doctor);
void look_at_courier(struct doctor *doctor);
void look_at_waiting(struct doctor *doctor);
void look_at_keyring(struct doctor *doctor);
void look_at_backup(struct doctor *doctor);

#endif
