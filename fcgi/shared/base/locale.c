/* SPDX-License-Identifier: MIT */
#include "base/locale.h"

static const char *const tags[LOCALE__COUNT] = {
        [LOCALE_ZH_TW] = "zh-TW", [LOCALE_EN] = "en", [LOCALE_JA] = "ja"};

const char *
locale_tag(enum locale locale)
{
	return tags[locale];
}

bool
locale_from_tag(struct str tag, enum locale *ret)
{
	for (enum locale l = 0; l < LOCALE__COUNT; l++)
		if (str_is(tag, str_of(tags[l]))) {
			*ret = l;
			return true;
		}
	return false;
}

/* "q=0.85" in thousandths; anything malformed counts as not acceptable. */
static int
quality(struct str parameter)
{
	struct str whole;
	int q = 0, scale = 1000;

	parameter = str_trim(parameter);
	if (!str_starts(parameter, STR("q=")))
		return 0;
	parameter = str_part(parameter, 2, parameter.n);
	if (!str_cut(&parameter, '.', &whole))
		return str_is(parameter, STR("1")) ? 1000 : 0;
	if (str_is(whole, STR("1")))
		return 1000;
	for (size_t i = 0; i < parameter.n && i < 3; i++) {
		if (parameter.p[i] < '0' || parameter.p[i] > '9')
			return 0;
		scale /= 10;
		q += (parameter.p[i] - '0') * scale;
	}
	return q;
}

static bool
primary(struct str tag, enum locale *ret)
{
	struct str language;

	if (!str_cut(&tag, '-', &language))
		language = tag;
	for (enum locale l = 0; l < LOCALE__COUNT; l++)
		if (str_is_nocase(language, str_part(str_of(tags[l]), 0, 2))) {
			*ret = l;
			return true;
		}
	return false;
}

enum locale
locale_from_accept(struct str header)
{
	enum locale best = LOCALE_ZH_TW, found;
	int best_q = 0;

	while (header.n > 0) {
		struct str item, tag;
		int q = 1000;
		if (!str_cut(&header, ',', &item)) {
			item = header;
			header = STR_NONE;
		}
		if (str_cut(&item, ';', &tag))
			q = quality(item);
		else
			tag = item;
		if (q > best_q && primary(str_trim(tag), &found)) {
			best = found;
			best_q = q;
		}
	}
	return best;
}

struct str
brand_in(struct str brand, enum locale locale)
{
	if (brand.n > 0)
		return brand;
	return locale == LOCALE_ZH_TW ? STR("荔枝好推") : STR("ACHO");
}
