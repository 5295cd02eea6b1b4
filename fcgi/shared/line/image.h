/* SPDX-License-Identifier: MIT */
/* image.h - is this a JPEG or a PNG, judged by its own bytes; whatever a server called it.
 *
 * Only the head is read, and nothing decoded: a browser does that, in a sandbox made for it. The
 * side limit keeps a small file from unfolding to gigabytes there.
 * Reading: PNG 3rd edition 5.2 and 11.2.1; ITU T.81 B.1 and B.2. Threads: pure.
 */
#ifndef LINE_IMAGE_H
#define LINE_IMAGE_H

#include "base/attr.h"
#include "base/str.h"

#define IMAGE_SIDE_MAX 8192 /* pixels */

struct image {
	const char *type; /* "image/jpeg" or "image/png" */
	int width, height;
};

/* False for anything else, and for one of no side, or one over IMAGE_SIDE_MAX. */
CHECKED bool image_read(struct str bytes, struct image *ret);

#endif
