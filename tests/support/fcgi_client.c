/* SPDX-License-Identifier: MIT */
#include "fcgi_client.h"

#include <fastcgi.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ANSWER_WAIT_MS 10000

static void
must(bool condition)
{
	if (!condition)
		abort();
}

void
message_free(struct message *message)
{
	free(message->p);
	*message = (struct message){0};
}

void
message_add(struct message *message, const void *p, size_t n)
{
	if (message->n + n > message->size) {
		message->size = (message->n + n) * 2;
		message->p = realloc(message->p, message->size);
		must(message->p != NULL);
	}
	if (n > 0)
		memcpy(message->p + message->n, p, n);
	message->n += n;
}

void
message_record(struct message *message, int type, int id, const void *p, size_t n, size_t padding)
{
	static const char zeros[256];
	FCGI_Header header = {
	        .version = FCGI_VERSION_1,
	        .type = (unsigned char)type,
	        .requestIdB1 = (unsigned char)(id >> 8),
	        .requestIdB0 = (unsigned char)id,
	        .contentLengthB1 = (unsigned char)(n >> 8),
	        .contentLengthB0 = (unsigned char)n,
	        .paddingLength = (unsigned char)padding,
	};

	message_add(message, &header, sizeof(header));
	message_add(message, p, n);
	message_add(message, zeros, padding);
}

void
message_begin(struct message *message, int id, int role, int flags)
{
	FCGI_BeginRequestBody body = {.roleB1 = (unsigned char)(role >> 8),
	                              .roleB0 = (unsigned char)role,
	                              .flags = (unsigned char)flags};

	message_record(message, FCGI_BEGIN_REQUEST, id, &body, sizeof(body), 0);
}

static void
add_length(struct message *message, size_t n)
{
	unsigned char four[4] = {(unsigned char)(0x80 | n >> 24), (unsigned char)(n >> 16),
	                         (unsigned char)(n >> 8), (unsigned char)n};

	if (n < 128)
		message_add(message, &four[3], 1);
	else
		message_add(message, four, sizeof(four));
}

void
message_pair(struct message *pairs, struct str name, struct str value)
{
	add_length(pairs, name.n);
	add_length(pairs, value.n);
	message_add(pairs, name.p, name.n);
	message_add(pairs, value.p, value.n);
}

/* As nginx does it: content in records of 32 KiB, padded to eight bytes, then an empty one. */
static void
add_stream(struct message *message, int type, int id, struct str content)
{
	while (content.n > 0) {
		size_t n = content.n < KIB(32) ? content.n : KIB(32);
		message_record(message, type, id, content.p, n, (8 - n % 8) % 8);
		content = str_part(content, n, content.n);
	}
	message_record(message, type, id, NULL, 0, 0);
}

void
message_request(struct message *message, int id, bool keep, const char *const *pairs,
                struct str body)
{
	auto_message all = {0};

	for (size_t i = 0; pairs[i] != NULL; i += 2)
		message_pair(&all, str_of(pairs[i]), str_of(pairs[i + 1]));
	message_begin(message, id, FCGI_RESPONDER, keep ? FCGI_KEEP_CONN : 0);
	add_stream(message, FCGI_PARAMS, id, (struct str){all.p, all.n});
	add_stream(message, FCGI_STDIN, id, body);
}

void
answer_free(struct answer *answer)
{
	message_free(&answer->text);
	*answer = (struct answer){0};
}

struct str
answer_header(const struct answer *answer, const char *name)
{
	struct str rest = answer->headers, line, key;

	while (str_cut(&rest, '\n', &line))
		if (str_cut(&line, ':', &key) && str_is_nocase(key, str_of(name)))
			return str_trim(line);
	return STR_NONE;
}

int
client_connect(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	must(fd >= 0 && strlen(path) < sizeof(address.sun_path));
	memcpy(address.sun_path, path, strlen(path));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

bool
client_send(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		bytes = str_part(bytes, (size_t)n, bytes.n);
	}
	return true;
}

static bool
receive(int fd, void *to, size_t n)
{
	char *at = to;

	while (n > 0) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		ssize_t got = poll(&wait, 1, ANSWER_WAIT_MS) == 1 ? recv(fd, at, n, 0) : -1;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* Where the headers end, and their status. */
static void
parse(struct answer *answer)
{
	const char *end;

	message_add(&answer->text, "", 1);
	answer->text.n--;
	end = strstr(answer->text.p, "\r\n\r\n");
	if (end == NULL)
		return;
	answer->headers = (struct str){answer->text.p, (size_t)(end - answer->text.p) + 2};
	answer->body = str_part((struct str){answer->text.p, answer->text.n}, answer->headers.n + 2,
	                        answer->text.n);
	if (answer->body.p == NULL)
		answer->body = STR("");
	answer->status = 200;
	if (answer_header(answer, "Status").p != NULL)
		answer->status = (int)(answer_header(answer, "Status").p[0] - '0') * 100 +
		                 (answer_header(answer, "Status").p[1] - '0') * 10 +
		                 (answer_header(answer, "Status").p[2] - '0');
}

void
client_answer(int fd, int id, struct answer *ret)
{
	char content[0xffff + 0xff];

	answer_free(ret);
	while (!ret->complete) {
		FCGI_Header header;
		size_t n;
		if (!receive(fd, &header, sizeof(header)))
			break;
		n = (size_t)(header.contentLengthB1 << 8 | header.contentLengthB0);
		must(header.version == FCGI_VERSION_1 &&
		     n + header.paddingLength <= sizeof(content));
		must((header.requestIdB1 << 8 | header.requestIdB0) == id);
		must(receive(fd, content, n + header.paddingLength));
		if (header.type == FCGI_STDOUT)
			message_add(&ret->text, content, n);
		ret->complete = header.type == FCGI_END_REQUEST;
	}
	ret->last = recv(fd, content, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
	parse(ret);
}

bool
client_closed(int fd, int ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char dropped[4096];

	while (poll(&wait, 1, ms) == 1)
		if (recv(fd, dropped, sizeof(dropped), 0) <= 0)
			return true;
	return false;
}
