/* SPDX-License-Identifier: MIT */
/* Whatever json_parse accepts must read the same when json-c has written it out again. */
#include <json-c/json.h>
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	auto_json *json = NULL, *again = NULL;
	const char *text;

	if (n > KIB(64) || json_parse((struct str){(const char *)bytes, n}, &json) != ERR_OK)
		return 0;
	text = json_object_to_json_string_ext(json, JSON_C_TO_STRING_PLAIN);
	if (json_parse(str_of(text), &again) != ERR_OK || !json_object_equal(json, again))
		abort();
	return 0;
}
