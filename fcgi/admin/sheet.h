/* SPDX-License-Identifier: MIT */
/* sheet.h - what a command found out: lines and columns for people or, with --json, one document.
 *
 *     sheet_init(&sheet, call);
 *     sheet_int(&sheet, "total", 2);
 *     sheet_list(&sheet, "accounts");
 *     for (...) {
 *             sheet_row(&sheet);
 *             sheet_text(&sheet, "slug", slug);
 *     }
 *     return sheet_print(&sheet, DONE);
 *
 * A command fills it once, for both. Nothing is printed before sheet_print(), which also says what
 * went wrong on the way: no memory, or more than SHEET_MAX. What people see has no control
 * characters: a company's name must not drive the operator's terminal. Names are literals; the rows
 * of one list all have the same. Threads: acho-admin has one.
 */
#ifndef ADMIN_SHEET_H
#define ADMIN_SHEET_H

#include "base/arena.h"
#include "base/out.h"
#include "commands.h"

#define SHEET_MAX         MIB(32)
#define SHEET_COLUMNS_MAX 16

struct sheet_cell;

struct sheet {
	const struct call *call;
	struct arena arena;
	struct buf text;
	struct out json;
	bool in_list, in_row, failed;
	size_t column, columns;
	const char *names[SHEET_COLUMNS_MAX];
	size_t widths[SHEET_COLUMNS_MAX]; /* in columns of a terminal */
	struct sheet_cell *first, **end;  /* of the list, row after row */
};

void sheet_init(struct sheet *sheet, const struct call *call);

void sheet_text(struct sheet *sheet, const char *name,
                struct str value); /* copied; STR_NONE: none */
void sheet_int(struct sheet *sheet, const char *name, int64_t value);
void sheet_bool(struct sheet *sheet, const char *name, bool value); /* yes, no */
void sheet_time(struct sheet *sheet, const char *name, usec at);    /* UTC; 0: none */

void sheet_list(struct sheet *sheet, const char *name); /* ends the list before */
void sheet_row(struct sheet *sheet);
void sheet_end(struct sheet *sheet); /* of the list: what follows stands for itself again */

/* Print and wipe it. `status`, or FAILED after a complaint. */
int sheet_print(struct sheet *sheet, int status);

#endif
