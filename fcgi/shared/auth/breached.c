/* SPDX-License-Identifier: MIT */
#include "auth/breached.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/password.h"

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

uint64_t
breached_place(const unsigned char entry[BREACHED_ENTRY])
{
	uint64_t place;

	memcpy(&place, entry, sizeof(place));
	return be64toh(place);
}

static uint64_t
place_of(const struct breached *breached, size_t i)
{
	return breached_place(breached->file + BREACHED_HEADER + i * BREACHED_ENTRY);
}

static bool
is_whole(const struct breached *breached)
{
	struct str magic = {(const char *)breached->file, sizeof(BREACHED_MAGIC) - 1};

	return str_is(magic, STR(BREACHED_MAGIC)) &&
	       (breached->size - BREACHED_HEADER) % BREACHED_ENTRY == 0 &&
	       breached_place(breached->file + BREACHED_HEADER - BREACHED_ENTRY) == breached->n;
}

static bool
is_ascending(const struct breached *breached)
{
	for (size_t i = 1; i < breached->n; i++)
		if (place_of(breached, i - 1) >= place_of(breached, i))
			return false;
	return true;
}

enum err
breached_open(const char *path, struct fault *fault, struct breached *ret)
{
	int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct breached opened = {0};
	struct stat file;
	void *map;

	if (fd < 0 || fstat(fd, &file) != 0)
		return FAULT(
		        fault, ERR_UNAVAILABLE,
		        "ACHO_BREACHED_PASSWORDS: the file cannot be opened: %m; it should be one "
		        "that acho-admin breached build has made");
	if (!S_ISREG(file.st_mode) || file.st_size < BREACHED_HEADER)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_BREACHED_PASSWORDS: should be a file that acho-admin breached "
		             "build has made");
	map = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_BREACHED_PASSWORDS: the file cannot be mapped: %m");
	opened.file = map;
	opened.size = (size_t)file.st_size;
	opened.n = (opened.size - BREACHED_HEADER) / BREACHED_ENTRY;
	if (!is_whole(&opened) || !is_ascending(&opened)) {
		breached_close(&opened);
		return FAULT(fault, ERR_INVALID,
		             "ACHO_BREACHED_PASSWORDS: the file is cut or not in order; it should "
		             "be one that acho-admin breached build has made");
	}
	*ret = opened;
	return ERR_OK;
}

void
breached_close(struct breached *breached)
{
	if (breached->file != NULL)
		(void)munmap((void *)(uintptr_t)breached->file, breached->size);
	*breached = (struct breached){0};
}

enum err
breached_entry(struct str password, unsigned char ret[BREACHED_ENTRY])
{
	unsigned char digest[EVP_MAX_MD_SIZE];

	if (EVP_Digest(password.p, password.n, digest, NULL, EVP_sha1(), NULL) != 1)
		return ERR_UNAVAILABLE;
	memcpy(ret, digest, BREACHED_ENTRY);
	explicit_bzero(digest, sizeof(digest));
	return ERR_OK;
}

static bool
is_listed(const struct breached *breached, struct str password)
{
	unsigned char entry[BREACHED_ENTRY];
	size_t low = 0, high = breached->n;
	uint64_t wanted;

	if (breached_entry(password, entry) != ERR_OK)
		return false;
	wanted = breached_place(entry);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (place_of(breached, middle) < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return low < breached->n && place_of(breached, low) == wanted;
}

bool
breached_has(const struct breached *breached, struct str password)
{
	char lower[PASSWORD_BYTES_MAX];
	bool found;

	if (password.n > sizeof(lower))
		return false;
	for (size_t i = 0; i < password.n; i++) {
		char c = password.p[i];
		lower[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	found = is_listed(breached, password) ||
	        is_listed(breached, (struct str){lower, password.n});
	explicit_bzero(lower, sizeof(lower));
	return found;
}
