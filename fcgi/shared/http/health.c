/* SPDX-License-Identifier: MIT */
#include "http/health.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/metric.h"
#include "http/reply.h"
#include "http/server.h"

/* Every route of the largest table with every answer it gives, twice over; 48 KiB of it are times.
 */
#define METRICS_MAX KIB(128)

static struct server *
server_of(struct req *rq)
{
	return conn_of(rq)->server;
}

/* GET /livez: a request came in and an answer goes out. */
static enum err
get_livez(struct req *rq)
{
	out_text(reply_json(rq, 200), "status", STR("ok"));
	return reply_end(rq);
}

/* What a worker needs to answer well; "" where nothing is wrong. */
struct checks {
	const char *database, *schema, *own;
};

static const struct readiness *
own_check(struct req *rq)
{
	return &server_of(rq)->worker->ready;
}

/* Without the database nobody knows about the schema; ERR_INVALID is what the worker comes with. */
static void
look(struct req *rq, struct fault *fault, struct checks *ret)
{
	const struct readiness *own = own_check(rq);
	enum err err = rq->db == NULL ? ERR_OK : db_ready(rq->db, fault);
	bool away = err == ERR_UNAVAILABLE || err == ERR_TIMEOUT || err == ERR_NOMEM;

	*ret = (struct checks){.database = away ? fault->why : "",
	                       .schema = away             ? "not known"
	                                 : err == ERR_BUG ? fault->why
	                                                  : "",
	                       .own = err == ERR_INVALID                        ? fault->why
	                              : own->good == NULL || own->good(rq->app) ? ""
	                                                                        : "broken"};
}

static void
out_check(struct out *out, const char *name, const char *wrong)
{
	out_text(out, name, wrong[0] == '\0' ? STR("ok") : str_of(wrong));
}

static bool
is_verbose(struct req *rq)
{
	return str_is(conn_of(rq)->request.param[PARAM_QUERY], STR("verbose"));
}

/*
 * GET /readyz: the database is reachable, its schema fits this binary, and what else the worker
 * needs works. ?verbose names each and what is wrong with it.
 */
static enum err
get_readyz(struct req *rq)
{
	struct fault fault = {0};
	struct checks checks;
	struct out *out;
	bool good;

	look(rq, &fault, &checks);
	good = checks.database[0] == '\0' && checks.schema[0] == '\0' && checks.own[0] == '\0';
	if (!good && !is_verbose(rq)) {
		rq->fault = fault; /* for the log; 503, or 500 for a misfit */
		return fault.err != ERR_OK ? fault.err
		                           : FAULT(&rq->fault, ERR_UNAVAILABLE, "%s does not work",
		                                   own_check(rq)->name);
	}
	out = reply_json(rq, good ? 200 : 503);
	out_text(out, "status", good ? STR("ok") : STR("not ready"));
	if (is_verbose(rq)) {
		out_object(out, "checks");
		out_check(out, "database", checks.database);
		out_check(out, "schema", checks.schema);
		if (own_check(rq)->good != NULL)
			out_check(out, own_check(rq)->name, checks.own);
		out_end(out, '}');
	}
	return reply_end(rq);
}

static void
print_check(FILE *out, const char *name, const char *wrong)
{
	(void)fprintf(out, "acho_ready{check=\"%s\"} %d\n", name, wrong[0] == '\0');
}

static void
print_ready(struct req *rq, FILE *out)
{
	struct fault ignored = {0};
	struct checks checks;

	look(rq, &ignored, &checks);
	metric_head(
	        out, "ready", METRIC_GAUGE,
	        "1 where what the worker needs is good, 0 where it is not; no line: not known.");
	print_check(out, "database", checks.database);
	if (checks.database[0] == '\0')
		print_check(out, "schema", checks.schema);
	if (own_check(rq)->good != NULL)
		print_check(out, own_check(rq)->name, checks.own);
}

static void
print_metrics(struct server *server, FILE *out)
{
	const struct engine *engine = &server->worker->engine;
	const struct site *site = &server->site;
	struct counters *counters = &server->counters;

	metric_head(out, "answers_total", METRIC_COUNTER,
	            "Answers by the first digit of the status.");
	for (int i = 2; i <= 5; i++)
		(void)fprintf(out, "acho_answers_total{status=\"%dxx\"} %llu\n", i,
		              (unsigned long long)atomic_load(&counters->answers[i]));
	metric_print(out, "refused_total", METRIC_COUNTER,
	             "Requests answered 503 because too many waited.",
	             atomic_load(&counters->refused));
	metric_print(out, "connections_total", METRIC_COUNTER, "Connections that nginx has opened.",
	             atomic_load(&counters->accepted));
	metric_print(out, "connections_broken_total", METRIC_COUNTER,
	             "Connections closed because of what came on them.",
	             atomic_load(&counters->broken));
	metric_print(out, "connections", METRIC_GAUGE, "Open connections from nginx.",
	             atomic_load(&counters->connections));
	metric_print(out, "requests_parked", METRIC_GAUGE,
	             "Requests that wait for LINE or Argon2id and hold no thread.",
	             atomic_load(&counters->parked));
	metric_print(out, "requests_queued", METRIC_GAUGE, "Requests that wait for a thread.",
	             queue_waiting(&server->queue));
	metric_print(out, "log_lines_lost_total", METRIC_COUNTER,
	             "Lines of the log that could not be written.", log_lost());
	if (engine->metrics != NULL)
		engine->metrics(engine->arg, out);
	traffic_print(&server->traffic, site->routes, site->built_in, out);
}

static void
stream_close(FILE **stream)
{
	if (*stream != NULL)
		(void)fclose(*stream);
}

/* GET /metrics: Prometheus' text format, version 0.0.4. */
static enum err
get_metrics(struct req *rq)
{
	char *text = arena_alloc(&rq->arena, METRICS_MAX);
	FILE *out CLEANUP(stream_close) = text == NULL ? NULL : fmemopen(text, METRICS_MAX, "w");
	long n;

	if (out == NULL)
		return FAULT(&rq->fault, ERR_NOMEM, "no room for metrics");
	print_ready(rq, out);
	print_metrics(server_of(rq), out);
	n = fflush(out) == 0 && ferror(out) == 0 ? ftell(out) : -1;
	if (n < 0)
		return FAULT(&rq->fault, ERR_NOMEM, "metrics over %zu bytes", METRICS_MAX);
	TRY(reply_text(rq, 200, "text/plain; version=0.0.4; charset=utf-8", STR("")));
	rq->reply.body.p = text; /* not copied: it may be longer than other answers */
	rq->reply.body.n = (size_t)n;
	return ERR_OK;
}

static const struct route table[] = {
        {METHOD_GET, "/livez", get_livez, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/readyz", get_readyz, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/metrics", get_metrics, NULL, WHO_ANYBODY, 0},
};

const struct routes health_routes = {.table = table, .n = ARRAY_LEN(table)};
