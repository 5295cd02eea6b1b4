/* SPDX-License-Identifier: MIT */
#include "link/app.h"

const struct db_statement link_statements[LINK__COUNT] = {
#define CALL(id, params, columns, sql) [LINK_##id] = {"link." #id, params, columns, sql},
#include "link/calls.def"
#undef CALL
};

/* clang-format off */
static const struct route table[] = {
	/* method       path                                     handler                 after a park                who          body */
	{METHOD_GET,    "/a/{slug}/api/oa",                       get_oa,                 NULL,                       WHO_SESSION, 0},
	{METHOD_PUT,    "/a/{slug}/api/oa",                       put_oa,                 NULL,                       WHO_SESSION, BODY_MAX},
	{METHOD_GET,    "/a/{slug}/api/assertion-key",            get_assertion_key,      NULL,                       WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/assertion-key",            post_assertion_key,     NULL,                       WHO_SESSION, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/login-channel",            put_login_channel,      put_login_channel_proved,   WHO_SESSION, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/login-channel/checklist",  put_checklist,          NULL,                       WHO_SESSION, BODY_MAX},
	{METHOD_PUT,    "/a/{slug}/api/messaging-token",          put_messaging_token,    put_messaging_token_proved, WHO_SESSION, BODY_MAX},
	{METHOD_DELETE, "/a/{slug}/api/messaging-token",          delete_messaging_token, NULL,                       WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/messaging-token/release-request", post_release_request, NULL,                  WHO_SESSION, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/deletion",                 post_deletion,          NULL,                       WHO_SESSION, BODY_MAX},
	{METHOD_DELETE, "/a/{slug}/api/deletion",                 delete_deletion,        NULL,                       WHO_SESSION, 0},
	{METHOD_POST,   "/a/{slug}/api/release/look",             post_release_look,      NULL,                       WHO_ANYBODY, BODY_MAX},
	{METHOD_POST,   "/a/{slug}/api/release",                  post_release,           NULL,                       WHO_ANYBODY, BODY_MAX},
};
/* clang-format on */

const struct routes link_routes = {
        .table = table, .n = ARRAY_LEN(table), .session_check = session_check};
