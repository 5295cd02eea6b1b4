/* SPDX-License-Identifier: MIT */
#include "listing.h"

#include <string.h>

static bool
is_filter(const char *const *filters, const char *word)
{
	for (; *filters != NULL; filters++)
		if (strcmp(*filters, word) == 0)
			return true;
	return false;
}

bool
listing_read(const struct call *call, const char *const *filters, bool takes_slug,
             struct listing *ret)
{
	*ret = (struct listing){.limit = LISTING_LIMIT};
	for (int i = 1; i < call->argc; i++) {
		const char *word = call->argv[i];
		if (strcmp(word, "--addresses") == 0)
			ret->addresses = true;
		else if (strcmp(word, "--after") == 0 && i + 1 < call->argc)
			ret->after = call->argv[++i];
		else if (strcmp(word, "--limit") == 0 && i + 1 < call->argc) {
			if (!str_number(str_of(call->argv[++i]), &ret->limit))
				return false;
		} else if (is_filter(filters, word) && ret->only == NULL)
			ret->only = word + strlen("--");
		else if (takes_slug && word[0] != '-' && ret->slug == NULL)
			ret->slug = word;
		else
			return false;
	}
	return ret->limit >= 1 && ret->limit <= LISTING_LIMIT_MAX &&
	       (ret->slug == NULL || ret->after == NULL);
}

enum err
listing_walk(struct asking *asking, struct fault *fault, const struct listing *listing,
             listing_page *page, struct sheet *sheet)
{
	char next[SLUG_LEN + 1] = "";
	const char *after = listing->after;
	int64_t left = listing->limit;

	do {
		int64_t rows = 0;
		TRY(page(asking, fault, listing, after, left, sheet, &rows, next));
		left -= rows;
		after = next;
	} while (left > 0 && next[0] != '\0');
	sheet_end(sheet);
	if (next[0] != '\0' || sheet->call->json)
		sheet_text(sheet, "next", next[0] == '\0' ? STR_NONE : str_of(next));
	return ERR_OK;
}
