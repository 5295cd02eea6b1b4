/* SPDX-License-Identifier: MIT */
#include "base/wiping.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *
wiping_malloc(size_t n)
{
	return malloc(n);
}

void *
wiping_calloc(size_t n, size_t size)
{
	/* calloc sees an overflow too, but under AddressSanitizer it ends the program there. */
	return size > 0 && n > SIZE_MAX / size ? NULL : calloc(n, size);
}

/* The C library's own would leave the old bytes where they were. */
void *
wiping_realloc(void *block, size_t n)
{
	size_t old = block == NULL ? 0 : malloc_usable_size(block);
	void *moved;

	if (n <= old && n > old / 2)
		return block;
	moved = malloc(n > 0 ? n : 1);
	if (moved == NULL)
		return NULL;
	if (old > 0)
		memcpy(moved, block, old < n ? old : n);
	wiping_free(block);
	return moved;
}

char *
wiping_strdup(const char *text)
{
	return strdup(text);
}

void
wiping_free(void *block)
{
	if (block != NULL)
		explicit_bzero(block, malloc_usable_size(block));
	free(block);
}
