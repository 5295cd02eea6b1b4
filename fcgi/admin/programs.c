/* SPDX-License-Identifier: MIT */
#include "programs.h"

#define CALL(id, params, columns, sql) {#id, params, columns, sql},
static const struct db_statement signup[] = {
#include "signup/calls.def"
};
static const struct db_statement login[] = {
#include "login/calls.def"
};
static const struct db_statement link_[] = {
#include "link/calls.def"
};
static const struct db_statement courier[] = {
#include "courier/calls.def"
};
#undef CALL

const struct program_calls programs[PROGRAMS] = {
        {SIGNUP, "acho-signup", "acho_signup", signup, ARRAY_LEN(signup)},
        {LOGIN, "acho-login", "acho_login", login, ARRAY_LEN(login)},
        {LINK, "acho-link", "acho_link", link_, ARRAY_LEN(link_)},
        {COURIER, "acho-courier", "acho_courier", courier, ARRAY_LEN(courier)},
};
