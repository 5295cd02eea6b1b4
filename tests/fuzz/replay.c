/* SPDX-License-Identifier: MIT */
/* replay.c - runs a fuzz target over its corpus without libFuzzer: every build, any compiler.
 * usage: replay-NAME FOLDER... ; prints how many files went in. An empty folder is a failure. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Exactly as many heap bytes as the file has, so that a sanitizer sees one byte too far. */
static int
replay_file(const char *folder, const char *name)
{
	char path[1024];
	FILE *file;
	long n;
	uint8_t *bytes = NULL;
	int done = -1;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -1;
	file = fopen(path, "rb");
	if (file == NULL)
		return -1;
	if (fseek(file, 0, SEEK_END) == 0 && (n = ftell(file)) >= 0 &&
	    fseek(file, 0, SEEK_SET) == 0) {
		bytes = malloc(n > 0 ? (size_t)n : 1);
		if (bytes != NULL && fread(bytes, 1, (size_t)n, file) == (size_t)n) {
			(void)LLVMFuzzerTestOneInput(bytes, (size_t)n);
			done = 0;
		}
	}
	free(bytes);
	(void)fclose(file);
	return done;
}

static int
replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	if (dir == NULL)
		return -1;
	while (n >= 0 && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			n = replay_file(folder, entry->d_name) == 0 ? n + 1 : -1;
	(void)closedir(dir);
	return n;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int n = replay_folder(argv[i]);
		(void)printf("%s: %d\n", argv[i], n);
		if (n <= 0)
			return EXIT_FAILURE;
	}
	return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
