/* SPDX-License-Identifier: MIT */
/* calls.h - calls.def as the numbers that db_call takes. */
#ifndef COURIER_CALLS_H
#define COURIER_CALLS_H

enum courier_call {
#define CALL(id, params, columns, sql) COURIER_##id,
#include "courier/calls.def"
#undef CALL
	COURIER__COUNT
};

#endif
