/* SPDX-License-Identifier: MIT */
#include "db/script.h"

#include <stdio.h>
#include <string.h>

#include "db/connect.h"

/* Any number that nobody else locks: "acho" in ASCII. */
#define LOCK_KEY "1633904751"

static void
clear(PGresult **result)
{
	PQclear(*result);
}

#define auto_result PGresult CLEANUP(clear)

/* PostgreSQL's message on one line, and where in `text` it happened. */
static enum err
failed(struct script *script, const PGresult *result, struct str text)
{
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	const char *position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum err err =
	        sqlstate != NULL && strcmp(sqlstate, "55P03") == 0 ? ERR_TIMEOUT : ERR_UNAVAILABLE;
	struct str at = str_of(position);
	int64_t characters = 0;

	(void)snprintf(script->said, sizeof(script->said), "%s%s%s",
	               message == NULL ? PQerrorMessage(script->pg) : message,
	               detail == NULL ? "" : "; ", detail == NULL ? "" : detail);
	for (char *c = script->said; *c != '\0'; c++)
		if (*c == '\n')
			*c = c[1] == '\0' ? '\0' : ' ';
	script->line = 0;
	if (!str_number(at, &characters))
		return err;
	script->line = 1;
	for (size_t i = 0; i < text.n && characters > 1; i++) {
		/* Positions count characters, not bytes. */
		characters -= ((unsigned char)text.p[i] & 0xc0) != 0x80;
		script->line += text.p[i] == '\n';
	}
	return err;
}

static enum err
ours(struct script *script, enum err err, const char *sentence)
{
	script->line = 0;
	(void)snprintf(script->said, sizeof(script->said), "%s", sentence);
	return err;
}

/* Statements of a file, or one of ours. `text` is NUL-terminated. */
static enum err
run(struct script *script, struct str text)
{
	/* lint: allow PQexec, because files of the release hold many statements */
	auto_result *result = PQexec(script->pg, text.p);
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ||
	                       status == PGRES_EMPTY_QUERY
	               ? ERR_OK
	               : failed(script, result, text);
}

enum err
script_open(struct script *script, const char *conninfo)
{
	const char *const keys[] = {"dbname", "application_name", "connect_timeout",
	                            "client_encoding", NULL};
	const char *const values[] = {conninfo, "acho-admin", "3", "UTF8", NULL};
	const char *complaint = db__complaint(conninfo);

	*script = (struct script){.pg = NULL};
	if (complaint != NULL) {
		(void)snprintf(script->said, sizeof(script->said), "it should %s", complaint);
		return ERR_INVALID;
	}
	script->pg = PQconnectdbParams(keys, values, 1);
	if (PQstatus(script->pg) != CONNECTION_OK)
		return failed(script, NULL, STR_NONE);
	return run(script,
	           STR("SET client_min_messages = warning; SET statement_timeout = 0;"
	               " SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s'"));
}

void
script_close(struct script *script)
{
	PQfinish(script->pg);
	script->pg = NULL;
}

enum err
script_lock(struct script *script)
{
	/* A lock of the session: it goes with the connection, however that ends. */
	if (run(script, STR("SELECT pg_advisory_lock(" LOCK_KEY ")")) != ERR_OK)
		return PQstatus(script->pg) == CONNECTION_OK
		               ? ours(script, ERR_TIMEOUT,
		                      "another migration has been running for 60 s")
		               : ERR_UNAVAILABLE;
	/* A migration that waits for a lock makes everybody behind it wait. */
	return run(script, STR("SET lock_timeout = '2s'"));
}

enum err
script_begin(struct script *script)
{
	return run(script, STR("BEGIN"));
}

static void
roll_back(struct script *script)
{
	PGTransactionStatusType status = PQtransactionStatus(script->pg);

	if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR)
		PQclear(PQexecParams(script->pg, "ROLLBACK", 0, NULL, NULL, NULL, NULL, 0));
}

enum err
script_run(struct script *script, struct str text)
{
	enum err err = strlen(text.p) == text.n
	                       ? run(script, text)
	                       : ours(script, ERR_UNAVAILABLE, "the file holds a NUL");

	if (err == ERR_OK && PQtransactionStatus(script->pg) != PQTRANS_INTRANS)
		err = ours(script, ERR_UNAVAILABLE,
		           "the file ends the transaction that it stands in");
	if (err != ERR_OK)
		roll_back(script);
	return err;
}

enum err
script_commit(struct script *script)
{
	enum err err = run(script, STR("COMMIT"));

	if (err != ERR_OK)
		roll_back(script);
	return err;
}

enum err
script_as(struct script *script, const char *role)
{
	char text[128];
	int n = role == NULL ? snprintf(text, sizeof(text), "RESET ROLE")
	                     : snprintf(text, sizeof(text), "SET LOCAL ROLE \"%s\"", role);

	return script_run(script, (struct str){text, (size_t)n});
}

enum err
ledger_make(struct script *script)
{
	return run(
	        script,
	        STR("BEGIN;"
	            " CREATE SCHEMA IF NOT EXISTS meta;"
	            " COMMENT ON SCHEMA meta IS 'What acho-admin migrate has done.';"
	            " CREATE TABLE IF NOT EXISTS meta.migration ("
	            "  version integer PRIMARY KEY,"
	            "  name text NOT NULL,"
	            "  sha256 bytea NOT NULL,"
	            "  applied_at timestamptz NOT NULL DEFAULT now());"
	            " COMMENT ON TABLE meta.migration IS 'Migrations that were applied, oldest "
	            "first.';"
	            " COMMENT ON COLUMN meta.migration.version IS 'Number the file begins with.';"
	            " COMMENT ON COLUMN meta.migration.name IS 'Name of the file.';"
	            " COMMENT ON COLUMN meta.migration.sha256 IS 'SHA-256 of the file as it was "
	            "applied.';"
	            " COMMENT ON COLUMN meta.migration.applied_at IS 'When it was applied.';"
	            " COMMIT"));
}

/* One value of a query without parameters, or with the three that name a migration. */
static enum err
ask(struct script *script, const char *sql, int64_t version, const char *name, struct str text,
    int64_t *ret)
{
	char number[24];
	const char *const values[] = {number, name, text.p};
	const int lengths[] = {0, 0, (int)text.n};
	const int formats[] = {0, 0, 1};
	auto_result *result = NULL;

	(void)snprintf(number, sizeof(number), "%lld", (long long)version);
	result = PQexecParams(script->pg, sql, name == NULL ? 0 : 3, NULL, values, lengths, formats,
	                      0);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		return failed(script, result, STR_NONE);
	if (PQntuples(result) != 1 || !str_number(str_of(PQgetvalue(result, 0, 0)), ret))
		return ours(script, ERR_UNAVAILABLE, "meta.migration gives no number");
	return ERR_OK;
}

static enum err
ledger_exists(struct script *script, bool *ret)
{
	int64_t exists = 0;

	TRY(ask(script, "SELECT (to_regclass('meta.migration') IS NOT NULL)::int", 0, NULL,
	        STR_NONE, &exists));
	*ret = exists == 1;
	return ERR_OK;
}

enum err
ledger_last(struct script *script, int64_t *ret)
{
	bool exists = false;

	TRY(ledger_exists(script, &exists));
	*ret = 0;
	return exists ? ask(script, "SELECT coalesce(max(version), 0) FROM meta.migration", 0, NULL,
	                    STR_NONE, ret)
	              : ERR_OK;
}

enum err
ledger_look(struct script *script, int64_t version, const char *name, struct str text,
            enum ledger_entry *ret)
{
	bool exists = false;
	int64_t entry = LEDGER_ABSENT;

	TRY(ledger_exists(script, &exists));
	if (exists)
		TRY(ask(script,
		        "SELECT coalesce((SELECT CASE WHEN name = $2 AND sha256 = "
		        "sha256($3::bytea) THEN 1 ELSE 2 END"
		        " FROM meta.migration WHERE version = $1::int), 0)",
		        version, name, text, &entry));
	*ret = (enum ledger_entry)entry;
	return ERR_OK;
}

enum err
ledger_apply(struct script *script, int64_t version, const char *name, struct str text)
{
	int64_t noted = 0;
	enum err err;

	TRY(script_begin(script));
	TRY(script_run(script, text));
	TRY(script_as(script, NULL));
	err = ask(script,
	          "INSERT INTO meta.migration (version, name, sha256) VALUES ($1::int, $2, "
	          "sha256($3::bytea)) RETURNING version",
	          version, name, text, &noted);
	if (err == ERR_OK)
		return script_commit(script);
	roll_back(script);
	return err;
}
