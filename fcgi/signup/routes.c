/* SPDX-License-Identifier: MIT */
#include "signup/app.h"

const struct db_statement signup_statements[SIGNUP__COUNT] = {
#define CALL(id, params, columns, sql) [SIGNUP_##id] = {"signup." #id, params, columns, sql},
#include "signup/calls.def"
#undef CALL
};

/* clang-format off */
static const struct route table[] = {
	/* method    path           handler      after a park        who          body */
	{METHOD_POST, "/api/signup", post_signup, post_signup_hashed, WHO_ANYBODY, KIB(64)},
	{METHOD_POST, "/api/find",   post_find,   NULL,               WHO_ANYBODY, KIB(64)},
	{METHOD_GET,  "/api/terms",  get_terms,   NULL,               WHO_ANYBODY, 0},
};
/* clang-format on */

const struct routes signup_routes = {.table = table, .n = ARRAY_LEN(table)};
