/* SPDX-License-Identifier: MIT */
#include "line_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 5000
#define REQUEST_MAX     16384

struct connection {
	int fd;
	char *in;
	size_t n_in;
	struct line_says says;
	size_t sent;
	long long due_ms; /* next byte may go then; 0 = nothing to say */
};

struct line_server {
	int listener, stop[2];
	char url[64];
	line_answer_fn *answer;
	void *arg;
	pthread_t thread;
	atomic_uint accepted, asked;
	size_t n;
	struct connection connections[CONNECTIONS_MAX];
	struct pollfd polled[CONNECTIONS_MAX + 2];
};

static long long
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
hang_up(struct line_server *server, size_t at)
{
	struct connection *connection = &server->connections[at];

	(void)close(connection->fd);
	free(connection->in);
	free(connection->says.bytes);
	*connection = server->connections[--server->n];
}

static void
take_connection(struct line_server *server)
{
	int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (server->n == CONNECTIONS_MAX) {
		(void)close(fd);
		return;
	}
	server->connections[server->n++] =
	        (struct connection){.fd = fd, .in = calloc(1, REQUEST_MAX)};
	atomic_fetch_add(&server->accepted, 1);
}

/* The value of a header in `head`, cut off at its line's end; "" without one. Tests send each once.
 */
static char *
header(char *head, const char *name, char *empty)
{
	char *at = strcasestr(head, name);

	if (at == NULL)
		return empty;
	at += strlen(name);
	at[strcspn(at, "\r")] = '\0';
	return at;
}

/* When a whole request has come, ask the test what to say to it. */
static void
read_request(struct line_server *server, struct connection *connection)
{
	char empty[] = "", *end = strstr(connection->in, "\r\n\r\n"), *copy, *head, *target, *query;
	struct line_asked asked = {0};
	size_t n_body, n_head;

	if (end == NULL)
		return;
	n_head = (size_t)(end - connection->in) + 4;
	copy = strndup(connection->in, n_head);
	n_body = (size_t)strtoul(header(copy, "\r\nContent-Length: ", empty), NULL, 10);
	free(copy);
	if (connection->n_in < n_head + n_body)
		return;
	head = strndup(connection->in, n_head);
	copy = strndup(connection->in + n_head, n_body);
	asked.body = copy;
	asked.nth = atomic_fetch_add(&server->asked, 1);
	asked.authorization = header(head, "\r\nAuthorization: ", empty);
	asked.method = head;
	target = head + strcspn(head, " ");
	*target++ = '\0';
	target[strcspn(target, " ")] = '\0';
	query = target + strcspn(target, "?");
	if (*query == '?')
		*query++ = '\0';
	asked.path = target;
	asked.query = query;
	connection->says = (struct line_says){0};
	connection->sent = 0;
	server->answer(&asked, &connection->says, server->arg);
	connection->due_ms = connection->says.never ? 0 : now_ms() + connection->says.delay_ms;
	free(head);
	free(copy);
	memset(connection->in, 0, REQUEST_MAX);
	connection->n_in = 0;
}

/* False when the other side has gone. */
static bool
hear(struct line_server *server, struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->in + connection->n_in,
	                   REQUEST_MAX - 1 - connection->n_in, 0);

	if (got < 0)
		return errno == EAGAIN;
	if (got == 0)
		return false;
	connection->n_in += (size_t)got;
	read_request(server, connection);
	return true;
}

/* False when the connection is to be closed. */
static bool
say(struct connection *connection)
{
	struct line_says *says = &connection->says;
	size_t left = says->n - connection->sent;
	ssize_t sent;

	if (says->cut_at > 0)
		left = says->cut_at > connection->sent ? says->cut_at - connection->sent : 0;
	if (says->byte_every_ms > 0 && left > 1)
		left = 1;
	sent = left == 0 ? 0
	                 : send(connection->fd, says->bytes + connection->sent, left, MSG_NOSIGNAL);
	if (sent < 0)
		return errno == EAGAIN;
	connection->sent += (size_t)sent;
	if (says->cut_at > 0 && connection->sent >= says->cut_at)
		return false;
	connection->due_ms = now_ms() + says->byte_every_ms;
	if (connection->sent < says->n)
		return true;
	connection->due_ms = 0;
	free(says->bytes);
	says->bytes = NULL;
	return !says->close;
}

static void *
serve(void *arg)
{
	struct line_server *server = arg;

	for (;;) {
		int wait_ms = 1000;
		size_t n = server->n;
		long long now = now_ms();
		server->polled[0] = (struct pollfd){server->stop[0], POLLIN, 0};
		server->polled[1] = (struct pollfd){server->listener, POLLIN, 0};
		for (size_t i = 0; i < n; i++) {
			struct connection *c = &server->connections[i];
			bool due = c->due_ms > 0 && c->due_ms <= now;
			server->polled[i + 2] =
			        (struct pollfd){c->fd, (short)(due ? POLLIN | POLLOUT : POLLIN), 0};
			if (c->due_ms > now && c->due_ms - now < wait_ms)
				wait_ms = (int)(c->due_ms - now);
		}
		(void)poll(server->polled, n + 2, wait_ms);
		if (server->polled[0].revents != 0)
			return NULL;
		for (size_t i = n; i-- > 0;) {
			struct connection *c = &server->connections[i];
			short what = server->polled[i + 2].revents;
			if (((what & (POLLIN | POLLHUP | POLLERR)) != 0 && !hear(server, c)) ||
			    ((what & POLLOUT) != 0 && c->due_ms > 0 && !say(c)))
				hang_up(server, i);
		}
		if (server->polled[1].revents != 0)
			take_connection(server);
	}
}

struct line_server *
line_server_start_at(int listener, line_answer_fn *answer, void *arg)
{
	struct line_server *server = calloc(1, sizeof(*server));
	struct sockaddr_in address;
	socklen_t n = sizeof(address);

	server->answer = answer;
	server->arg = arg;
	server->listener = listener;
	if (getsockname(listener, (struct sockaddr *)&address, &n) != 0 ||
	    pipe(server->stop) != 0 || pthread_create(&server->thread, NULL, serve, server) != 0)
		abort();
	(void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u",
	               ntohs(address.sin_port));
	return server;
}

struct line_server *
line_server_start(line_answer_fn *answer, void *arg)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, 4096) != 0)
		abort();
	return line_server_start_at(listener, answer, arg);
}

void
line_server_stop(struct line_server *server)
{
	(void)!write(server->stop[1], "x", 1);
	(void)pthread_join(server->thread, NULL);
	while (server->n > 0)
		hang_up(server, server->n - 1);
	(void)close(server->listener);
	(void)close(server->stop[0]);
	(void)close(server->stop[1]);
	free(server);
}

const char *
line_server_url(const struct line_server *server)
{
	return server->url;
}

unsigned
line_server_connections(const struct line_server *server)
{
	return atomic_load(&server->accepted);
}

unsigned
line_server_requests(const struct line_server *server)
{
	return atomic_load(&server->asked);
}

void
says_json(struct line_says *says, int status, const char *headers, const char *body)
{
	size_t room = strlen(headers) + strlen(body) + 200;

	says->bytes = malloc(room);
	says->n = (size_t)snprintf(says->bytes, room,
	                           "HTTP/1.1 %d X\r\nContent-Type: "
	                           "application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
	                           status, headers, strlen(body), body);
}
