/* SPDX-License-Identifier: MIT */
/* breached.h - passwords that are known to be in the hands of who tries passwords.
 *
 * A file that the operator may replace: a header of 16 bytes (BREACHED_MAGIC and the number of
 * entries, 8 bytes, big-endian), then the first 8 bytes of each password's SHA-1, ascending, none
 * twice. SHA-1 because the largest public collection is published as such; nothing is protected by
 * it. `acho-admin breached build` makes the file. It is mapped, not read, so that its size is the
 * page cache's affair: replace it by renaming another over it, never in place. Any thread.
 */
#ifndef AUTH_BREACHED_H
#define AUTH_BREACHED_H

#include "base/err.h"
#include "base/str.h"

#define BREACHED_MAGIC  "ACHOPWD1"
#define BREACHED_HEADER 16
#define BREACHED_ENTRY  8

struct breached {
	const unsigned char *file;
	size_t size, n;
};

/*
 * Map the file, after one pass over it. ERR_INVALID when it is cut or not ascending,
 * ERR_UNAVAILABLE when it cannot be read; the fault names ACHO_BREACHED_PASSWORDS.
 */
CHECKED enum err breached_open(const char *path, struct fault *fault, struct breached *ret);

void breached_close(struct breached *breached);

/* Is it listed, as it is or in lower case (ASCII)? Up to 1,024 bytes; none longer is listed. */
bool breached_has(const struct breached *breached, struct str password);

/* An entry, as it stands in the file. */
CHECKED enum err breached_entry(struct str password, unsigned char ret[BREACHED_ENTRY]);

/* Its place in the order of the file. */
uint64_t breached_place(const unsigned char entry[BREACHED_ENTRY]);

#endif
