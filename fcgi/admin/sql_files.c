/* SPDX-License-Identifier: MIT */
#include "sql_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define FILES_MAX 1000

static void
close_file(FILE **file)
{
	if (*file != NULL)
		(void)fclose(*file);
}

static void
close_folder(DIR **folder)
{
	if (*folder != NULL)
		(void)closedir(*folder);
}

enum err
sql_file_read(struct arena *arena, struct fault *fault, const char *path, struct sql_file *ret)
{
	FILE *file CLEANUP(close_file) = fopen(path, "re");
	const char *slash = strrchr(path, '/');
	char chunk[4096];
	size_t n;
	struct buf text;
	struct sql_file found = {.text = STR("")};

	if (file == NULL)
		return FAULT(fault, ERR_NOT_FOUND, "%s: %m", path);
	buf_init(&text, arena, SQL_FILE_MAX);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(&text, (struct str){chunk, n});
	if (ferror(file) != 0)
		return FAULT(fault, ERR_NOT_FOUND, "%s: cannot be read", path);
	if (buf_failed(&text))
		return FAULT(fault, ERR_TOO_LARGE, "%s: larger than 1 MiB", path);
	if (text.n > 0)
		found.text = buf_str(&text);
	if (str_has(found.text, '\0'))
		return FAULT(fault, ERR_INVALID, "%s: holds a NUL", path);
	if (!arena_copy(arena, str_of(path), &found.path))
		return FAULT(fault, ERR_NOMEM, "no memory for %s", path);
	found.name = slash == NULL ? found.path
	                           : str_part(found.path, (size_t)(slash + 1 - path), found.path.n);
	*ret = found;
	return ERR_OK;
}

static int
by_name(const void *a, const void *b)
{
	const struct sql_file *left = a, *right = b;

	return strcmp(left->name.p, right->name.p);
}

/* NULL: the end, or errno says what is wrong. */
static struct dirent *
next_entry(DIR *entries)
{
	errno = 0;
	return readdir(entries);
}

enum err
sql_files_read(struct arena *arena, struct fault *fault, const char *folder, struct sql_files *ret)
{
	DIR *entries CLEANUP(close_folder) = opendir(folder);
	struct dirent *entry;
	struct sql_files found = {.files = arena_alloc(arena, FILES_MAX * sizeof(struct sql_file))};

	if (entries == NULL)
		return FAULT(fault, ERR_NOT_FOUND, "%s: %m", folder);
	if (found.files == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for %s", folder);
	while ((entry = next_entry(entries)) != NULL) {
		char path[4096];
		if (!str_ends(str_of(entry->d_name), STR(".sql")))
			continue;
		if (found.n == FILES_MAX)
			return FAULT(fault, ERR_TOO_LARGE, "%s: more than %d files", folder,
			             FILES_MAX);
		if (snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name) >=
		    (int)sizeof(path))
			return FAULT(fault, ERR_TOO_LARGE, "path too long");
		TRY(sql_file_read(arena, fault, path, &found.files[found.n++]));
	}
	/* Half of the files would be half of a schema. */
	if (errno != 0)
		return FAULT(fault, ERR_NOT_FOUND, "%s: %m", folder);
	qsort(found.files, found.n, sizeof(*found.files), by_name);
	*ret = found;
	return ERR_OK;
}
