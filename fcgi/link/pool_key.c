/* SPDX-License-Identifier: MIT */
#include "link/pool_key.h"

#include "link/app.h"
#include "vault/seal.h"

enum err
pool_key_adopt(struct req *rq, const struct db_result *leased, struct db_result *ret_stored)
{
	const struct link_app *app = rq->app;
	auto_secret key = {0};
	struct str sealed;
	char id[37];

	db_get_uuid(leased, 0, 1, id);
	TRY(seal_open(app->keyring, (struct seal_scope){STR(""), SEAL_POOL, str_of(id)},
	              db_get_text(leased, 0, 2), &rq->fault, &key));
	TRY(seal_make(app->keyring, (struct seal_scope){rq->slug, SEAL_ASSERTION_KEY, str_of(id)},
	              secret_str(&key), &rq->arena, &rq->fault, &sealed));
	return REQ_CALL(rq, LINK_KEY_STORE, ret_stored, REQ_SESSION(rq), db_cstr(id),
	                db_bytes(sealed.p, sealed.n), db_text(rq->ip), db_text(rq->request_id));
}
