/* SPDX-License-Identifier: MIT */
/* app.h - the worker that links an Official Account: its keys, its tokens, their proofs at LINE.
 *
 * A pasted value is stored as pending, leased to the request, before LINE is asked; the answer
 * settles it by attempt number. So a worker may die at any instant: the courier proves what is
 * left.
 */
#ifndef LINK_APP_H
#define LINK_APP_H

#include "base/settings.h"
#include "http/route.h"
#include "line/client.h"
#include "vault/keyring.h"

/* rq->app; read-only to handlers but for the client, which locks itself. */
struct link_app {
	const struct settings *settings;
	const struct keyring *keyring;
	struct line_client *line;
};

enum link_call {
#define CALL(id, ...) LINK_##id,
#include "link/calls.def"
#undef CALL
	LINK__COUNT
};

extern const struct db_statement link_statements[LINK__COUNT];
extern const struct routes link_routes;

handler get_oa, put_oa, session_check;                   /* oa.c */
handler get_assertion_key, post_assertion_key;           /* assertion_key.c */
handler put_login_channel, put_login_channel_proved;     /* login_channel.c */
handler put_checklist;                                   /* checklist.c */
handler put_messaging_token, put_messaging_token_proved; /* messaging_token.c */
handler delete_messaging_token;
handler post_release_request, post_release; /* release.c */
handler post_release_look;
handler post_deletion, delete_deletion; /* deletion.c */

/* The answer of GET .../oa, which the PUTs give too. */
CHECKED enum err oa_reply(struct req *rq);

#endif
