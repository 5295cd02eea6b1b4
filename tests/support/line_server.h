/* SPDX-License-Identifier: MIT */
/* line_server.h - a LINE on a loopback port for unit tests: answers what the test says, as badly as
 * it says.
 *
 * One thread of its own, plain HTTP, keep-alive, thousands of connections. `answer` runs in that
 * thread.
 */
#ifndef SUPPORT_LINE_SERVER_H
#define SUPPORT_LINE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct line_asked {
	const char *method, *path, *query; /* "" without one */
	const char *authorization;         /* "" without one */
	const char *body;
	unsigned nth; /* requests before this one, on all connections */
};

struct line_says {
	char *bytes; /* the whole answer, head and body; malloc()ed, freed by the server */
	size_t n;
	unsigned delay_ms;      /* before the first byte */
	unsigned byte_every_ms; /* drip: one byte at a time */
	size_t cut_at;          /* close after so many bytes; 0 = send all */
	bool close;             /* close when all is sent */
	bool never;             /* say nothing and keep the connection */
};

typedef void line_answer_fn(const struct line_asked *asked, struct line_says *says, void *arg);

struct line_server;

struct line_server *line_server_start(line_answer_fn *answer, void *arg);
/* At a loopback socket that listens already and does not block; the server closes it. */
struct line_server *line_server_start_at(int listener, line_answer_fn *answer, void *arg);
void line_server_stop(struct line_server *server);

const char *line_server_url(const struct line_server *server);      /* http://127.0.0.1:PORT */
unsigned line_server_connections(const struct line_server *server); /* accepted so far */
unsigned line_server_requests(const struct line_server *server);

/* Fill `says`: a status, `headers` (each with its CRLF, or "") and a body with its length. */
void says_json(struct line_says *says, int status, const char *headers, const char *body);

#endif
