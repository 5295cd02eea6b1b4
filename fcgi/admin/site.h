/* SPDX-License-Identifier: MIT */
/* site.h - the site as a browser would find it: one GET, for doctor. It waits, 8 s at most.
 * Threads: acho-admin has one. */
#ifndef ADMIN_SITE_H
#define ADMIN_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/str.h"

struct site_answer {
	long status;    /* of HTTP; 0: none */
	bool refused;   /* nobody listens there */
	char why[256];  /* what is in the way of an answer, for people; "": nothing */
	time_t ends_at; /* of its certificate; 0: none */
	char body[300];
	size_t n; /* of its beginning */
};

/* Whom: who the name leads to; this machine, whatever that is, where nginx shows what it shows to
 * loopback alone; or this machine with any certificate, as one behind a load balancer may have. */
enum site_at { SITE_NAMED, SITE_HERE, SITE_HERE_UNVERIFIED };

/* GET `path` of `base_url` (ACHO_BASE_URL). */
void site_ask(struct str base_url, const char *path, enum site_at at, struct site_answer *ret);

#endif
