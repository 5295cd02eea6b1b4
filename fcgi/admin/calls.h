/* SPDX-License-Identifier: MIT */
/* calls.h - calls.def as the numbers that db_call takes. */
#ifndef ADMIN_CALLS_H
#define ADMIN_CALLS_H

enum admin_call {
#define CALL(id, params, columns, sql) ADMIN_##id,
#include "admin/calls.def"
#undef CALL
	ADMIN__COUNT
};

#endif
