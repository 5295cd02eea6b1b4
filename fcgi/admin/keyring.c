/* SPDX-License-Identifier: MIT */
/* keyring new: a fresh master key as the line that stands in a keyring file (vault/keyring.h). */
#include <string.h>

#include "base/codec.h"
#include "base/rand.h"
#include "commands.h"

#define MASTER_BYTES 32

static const char *const purposes[] = {"line", "totp"};

static bool
purpose_is_known(const char *purpose)
{
	for (size_t i = 0; i < ARRAY_LEN(purposes); i++)
		if (strcmp(purpose, purposes[i]) == 0)
			return true;
	return false;
}

int
keyring_command(const struct call *call)
{
	unsigned char bytes[MASTER_BYTES];
	char text[BASE64URL_LEN(MASTER_BYTES) + 1];
	int64_t number = 1;
	int printed;

	if (call->argc < 2 || call->argc > 3 || strcmp(call->argv[0], "new") != 0 ||
	    !purpose_is_known(call->argv[1]) ||
	    (call->argc == 3 && !str_number(str_of(call->argv[2]), &number)) || number < 1 ||
	    number > UINT32_MAX) {
		(void)complain(call,
		               "usage: acho-admin keyring new line|totp [NUMBER from 1 to %u]",
		               UINT32_MAX);
		return MISUSED;
	}
	if (rand_bytes(bytes, sizeof(bytes)) != ERR_OK)
		return complain(call, "the kernel gives no random bytes");
	base64url_encode(bytes, sizeof(bytes), text);
	printed = fprintf(call->out, "%s %lld %s\n", call->argv[1], (long long)number, text);
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(text, sizeof(text));
	return printed > 0 && fflush(call->out) == 0 ? DONE
	                                             : complain(call, "cannot write the line");
}
