/* SPDX-License-Identifier: MIT */
/* rand.h - random bytes from the kernel. Fails closed; never a weak id. Any thread. */
#ifndef BASE_RAND_H
#define BASE_RAND_H

#include "base/err.h"
#include "base/str.h"

CHECKED enum err rand_bytes(void *ret, size_t n); /* up to 256 bytes; ERR_UNAVAILABLE */

/* A random (version 4) UUID, RFC 4122: 36 characters and a NUL. */
#define UUID_LEN 36
CHECKED enum err rand_uuid(char ret[UUID_LEN + 1]);

#endif
