/* SPDX-License-Identifier: MIT */
/* Values on their way to PostgreSQL and back; what each means is in db.h. */
#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "db/db.h"

/* PostgreSQL counts from 2000-01-01. */
#define POSTGRES_EPOCH (INT64_C(946684800) * USEC_PER_SEC)

/* ---- parameters ---- */

struct db_param
db_bytes(const void *p, size_t n)
{
	return (struct db_param){.p = n == 0 ? "" : p, .n = (int)n, .format = 1};
}

struct db_param
db_text(struct str s)
{
	/* The binary form of text is the text: no NUL needed behind it. */
	return s.p == NULL ? DB_NULL : db_bytes(s.p, s.n);
}

struct db_param
db_cstr(const char *s)
{
	return (struct db_param){.p = s};
}

struct db_param
db_cstr_if_any(const char *s)
{
	return s == NULL || s[0] == '\0' ? DB_NULL : db_cstr(s);
}

struct db_param
db_int(int64_t value)
{
	struct db_param param = {.n = -1};

	(void)snprintf(param.own, sizeof(param.own), "%lld", (long long)value);
	return param;
}

struct db_param
db_int_if(bool is, int64_t value)
{
	return is ? db_int(value) : DB_NULL;
}

struct db_param
db_bool(bool value)
{
	return db_cstr(value ? "t" : "f");
}

struct db_param
db_time(usec at)
{
	struct db_param param = {.n = 8, .format = 1};
	uint64_t wire = htobe64((uint64_t)(at - POSTGRES_EPOCH));

	if (at == 0)
		return DB_NULL;
	memcpy(param.own, &wire, sizeof(wire));
	return param;
}

/* ---- rows ---- */

size_t
db_rows(const struct db_result *result)
{
	return (size_t)PQntuples(result->pg);
}

static void
check_cell(const struct db_result *result, size_t row, size_t column)
{
	BUG_IF(row >= db_rows(result) || column >= (size_t)PQnfields(result->pg));
}

bool
db_is_null(const struct db_result *result, size_t row, size_t column)
{
	check_cell(result, row, column);
	return PQgetisnull(result->pg, (int)row, (int)column) == 1;
}

struct str
db_get_text(const struct db_result *result, size_t row, size_t column)
{
	if (db_is_null(result, row, column))
		return STR_NONE;
	return (struct str){PQgetvalue(result->pg, (int)row, (int)column),
	                    (size_t)PQgetlength(result->pg, (int)row, (int)column)};
}

int64_t
db_get_int(const struct db_result *result, size_t row, size_t column)
{
	struct str wire = db_get_text(result, row, column);
	uint32_t four;
	uint64_t eight;

	if (wire.n == sizeof(four)) {
		memcpy(&four, wire.p, sizeof(four));
		return (int32_t)be32toh(four);
	}
	if (wire.n != sizeof(eight))
		return 0;
	memcpy(&eight, wire.p, sizeof(eight));
	return (int64_t)be64toh(eight);
}

bool
db_get_bool(const struct db_result *result, size_t row, size_t column)
{
	struct str wire = db_get_text(result, row, column);

	return wire.n == 1 && wire.p[0] != 0;
}

usec
db_get_time(const struct db_result *result, size_t row, size_t column)
{
	return db_is_null(result, row, column) ? 0
	                                       : db_get_int(result, row, column) + POSTGRES_EPOCH;
}

bool
db_column(const struct db_result *result, const char *name, size_t *ret)
{
	int column = PQfnumber(result->pg, name);

	if (column < 0)
		return false;
	*ret = (size_t)column;
	return true;
}

void
db_get_uuid(const struct db_result *result, size_t row, size_t column, char ret[37])
{
	struct str wire = db_get_text(result, row, column);
	char *out = ret;

	for (size_t i = 0; i < wire.n && i < 16; i++) {
		(void)snprintf(out, 3, "%02x", (unsigned char)wire.p[i]);
		out += 2;
		if (i == 3 || i == 5 || i == 7 || i == 9)
			*out++ = '-';
	}
	*out = '\0';
}
