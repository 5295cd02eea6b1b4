/* SPDX-License-Identifier: MIT */
/* secret.h - bytes that are wiped when their scope ends: passwords, private keys, tokens.
 *
 * Heap memory of their own, never an arena and never a str that could be logged by habit.
 *
 *     auto_secret token = {0};
 *     TRY(secret_copy(&token, pasted));
 *
 * Threads: one at a time; a secret may be handed to another thread whole.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/err.h"
#include "base/str.h"

struct secret {
	unsigned char *p;
	size_t n;
};

void secret_done(struct secret *secret); /* wipe and free; harmless on {0} and twice */

#define auto_secret struct secret CLEANUP(secret_done)

/* `n` zeroed bytes; what was in `secret` before is wiped. ERR_NOMEM. */
CHECKED enum err secret_alloc(struct secret *secret, size_t n);
CHECKED enum err secret_copy(struct secret *secret, struct str from);

/* Move `from` to `to`, wiping what `to` held. */
void secret_move(struct secret *to, struct secret *from);

/* The bytes as a str for a call that does not keep them. */
struct str secret_str(const struct secret *secret);

/* Same length and content, in a time that depends on the length alone. */
bool secret_equal(struct str a, struct str b);

#endif
