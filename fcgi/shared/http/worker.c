/* SPDX-License-Identifier: MIT */
#include "http/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/notify.h"
#include "base/process.h"
#include "http/health.h"
#include "http/poller.h"

#define THREADS_PER_CORE 2
#define THREADS_MAX      256 /* as ACHO_THREADS has it */

/* Two descriptors for each of 2,000 parked requests (nginx's and LINE's), many times over. */
#define DESCRIPTORS_WANTED 65536

/* ---- the process ---- */

static void
raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		log_note(LOG_WARN, "start", "cannot raise the limit of open files");
}

bool
worker_told(int argc, char **argv, enum program program, const struct routes *routes)
{
	struct settings settings;

	if (argc < 2)
		return false;
	if (argc == 2 && str_is(str_of(argv[1]), STR("--routes"))) {
		routes_print(routes, stdout);
		return true;
	}
	if (argc == 2 && str_is(str_of(argv[1]), STR("--print-settings"))) {
		if (!settings_read(program, &settings, stderr))
			exit(EXIT_FAILURE);
		settings_print(&settings, stdout);
		return true;
	}
	(void)printf("%s [--help | --routes | --print-settings]\nWithout an argument it serves. "
	             "Settings, from the environment or the file ACHO_CONFIG names:\n",
	             argv[0]);
	settings_help(program, stdout);
	return true;
}

/* ---- threads ---- */

static void *
serve(void *arg)
{
	struct server *server = arg;
	struct peek *peek = peek_new();
	struct db *db = server->worker->db == NULL ? NULL : db_new(server->worker->db);
	struct conn *conn;

	BUG_IF(peek == NULL ||
	       (server->worker->db != NULL && db == NULL)); /* at start, with memory to spare */
	for (;;) {
		enum outcome outcome;
		(void)atomic_fetch_add(&server->idle, 1);
		conn = queue_pop(&server->queue);
		(void)atomic_fetch_sub(&server->idle, 1);
		if (conn == NULL)
			break;
		atomic_store(&server->taken_at, clock_monotonic());
		outcome = dispatch(conn, db);
		if (outcome != OUTCOME_PARKED)
			keepalive_return(conn, outcome == OUTCOME_ANSWERED, peek);
	}
	db_free(db);
	peek_free(peek);
	return NULL;
}

struct threads {
	pthread_t id[THREADS_MAX];
	size_t n;
};

static void
threads_stop(struct threads *threads, struct server *server)
{
	queue_stop(&server->queue);
	for (size_t i = 0; i < threads->n; i++)
		(void)pthread_join(threads->id[i], NULL);
}

static enum err
threads_start(struct threads *threads, struct server *server, struct fault *fault)
{
	size_t wanted = (size_t)server->worker->settings->threads;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (wanted == 0)
		wanted = THREADS_PER_CORE * (cores < 1 ? 1 : (size_t)cores);
	for (threads->n = 0; threads->n < wanted && threads->n < THREADS_MAX; threads->n++)
		if (pthread_create(&threads->id[threads->n], NULL, serve, server) != 0) {
			threads_stop(threads, server);
			return FAULT(fault, ERR_UNAVAILABLE, "cannot start %zu threads", wanted);
		}
	return ERR_OK;
}

/*
 * Tells the supervisor once that we are ready: the database answers and its schema fits. While it
 * is away requests are answered all the same, with 503.
 */
static void *
herald(void *arg)
{
	const struct timespec pause = {.tv_nsec = 250 * USEC_PER_MS * 1000};
	struct server *server = arg;
	struct db *db = server->worker->db == NULL ? NULL : db_new(server->worker->db);
	bool ready = server->worker->db == NULL;

	while (!ready && !atomic_load(&server->stopping)) {
		struct fault fault = {0};
		ready = db != NULL && db_ready(db, &fault) == ERR_OK;
		if (!ready)
			(void)nanosleep(&pause, NULL);
	}
	db_free(db);
	if (ready)
		notify("READY=1\nSTATUS=serving");
	return NULL;
}

/* ---- serving ---- */

/* No thread takes signals; those that stop the worker can be read here. */
static enum err
take_signals(struct fault *fault, int *ret_fd)
{
	sigset_t stop;
	bool good = sigemptyset(&stop) == 0 && sigaddset(&stop, SIGTERM) == 0 &&
	            sigaddset(&stop, SIGINT) == 0;

	signals_block(NULL);
	*ret_fd = good ? signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK) : -1;
	return *ret_fd >= 0 ? ERR_OK : FAULT(fault, ERR_UNAVAILABLE, "signals: %m");
}

static enum err
server_init(struct server *server, const struct worker *worker, struct arena *arena,
            struct fault *fault)
{
	*server = (struct server){
	        .worker = worker,
	        .site = {.routes = worker->routes,
	                 .built_in = &health_routes,
	                 .app = worker->app,
	                 .https = url_is_https(worker->settings->base_url)},
	};
	routes_check(worker->routes);
	routes_check(&health_routes);
	traffic_check(worker->routes, &health_routes);
	if (!site_origin(arena, worker->settings->base_url, &server->site.origin) ||
	    queue_init(&server->queue, worker->queue) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory to start");
	return ERR_OK;
}

static enum err
run(struct server *server, const struct listener *listener, int signals, struct fault *fault)
{
	struct threads threads = {0};
	struct poller poller;
	pthread_t herald_id;

	TRY(poller_init(&poller, server, listener, signals, fault));
	if (threads_start(&threads, server, fault) != ERR_OK) {
		poller_done(&poller);
		return fault->err;
	}
	notify("STATUS=waiting for the database");
	if (pthread_create(&herald_id, NULL, herald, server) != 0) {
		threads_stop(&threads, server);
		poller_done(&poller);
		return FAULT(fault, ERR_UNAVAILABLE, "cannot start a thread");
	}
	log_note(LOG_INFO, "serving", "");
	if (!poller_run(&poller)) {
		/* Whatever still runs is idempotent or pending in the database: nothing is lost
		 * with it. */
		log_note(LOG_WARN, "stopped", "not all requests had ended");
		_exit(EXIT_SUCCESS);
	}
	threads_stop(&threads, server);
	(void)pthread_join(herald_id, NULL);
	poller_done(&poller);
	log_note(LOG_INFO, "stopped", "");
	return ERR_OK;
}

static enum err
start(const struct worker *worker, struct server *server, struct arena *arena, struct fault *fault)
{
	struct listener listener;
	bool answered = true;
	int signals;
	enum err err;

	raise_descriptors();
	TRY(take_signals(fault, &signals));
	err = fcgi_init(fault);
	if (err == ERR_OK && worker->db != NULL)
		err = db_at_start(worker->db, fault, &answered);
	if (err == ERR_OK && !answered) { /* the herald goes on asking */
		log_note(LOG_WARN, "start", fault->why);
		*fault = (struct fault){0};
	}
	if (err == ERR_OK)
		err = server_init(server, worker, arena, fault);
	if (err == ERR_OK) {
		err = listener_open(worker->settings->socket, fault, &listener);
		if (err == ERR_OK)
			err = run(server, &listener, signals, fault);
		queue_done(&server->queue);
	}
	(void)close(signals);
	return err;
}

int
worker_serve(const struct worker *worker)
{
	struct server server;
	struct fault fault = {0};
	struct arena arena;
	enum err err;

	arena_init(&arena, KIB(4));
	err = start(worker, &server, &arena, &fault);
	if (err != ERR_OK)
		(void)fprintf(stderr, "acho-%s: %s\n", worker->name, fault.why);
	arena_done(&arena);
	return err == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
