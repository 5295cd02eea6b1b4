/* SPDX-License-Identifier: MIT */
/* wiping.h - a heap whose bytes are wiped when they go back, also when a block moves.
 *
 * For foreign libraries that are handed secrets and copy them about (libcurl takes these five
 * functions as its own), and for long-lived objects that hold some. As malloc and its family
 * otherwise. Any thread.
 */
#ifndef BASE_WIPING_H
#define BASE_WIPING_H

#include <stddef.h>

#include "base/attr.h"

CHECKED void *wiping_malloc(size_t n);
CHECKED void *wiping_calloc(size_t n, size_t size);
CHECKED void *wiping_realloc(void *block, size_t n);
CHECKED char *wiping_strdup(const char *text);
void wiping_free(void *block);

#define WIPING_NEW(type) ((type *)wiping_calloc(1, sizeof(type)))

#endif
