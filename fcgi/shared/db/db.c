/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Between two attempts to connect on one connection. */
#define RECONNECT_AFTER (1 * USEC_PER_SEC)
#define TRIES_AT_MOST   3
#define PARAMS_MAX      24

struct db {
	const struct db_config *config;
	PGconn *pg;
	usec next_connect_at;
	bool doomed;         /* the server said farewell; the connection is about to close */
	const char *channel; /* what db_listen asked for, NULL = nothing */
};

struct db *
db_new(const struct db_config *config)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db != NULL)
		db->config = config;
	return db;
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
 * farewell, which can arrive before the connection is seen to close.
 */
static void
notice(void *arg, const PGresult *message)
{
	struct db *db = arg;
	const char *severity = PQresultErrorField(message, PG_DIAG_SEVERITY_NONLOCALIZED);

	db->doomed = db->doomed || (severity != NULL && strcmp(severity, "FATAL") == 0);
}

static void
options_free(PQconninfoOption **options)
{
	PQconninfoFree(*options);
}

static bool
names_user(const char *conninfo)
{
	PQconninfoOption *options CLEANUP(options_free) = PQconninfoParse(conninfo, NULL);

	for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
		if (strcmp(o->keyword, "user") == 0 && o->val != NULL)
			return true;
	return false;
}

static PGconn *
open_connection(const struct db_config *config)
{
	static const char session[] = "-c statement_timeout=5s -c lock_timeout=2s"
	                              " -c idle_in_transaction_session_timeout=10s";
	/* Later entries win over earlier ones; dbname first, so that the conninfo string is
	 * expanded there. */
	const char *keys[] = {"user",
	                      "dbname",
	                      "application_name",
	                      "connect_timeout",
	                      "tcp_user_timeout",
	                      "options",
	                      "client_encoding",
	                      NULL};
	const char *values[] = {config->user, config->conninfo, config->program, "3",
	                        "5000",       session,          "UTF8",          NULL};
	size_t skip = names_user(config->conninfo) ? 1 : 0;

	return PQconnectdbParams(keys + skip, values + skip, 1);
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

static enum err
prepare(PGconn *pg, const struct db_statement *statement, struct fault *fault)
{
	auto_db_result prepared = {PQprepare(pg, statement->name, statement->sql, 0, NULL)};
	auto_db_result described = {NULL};

	if (PQresultStatus(prepared.pg) == PGRES_COMMAND_OK)
		described.pg = PQdescribePrepared(pg, statement->name);
	if (PQstatus(pg) != CONNECTION_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "connection lost while preparing");
	if (PQresultStatus(described.pg) != PGRES_COMMAND_OK ||
	    PQnparams(described.pg) != statement->params ||
	    !columns_fit(described.pg, statement->columns))
		return FAULT(fault, ERR_BUG,
		             "schema and binary do not fit: statement %s; run acho-admin migrate",
		             statement->name);
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

static enum err
connect_and_prepare(struct db *db, struct fault *fault)
{
	usec now = clock_monotonic();

	disconnect(db);
	if (now < db->next_connect_at)
		return FAULT(fault, ERR_UNAVAILABLE, "database not reachable a moment ago");
	db->next_connect_at = now + RECONNECT_AFTER;
	db->pg = open_connection(db->config);
	if (PQstatus(db->pg) != CONNECTION_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "cannot connect: %.120s",
		             PQerrorMessage(db->pg));
	(void)PQsetNoticeReceiver(db->pg, notice, db);
	db->doomed = false;
	for (size_t i = 0; i < db->config->n; i++) {
		enum err err = prepare(db->pg, &db->config->statements[i], fault);
		if (err != ERR_OK) {
			disconnect(db);
			return err;
		}
	}
	TRY(listen_again(db, fault));
	db->next_connect_at = 0;
	return ERR_OK;
}

/* An idle connection that became readable has news, which consuming brings to notice() or to its
 * status. */
static bool
still_open(struct db *db)
{
	struct pollfd fd = {.fd = PQsocket(db->pg), .events = POLLIN};

	if (PQstatus(db->pg) != CONNECTION_OK || PQtransactionStatus(db->pg) != PQTRANS_IDLE)
		return false;
	if (poll(&fd, 1, 0) != 0 && PQconsumeInput(db->pg) != 1)
		return false;
	return PQstatus(db->pg) == CONNECTION_OK && !db->doomed;
}

enum err
db_ready(struct db *db, struct fault *fault)
{
	return db->pg != NULL && still_open(db) ? ERR_OK : connect_and_prepare(db, fault);
}

/* ---- calls ---- */

/* The transaction was rolled back and may well succeed the next time. */
static bool
worth_repeating(const char *sqlstate)
{
	return strcmp(sqlstate, "40001") == 0 || strcmp(sqlstate, "40P01") == 0 ||
	       strcmp(sqlstate, "55P03") == 0;
}

/* Which err an SQLSTATE is; classes in the PostgreSQL manual, appendix A. */
static enum err
err_of(const char *sqlstate)
{
	if (strcmp(sqlstate, "57014") == 0 || worth_repeating(sqlstate))
		return ERR_TIMEOUT;
	if (strncmp(sqlstate, "08", 2) == 0 || strncmp(sqlstate, "53", 2) == 0 ||
	    strncmp(sqlstate, "57P", 3) == 0 || strcmp(sqlstate, "25006") == 0)
		return ERR_UNAVAILABLE;
	return ERR_BUG;
}

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

enum err
db_call(struct db *db, struct fault *fault, unsigned call, const struct db_param *params, size_t n,
        struct db_result *ret)
{
	const struct db_statement *statement = &db->config->statements[call];

	BUG_IF(call >= db->config->n || n > PARAMS_MAX || (int)n != statement->params);
	TRY(db_ready(db, fault));
	for (int tries = 1;; tries++) {
		struct fault this_try = {0};
		enum err err = execute(db, &this_try, statement, params, n, ret);
		if (err == ERR_OK)
			return ERR_OK;
		if (tries == TRIES_AT_MOST || !worth_repeating(this_try.sqlstate)) {
			if (fault->err == ERR_OK)
				*fault = this_try;
			return err;
		}
	}
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
