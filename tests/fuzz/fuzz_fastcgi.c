/* SPDX-License-Identifier: MIT */
/*
 * Whatever the scanner takes for a whole request, libfcgi reads, without aborting and without
 * leaving a byte of it to the next request; and the beginning of such a request is never taken for
 * nonsense.
 */
#include <errno.h>
#include <fastcgi.h>
#include <stdlib.h>
#include <string.h>
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

static char wire[SCAN_BYTES_MAX * 2];
static size_t wire_n;

static void
add_record(int type, struct str content)
{
	const unsigned char header[] = {FCGI_VERSION_1,
	                                (unsigned char)type,
	                                0,
	                                1,
	                                (unsigned char)(content.n >> 8),
	                                (unsigned char)content.n,
	                                0,
	                                0};

	if (wire_n + sizeof(header) + content.n > sizeof(wire))
		return;
	memcpy(wire + wire_n, header, sizeof(header));
	if (content.n > 0)
		memcpy(wire + wire_n + sizeof(header), content.p, content.n);
	wire_n += sizeof(header) + content.n;
}

static void
add_stream(int type, struct str content, size_t cut)
{
	for (size_t at = 0; at < content.n; at += cut)
		add_record(type, str_part(content, at, cut));
	add_record(type, STR(""));
}

static struct str
framed(const uint8_t *bytes, size_t n)
{
	struct str content = {(const char *)bytes + 4, n - 4};
	size_t params = content.n * bytes[1] / 255;

	wire_n = 0;
	add_record(FCGI_BEGIN_REQUEST, STR("\0\1\1\0\0\0\0\0"));
	add_stream(FCGI_PARAMS, str_part(content, 0, params), (size_t)bytes[2] + 1);
	add_stream(FCGI_STDIN, str_part(content, params, content.n), (size_t)bytes[3] + 1);
	return (struct str){wire, wire_n};
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct str all = {(const char *)bytes, n};
	struct fault fault = {0};

	if (n < 4 || n > SCAN_BYTES_MAX / 2)
		return 0;
	must(fcgi_init(&fault) == ERR_OK);
	if (bytes[0] != FCGI_VERSION_1)
		all = framed(bytes, n);
	if (scan_request(all) != SCAN_WHOLE)
		return 0;
	must(scan_request(str_part(all, 0, all.n * bytes[n / 2] / 256)) != SCAN_BAD);
	libfcgi_reads(all);
	return 0;
}
