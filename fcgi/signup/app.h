/* SPDX-License-Identifier: MIT */
/* app.h - the worker that makes accounts. It holds no key and reads nothing back. */
#ifndef SIGNUP_APP_H
#define SIGNUP_APP_H

#include "auth/breached.h"
#include "auth/hash_pool.h"
#include "base/settings.h"
#include "http/route.h"

/* rq->app; read-only to handlers but for the pool, which locks itself. */
struct signup_app {
	const struct settings *settings;
	struct hash_pool *hashes;
	const struct breached *breached;
};

enum signup_call {
#define CALL(id, ...) SIGNUP_##id,
#include "signup/calls.def"
#undef CALL
	SIGNUP__COUNT
};

extern const struct db_statement signup_statements[SIGNUP__COUNT];
extern const struct routes signup_routes;

handler post_signup, post_signup_hashed, post_find, get_terms;

#endif
