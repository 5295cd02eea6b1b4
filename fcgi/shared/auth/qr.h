/* SPDX-License-Identifier: MIT */
/* qr.h - text as a QR code, a square of dark and light modules; drawing it is for whoever shows it.
 *
 * Error correction L: it is shown on a screen, where nothing smears, and larger modules are read
 * from further away. Any thread.
 */
#ifndef AUTH_QR_H
#define AUTH_QR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define QR_TEXT_MAX 2048

struct qr {
	size_t size;      /* modules a side, without the light border of four that readers want */
	const char *rows; /* '1' dark, '0' light; row by row, size * size of them */
};

/* `text` has no NUL. The rows live in `arena`. ERR_TOO_LARGE, ERR_NOMEM. */
CHECKED enum err qr_make(struct arena *arena, struct fault *fault, struct str text, struct qr *ret);

#endif
