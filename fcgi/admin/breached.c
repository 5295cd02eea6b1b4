/* SPDX-License-Identifier: MIT */
/* breached build: the file of auth/breached.h, from standard input.
 *
 * A billion entries are 8 GB: they go straight into a file beside the one that is asked for, are
 * put in order there, mapped, unless they came so, and take the name when all is well.
 */
#include <endian.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/breached.h"
#include "commands.h"

#define LINE_BYTES_MAX 4096
#define SHA1_DIGITS    40

struct list {
	FILE *file;
	char *path; /* of what is being made */
	uint64_t n, last;
	bool unordered;
};

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* 40 hexadecimal digits, and perhaps a colon and a count. */
static bool
is_sha1(struct str line)
{
	int64_t count;

	if (line.n < SHA1_DIGITS)
		return false;
	for (size_t i = 0; i < SHA1_DIGITS; i++)
		if (digit(line.p[i]) < 0)
			return false;
	return line.n == SHA1_DIGITS ||
	       (line.p[SHA1_DIGITS] == ':' &&
	        str_number(str_part(line, SHA1_DIGITS + 1, line.n), &count));
}

static bool
entry_of(struct str line, unsigned char ret[BREACHED_ENTRY])
{
	if (!is_sha1(line))
		return breached_entry(line, ret) == ERR_OK;
	for (size_t i = 0; i < BREACHED_ENTRY; i++)
		ret[i] = (unsigned char)(digit(line.p[2 * i]) << 4 | digit(line.p[2 * i + 1]));
	return true;
}

static bool
add(struct list *list, struct str line)
{
	unsigned char entry[BREACHED_ENTRY];
	uint64_t place;

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n == 0)
		return true;
	if (!entry_of(line, entry))
		return false;
	place = breached_place(entry);
	if (list->n > 0 && place == list->last)
		return true;
	list->unordered = list->unordered || (list->n > 0 && place < list->last);
	list->last = place;
	list->n++;
	return fwrite(entry, sizeof(entry), 1, list->file) == 1;
}

/* What is longer than a line may be is no password that could be set, and is left out. */
static bool
add_all(struct list *list, FILE *in)
{
	char line[LINE_BYTES_MAX];
	bool whole, good = true, skips = false;

	while (good && fgets(line, sizeof(line), in) != NULL) {
		struct str text = str_of(line);
		whole = text.n > 0 && text.p[text.n - 1] == '\n';
		if (!skips && (whole || feof(in) != 0))
			good = add(list, str_part(text, 0, text.n - whole));
		skips = !whole;
	}
	return good && ferror(in) == 0;
}

static int
by_place(const void *a, const void *b)
{
	uint64_t left = breached_place(a), right = breached_place(b);

	return (left > right) - (left < right);
}

/* Put the entries in order, each once. */
static bool
order(struct list *list)
{
	size_t size = BREACHED_HEADER + list->n * BREACHED_ENTRY, kept = 0;
	unsigned char *map, *entries;

	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(list->file), 0);
	if (map == MAP_FAILED)
		return false;
	entries = map + BREACHED_HEADER;
	qsort(entries, list->n, BREACHED_ENTRY, by_place);
	for (size_t i = 0; i < list->n; i++) {
		unsigned char *entry = entries + i * BREACHED_ENTRY;
		if (i > 0 &&
		    breached_place(entry) == breached_place(entries + (kept - 1) * BREACHED_ENTRY))
			continue;
		memmove(entries + kept * BREACHED_ENTRY, entry, BREACHED_ENTRY);
		kept++;
	}
	list->n = kept;
	return munmap(map, size) == 0;
}

static bool
write_header(struct list *list)
{
	uint64_t n = htobe64(list->n);

	return fseeko(list->file, 0, SEEK_SET) == 0 &&
	       fwrite(BREACHED_MAGIC, sizeof(BREACHED_MAGIC) - 1, 1, list->file) == 1 &&
	       fwrite(&n, sizeof(n), 1, list->file) == 1 && fflush(list->file) == 0;
}

static bool
build(struct list *list, FILE *in, const char *path)
{
	int fd;

	return write_header(list) && add_all(list, in) && fflush(list->file) == 0 &&
	       (!list->unordered || order(list)) && write_header(list) &&
	       (fd = fileno(list->file)) >= 0 &&
	       ftruncate(fd, (off_t)(BREACHED_HEADER + list->n * BREACHED_ENTRY)) == 0 &&
	       fchmod(fd, 0644) == 0 && fsync(fd) == 0 && rename(list->path, path) == 0;
}

int
breached_command(const struct call *call)
{
	char path[4096];
	struct list list = {.path = path};
	int fd, n;
	bool good;

	if (call->argc != 2 || strcmp(call->argv[0], "build") != 0) {
		(void)complain(call, "usage: acho-admin breached build FILE <PASSWORDS");
		return MISUSED;
	}
	n = snprintf(path, sizeof(path), "%s.XXXXXX", call->argv[1]);
	fd = n < (int)sizeof(path) ? mkostemp(path, O_CLOEXEC) : -1;
	list.file = fd < 0 ? NULL : fdopen(fd, "w+e");
	if (list.file == NULL)
		return complain(call, "%s: cannot be made: %m", call->argv[1]);
	good = build(&list, stdin, call->argv[1]);
	if (!good) {
		(void)complain(call, "%s: cannot be written: %m", call->argv[1]);
		(void)unlink(path);
	}
	if (fclose(list.file) != 0 || !good)
		return FAILED;
	(void)fprintf(call->out, "%llu passwords\n", (unsigned long long)list.n);
	return DONE;
}
