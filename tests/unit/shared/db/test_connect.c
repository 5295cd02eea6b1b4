/* SPDX-License-Identifier: MIT */
#include "db/connect.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

/* What a connection's own socket says of how a dead peer is noticed. */
struct probes {
	int listener;
	int on, idle, interval, count, unacknowledged_ms;
};

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t n = sizeof(value);

	return getsockopt(fd, level, name, &value, &n) == 0 ? value : -1;
}

/* Of all our descriptors the one that is bound to `port`, and no listener. */
static int
socket_of(in_port_t port)
{
	for (int fd = 3; fd < 100; fd++) {
		struct sockaddr_in mine = {0};
		socklen_t n = sizeof(mine);
		if (getsockname(fd, (struct sockaddr *)&mine, &n) == 0 &&
		    mine.sin_family == AF_INET && mine.sin_port == port)
			return fd;
	}
	return -1;
}

/* A server that takes one connection, looks at its other end, and hangs up. */
static void *
look(void *arg)
{
	struct probes *probes = arg;
	struct sockaddr_in peer = {0};
	socklen_t n = sizeof(peer);
	struct pollfd fd = {.fd = probes->listener, .events = POLLIN};
	int taken, theirs;

	if (poll(&fd, 1, 20000) != 1)
		return NULL;
	taken = accept(probes->listener, (struct sockaddr *)&peer, &n);
	theirs = socket_of(peer.sin_port);
	probes->on = option(theirs, SOL_SOCKET, SO_KEEPALIVE);
	probes->idle = option(theirs, IPPROTO_TCP, TCP_KEEPIDLE);
	probes->interval = option(theirs, IPPROTO_TCP, TCP_KEEPINTVL);
	probes->count = option(theirs, IPPROTO_TCP, TCP_KEEPCNT);
	probes->unacknowledged_ms = option(theirs, IPPROTO_TCP, TCP_USER_TIMEOUT);
	(void)close(taken);
	return NULL;
}

static void
a_dead_peer_is_noticed_within_five_seconds(void **state)
{
	struct probes probes = {.listener = socket(AF_INET, SOCK_STREAM, 0)};
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(address);
	char conninfo[120];
	struct db_config config = {
	        .conninfo = conninfo, .user = "postgres", .program = "test_connect"};
	pthread_t server;
	struct fault fault = {0};
	PGconn *pg = NULL;

	(void)state;
	assert_int_equal(bind(probes.listener, (struct sockaddr *)&address, n), 0);
	assert_int_equal(getsockname(probes.listener, (struct sockaddr *)&address, &n), 0);
	assert_int_equal(listen(probes.listener, 1), 0);
	assert_int_equal(pthread_create(&server, NULL, look, &probes), 0);
	(void)snprintf(conninfo, sizeof(conninfo), "host=127.0.0.1 port=%d keepalives_idle=7200",
	               ntohs(address.sin_port));
	assert_int_equal(db__connect(&config, 5, &fault, &pg), ERR_UNAVAILABLE);
	PQfinish(pg);
	assert_int_equal(pthread_join(server, NULL), 0);
	(void)close(probes.listener);
	assert_int_equal(probes.on, 1);
	assert_true(probes.idle > 0 && probes.interval > 0 && probes.count > 0);
	assert_true(probes.idle + probes.interval * probes.count <= 5);
	assert_int_equal(probes.unacknowledged_ms, 5000);
}

static void
a_conninfo_is_read_as_libpq_does(void **state)
{
	(void)state;
	assert_non_null(strstr(db__complaint("nonsense"), "a libpq conninfo"));
	assert_true(db_names_user("host=/run user=acho_login"));
	assert_true(db_names_user("postgresql://acho_login@localhost/acho"));
	assert_false(db_names_user("host=/run dbname=user"));
	assert_false(db_names_user("nonsense"));
}

static void
over_the_network_only_tls_with_a_name_will_do(void **state)
{
	static const char *const good[] = {
	        "",
	        "dbname=acho",
	        "host=",
	        "host=/run dbname=acho",
	        "host=@acho",
	        "host=localhost sslmode=disable",
	        "host=127.0.0.1,/run,::1",
	        "host=localhost hostaddr=127.0.0.1",
	        "postgresql://localhost/acho",
	        "postgresql://[::1]/acho",
	        "postgresql://%2Frun/acho",
	        "host=db.example sslmode=verify-full",
	        "host=a.example,b.example sslmode=verify-full target_session_attrs=read-write",
	        "postgresql://db.example/acho?sslmode=verify-full",
	        "service=acho sslmode=verify-full",
	};
	static const char *const bad[] = {
	        "host=db.example",
	        "host=db.example sslmode=require",
	        "host=db.example sslmode=verify-ca",
	        "host=10.0.0.1",
	        "host=127.0.0.1.example",
	        "host=/run,db.example",
	        "host=db.example,/run",
	        "host=localhost hostaddr=10.0.0.1",
	        "hostaddr=10.0.0.1",
	        "postgresql://db.example/acho",
	        "postgresql://localhost,db.example/acho",
	        "service=acho",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_null(db__complaint(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_non_null(strstr(db__complaint(bad[i]), "sslmode=verify-full"));
	assert_int_equal(setenv("PGHOST", "db.example", 1), 0);
	assert_non_null(db__complaint("dbname=acho"));
	assert_null(db__complaint("host=/run"));
	assert_int_equal(setenv("PGSSLMODE", "verify-full", 1), 0);
	assert_null(db__complaint("dbname=acho"));
	assert_non_null(db__complaint("dbname=acho sslmode=prefer"));
	assert_int_equal(unsetenv("PGHOST"), 0);
	assert_int_equal(unsetenv("PGSSLMODE"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_dead_peer_is_noticed_within_five_seconds),
	        cmocka_unit_test(over_the_network_only_tls_with_a_name_will_do),
	        cmocka_unit_test(a_conninfo_is_read_as_libpq_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
