/* SPDX-License-Identifier: MIT */
/* hash.h - passwords as the database keeps them: Argon2id, its parameters inside the text.
 *
 * Each call takes 19 MiB and some 40 ms of one core; request threads leave it to hash_pool.h.
 * Reading: RFC 9106; OWASP's m=19456 KiB, t=2, p=1. Any thread, after sodium_init().
 */
#ifndef AUTH_HASH_H
#define AUTH_HASH_H

#include "base/secret.h"

#define HASH_MEMORY_KIB 19456
#define HASH_PASSES     2
#define HASH_TEXT_MAX   128 /* bytes of "$argon2id$v=19$...", its NUL included */

struct hash { /* goes to the database */
	char text[HASH_TEXT_MAX];
};

/* Hash with a fresh salt and the parameters above. ERR_UNAVAILABLE without 19 MiB. */
CHECKED enum err hash_make(struct fault *fault, struct str password, struct hash *ret);

/*
 * Is `password` the one that was hashed? A refusal is a result: ERR_UNAVAILABLE (no memory) and
 * ERR_BUG
 * (`hash` is no Argon2id text) mean that the question could not be answered.
 */
CHECKED enum err hash_check(struct fault *fault, const struct hash *hash, struct str password,
                            bool *ret_matches);

/* Was it made with other parameters than today's? */
bool hash_is_old(const struct hash *hash);

#endif
