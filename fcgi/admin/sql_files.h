/* SPDX-License-Identifier: MIT */
/* sql_files.h - the SQL files of a release, read whole before anything is done with them. Threads:
 * acho-admin has one. */
#ifndef ADMIN_SQL_FILES_H
#define ADMIN_SQL_FILES_H

#include "base/arena.h"
#include "base/err.h"

#define SQL_FILE_MAX MIB(1)

struct sql_file {
	struct str path, name; /* NUL-terminated; name is the part behind the last slash */
	struct str text;       /* NUL-terminated */
};

struct sql_files {
	struct sql_file *files;
	size_t n;
};

/* One file. ERR_NOT_FOUND, ERR_TOO_LARGE, ERR_INVALID (it holds a NUL), ERR_NOMEM; the fault names
 * the path. */
CHECKED enum err sql_file_read(struct arena *arena, struct fault *fault, const char *path,
                               struct sql_file *ret);

/* Every *.sql of a folder, in the order of their names (bytes, not the locale). Errors as above. */
CHECKED enum err sql_files_read(struct arena *arena, struct fault *fault, const char *folder,
                                struct sql_files *ret);

#endif
