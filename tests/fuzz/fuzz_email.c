/* SPDX-License-Identifier: MIT */
/* Whatever email_read takes can stand in a mail's envelope, and reads the same when read again. */
#include <stdlib.h>
#include <string.h>

#include "auth/email.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str typed = {(const char *)bytes, n}, email, again;
	struct arena arena;
	const char *code;

	if (n > KIB(4) || !utf8_valid(typed))
		return 0;
	arena_init(&arena, KIB(64));
	code = email_read(&arena, typed, &email);
	if (code == NULL) {
		if (email.n > EMAIL_MAX || !str_has(email, '@'))
			abort();
		for (size_t i = 0; i < email.n; i++)
			if (email.p[i] <= ' ' || email.p[i] > '~' ||
			    strchr("<>(),;:\\\"[]", email.p[i]) != NULL)
				abort();
		if (email_read(&arena, email, &again) != NULL || !str_is(email, again))
			abort();
	}
	arena_done(&arena);
	return 0;
}
