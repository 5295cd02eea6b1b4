/* SPDX-License-Identifier: MIT */
/* listing.h - the words that commands which list something have in common, and their walk.
 * Threads: acho-admin has one. */
#ifndef ADMIN_LISTING_H
#define ADMIN_LISTING_H

#include "asking.h"
#include "base/codec.h"
#include "sheet.h"

#define LISTING_LIMIT     50 /* rows, when nobody says how many */
#define LISTING_LIMIT_MAX 1000
#define LISTING_ACCOUNTS  1000 /* looked at in one transaction */

struct listing {
	const char *only;  /* the filter without its dashes; NULL: everything */
	const char *slug;  /* of one account; NULL: of all */
	const char *after; /* --after: go on behind that one; NULL: from the beginning */
	int64_t limit;     /* --limit */
	bool addresses;    /* --addresses: whole, not masked */
};

/*
 * Read what stands behind the command's own word. `filters` are the words that may stand there
 * once,
 * "--failed" and such, NULL at the end; `takes_slug`: so may a slug. False: misused.
 */
CHECKED bool listing_read(const struct call *call, const char *const *filters, bool takes_slug,
                          struct listing *ret);

/*
 * Walk until there are enough rows or no more accounts. `page` asks for up to `limit` behind
 * `after` (NULL: the beginning), writes the rows and says how many there were, and where to go on:
 * "" at the end. Then the sheet says "next" if there is more.
 */
typedef enum err listing_page(struct asking *asking, struct fault *fault,
                              const struct listing *listing, const char *after, int64_t limit,
                              struct sheet *sheet, int64_t *ret_rows, char ret_next[SLUG_LEN + 1]);
CHECKED enum err listing_walk(struct asking *asking, struct fault *fault,
                              const struct listing *listing, listing_page *page,
                              struct sheet *sheet);

#endif
