/* SPDX-License-Identifier: MIT */
#include "db/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/settings.h"

static void
options_free(PQconninfoOption **options)
{
	PQconninfoFree(*options);
}

/* What the conninfo says of `keyword`, else libpq's environment, such as PGHOST; STR_NONE. */
static struct str
option(const PQconninfoOption *options, const char *keyword)
{
	for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
		const char *value = o->val;
		if (strcmp(o->keyword, keyword) != 0)
			continue;
		if (value == NULL && o->envvar != NULL)
			value = getenv(o->envvar);
		return value == NULL ? STR_NONE : str_of(value);
	}
	return STR_NONE;
}

/* Folders of sockets, which an empty name is too, and loopback; separated by commas. */
static bool
stay_on_this_machine(struct str hosts)
{
	struct str host;
	bool more;

	do {
		more = str_cut(&hosts, ',', &host);
		if (!more)
			host = hosts;
		if (host.n > 0 && host.p[0] != '/' && host.p[0] != '@' && !host_is_loopback(host))
			return false;
	} while (more);
	return true;
}

const char *
db__complaint(const char *conninfo)
{
	PQconninfoOption *options CLEANUP(options_free) = PQconninfoParse(conninfo, NULL);

	if (options == NULL)
		return "be a libpq conninfo, such as \"host=/var/run/postgresql dbname=acho\"";
	/* A service's file may name any host, but what the conninfo says wins over it. */
	if (str_is(option(options, "sslmode"), STR("verify-full")) ||
	    (option(options, "service").n == 0 && stay_on_this_machine(option(options, "host")) &&
	     stay_on_this_machine(option(options, "hostaddr"))))
		return NULL;
	return "say sslmode=verify-full over the network (and sslrootcert= with the server's CA)";
}

bool
db_names_user(const char *conninfo)
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
	/* Later entries win over earlier ones; dbname first, so that the conninfo string is
	 * expanded there. */
	const struct {
		const char *key, *value;
	} options[] = {
	        {"user", config->user},
	        {"dbname", config->conninfo},
	        {"application_name", config->program},
	        {"connect_timeout", "3"},
	        /* A peer that is gone is noticed in 5 s. What we sent and it never acknowledged
	         * shows by itself; while we wait for an answer that will not come, only probes
	         * tell: after 2 s and each second from then on, unanswered for 3. */
	        {"tcp_user_timeout", "5000"},
	        {"keepalives", "1"},
	        {"keepalives_idle", "2"},
	        {"keepalives_interval", "1"},
	        {"keepalives_count", "3"},
	        {"client_encoding", "UTF8"},
	};
	const char *keys[ARRAY_LEN(options) + 1], *values[ARRAY_LEN(options) + 1];
	size_t skip = db_names_user(config->conninfo) ? 1 : 0;

	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		keys[i] = options[i].key;
		values[i] = options[i].value;
	}
	keys[ARRAY_LEN(options)] = values[ARRAY_LEN(options)] = NULL;
	return PQconnectdbParams(keys + skip, values + skip, 1);
}

/* In libpq's words, which have lines. */
static enum err
not_connected(const PGconn *pg, struct fault *fault)
{
	char said[200];
	size_t n = 0;

	for (const char *p = PQerrorMessage(pg); *p != '\0' && n < sizeof(said) - 1; p++)
		if (*p != '\n' && *p != '\t')
			said[n++] = *p;
		else if (n > 0 && said[n - 1] != ' ')
			said[n++] = ' ';
	return FAULT(fault, ERR_UNAVAILABLE, "cannot connect to ACHO_DB: %.*s",
	             STR_ARG(str_trim((struct str){said, n})));
}

/* Asked for once connected, for PgBouncer lets nobody in who names them while connecting. */
static enum err
limit_session(PGconn *pg, unsigned statement_seconds, struct fault *fault)
{
	char seconds[16];
	const char *values[] = {seconds};
	auto_db_result result = {NULL};

	(void)snprintf(seconds, sizeof(seconds), "%us", statement_seconds);
	result.pg = PQexecParams(pg,
	                         "SELECT pg_catalog.set_config('statement_timeout', $1, false),"
	                         " pg_catalog.set_config('lock_timeout', '2s', false),"
	                         " pg_catalog.set_config('idle_in_transaction_session_timeout',"
	                         " '10s', false)",
	                         1, NULL, values, NULL, NULL, 0);
	if (PQresultStatus(result.pg) != PGRES_TUPLES_OK)
		return not_connected(pg, fault);
	return ERR_OK;
}

enum err
db__connect(const struct db_config *config, unsigned statement_seconds, struct fault *fault,
            PGconn **ret)
{
	enum err err;

	*ret = open_connection(config);
	if (PQstatus(*ret) != CONNECTION_OK)
		return not_connected(*ret, fault);
	err = limit_session(*ret, statement_seconds, fault);
	if (err == ERR_OK)
		return ERR_OK;
	PQfinish(*ret);
	*ret = NULL;
	return err;
}

enum err
db_at_start(const struct db_config *config, struct fault *fault, bool *ret_answered)
{
	struct db *db = db_new(config);
	enum err err = db == NULL ? FAULT(fault, ERR_NOMEM, "no memory for a database connection")
	                          : db_ready(db, fault);

	db_free(db);
	if (err != ERR_OK && err != ERR_UNAVAILABLE && err != ERR_TIMEOUT)
		return err;
	*ret_answered = err == ERR_OK;
	return ERR_OK;
}
