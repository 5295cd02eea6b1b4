/* SPDX-License-Identifier: MIT */
/* fcgi_client.h - the web server's side of FastCGI, down to single records, for tests.
 *
 * A message is composed in memory, so that a test can cut it, bend it, or send it byte by byte.
 * Everything that cannot be in a sound test (no memory, no socket) aborts.
 */
#ifndef SUPPORT_FCGI_CLIENT_H
#define SUPPORT_FCGI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct message {
	char *p;
	size_t n, size;
};

void message_free(struct message *message);
#define auto_message struct message CLEANUP(message_free)

void message_add(struct message *message, const void *p, size_t n);
void message_record(struct message *message, int type, int id, const void *p, size_t n,
                    size_t padding);
void message_begin(struct message *message, int id, int role, int flags);

/* One name-value pair as it stands inside PARAMS; lengths of 128 and more take four bytes. */
void message_pair(struct message *pairs, struct str name, struct str value);

/* A whole request. `pairs`: name, value, ..., NULL; CONTENT_LENGTH is not added. */
void message_request(struct message *message, int id, bool keep, const char *const *pairs,
                     struct str body);

struct answer {
	int status;    /* of the Status header; 0 when none came */
	bool complete; /* END_REQUEST came */
	bool last;     /* ... with something behind it: nginx does not keep such a connection */
	struct message text; /* headers and body as they came */
	struct str headers, body;
};

void answer_free(struct answer *answer);
#define auto_answer struct answer CLEANUP(answer_free)

/* The value of that header; STR_NONE without it. */
struct str answer_header(const struct answer *answer, const char *name);

int client_connect(const char *path);       /* -1 when nobody answers there */
bool client_send(int fd, struct str bytes); /* false when the peer is gone */

/* Read one answer, for at most ten seconds. */
void client_answer(int fd, int id, struct answer *ret);

/* Has the peer closed, within `ms`? Bytes that come before are dropped. */
bool client_closed(int fd, int ms);

#endif
