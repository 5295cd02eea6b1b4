/* SPDX-License-Identifier: MIT */
#include "base/rand.h"

#include <stdio.h>
#include <sys/random.h>

enum err
rand_bytes(void *ret, size_t n)
{
	BUG_IF(n > 256); /* up to 256 bytes getrandom neither blocks once seeded nor is cut short */
	return getrandom(ret, n, 0) == (ssize_t)n ? ERR_OK : ERR_UNAVAILABLE;
}

enum err
rand_uuid(char ret[UUID_LEN + 1])
{
	unsigned char b[16];

	TRY(rand_bytes(b, sizeof(b)));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	(void)snprintf(ret, UUID_LEN + 1,
	               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
	               b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
	               b[13], b[14], b[15]);
	return ERR_OK;
}
