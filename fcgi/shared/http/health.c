/* SPDX-License-Identifier: MIT */
#include "http/health.h"

#include <stdlib.h>

#include "http/reply.h"
#include "http/server.h"

#define METRICS_MAX KIB(16)

static struct server *
server_of(struct req *rq)
{
	return ((struct conn *)((char *)rq - offsetof(struct conn, rq)))->server;
}

/* GET /livez: a request came in and an answer goes out. */
static enum err
get_livez(struct req *rq)
{
	out_text(reply_json(rq, 200), "status", STR("ok"));
	return reply_end(rq);
}

/* GET /readyz: the database is reachable and its schema fits this binary. */
static enum err
get_readyz(struct req *rq)
{
	if (rq->db != NULL)
		TRY(db_ready(rq->db,
		             &rq->fault)); /* the dispatcher answers 503 or, for a misfit, 500 */
	out_text(reply_json(rq, 200), "status", STR("ok"));
	return reply_end(rq);
}

static void
print_gauge(FILE *out, const char *name, uint64_t value)
{
	(void)fprintf(out, "# TYPE acho_%s gauge\nacho_%s %llu\n", name, name,
	              (unsigned long long)value);
}

static void
print_counter(FILE *out, const char *name, uint64_t value)
{
	(void)fprintf(out, "# TYPE acho_%s counter\nacho_%s %llu\n", name, name,
	              (unsigned long long)value);
}

static void
print_metrics(struct server *server, FILE *out)
{
	const struct engine *engine = &server->worker->engine;
	struct counters *counters = &server->counters;

	(void)fputs("# TYPE acho_answers_total counter\n", out);
	for (int i = 2; i <= 5; i++)
		(void)fprintf(out, "acho_answers_total{status=\"%dxx\"} %llu\n", i,
		              (unsigned long long)atomic_load(&counters->answers[i]));
	print_counter(out, "refused_total", atomic_load(&counters->refused));
	print_counter(out, "connections_total", atomic_load(&counters->accepted));
	print_counter(out, "connections_broken_total", atomic_load(&counters->broken));
	print_gauge(out, "connections", atomic_load(&counters->connections));
	print_gauge(out, "requests_parked", atomic_load(&counters->parked));
	print_gauge(out, "requests_queued", queue_waiting(&server->queue));
	if (engine->metrics != NULL)
		engine->metrics(engine->arg, out);
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
	print_metrics(server_of(rq), out);
	n = fflush(out) == 0 ? ftell(out) : -1;
	if (n < 0)
		return FAULT(&rq->fault, ERR_NOMEM, "metrics over %zu bytes", METRICS_MAX);
	return reply_text(rq, 200, "text/plain; version=0.0.4; charset=utf-8",
	                  (struct str){text, (size_t)n});
}

static const struct route table[] = {
        {METHOD_GET, "/livez", get_livez, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/readyz", get_readyz, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/metrics", get_metrics, NULL, WHO_ANYBODY, 0},
};

const struct routes health_routes = {.table = table, .n = ARRAY_LEN(table)};
