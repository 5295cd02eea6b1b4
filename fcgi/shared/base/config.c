/* SPDX-License-Identifier: MIT */
#include "base/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* One NAME=VALUE line; what is already in the environment wins. */
static bool
config_line(char *line)
{
	struct str rest = str_trim(str_of(line)), name;
	char key[64];

	if (rest.n == 0 || rest.p[0] == '#')
		return true;
	if (!str_cut(&rest, '=', &name) || name.n >= sizeof(key))
		return false;
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	if (rest.n >= 2 && rest.p[0] == '"' && rest.p[rest.n - 1] == '"')
		rest = str_part(rest, 1, rest.n - 2);
	line[(size_t)(rest.p - line) + rest.n] = '\0';
	/* lint: allow setenv, because no thread runs yet */
	return setenv(key, rest.n == 0 ? "" : rest.p, 0) == 0;
}

bool
config_credential(const char *name, FILE *complaints)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char path[1024], line[4096] = "";
	struct str value;
	FILE *file;
	bool good;

	if (folder == NULL)
		return true;
	(void)snprintf(path, sizeof(path), "%.900s/%s", folder, name);
	file = fopen(path, "re");
	if (file == NULL && errno == ENOENT)
		return true;
	good = file != NULL && (fgets(line, sizeof(line), file) != NULL || feof(file)) &&
	       strlen(line) < sizeof(line) - 1;
	if (file != NULL)
		(void)fclose(file);
	value = str_trim(str_of(line));
	if (good && value.n > 0) {
		line[(size_t)(value.p - line) + value.n] = '\0';
		/* lint: allow setenv, because no thread runs yet */
		good = setenv(name, value.p, 0) == 0;
	}
	explicit_bzero(line, sizeof(line));
	if (!good)
		(void)fprintf(complaints, "%s: its credential should be one readable line\n", name);
	return good;
}

bool
config_file(FILE *complaints)
{
	const char *path = getenv("ACHO_CONFIG");
	char line[4096];
	FILE *file;
	bool good = true;

	if (path == NULL)
		return true;
	file = fopen(path, "re");
	if (file == NULL) {
		(void)fprintf(
		        complaints,
		        "ACHO_CONFIG: %s: %m; it should name a readable file of NAME=VALUE lines\n",
		        path);
		return false;
	}
	for (int n = 1; good && fgets(line, sizeof(line), file) != NULL; n++) {
		good = config_line(line);
		if (!good)
			(void)fprintf(complaints, "ACHO_CONFIG: %s line %d should be NAME=VALUE\n",
			              path, n);
	}
	/* What ends too soon is no end: the settings behind it would be missing, or others. A
	 * folder opens, too, and cannot be read. */
	if (ferror(file) != 0) {
		(void)fprintf(complaints, "ACHO_CONFIG: %s cannot be read to its end: %m\n", path);
		good = false;
	}
	(void)fclose(file);
	return good;
}
