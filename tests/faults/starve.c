/* SPDX-License-Identifier: MIT */
/* A machine short of memory, for a program that is run with it (LD_PRELOAD): while the file
 * STARVE_CONTROL says so, one allocation in so many has no result. Three numbers of 32 bits, shared
 * with the test: one in how many (0: none), whether those of the program's own code alone, and how
 * many there were. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct control {
	_Atomic uint32_t one_in, own, starved;
} * control;

static uintptr_t own_from = UINTPTR_MAX, own_to;

/* The first object is the program itself. */
static int
note_own(struct dl_phdr_info *info, size_t size, void *arg)
{
	(void)size;
	(void)arg;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
		uintptr_t to = from + info->dlpi_phdr[i].p_memsz;
		if (info->dlpi_phdr[i].p_type != PT_LOAD || !(info->dlpi_phdr[i].p_flags & PF_X))
			continue;
		own_from = from < own_from ? from : own_from;
		own_to = to > own_to ? to : own_to;
	}
	return 1;
}

__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("STARVE_CONTROL");
	int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
	void *shared;

	if (fd < 0)
		abort();
	shared = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)close(fd);
	if (shared == MAP_FAILED)
		abort();
	(void)dl_iterate_phdr(note_own, NULL);
	control = shared;
}

/* At random, the same on each run but for the order of the threads. */
static int
starves(const void *caller)
{
	static _Atomic uint32_t count;
	uint32_t one_in = control == NULL ? 0 : atomic_load(&control->one_in), x;

	if (one_in == 0 || (atomic_load(&control->own) != 0 &&
	                    ((uintptr_t)caller < own_from || (uintptr_t)caller >= own_to)))
		return 0;
	x = atomic_fetch_add(&count, 1) * 0x9e3779b9U;
	x = (x ^ x >> 16) * 0x85ebca6bU;
	x = (x ^ x >> 13) * 0xc2b2ae35U;
	if ((x ^ x >> 16) % one_in != 0)
		return 0;
	(void)atomic_fetch_add(&control->starved, 1);
	errno = ENOMEM;
	return 1;
}

#define STARVES starves(__builtin_return_address(0))

/* The next one's, which may be a sanitizer's. */
#define NEXT(function)                                                                             \
	do {                                                                                       \
		if (next == NULL)                                                                  \
			*(void **)&next = dlsym(RTLD_NEXT, function);                              \
	} while (0)

void *
malloc(size_t n)
{
	static void *(*next)(size_t);

	NEXT("malloc");
	return STARVES ? NULL : next(n);
}

void *
calloc(size_t n, size_t size)
{
	static void *(*next)(size_t, size_t);

	NEXT("calloc");
	return STARVES ? NULL : next(n, size);
}

void *
realloc(void *block, size_t n)
{
	static void *(*next)(void *, size_t);

	NEXT("realloc");
	return STARVES ? NULL : next(block, n);
}
