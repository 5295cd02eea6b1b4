/* SPDX-License-Identifier: MIT */
/* app.h - the worker of the login page: who is meant, who is logged in, and proving it. */
#ifndef LOGIN_APP_H
#define LOGIN_APP_H

#include "auth/breached.h"
#include "auth/hash_pool.h"
#include "base/settings.h"
#include "http/route.h"
#include "vault/keyring.h"

/* rq->app; read-only to handlers but for the pool, which locks itself. */
struct login_app {
	const struct settings *settings;
	struct hash_pool *hashes;
	const struct breached *breached;
	const struct keyring *keyring; /* masters for second factors, no others */
};

enum login_call {
#define CALL(id, ...) LOGIN_##id,
#include "login/calls.def"
#undef CALL
	LOGIN__COUNT
};

extern const struct db_statement login_statements[LOGIN__COUNT];
extern const struct routes login_routes;

handler get_account, get_manifest;         /* account.c */
handler get_picture;                       /* picture.c */
handler post_session, post_session_hashed; /* session.c */
handler get_session, delete_session, session_check;
handler get_sessions, delete_sessions;     /* sessions.c */
handler put_password, put_password_hashed; /* password.c */
handler post_password_reset;               /* reset.c */
handler put_password_reset, put_password_reset_hashed;
handler post_email_verification; /* verify.c */
handler post_email_verification_request;
handler get_events;               /* events.c */
handler get_export;               /* export.c */
handler post_consent;             /* consent.c */
handler get_profile, put_profile; /* profile.c */
handler post_link_look;           /* links.c */
handler get_email, put_email;     /* address.c */
handler delete_email, post_email_undo;
handler get_team, put_team, delete_team; /* team.c */
handler post_invitations, delete_invitations;
handler post_invitation; /* join.c */
handler put_invitation, put_invitation_hashed;
handler post_confirm, post_confirm_hashed; /* confirm.c */
handler get_totp, post_totp, put_totp;     /* totp.c */
handler delete_totp, post_recovery_codes;

#endif
