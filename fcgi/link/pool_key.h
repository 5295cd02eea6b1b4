/* SPDX-License-Identifier: MIT */
/* pool_key.h - a leased key of the pool becomes an account's.
 *
 * The private half is opened, sealed for the account and stored while the lease lasts (60 s); a
 * lease that lapses destroys the key. Threads: whoever holds the request.
 */
#ifndef LINK_POOL_KEY_H
#define LINK_POOL_KEY_H

#include "http/req.h"

/* Take over the key of columns 1 and 2 (pool_id, pool_sealed) of `leased`, which name one. */
CHECKED enum err pool_key_adopt(struct req *rq, const struct db_result *leased,
                                struct db_result *ret_stored);

#endif
