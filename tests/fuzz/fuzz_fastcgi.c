/* SPDX-License-Identifier: MIT */
/*
 * Whatever the scanner takes for a whole request, libfcgi reads, without aborting and without
 * leaving a byte of it to the next request; and the beginning of such a request is never taken for
 * nonsense.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/conn.h"
#include "http/route.h"
#include "http/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
must(bool condition)
{
	if (!condition)
		abort();
}

static void
libfcgi_reads(struct str bytes)
{
	struct fcgi_request request;
	struct fault fault = {0};
	struct arena arena;
	int pair[2], size = 1 << 20;
	char left;

	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	must(setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)) == 0);
	must(send(pair[1], bytes.p, bytes.n, MSG_NOSIGNAL) == (ssize_t)bytes.n);
	arena_init(&arena, REQUEST_MEMORY);
	must(fcgi_read(pair[0], &arena, &fault, &request) == ERR_OK);
	if (request.body_is == BODY_WHOLE)
		must(recv(pair[0], &left, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
	else
		must(!request.keep);
	arena_done(&arena);
	(void)close(pair[0]);
	(void)close(pair[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str all = {(const char *)bytes, n};
	struct fault fault = {0};

	if (n == 0 || n > SCAN_BYTES_MAX)
		return 0;
	must(fcgi_init(&fault) == ERR_OK);
	if (scan_request(all) != SCAN_WHOLE)
		return 0;
	must(scan_request(str_part(all, 0, n * bytes[n / 2] / 256)) != SCAN_BAD);
	libfcgi_reads(all);
	return 0;
}
