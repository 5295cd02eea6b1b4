/* SPDX-License-Identifier: MIT */
/* keys.h - a keyring out of a text, for tests that seal. */
#ifndef SUPPORT_KEYS_H
#define SUPPORT_KEYS_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "vault/keyring.h"

#define KEYS_OF_LINE "line 1 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k\n"

/* `masters` as keyring_open() takes it; `ret` is the caller's and must be closed. */
static inline void
keys_open(const char *text, unsigned masters, struct keyring *ret)
{
	char path[] = "/tmp/acho-keyring-XXXXXX";
	struct fault fault = {0};
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
	assert_int_equal(keyring_open(path, masters, &fault, ret), ERR_OK);
	(void)unlink(path);
}

#endif
