/* SPDX-License-Identifier: MIT */
#include "http/conn.h"

#include <stdlib.h>
#include <unistd.h>

struct conn *
conn_new(struct server *server, int fd)
{
	struct conn *conn = calloc(1, sizeof(*conn));

	if (conn == NULL) {
		(void)close(fd);
		return NULL;
	}
	conn->server = server;
	conn->fd = fd;
	arena_init(&conn->rq.arena, REQUEST_MEMORY);
	return conn;
}

void
conn_free(struct conn *conn)
{
	if (conn == NULL)
		return;
	if (conn->fd >= 0)
		(void)close(conn->fd);
	arena_done(&conn->rq.arena);
	free(conn);
}
