/* SPDX-License-Identifier: MIT */
#include "http/dispatch.h"

#include "http/problem.h"
#include "http/reply.h"

#define ROUTE_NONE STR("-")

/* ---- the log ---- */

static enum log_level
level_of(const struct reply *reply)
{
	if (reply->status == 500)
		return LOG_ERROR;
	return reply->status == 503 ? LOG_WARN : LOG_INFO;
}

static void
log_request(const struct conn *conn, usec took)
{
	const struct req *rq = &conn->rq;
	struct log_line line;

	log_start(&line, level_of(&rq->reply), "request");
	log_text(&line, "id", rq->request_id);
	log_text(&line, "method",
	         rq->route == NULL ? ROUTE_NONE : str_of(method_name(rq->route->method)));
	log_text(&line, "route", rq->route == NULL ? ROUTE_NONE : str_of(rq->route->path));
	log_int(&line, "status", rq->reply.status);
	if (rq->reply.code != NULL)
		log_text(&line, "code", str_of(rq->reply.code));
	log_int(&line, "usec", took);
	log_int(&line, "parse_usec", conn->parsed_for);
	log_int(&line, "db_usec", conn->db_for);
	if (conn->waited_for > 0)
		log_int(&line, "wait_usec", conn->waited_for);
	log_int(&line, "arena", (int64_t)rq->arena.peak);
	if ((atomic_load(&conn->flags) & CONN_GONE) != 0)
		log_int(&line, "client_gone", 1);
	log_fault(&line, &rq->fault);
	log_write(&line);
}

/* ---- times ---- */

static usec
spent_by(const struct db *db)
{
	return db == NULL ? 0 : db_spent(db);
}

/* What the thread has spent in the database since the last look was spent for this request. */
static void
note_db(struct conn *conn)
{
	usec spent = spent_by(conn->rq.db);

	conn->db_for += spent - conn->db_before;
	conn->db_before = spent;
}

/* ---- answering ---- */

/* A fault is answered with as little as a stranger needs: try again, or our mistake and its number.
 */
static void
reply_fault(struct req *rq, enum err err)
{
	bool passes = err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_NOMEM;
	struct problem_extra extra = {.line_request_id = passes ? STR_NONE : rq->request_id};

	if (rq->fault.err == ERR_OK)
		(void)FAULT(&rq->fault, err, "handler of %s",
		            rq->route == NULL ? "-" : rq->route->path);
	if (reply_problem_with(rq, passes ? STR("server.busy") : STR("server.error"), &extra) !=
	    ERR_OK)
		rq->reply = (struct reply){.status = passes ? 503 : 500}; /* the arena is full */
}

/* RFC 9110 lets it be empty, but not every client reads a status line without one. */
static const char *
reason_of(int status)
{
	static const struct {
		int status;
		const char *text;
	} good[] = {{200, "OK"}, {201, "Created"}, {204, "No Content"}, {304, "Not Modified"}};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (good[i].status == status)
			return good[i].text;
	return problem_title(status, LOCALE_EN);
}

static struct str
head_of(struct req *rq)
{
	const struct reply *reply = &rq->reply;
	struct buf head;

	buf_init(&head, &rq->arena, KIB(8));
	buf_add(&head, STR("Status: "));
	buf_int(&head, reply->status);
	buf_char(&head, ' ');
	buf_add(&head, str_of(reason_of(reply->status)));
	buf_add(&head, reply->cached ? STR("\r\nCache-Control: private, no-cache\r\n")
	                             : STR("\r\nCache-Control: no-store\r\n"));
	if (reply->type != NULL) {
		buf_add(&head, STR("Content-Type: "));
		buf_add(&head, str_of(reply->type));
		buf_add(&head, STR("\r\n"));
	}
	if (reply->status != 204 && reply->status != 304) {
		buf_add(&head, STR("Content-Length: "));
		buf_int(&head, (int64_t)reply->body.n);
		buf_add(&head, STR("\r\n"));
	}
	buf_add(&head, buf_str(&reply->headers));
	buf_add(&head, STR("\r\n"));
	return buf_failed(&head) ? STR_NONE : buf_str(&head);
}

/* What was replied, whole; or, when the arena is full, the least that can be said. */
static enum err
send_reply(struct conn *conn, unsigned flags)
{
	struct req *rq = &conn->rq;
	struct str head = head_of(rq), body = buf_str(&rq->reply.body);

	if (head.p == NULL) {
		head = STR("Status: 503 Service Unavailable\r\nRetry-After: 2\r\n\r\n");
		rq->reply.status = 503;
		body = STR("");
	}
	if (str_is(conn->request.param[PARAM_METHOD], STR("HEAD")))
		body = STR("");
	return fcgi_write(conn->fd, &conn->request, head, body, flags);
}

/* Send what was replied, log it, and leave the connection as new. */
static enum outcome
finish(struct conn *conn, unsigned flags)
{
	struct req *rq = &conn->rq;
	struct server *server = conn->server;
	bool keep = conn->request.keep && !atomic_load(&server->stopping);
	struct arena arena;
	usec took;

	note_db(conn);
	if (send_reply(conn, flags | (keep ? 0U : FCGI_LAST)) != ERR_OK) {
		(void)atomic_fetch_or(&conn->flags, CONN_GONE);
		keep = false;
	}
	took = clock_monotonic() - conn->queued_at;
	(void)atomic_fetch_add(&server->counters.answers[rq->reply.status / 100 % 6], 1);
	traffic_count(&server->traffic, server->site.routes, server->site.built_in, rq->route,
	              &rq->reply, took);
	log_request(conn, took);
	arena_reset(&rq->arena);
	arena = rq->arena;
	*rq = (struct req){.arena = arena};
	conn->request = (struct fcgi_request){0};
	conn->parked = false;
	conn->db_for = conn->db_before = conn->waited_for = 0;
	return keep ? OUTCOME_ANSWERED : OUTCOME_CLOSE;
}

/* ---- handlers ---- */

static void
resume(struct req *rq)
{
	queue_push_resumed(&conn_of(rq)->server->queue, conn_of(rq));
}

/* Start what the handler parked for. False: it did not start, and the request is still here. */
static bool
park(struct conn *conn)
{
	struct req *rq = &conn->rq;
	struct counters *counters = &conn->server->counters;
	park_start *start = rq->parked;
	enum err err;

	note_db(conn);
	rq->parked = NULL;
	rq->db = NULL;
	rq->resume = resume;
	conn->parked = true;
	conn->parked_at = clock_monotonic();
	(void)atomic_fetch_add(&counters->parked, 1);
	err = start(rq);
	if (err == ERR_OK)
		return true; /* it may be answered and gone by now */
	(void)atomic_fetch_sub(&counters->parked, 1);
	if (rq->fault.err == ERR_OK)
		(void)FAULT(&rq->fault, err, "nothing to wait for");
	return false;
}

/* Run one function of the route, and the next one for as long as there is nothing to wait for. */
static enum outcome
run(struct conn *conn, handler *function, struct db *db)
{
	struct req *rq = &conn->rq;
	enum err err;

	for (;;) {
		rq->db = db;
		err = function(rq);
		if (err != ERR_OK || rq->parked == NULL)
			break;
		function = rq->route->resume;
		if (park(conn))
			return OUTCOME_PARKED;
	}
	/* A body that was refused has its answer; anything else that failed, or said nothing, has
	 * none. */
	if (err == ERR_INVALID && rq->reply.status != 0 && rq->fault.err == ERR_OK)
		err = ERR_OK;
	if (err == ERR_OK && rq->reply.status == 0)
		err = rq->fault.err == ERR_OK ? ERR_BUG : rq->fault.err;
	if (err != ERR_OK)
		reply_fault(rq, err);
	return finish(conn, 0);
}

static enum outcome
begin(struct conn *conn, struct db *db)
{
	struct req *rq = &conn->rq;
	usec began_at = clock_monotonic();
	enum err err = fcgi_read(conn->fd, &rq->arena, &rq->fault, &conn->request);

	if (err == ERR_PROTOCOL) {
		conn->fd = -1;
		(void)atomic_fetch_add(&conn->server->counters.broken, 1);
		return OUTCOME_CLOSE;
	}
	if (err == ERR_OK)
		err = judge(rq, &conn->request, &conn->server->site);
	conn->parsed_for = clock_monotonic() - began_at;
	if (err == ERR_OK && rq->reply.status == 0)
		return run(conn, rq->route->begin, db);
	if (err != ERR_OK)
		reply_fault(rq, err);
	return finish(conn, 0);
}

enum outcome
dispatch(struct conn *conn, struct db *db)
{
	conn->rq.db = db;
	conn->db_before = spent_by(db);
	if (conn->parked) {
		conn->waited_for += clock_monotonic() - conn->parked_at;
		(void)atomic_fetch_sub(&conn->server->counters.parked, 1);
		return run(conn, conn->rq.route->resume, db);
	}
	if (queue_is_stale(&conn->server->queue, conn, clock_monotonic()))
		return dispatch_refuse(conn);
	return begin(conn, db);
}

enum outcome
dispatch_refuse(struct conn *conn)
{
	struct req *rq = &conn->rq;
	enum err err = fcgi_read(conn->fd, &rq->arena, &rq->fault, &conn->request);

	(void)atomic_fetch_add(&conn->server->counters.refused, 1);
	if (err == ERR_PROTOCOL) {
		conn->fd = -1;
		return OUTCOME_CLOSE;
	}
	rq->request_id = conn->request.param[PARAM_REQUEST_ID];
	rq->locale = locale_from_accept(conn->request.param[PARAM_LANGUAGE]);
	reply_fault(rq, ERR_UNAVAILABLE);
	return finish(conn, FCGI_NOWAIT);
}
