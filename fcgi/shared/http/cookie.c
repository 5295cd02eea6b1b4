/* SPDX-License-Identifier: MIT */
#include "http/cookie.h"

struct str
cookie_name(enum cookie cookie, bool https)
{
	if (cookie == COOKIE_DEVICE)
		return https ? STR("__Secure-acho-device") : STR("acho-device");
	return https ? STR("__Secure-acho") : STR("acho");
}

bool
cookie_find(struct str header, enum cookie cookie, bool https, struct token *ret)
{
	struct str name = cookie_name(cookie, https), pair, before;
	struct str value = STR_NONE;

	while (header.p != NULL) {
		if (!str_cut(&header, ';', &pair)) {
			pair = header;
			header = STR_NONE;
		}
		pair = str_trim(pair);
		if (!str_cut(&pair, '=', &before) || !str_is(before, name))
			continue;
		if (value.p != NULL)
			return false;
		value = pair;
	}
	return value.p != NULL && token_parse(value, ret);
}
