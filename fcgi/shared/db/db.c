/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/rand.h"
#include "db/connect.h"

/* Between two attempts to connect on one connection; spread, for all lose theirs at once. */
#define RECONNECT_AFTER (1 * USEC_PER_SEC)
#define RECONNECT_BY    (1500 * USEC_PER_MS)
/* Two that clashed would clash again if they came back together; a thread is not kept for long. */
#define REPEAT_AFTER      (10 * USEC_PER_MS)
#define REPEAT_BY         (50 * USEC_PER_MS)
#define TRIES_AT_MOST     3
#define LOCK_TRIES        2 /* each of them has waited 2 s */
#define PARAMS_MAX        24
#define STATEMENT_SECONDS 5U

struct db {
	const struct db_config *config;
	PGconn *pg;
	usec next_connect_at;
	usec spent;
	bool doomed;         /* the server said farewell; the connection is about to close */
	const char *channel; /* what db_listen asked for, NULL = nothing */
	unsigned statement_seconds;
};

struct db *
db_new(const struct db_config *config)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db != NULL) {
		db->config = config;
		db->statement_seconds = STATEMENT_SECONDS;
	}
	return db;
}

void
db_allow(struct db *db, unsigned seconds)
{
	db->statement_seconds = seconds;
}

static void
disconnect(struct db *db)
{
	PQfinish(db->pg);
	db->pg = NULL;
}

void
db_free(struct db *db)
{
	if (db == NULL)
		return;
	disconnect(db);
	free(db);
}

void
db_result_done(struct db_result *result)
{
	PQclear(result->pg);
	result->pg = NULL;
}

/*
 * Notices go nowhere, for they may quote values. A FATAL one on an idle connection is the server's
 * farewell, which can arrive before the connection is seen to close; one that dies of a crash, or
 * is not given the time, calls it a WARNING (57P01, 57P02).
 */
static void
notice(void *arg, const PGresult *message)
{
	struct db *db = arg;
	const char *severity = PQresultErrorField(message, PG_DIAG_SEVERITY_NONLOCALIZED),
	           *sqlstate = PQresultErrorField(message, PG_DIAG_SQLSTATE);

	db->doomed = db->doomed || (severity != NULL && strcmp(severity, "FATAL") == 0) ||
	             (sqlstate != NULL && strncmp(sqlstate, "57P", 3) == 0);
}

/* A statement's result columns as the list writes them: "name:type name:type". */
static bool
columns_fit(const PGresult *described, const char *expected)
{
	struct str rest = str_of(expected), column, name;
	int n = PQnfields(described);

	for (int i = 0; i < n; i++) {
		static const struct {
			const char *name;
			Oid oid;
		} types[] = {{"bool", 16}, {"bytea", 17},         {"int8", 20},   {"int4", 23},
		             {"text", 25}, {"timestamptz", 1184}, {"uuid", 2950}, {"void", 2278}};
		bool known = false;
		if (!str_cut(&rest, ' ', &column)) {
			column = rest;
			rest = STR_NONE;
		}
		if (!str_cut(&column, ':', &name) || !str_is(name, str_of(PQfname(described, i))))
			return false;
		for (size_t t = 0; t < ARRAY_LEN(types); t++)
			known = known || (str_is(column, str_of(types[t].name)) &&
			                  PQftype(described, i) == types[t].oid);
		if (!known)
			return false;
	}
	return rest.n == 0;
}

/* How often a statement is tried that fails so: it was rolled back and may succeed the next time.
 */
static int
tries_for(const char *sqlstate)
{
	if (strcmp(sqlstate, "55P03") == 0)
		return LOCK_TRIES;
	return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0 ? TRIES_AT_MOST : 1;
}

/* Which err an SQLSTATE is; classes in the PostgreSQL manual, appendix A. */
static enum err
err_of(const char *sqlstate)
{
	if (strcmp(sqlstate, "57014") == 0 || tries_for(sqlstate) > 1)
		return ERR_TIMEOUT;
	if (strncmp(sqlstate, "08", 2) == 0 || strncmp(sqlstate, "53", 2) == 0 ||
	    strncmp(sqlstate, "57", 2) == 0 || strncmp(sqlstate, "58", 2) == 0 ||
	    strcmp(sqlstate, "25006") == 0)
		return ERR_UNAVAILABLE;
	return ERR_BUG;
}

static enum err
misfit(const struct db_statement *statement, struct fault *fault)
{
	return FAULT(fault, ERR_BUG,
	             "schema and binary do not fit: statement %s; run acho-admin migrate",
	             statement->name);
}

/* Whatever is refused for want of something says nothing about the schema: a table that a migration
 * holds, a full disk. */
static enum err
refused(const PGresult *result, const struct db_statement *statement, struct fault *fault)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum err err = sqlstate == NULL ? ERR_UNAVAILABLE : err_of(sqlstate);

	if (sqlstate != NULL)
		(void)snprintf(fault->sqlstate, sizeof(fault->sqlstate), "%s", sqlstate);
	return err == ERR_BUG ? misfit(statement, fault)
	                      : FAULT(fault, err, "%s cannot be prepared now", statement->name);
}

static enum err
prepare(PGconn *pg, const struct db_statement *statement, struct fault *fault)
{
	auto_db_result prepared = {PQprepare(pg, statement->name, statement->sql, 0, NULL)};
	auto_db_result described = {NULL};

	if (PQresultStatus(prepared.pg) == PGRES_COMMAND_OK)
		described.pg = PQdescribePrepared(pg, statement->name);
	if (PQstatus(pg) != CONNECTION_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "connection lost while preparing");
	if (PQresultStatus(prepared.pg) != PGRES_COMMAND_OK)
		return refused(prepared.pg, statement, fault);
	if (PQresultStatus(described.pg) != PGRES_COMMAND_OK)
		return refused(described.pg, statement, fault);
	if (PQnparams(described.pg) != statement->params ||
	    !columns_fit(described.pg, statement->columns))
		return misfit(statement, fault);
	return ERR_OK;
}

static enum err
listen_again(struct db *db, struct fault *fault)
{
	char statement[80];
	auto_db_result result = {NULL};

	if (db->channel == NULL)
		return ERR_OK;
	(void)snprintf(statement, sizeof(statement), "LISTEN %s", db->channel);
	result.pg = PQexecParams(db->pg, statement, 0, NULL, NULL, NULL, NULL, 0);
	if (PQresultStatus(result.pg) != PGRES_COMMAND_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "cannot listen on %s", db->channel);
	return ERR_OK;
}

/* At random, and the least of it when there is nothing random. */
static usec
between(usec least, usec most)
{
	uint32_t random = 0;

	(void)!rand_bytes(&random, sizeof(random));
	return least + (usec)(random % (uint64_t)(most - least));
}

static enum err
prepare_all(struct db *db, struct fault *fault)
{
	for (size_t i = 0; i < db->config->n; i++)
		TRY(prepare(db->pg, &db->config->statements[i], fault));
	TRY(listen_again(db, fault));
	return db->config->greet == NULL ? ERR_OK : db->config->greet(db, db->config->arg, fault);
}

static enum err
connect_and_prepare(struct db *db, struct fault *fault)
{
	const char *complaint = db__complaint(db->config->conninfo);
	usec now = clock_monotonic();
	enum err err;

	disconnect(db);
	/* libpq's own words would quote it, and it may hold a password. */
	if (complaint != NULL)
		return FAULT(fault, ERR_INVALID, "ACHO_DB is wrong; it should %s", complaint);
	if (now < db->next_connect_at)
		return FAULT(fault, ERR_UNAVAILABLE, "database not reachable a moment ago");
	db->next_connect_at = now + between(RECONNECT_AFTER, RECONNECT_BY);
	TRY(db__connect(db->config, db->statement_seconds, fault, &db->pg));
	(void)PQsetNoticeReceiver(db->pg, notice, db);
	db->doomed = false;
	err = prepare_all(db, fault);
	if (err != ERR_OK) {
		disconnect(db);
		return err;
	}
	db->next_connect_at = 0;
	return ERR_OK;
}

/* An idle connection that became readable has news: consuming brings its end to its status, reading
 * what was consumed brings a farewell to notice(). */
static bool
still_open(struct db *db)
{
	struct pollfd fd = {.fd = PQsocket(db->pg), .events = POLLIN};

	if (PQstatus(db->pg) != CONNECTION_OK || PQtransactionStatus(db->pg) != PQTRANS_IDLE)
		return false;
	if (poll(&fd, 1, 0) != 0 && (PQconsumeInput(db->pg) != 1 || PQisBusy(db->pg) != 0))
		return false;
	return PQstatus(db->pg) == CONNECTION_OK && !db->doomed;
}

enum err
db_ready(struct db *db, struct fault *fault)
{
	return db->pg != NULL && still_open(db) ? ERR_OK : connect_and_prepare(db, fault);
}

/* ---- calls ---- */

static enum err
execute(struct db *db, struct fault *fault, const struct db_statement *statement,
        const struct db_param *params, size_t n, struct db_result *ret)
{
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	const char *sqlstate;

	for (size_t i = 0; i < n; i++) {
		values[i] = params[i].n != 0 && params[i].p == NULL ? params[i].own : params[i].p;
		lengths[i] = params[i].n;
		formats[i] = params[i].format;
	}
	db_result_done(ret);
	ret->pg = PQexecPrepared(db->pg, statement->name, (int)n, values, lengths, formats, 1);
	if (PQresultStatus(ret->pg) == PGRES_TUPLES_OK)
		return ERR_OK;
	sqlstate = PQresultErrorField(ret->pg, PG_DIAG_SQLSTATE);
	if (sqlstate == NULL || PQstatus(db->pg) != CONNECTION_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "connection lost in %s", statement->name);
	(void)snprintf(fault->sqlstate, sizeof(fault->sqlstate), "%s", sqlstate);
	/* The server's message may quote a value: the state and the statement are enough. */
	return FAULT(fault, err_of(sqlstate), "%s failed", statement->name);
}

static void
pause_for(usec for_)
{
	const struct timespec pause = {.tv_nsec = (long)(for_ * 1000)};

	(void)nanosleep(&pause, NULL);
}

static enum err
try_call(struct db *db, struct fault *fault, const struct db_statement *statement,
         const struct db_param *params, size_t n, struct db_result *ret)
{
	TRY(db_ready(db, fault));
	for (int tries = 1;; tries++) {
		struct fault this_try = {0};
		enum err err = execute(db, &this_try, statement, params, n, ret);
		if (err == ERR_OK)
			return ERR_OK;
		if (tries >= tries_for(this_try.sqlstate)) {
			if (fault->err == ERR_OK)
				*fault = this_try;
			return err;
		}
		pause_for(between(REPEAT_AFTER, REPEAT_BY));
	}
}

enum err
db_call(struct db *db, struct fault *fault, unsigned call, const struct db_param *params, size_t n,
        struct db_result *ret)
{
	const struct db_statement *statement = &db->config->statements[call];
	usec began_at = clock_monotonic();
	enum err err;

	BUG_IF(call >= db->config->n || n > PARAMS_MAX || (int)n != statement->params);
	err = try_call(db, fault, statement, params, n, ret);
	db->spent += clock_monotonic() - began_at;
	return err;
}

usec
db_spent(const struct db *db)
{
	return db->spent;
}

bool
db_was_ready(const struct db *db)
{
	return db->pg != NULL && PQstatus(db->pg) == CONNECTION_OK && db->next_connect_at == 0;
}

bool
db_refused_password(const struct db *db)
{
	return db->pg != NULL && PQstatus(db->pg) != CONNECTION_OK &&
	       (PQconnectionNeedsPassword(db->pg) || PQconnectionUsedPassword(db->pg));
}

/* ---- notifications ---- */

enum err
db_listen(struct db *db, struct fault *fault, const char *channel)
{
	TRY(db_ready(db, fault));
	db->channel = channel;
	return listen_again(db, fault);
}

/* What a call received on the way counts too: the socket has nothing more to say about it. */
static bool
take_notifications(struct db *db)
{
	PGnotify *note;
	bool notified = false;

	while (db->pg != NULL && (note = PQnotifies(db->pg)) != NULL) {
		PQfreemem(note);
		notified = true;
	}
	return notified;
}

bool
db_wait(struct db *db, usec for_)
{
	struct pollfd fd = {.fd = db->pg == NULL ? -1 : PQsocket(db->pg), .events = POLLIN};

	if (take_notifications(db))
		return true;
	/* Interrupted or timed out: the caller looks anyway. A connection that is lost stays
	 * readable, so nobody may wait on it twice. */
	(void)poll(&fd, 1, (int)(for_ / USEC_PER_MS));
	if (db->pg != NULL && PQconsumeInput(db->pg) != 1)
		disconnect(db);
	return take_notifications(db);
}
