/* SPDX-License-Identifier: MIT */
/* A session token is only ever what stands in the header, behind our name, once. */
#include <stdlib.h>
#include <string.h>

#include "http/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str header = {(const char *)bytes, n};
	struct token token;
	char text[1 + TOKEN_TEXT_LEN + 1] = "=";

	if (n > KIB(16))
		return 0;
	for (unsigned i = 0; i < 4; i++) {
		if (!cookie_find(header, i / 2 == 0 ? COOKIE_SESSION : COOKIE_DEVICE, i % 2 == 0,
		                 &token))
			continue;
		token_text(&token, text + 1);
		if (memmem(header.p, header.n, text, sizeof(text) - 1) == NULL)
			abort();
	}
	return 0;
}
