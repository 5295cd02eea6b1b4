/* SPDX-License-Identifier: MIT */
/* desk.h - one connection of a server that has no threads: a test is the poller and the handler
 * thread. */
#ifndef SUPPORT_DESK_H
#define SUPPORT_DESK_H

#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "fcgi_client.h"
#include "http/health.h"
#include "http/server.h"
#include "served.h"

struct desk {
	struct server server;
	struct worker worker;
	struct conn *conn; /* busy, as if the poller had handed it over */
	int peer;
};

static inline void
desk_open(struct desk *desk, const struct routes *routes)
{
	struct fault fault = {0};
	int pair[2];

	*desk = (struct desk){.worker = {.name = "test", .routes = routes, .engine.fd = -1}};
	desk->server.worker = &desk->worker;
	desk->server.site = (struct site){
	        .origin = STR(SERVED_ORIGIN), .routes = routes, .built_in = &health_routes};
	assert_int_equal(fcgi_init(&fault), ERR_OK);
	assert_int_equal(queue_init(&desk->server.queue, (struct queue_limits){0}), ERR_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	desk->peer = pair[1];
	desk->conn = conn_new(&desk->server, pair[0]);
	assert_non_null(desk->conn);
	atomic_store(&desk->conn->flags, CONN_BUSY);
	desk->conn->queued_at = clock_monotonic();
	log_init("test", LOG_ERROR);
}

static inline void
desk_close(struct desk *desk)
{
	conn_free(desk->conn);
	queue_done(&desk->server.queue);
	(void)close(desk->peer);
}

/* The peer sends a request of id 1. */
static inline void
desk_send(struct desk *desk, const char *method, const char *path, bool keep)
{
	const char *const pairs[] = {"REQUEST_METHOD", method, "DOCUMENT_URI", path, "HTTP_ORIGIN",
	                             SERVED_ORIGIN,    NULL};
	auto_message message = {0};

	message_request(&message, 1, keep, pairs, STR(""));
	assert_true(client_send(desk->peer, (struct str){message.p, message.n}));
}

/* ... and reads the answer. */
static inline int
desk_status(struct desk *desk, struct answer *ret)
{
	client_answer(desk->peer, 1, ret);
	return ret->status;
}

#endif
