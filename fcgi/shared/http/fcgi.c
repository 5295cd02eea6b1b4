/* SPDX-License-Identifier: MIT */
#include "http/fcgi.h"

#include <fastcgi.h>
#include <fcgiapp.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>

#include "http/route.h"

static const char *const names[PARAM__COUNT] = {
        [PARAM_METHOD] = "REQUEST_METHOD",
        [PARAM_PATH] = "DOCUMENT_URI",
        [PARAM_QUERY] = "QUERY_STRING",
        [PARAM_CONTENT_LENGTH] = "CONTENT_LENGTH",
        [PARAM_CONTENT_TYPE] = "CONTENT_TYPE",
        [PARAM_CONTENT_ENCODING] = "HTTP_CONTENT_ENCODING",
        [PARAM_ORIGIN] = "HTTP_ORIGIN",
        [PARAM_COOKIE] = "HTTP_COOKIE",
        [PARAM_LANGUAGE] = "HTTP_ACCEPT_LANGUAGE",
        [PARAM_USER_AGENT] = "HTTP_USER_AGENT",
        [PARAM_IDEMPOTENCY_KEY] = "HTTP_IDEMPOTENCY_KEY",
        [PARAM_REMOTE_ADDR] = "REMOTE_ADDR",
        [PARAM_REQUEST_ID] = "REQUEST_ID",
        [PARAM_IF_NONE_MATCH] = "HTTP_IF_NONE_MATCH",
};

enum err
fcgi_init(struct fault *fault)
{
	/* FCGX_Init takes these signals over, even where they were ignored. */
	static const int taken[] = {SIGPIPE, SIGUSR1, SIGTERM};
	struct sigaction before[ARRAY_LEN(taken)];
	bool good = true;

	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		good = sigaction(taken[i], NULL, &before[i]) == 0 && good;
	good = FCGX_Init() == 0 && good;
	for (size_t i = 0; i < ARRAY_LEN(taken); i++)
		good = sigaction(taken[i], &before[i], NULL) == 0 && good;
	return good ? ERR_OK : FAULT(fault, ERR_NOMEM, "libfcgi did not start");
}

/* ---- reading ---- */

/* Copy "NAME=value" to its place when it is one of ours; what remains in libfcgi's heap is wiped.
 */
static bool
take_param(char *pair, struct arena *arena, struct fcgi_request *ret)
{
	struct str value = str_of(pair), name;

	if (!str_cut(&value, '=', &name))
		return true;
	for (size_t i = 0; i < PARAM__COUNT; i++) {
		if (!str_is(name, str_of(names[i])))
			continue;
		if (ret->param[i].p != NULL)
			ret->twice = true;
		else if (!arena_copy(arena, value, &ret->param[i]))
			return false;
		explicit_bzero(pair + name.n + 1, value.n);
		break;
	}
	return true;
}

static bool
take_params(FCGX_ParamArray envp, struct arena *arena, struct fcgi_request *ret)
{
	bool good = true;

	for (char **pair = envp; *pair != NULL; pair++)
		good = take_param(*pair, arena, ret) && good;
	return good;
}

/* How libfcgi 2.4.2 begins what FCGX_Stream.data points to. */
struct stream_data {
	unsigned char *buff;
	int bufflen;
};

/*
 * libfcgi's one buffer has seen all of the request, cookies and passwords too, and would go back to
 * the heap as it is. Were the layout another one, the checks fail and the unit test finds the
 * traces.
 */
static void
wipe_buffer(FCGX_Stream *in)
{
	const struct stream_data *data = in->data;

	if (data->bufflen > 0 && data->bufflen <= FCGI_MAX_LENGTH + 1 && data->buff <= in->rdNext &&
	    in->rdNext <= data->buff + data->bufflen)
		explicit_bzero(data->buff, (size_t)data->bufflen);
}

static bool
at_end(FCGX_Stream *in)
{
	/* An aborted stream ends, too, but with an error. */
	return FCGX_GetChar(in) == EOF && FCGX_GetError(in) == 0;
}

static bool
take_body(FCGX_Stream *in, struct arena *arena, struct fcgi_request *ret)
{
	struct str length = ret->param[PARAM_CONTENT_LENGTH];
	int64_t n = 0;
	char *body;

	if (length.n > 0 && !str_number(length, &n))
		return true;
	if (n > (int64_t)BODY_MAX) {
		ret->body_is = BODY_TOO_LARGE;
		return true;
	}
	body = arena_alloc(arena, (size_t)n + 1);
	if (body == NULL)
		return false;
	if (FCGX_GetStr(body, (int)n, in) == (int)n && at_end(in)) {
		ret->body_is = BODY_WHOLE;
		ret->body = (struct str){body, (size_t)n};
	}
	return true;
}

enum err
fcgi_read(int fd, struct arena *arena, struct fault *fault, struct fcgi_request *ret)
{
	FCGX_Request request;
	bool good;

	(void)FCGX_InitRequest(&request, -1, 0); /* always 0 */
	request.ipcFd = fd;
	request.keepConnection = 1; /* what its FCGX_Finish_r, before reading, goes by */
	request.detached = 1; /* should it close, then without waiting two seconds for the peer */
	if (FCGX_Accept_r(&request) != 0)
		return FAULT(fault, ERR_PROTOCOL, "libfcgi could not read the request");
	*ret = (struct fcgi_request){.id = request.requestId, .body_is = BODY_BROKEN};
	good = take_params(request.envp, arena, ret) && take_body(request.in, arena, ret);
	wipe_buffer(request.in);
	ret->keep = request.keepConnection != 0 && ret->body_is == BODY_WHOLE;
	FCGX_Free(&request, 0);
	return good ? ERR_OK : FAULT(fault, ERR_NOMEM, "no room for the request");
}

/* ---- writing ---- */

#define RECORD_MAX 65528 /* content of one record: the most that needs no padding */
#define PIECES_MAX 16

struct wire {
	struct iovec piece[PIECES_MAX];
	FCGI_Header header[PIECES_MAX];
	size_t pieces, headers, total;
};

static void
add(struct wire *wire, const void *p, size_t n)
{
	BUG_IF(wire->pieces == PIECES_MAX);
	wire->piece[wire->pieces++] =
	        (struct iovec){(void *)(uintptr_t)p, n}; /* sendmsg only reads */
	wire->total += n;
}

static void
add_header(struct wire *wire, int type, int id, size_t n)
{
	FCGI_Header *header = &wire->header[wire->headers++];

	*header = (FCGI_Header){
	        .version = FCGI_VERSION_1,
	        .type = (unsigned char)type,
	        .requestIdB1 = (unsigned char)(id >> 8),
	        .requestIdB0 = (unsigned char)id,
	        .contentLengthB1 = (unsigned char)(n >> 8),
	        .contentLengthB0 = (unsigned char)n,
	};
	add(wire, header, sizeof(*header));
}

/* Records of STDOUT with `head` and then `body` as their content, the end of the stream, the end of
 * the request. */
static void
frame(struct wire *wire, int id, struct str head, struct str body)
{
	static const FCGI_EndRequestBody complete = {.protocolStatus = FCGI_REQUEST_COMPLETE};

	while (head.n + body.n > 0) {
		size_t n = head.n + body.n < RECORD_MAX ? head.n + body.n : RECORD_MAX;
		size_t of_head = head.n < n ? head.n : n;
		add_header(wire, FCGI_STDOUT, id, n);
		if (of_head > 0)
			add(wire, head.p, of_head);
		if (n > of_head)
			add(wire, body.p, n - of_head);
		head = str_part(head, of_head, head.n);
		body = str_part(body, n - of_head, body.n);
	}
	add_header(wire, FCGI_STDOUT, id, 0);
	add_header(wire, FCGI_END_REQUEST, id, sizeof(complete));
	add(wire, &complete, sizeof(complete));
}

enum err
fcgi_write(int fd, const struct fcgi_request *request, struct str head, struct str body,
           unsigned flags)
{
	struct wire wire = {0};
	struct msghdr message = {.msg_iov = wire.piece};
	ssize_t n;

	frame(&wire, request->id, head, body);
	if ((flags & FCGI_LAST) != 0)
		add_header(&wire, FCGI_STDOUT, request->id, 0);
	message.msg_iovlen = wire.pieces;
	n = sendmsg(fd, &message, MSG_NOSIGNAL | ((flags & FCGI_NOWAIT) != 0 ? MSG_DONTWAIT : 0));
	/* Part of an answer was sent: the time-out passed, and the rest would come too late. */
	return n == (ssize_t)wire.total ? ERR_OK : ERR_UNAVAILABLE;
}
