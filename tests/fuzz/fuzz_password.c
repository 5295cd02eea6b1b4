/* SPDX-License-Identifier: MIT */
/* A password that may be set is one at login too, in the same form; the company is the part before
 * a line end. */
#include <stdlib.h>

#include "auth/password.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str typed = {(const char *)bytes, n}, company = STR(""), normal, again;
	struct arena arena;

	if (n > KIB(4) || !utf8_valid(typed))
		return 0;
	(void)str_cut(&typed, '\n', &company);
	arena_init(&arena, KIB(256));
	if (password_read(&arena, typed, &normal) == NULL) {
		if (normal.n > PASSWORD_BYTES_MAX || utf8_count(normal) < PASSWORD_CHARS_MIN)
			abort();
		if (!password_normal(&arena, normal, &again) || !str_is(normal, again))
			abort();
		(void)password_is_made_of(&arena, normal, &company, 1);
	}
	arena_done(&arena);
	return 0;
}
