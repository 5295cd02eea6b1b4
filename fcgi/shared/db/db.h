/* SPDX-License-Identifier: MIT */
/* db.h - one connection to PostgreSQL and the closed list of statements it may run.
 *
 * A program lists its statements in calls.def; they are prepared when a connection opens and their
 * result columns compared with the list, so that a binary and a schema that do not fit say so
 * before the first customer. No function takes SQL as a string, so injection has no place to
 * happen. Threads: a struct db and the results it gave belong to one thread.
 *
 * Limits: connect 3 s, statement 5 s unless db_allow() says otherwise, lock wait 2 s, a dead peer
 * is noticed within 5 s; after a deadlock or serialisation failure it is tried three times in all,
 * after a lock time-out twice, 10 to 50 ms apart.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <libpq-fe.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"

/* One row of calls.def. `columns` is "name:type name:type ..." with PostgreSQL's type names. */
struct db_statement {
	const char *name;
	int params;
	const char *columns;
	const char *sql;
};

struct db;

struct db_config {
	const char *conninfo; /* ACHO_DB */
	const char *user;     /* added when conninfo names none */
	const char *program;  /* application_name */
	const struct db_statement *statements;
	size_t n;

	/* Run on each new connection, which an error of it closes; NULL: nothing. */
	enum err (*greet)(struct db *db, const void *arg, struct fault *fault);
	const void *arg;
};

/* Does a conninfo say as whom? Then no program's own role is added to it. */
bool db_names_user(const char *conninfo);

/* Does not connect yet; NULL without memory. `config` must outlive it. */
struct db *db_new(const struct db_config *config);
void db_free(struct db *db);

/* A statement may take so long; counts from the next connecting on. */
void db_allow(struct db *db, unsigned seconds);

/*
 * Be connected and prepared; cheap when it is so already. ERR_UNAVAILABLE (not reachable: try again
 * later, which connects 1 to 1.5 s after the last time), ERR_TIMEOUT (a table is held: the same),
 * ERR_INVALID (no conninfo, or one that would go over the network without sslmode=verify-full),
 * ERR_BUG (schema and binary do not fit; fault says where), and those of the config's greet().
 */
CHECKED enum err db_ready(struct db *db, struct fault *fault);

/*
 * At start: does a connection become ready? A schema that does not fit stops a program, a database
 * that is away or busy does not: ERR_OK then too, and `fault` says why, for the log. Errors of
 * db_ready.
 */
CHECKED enum err db_at_start(const struct db_config *config, struct fault *fault,
                             bool *ret_answered);

/* Was it so when it was last used? Asks nothing. */
bool db_was_ready(const struct db *db);

/* Not let in, and a password was asked for: it is most likely not the one in force. */
bool db_refused_password(const struct db *db);

/* How long this connection's thread has been in db_call() so far, all together. */
usec db_spent(const struct db *db);

/* ---- parameters ---- */
struct db_param {
	const char *p; /* NULL = SQL NULL */
	int n;
	int format; /* 0 text, 1 binary */
	char own[24];
};

struct db_param
db_text(struct str s); /* text, uuid or anything with a text form; STR_NONE is NULL */
struct db_param db_cstr(const char *s);
struct db_param db_cstr_if_any(const char *s); /* NULL and "" are NULL */
struct db_param db_bytes(const void *p, size_t n);
struct db_param db_int(int64_t value);
struct db_param db_int_if(bool is, int64_t value); /* else NULL */
struct db_param db_bool(bool value);
struct db_param db_time(usec at); /* 0 = NULL */
#define DB_NULL ((struct db_param){0})

/* ---- calls ---- */
struct db_result {
	PGresult *pg;
};
void db_result_done(struct db_result *result);
#define auto_db_result struct db_result CLEANUP(db_result_done)

/*
 * Run statement `call` of the list. One statement is one transaction.
 * ERR_UNAVAILABLE: nothing can be said about the outcome if the connection broke after sending;
 * whoever repeats must be idempotent. ERR_TIMEOUT: rolled back. ERR_BUG: the statement raised;
 * fault has the SQLSTATE.
 */
CHECKED enum err db_call(struct db *db, struct fault *fault, unsigned call,
                         const struct db_param *params, size_t n, struct db_result *ret);

/* DB_CALL(db, fault, LOGIN_OPEN, &result, db_text(slug), db_int(5)) */
#define DB_CALL(db, fault, call, ret, ...)                                                         \
	db_call((db), (fault), (call), (const struct db_param[]){__VA_ARGS__},                     \
	        sizeof((const struct db_param[]){__VA_ARGS__}) / sizeof(struct db_param), (ret))

/* ---- rows: columns were checked when the connection opened; a wrong column or row is our bug ----
 */
size_t db_rows(const struct db_result *result);
bool db_is_null(const struct db_result *result, size_t row, size_t column);
struct str db_get_text(const struct db_result *result, size_t row,
                       size_t column); /* also bytea; STR_NONE for NULL */
int64_t db_get_int(const struct db_result *result, size_t row,
                   size_t column); /* int4, int8; 0 for NULL */
bool db_get_bool(const struct db_result *result, size_t row, size_t column); /* false for NULL */
usec db_get_time(const struct db_result *result, size_t row, size_t column); /* 0 for NULL */
/* Where the column of that name stands; false when the call has none. */
CHECKED bool db_column(const struct db_result *result, const char *name, size_t *ret);
/* A uuid as its 36 characters. */
void db_get_uuid(const struct db_result *result, size_t row, size_t column, char ret[37]);

/* ---- notifications (the courier) ---- */

/* Be told what is NOTIFYed on `channel`, a literal name; one channel a connection, kept when the
 * connection is replaced (what was said in between is lost: look as well). Errors of db_ready. */
CHECKED enum err db_listen(struct db *db, struct fault *fault, const char *channel);

/* Wait until a notification arrives or `for_` passed; without a connection, only the latter. True =
 * notified since the last wait. */
bool db_wait(struct db *db, usec for_);

#endif
