/* SPDX-License-Identifier: MIT */
/* The worker that libfcgi's examples teach, as the ceiling that acho-login is measured against: a
 * thread blocks in FCGX_Accept_r per request, each has a database connection, and makes the same
 * call as ours for GET /a/{slug}/api/session. No accept mutex, which would only make it slower.
 *
 * usage: textbook SOCKET THREADS CONNINFO */
#include <fcgiapp.h>
#include <libpq-fe.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"

static int listening;
static const char *conninfo;

/* What acho-login asks, word for word: another list of columns would be another call. */
static const struct {
	const char *id, *statement;
} calls[] = {
#define CALL(id, params, columns, statement) {#id, statement},
#include "login/calls.def"
#undef CALL
};

static const char *
statement(const char *id)
{
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		if (strcmp(calls[i].id, id) == 0)
			return calls[i].statement;
	abort();
}

/* The cookie's hash and the path's slug; false where one is missing. */
static bool
identity(const FCGX_Request *rq, unsigned char hash[32], char slug[SLUG_LEN + 1])
{
	const char *cookie = FCGX_GetParam("HTTP_COOKIE", rq->envp),
	           *uri = FCGX_GetParam("DOCUMENT_URI", rq->envp);
	const char *value = cookie == NULL ? NULL : strstr(cookie, "acho=");
	unsigned char token[32];

	if (value == NULL || uri == NULL || strlen(uri) < 3 + SLUG_LEN)
		return false;
	value += strlen("acho=");
	if (!base64url_decode((struct str){value, strcspn(value, ";")}, token, sizeof(token)))
		return false;
	(void)SHA256(token, sizeof(token), hash);
	memcpy(slug, uri + 3, SLUG_LEN);
	slug[SLUG_LEN] = '\0';
	return true;
}

static void
answer(FCGX_Request *rq, PGconn *pg)
{
	unsigned char hash[32];
	char slug[SLUG_LEN + 1];
	const char *values[3] = {(const char *)hash, slug, NULL};
	const int lengths[3] = {sizeof(hash), 0, 0}, formats[3] = {1, 0, 0};
	PGresult *row = NULL;

	if (identity(rq, hash, slug))
		row = PQexecPrepared(pg, "session", 3, values, lengths, formats, 0);
	if (row == NULL || PQntuples(row) != 1 || !PQgetisnull(row, 0, 0))
		(void)FCGX_PutS("Status: 401\r\n\r\n", rq->out);
	else
		(void)FCGX_FPrintF(
		        rq->out,
		        "Content-Type: application/json\r\nCache-Control: no-store\r\n\r\n"
		        "{\"member\":{\"email\":\"%s\",\"role\":\"%s\"},\"account\":{\"slug\":\"%"
		        "s\",\"company\":\"%s\"},"
		        "\"onboarding\":{\"step\":\"%s\",\"waiting\":%s}}",
		        PQgetvalue(row, 0, 1), PQgetvalue(row, 0, 2), slug, PQgetvalue(row, 0, 3),
		        PQgetvalue(row, 0, 4), PQgetvalue(row, 0, 5)[0] == 't' ? "true" : "false");
	PQclear(row);
}

static void *
serve(void *arg)
{
	PGconn *pg = PQconnectdb(conninfo);
	FCGX_Request rq;

	(void)arg;
	PQclear(PQprepare(pg, "session", statement("SESSION"), 0, NULL));
	(void)FCGX_InitRequest(&rq, listening, 0);
	while (FCGX_Accept_r(&rq) == 0) {
		answer(&rq, pg);
		FCGX_Finish_r(&rq);
	}
	PQfinish(pg);
	return NULL;
}

int
main(int argc, char **argv)
{
	int64_t threads;
	pthread_t thread;

	if (argc != 4 || !str_number(str_of(argv[2]), &threads))
		return 2;
	conninfo = argv[3];
	(void)FCGX_Init();
	listening = FCGX_OpenSocket(argv[1], 1024);
	if (listening < 0)
		return 1;
	for (int64_t i = 1; i < threads; i++)
		if (pthread_create(&thread, NULL, serve, NULL) != 0)
			return 1;
	(void)serve(NULL);
	return 1;
}
