/* SPDX-License-Identifier: MIT */
/* arena.h - memory that dies with its request.
 *
 * A chain of blocks with a limit in bytes; nothing is freed alone. arena_reset wipes every byte
 * that was handed out, because request bodies hold passwords and tokens, and poisons it under
 * AddressSanitizer, so that a pointer which outlives its request crashes a test instead of showing
 * one tenant's data to another. Threads: one at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *first, *current;
	size_t used, peak, limit; /* bytes handed out now, at most since the last reset, allowed */
	bool starved;             /* since then there was no memory to be had, whatever the limit */
};

/* Nothing is allocated until the first arena_alloc. `limit` bounds what a request may hold. */
void arena_init(struct arena *arena, size_t limit);

/* Wipe what was handed out and keep the first block for the next request. */
void arena_reset(struct arena *arena);

/* Wipe and give everything back. */
void arena_done(struct arena *arena);

/* `n` zeroed bytes aligned for any type; NULL at the limit or without memory. Lives until the
 * reset. */
CHECKED void *arena_alloc(struct arena *arena, size_t n);

/* A copy with a NUL behind it (not counted in .n). False at the limit. */
CHECKED bool arena_copy(struct arena *arena, struct str s, struct str *ret);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

#endif
