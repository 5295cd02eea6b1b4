/* SPDX-License-Identifier: MIT */
#include "login/app.h"

const struct db_statement login_statements[LOGIN__COUNT] = {
#define CALL(id, params, columns, sql) [LOGIN_##id] = {"login." #id, params, columns, sql},
#include "login/calls.def"
#undef CALL
};

/* clang-format off */
static const struct route table[] = {
	/* method       path                              handler         after a park         who          body */
	{METHOD_GET,    "/a/{slug}/manifest.webmanifest",  get_manifest,   NULL,                WHO_ANYBODY, 0},
	{METHOD_GET,    "/a/{slug}/api/account",           get_account,    NULL,                WHO_ANYBODY, 0},
	{METHOD_GET,    "/a/{slug}/api/oa/picture",        get_picture,    NULL,                WHO_ANYBODY, 0},
	{METHOD_POST,   "/a/{slug}/api/session",           post_session,   post_session_hashed, WHO_ANYBODY, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/session",           get_session,    NULL,                WHO_SESSION, 0},
	{METHOD_DELETE, "/a/{slug}/api/session",           delete_session, NULL,                WHO_SESSION, 0},
	{METHOD_GET,    "/a/{slug}/api/sessions",          get_sessions,   NULL,                WHO_SESSION, 0},
	{METHOD_DELETE, "/a/{slug}/api/sessions/{id}",     delete_sessions, NULL,               WHO_SESSION, 0},
	{METHOD_GET,    "/a/{slug}/api/events",            get_events,     NULL,                WHO_SESSION, 0},
	{METHOD_GET,    "/a/{slug}/api/events/{id}",       get_events,     NULL,                WHO_SESSION, 0},
	{METHOD_GET,    "/a/{slug}/api/export",            get_export,     NULL,                WHO_SESSION, 0},
	{METHOD_GET,    "/a/{slug}/api/export/{id}",       get_export,     NULL,                WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/consent",           post_consent,   NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/profile",           get_profile,    NULL,                WHO_SESSION, 0},
	{METHOD_PUT,    "/a/{slug}/api/profile",           put_profile,    NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/session/confirm",   post_confirm,   post_confirm_hashed, WHO_SESSION, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/totp",              get_totp,       NULL,                WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/totp",              post_totp,      NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/totp",              put_totp,       NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_DELETE, "/a/{slug}/api/totp",              delete_totp,    NULL,                WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/totp/recovery-codes", post_recovery_codes, NULL,         WHO_SESSION, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/password",          put_password,   put_password_hashed, WHO_SESSION, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/password-reset",    post_password_reset, NULL,           WHO_ANYBODY, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/password-reset",    put_password_reset, put_password_reset_hashed, WHO_ANYBODY, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/email-verification", post_email_verification, NULL,      WHO_ANYBODY, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/email-verification/request", post_email_verification_request, NULL, WHO_SESSION, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/link/look",         post_link_look, NULL,                WHO_ANYBODY, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/email",             get_email,      NULL,                WHO_SESSION, 0},
	{METHOD_DELETE, "/a/{slug}/api/email",             delete_email,   NULL,                WHO_SESSION, 0},
	{METHOD_PUT,    "/a/{slug}/api/email",             put_email,      NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/email-undo",        post_email_undo, NULL,               WHO_ANYBODY, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/team",              get_team,       NULL,                WHO_SESSION, 0},
	{METHOD_PUT,    "/a/{slug}/api/team/{id}",         put_team,       NULL,                WHO_SESSION, BODY_MAX},
	{METHOD_DELETE, "/a/{slug}/api/team/{id}",         delete_team,    NULL,                WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/invitations",       post_invitations, NULL,              WHO_SESSION, BODY_MAX},
	{METHOD_DELETE, "/a/{slug}/api/invitations/{id}",  delete_invitations, NULL,            WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/invitation",        post_invitation, NULL,               WHO_ANYBODY, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/invitation",        put_invitation, put_invitation_hashed, WHO_ANYBODY, BODY_MAX},
};
/* clang-format on */

const struct routes login_routes = {
        .table = table, .n = ARRAY_LEN(table), .session_check = session_check};
