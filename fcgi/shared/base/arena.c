/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n)   ((void)0)
#define UNPOISON(p, n) ((void)0)
#endif

/* 8 KiB hold a common request whole; larger pieces get a block of their own size. */
#define BLOCK_SIZE KIB(8)

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

void
arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){.limit = limit};
}

static void
block_wipe(struct arena_block *block)
{
	UNPOISON(block->bytes, block->used);
	explicit_bzero(block->bytes, block->used);
	block->used = 0;
	POISON(block->bytes, block->size);
}

static void
block_free(struct arena_block *block)
{
	UNPOISON(block->bytes, block->size);
	free(block);
}

void
arena_reset(struct arena *arena)
{
	struct arena_block *block = arena->first, *next;

	arena->starved = false;
	if (block == NULL)
		return;
	block_wipe(block);
	for (block = block->next; block != NULL; block = next) {
		next = block->next;
		block_wipe(block);
		block_free(block);
	}
	arena->first->next = NULL;
	arena->current = arena->first;
	arena->used = arena->peak = 0;
}

void
arena_done(struct arena *arena)
{
	arena_reset(arena);
	if (arena->first != NULL)
		block_free(arena->first);
	arena_init(arena, arena->limit);
}

static struct arena_block *
block_new(size_t n)
{
	size_t size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
	struct arena_block *block = malloc(sizeof(*block) + size);

	if (block == NULL)
		return NULL;
	*block = (struct arena_block){.size = size};
	POISON(block->bytes, size);
	return block;
}

void *
arena_alloc(struct arena *arena, size_t n)
{
	struct arena_block *block = arena->current;
	void *p;

	if (n > arena->limit)
		return NULL;
	n = (n + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
	if (n > arena->limit - arena->used)
		return NULL;
	if (block == NULL || n > block->size - block->used) {
		block = block_new(n);
		if (block == NULL) {
			arena->starved = true;
			return NULL;
		}
		if (arena->current == NULL)
			arena->first = block;
		else
			arena->current->next = block;
		arena->current = block;
	}
	p = block->bytes + block->used;
	UNPOISON(p, n);
	memset(p, 0, n);
	block->used += n;
	arena->used += n;
	if (arena->used > arena->peak)
		arena->peak = arena->used;
	return p;
}

bool
arena_copy(struct arena *arena, struct str s, struct str *ret)
{
	char *p = arena_alloc(arena, s.n + 1);

	if (p == NULL)
		return false;
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	*ret = (struct str){p, s.n};
	return true;
}
