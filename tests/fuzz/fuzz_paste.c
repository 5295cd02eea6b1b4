/* SPDX-License-Identifier: MIT */
/* The first byte chooses the field. A value that was taken is clean, and is taken again as it is.
 */
#include <stdlib.h>

#include "line/paste.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static const char *
judge(unsigned field, struct arena *arena, struct str pasted, struct paste *paste,
      struct secret *token)
{
	static const char *(*const fields[])(struct arena *, struct str, void *) = {
	        paste_basic_id, paste_channel_id, paste_kid};

	if (field < ARRAY_LEN(fields))
		return fields[field](arena, pasted, paste);
	return paste_token(pasted, token, paste);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct arena arena;
	struct paste paste = {0}, again = {0};
	auto_secret token = {0}, token_again = {0};
	const char *code;
	struct str value;

	if (n == 0 || n > KIB(8))
		return 0;
	arena_init(&arena, MIB(1));
	code = judge(bytes[0] % 4, &arena, (struct str){(const char *)bytes + 1, n - 1}, &paste,
	             &token);
	value = bytes[0] % 4 == 3 ? secret_str(&token) : paste.value;
	if (code == NULL && (!str_is_visible(value) || str_has(value, '"') || str_has(value, '\\')))
		abort();
	if (code == NULL &&
	    (judge(bytes[0] % 4, &arena, value, &again, &token_again) != NULL ||
	     !str_is(value, bytes[0] % 4 == 3 ? secret_str(&token_again) : again.value)))
		abort();
	if (code != NULL && value.n > 0)
		abort();
	arena_done(&arena);
	return 0;
}
