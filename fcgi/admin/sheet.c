/* SPDX-License-Identifier: MIT */
#include "sheet.h"

#include <string.h>
#include <time.h>

#include "base/utf8.h"

/* A value as people see it. */
struct sheet_cell {
	struct sheet_cell *next;
	struct str text;
	size_t width;
};

#define NOTHING STR("-")

void
sheet_init(struct sheet *sheet, const struct call *call)
{
	*sheet = (struct sheet){.call = call};
	arena_init(&sheet->arena, SHEET_MAX);
	buf_init(&sheet->text, &sheet->arena, SHEET_MAX / 4); /* it grows by copying */
	sheet->json.buf = &sheet->text;
	if (call->json)
		out_object(&sheet->json, NULL);
}

/* A copy without what a terminal takes for a command. */
static struct str
printable(struct sheet *sheet, struct str value)
{
	char *copy = arena_alloc(&sheet->arena, value.n + 1);

	sheet->failed = sheet->failed || copy == NULL;
	if (copy == NULL)
		return STR_NONE;
	utf8_clean(value, value.n, copy, value.n + 1);
	return str_of(copy);
}

static void
add_cell(struct sheet *sheet, const char *name, struct str value)
{
	size_t at = sheet->column++;
	struct sheet_cell *cell;

	BUG_IF(at >= SHEET_COLUMNS_MAX);
	if (sheet->failed) /* behind one that is missing, each stood in another's column */
		return;
	cell = ARENA_NEW(&sheet->arena, struct sheet_cell);
	if (cell == NULL) {
		sheet->failed = true;
		return;
	}
	cell->text = printable(sheet, value);
	cell->width = utf8_width(cell->text);
	if (at >= sheet->columns) {
		sheet->names[at] = name;
		sheet->widths[at] = strlen(name);
		sheet->columns = at + 1;
	}
	if (cell->width > sheet->widths[at])
		sheet->widths[at] = cell->width;
	*sheet->end = cell;
	sheet->end = &cell->next;
}

/* For people: a cell of the row, or a line of its own. */
static void
add(struct sheet *sheet, const char *name, struct str value)
{
	if (value.n == 0)
		value = NOTHING;
	if (sheet->in_row) {
		add_cell(sheet, name, value);
		return;
	}
	BUG_IF(sheet->in_list);
	buf_fmt(&sheet->text, "%s: ", name);
	buf_add(&sheet->text, printable(sheet, value));
	buf_char(&sheet->text, '\n');
}

void
sheet_text(struct sheet *sheet, const char *name, struct str value)
{
	if (sheet->call->json)
		out_text(&sheet->json, name, value);
	else
		add(sheet, name, value);
}

void
sheet_int(struct sheet *sheet, const char *name, int64_t value)
{
	char text[24];

	if (sheet->call->json) {
		out_int(&sheet->json, name, value);
		return;
	}
	(void)snprintf(text, sizeof(text), "%lld", (long long)value);
	add(sheet, name, str_of(text));
}

void
sheet_bool(struct sheet *sheet, const char *name, bool value)
{
	if (sheet->call->json)
		out_bool(&sheet->json, name, value);
	else
		add(sheet, name, value ? STR("yes") : STR("no"));
}

void
sheet_time(struct sheet *sheet, const char *name, usec at)
{
	time_t seconds = (time_t)(at / USEC_PER_SEC);
	struct tm utc;
	char text[32] = "";

	if (sheet->call->json) {
		out_time(&sheet->json, name, at);
		return;
	}
	if (at != 0 && gmtime_r(&seconds, &utc) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	add(sheet, name, str_of(text));
}

/* ---- lists ---- */

static void
end_row(struct sheet *sheet)
{
	if (sheet->in_row && sheet->call->json)
		out_end(&sheet->json, '}');
	sheet->in_row = false;
	sheet->column = 0;
}

static void
pad(struct sheet *sheet, size_t n)
{
	while (n-- > 0)
		buf_char(&sheet->text, ' ');
}

/* The names above, each column as wide as its widest cell, the last one as it comes. */
static void
print_columns(struct sheet *sheet)
{
	size_t at = 0;

	if (sheet->failed)
		return;
	for (size_t i = 0; i < sheet->columns; i++) {
		buf_fmt(&sheet->text, "%s", sheet->names[i]);
		if (i + 1 < sheet->columns)
			pad(sheet, sheet->widths[i] - strlen(sheet->names[i]) + 2);
	}
	if (sheet->columns > 0)
		buf_char(&sheet->text, '\n');
	for (const struct sheet_cell *cell = sheet->first; cell != NULL; cell = cell->next) {
		bool last = at + 1 == sheet->columns;
		buf_add(&sheet->text, cell->text);
		if (!last)
			pad(sheet, sheet->widths[at] - cell->width + 2);
		else
			buf_char(&sheet->text, '\n');
		at = last ? 0 : at + 1;
	}
}

void
sheet_end(struct sheet *sheet)
{
	if (!sheet->in_list)
		return;
	end_row(sheet);
	sheet->in_list = false;
	if (sheet->call->json)
		out_end(&sheet->json, ']');
	else
		print_columns(sheet);
}

void
sheet_list(struct sheet *sheet, const char *name)
{
	sheet_end(sheet);
	sheet->in_list = true;
	sheet->columns = 0;
	sheet->first = NULL;
	sheet->end = &sheet->first;
	if (sheet->call->json)
		out_array(&sheet->json, name);
	else if (sheet->text.n > 0)
		buf_char(&sheet->text, '\n');
}

void
sheet_row(struct sheet *sheet)
{
	BUG_IF(!sheet->in_list);
	end_row(sheet);
	sheet->in_row = true;
	if (sheet->call->json)
		out_object(&sheet->json, NULL);
}

int
sheet_print(struct sheet *sheet, int status)
{
	struct str text;

	sheet_end(sheet);
	if (sheet->call->json) {
		out_end(&sheet->json, '}');
		buf_char(&sheet->text, '\n');
	}
	text = buf_str(&sheet->text);
	if (sheet->failed || buf_failed(&sheet->text))
		status = complain(sheet->call, "no memory, or more than can be shown at once");
	else if ((text.n > 0 && fwrite(text.p, 1, text.n, sheet->call->out) != text.n) ||
	         fflush(sheet->call->out) != 0)
		status = complain(sheet->call, "cannot write the answer");
	arena_done(&sheet->arena);
	return status;
}
