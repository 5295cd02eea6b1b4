/* SPDX-License-Identifier: MIT */
/* What one thread that watches everything must not lose, nor wait for. */
#include "http/poller.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "check.h"
#include "fcgi_client.h"
#include "http/reply.h"
#include "served.h"

#define PARKED        500
#define PARKED_FOR    (1 * USEC_PER_SEC)
#define LOADERS       8
#define BUSY_MS       700
#define CROWD         (QUEUE_MAX + 100)
#define FEW_FILES     32
#define MORE_THAN_FEW 60

/* ---- the worker under test ---- */

/* Stands for LINE's engine: whoever parks is resumed a second later, from the poller's thread. */
static struct {
	pthread_mutex_t lock;
	int fd;
	size_t first, n;
	struct req *parked[4096];
	usec due[4096];
} waiting = {.lock = PTHREAD_MUTEX_INITIALIZER};

static enum err
wait_a_second(struct req *rq)
{
	(void)pthread_mutex_lock(&waiting.lock);
	waiting.parked[waiting.n] = rq;
	waiting.due[waiting.n] = clock_monotonic() + PARKED_FOR;
	waiting.n++;
	(void)pthread_mutex_unlock(&waiting.lock);
	return ERR_OK;
}

static void
resume_due(void *arg)
{
	uint64_t times;

	(void)arg;
	(void)!read(waiting.fd, &times, sizeof(times));
	(void)pthread_mutex_lock(&waiting.lock);
	while (waiting.first < waiting.n && waiting.due[waiting.first] <= clock_monotonic())
		req_resume(waiting.parked[waiting.first++]);
	(void)pthread_mutex_unlock(&waiting.lock);
}

static enum err
cannot_wait(struct req *rq)
{
	return FAULT(&rq->fault, ERR_UNAVAILABLE, "full");
}

static enum err
get_hello(struct req *rq)
{
	out_text(reply_json(rq, 200), "hello", STR("world"));
	return reply_end(rq);
}

static enum err
get_parked(struct req *rq)
{
	return req_park(rq, wait_a_second);
}

static enum err
get_refused(struct req *rq)
{
	return req_park(rq, cannot_wait);
}

static enum err
after_waiting(struct req *rq)
{
	out_bool(reply_json(rq, 200), "waited", rq->fault.err == ERR_OK);
	return reply_end(rq);
}

static enum err
get_busy(struct req *rq)
{
	(void)poll(NULL, 0, BUSY_MS);
	return reply_empty(rq, 204);
}

static const struct route table[] = {
        {METHOD_GET, "/hello", get_hello, NULL, WHO_ANYBODY, 0},
        {METHOD_GET, "/parked", get_parked, after_waiting, WHO_ANYBODY, 0},
        {METHOD_GET, "/refused", get_refused, after_waiting, WHO_ANYBODY, 0},
        {METHOD_GET, "/busy", get_busy, NULL, WHO_ANYBODY, 0},
};
static const struct routes routes = {.table = table, .n = ARRAY_LEN(table)};

static struct served served;

static void
start(struct served_as as)
{
	const struct itimerspec often = {{0, 5000000}, {0, 5000000}};

	waiting.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	assert_int_equal(timerfd_settime(waiting.fd, 0, &often, NULL), 0);
	as.engine = (struct engine){.fd = waiting.fd, .run = resume_due};
	as.has_engine = true;
	served_start(&served, &routes, &as);
	(void)close(waiting.fd);
}

/* ---- the clients ---- */

static void
send_get(int fd, const char *path, bool keep)
{
	const char *const pairs[] = {"REQUEST_METHOD", "GET", "DOCUMENT_URI", path, NULL};
	auto_message message = {0};

	message_request(&message, 1, keep, pairs, STR(""));
	assert_true(client_send(fd, (struct str){message.p, message.n}));
}

static int
connect_and_get(const char *path)
{
	int fd = client_connect(served.path);

	assert_true(fd >= 0);
	send_get(fd, path, false);
	return fd;
}

static int
status_of(int fd)
{
	auto_answer answer = {0};

	client_answer(fd, 1, &answer);
	return answer.complete ? answer.status : -1;
}

/* Kilobytes of the worker's memory that are in use. */
static long
memory_of(pid_t pid)
{
	char path[64], line[256];
	FILE *file;
	long size = 0, resident = 0;

	(void)snprintf(path, sizeof(path), "/proc/%d/statm", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	assert_non_null(fgets(line, sizeof(line), file));
	assert_int_equal(sscanf(line, "%ld %ld", &size, &resident), 2);
	(void)fclose(file);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static usec
cpu_of(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	assert_int_equal(clock_getcpuclockid(pid, &clock), 0);
	assert_int_equal(clock_gettime(clock, &used), 0);
	return (usec)used.tv_sec * USEC_PER_SEC + used.tv_nsec / 1000;
}

/* ---- the tests ---- */

static void
parks_without_a_thread(void **state)
{
	static int fds[PARKED];
	usec began_at, asked_at;
	long before, after;

	(void)state;
	start((struct served_as){0});
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
	before = memory_of(served.pid);
	began_at = clock_monotonic();
	for (int i = 0; i < PARKED; i++)
		fds[i] = connect_and_get("/parked");
	for (int i = 0; i < 50; i++) {
		asked_at = clock_monotonic();
		assert_int_equal(served_status(&served, "GET", "/hello"), 200);
		assert_true(clock_monotonic() - asked_at < PARKED_FOR);
	}
	after = memory_of(served.pid);
	print_message("%d parked: %ld KiB each\n", PARKED, (after - before) / PARKED);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_true((after - before) / PARKED < 16);
#endif
	for (int i = 0; i < PARKED; i++) {
		assert_int_equal(status_of(fds[i]), 200);
		(void)close(fds[i]);
	}
	assert_true(clock_monotonic() - began_at >= PARKED_FOR);
	assert_int_equal(served_status(&served, "GET", "/refused"), 200);
	assert_int_equal(served_stop(&served), 0);
}

static void
notes_that_a_parked_client_has_gone(void **state)
{
	char *log = NULL;
	bool noted = false;

	(void)state;
	start((struct served_as){0});
	(void)close(connect_and_get("/parked"));
	for (int i = 0; i < 500 && !noted; i++) {
		(void)poll(NULL, 0, 10);
		free(log);
		log = served_log(&served);
		noted = strstr(log, "\"route\":\"/parked\",\"status\":200") != NULL &&
		        strstr(log, "\"client_gone\":1") != NULL;
	}
	free(log);
	assert_true(noted);
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
	assert_int_equal(served_stop(&served), 0);
}

static void
refuses_at_once_what_it_cannot_do_in_time(void **state)
{
	static int fds[CROWD];
	int done = 0, refused = 0;
	usec began_at;

	(void)state;
	start((struct served_as){.threads = 1});
	began_at = clock_monotonic();
	for (int i = 0; i < CROWD; i++)
		fds[i] = connect_and_get("/busy");
	for (int i = CROWD - 1; i >= 0; i--) {
		auto_answer answer = {0};
		client_answer(fds[i], 1, &answer);
		(void)close(fds[i]);
		done += answer.status == 204;
		refused += answer.status == 503;
		if (answer.status == 503)
			assert_str(answer_header(&answer, "Retry-After"), "2");
	}
	assert_int_equal(done + refused, CROWD);
	assert_in_range(done, 1, 5);
	assert_true(clock_monotonic() - began_at < QUEUE_WAIT_FOR + 3 * USEC_PER_SEC);
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
	assert_int_equal(served_stop(&served), 0);
}

static int
count(const char *text, const char *word)
{
	int n = 0;

	for (; (text = strstr(text, word)) != NULL; text++)
		n++;
	return n;
}

static void
waits_for_descriptors_without_spinning(void **state)
{
	int fds[MORE_THAN_FEW];
	usec used;
	char *log;

	(void)state;
	start((struct served_as){.open_files = FEW_FILES});
	for (int i = 0; i < MORE_THAN_FEW; i++) {
		fds[i] = client_connect(served.path);
		send_get(fds[i], "/hello", true);
	}
	assert_int_equal(status_of(fds[0]), 200);
	used = cpu_of(served.pid);
	/* Those that got no descriptor are turned away in the end; the others stay. */
	assert_true(client_closed(fds[MORE_THAN_FEW - 1], 10000));
	used = cpu_of(served.pid) - used;
	assert_true(used < POLLER_SHED_AFTER / 5);
	send_get(fds[0], "/hello", true);
	assert_int_equal(status_of(fds[0]), 200);
	for (int i = 0; i < MORE_THAN_FEW; i++)
		(void)close(fds[i]);
	assert_int_equal(served_status(&served, "GET", "/hello"), 200);
	log = served_log(&served);
	assert_in_range(count(log, "\"event\":\"accept\""), 1, 6);
	free(log);
	assert_int_equal(served_stop(&served), 0);
}

/* Asks on a kept connection until an answer ends it; how many times there was none. */
static void *
load(void *arg)
{
	int fd = client_connect(served.path);
	auto_answer answer = {0};
	intptr_t failed = 0;

	(void)arg;
	while (!answer.last && failed == 0) {
		send_get(fd, "/hello", true);
		client_answer(fd, 1, &answer);
		failed += answer.status != 200;
	}
	(void)close(fd);
	return (void *)failed;
}

static void
drains_without_a_failed_request(void **state)
{
	pthread_t loaders[LOADERS];
	int parked, idle;
	usec began_at;

	(void)state;
	start((struct served_as){.threads = 4});
	idle = client_connect(served.path);
	send_get(idle, "/hello", true);
	assert_int_equal(status_of(idle), 200);
	for (int i = 0; i < LOADERS; i++)
		assert_int_equal(pthread_create(&loaders[i], NULL, load, NULL), 0);
	parked = connect_and_get("/parked");
	(void)poll(NULL, 0, 300);
	began_at = clock_monotonic();
	assert_int_equal(kill(served.pid, SIGTERM), 0);
	for (int i = 0; i < LOADERS; i++) {
		void *failed;
		assert_int_equal(pthread_join(loaders[i], &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(status_of(parked), 200);
	(void)close(parked);
	/* Nobody new gets in; whoever is idle is still served, once. */
	assert_int_equal(client_connect(served.path), -1);
	send_get(idle, "/hello", true);
	assert_int_equal(status_of(idle), 200);
	assert_true(client_closed(idle, 5000));
	(void)close(idle);
	assert_int_equal(served_wait(&served), 0);
	assert_true(clock_monotonic() - began_at < POLLER_DRAIN_IDLE_FOR);
}

static void
leaves_idle_connections_time_to_close(void **state)
{
	int idle;
	usec began_at;

	(void)state;
	start((struct served_as){0});
	idle = client_connect(served.path);
	began_at = clock_monotonic();
	assert_int_equal(served_stop(&served), 0);
	assert_in_range(clock_monotonic() - began_at, POLLER_DRAIN_IDLE_FOR - USEC_PER_SEC / 10,
	                POLLER_DRAIN_IDLE_FOR + 4 * USEC_PER_SEC);
	(void)close(idle);
}

static int
allow_a_crowd(void **state)
{
	struct rlimit files;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(parks_without_a_thread),
	        cmocka_unit_test(notes_that_a_parked_client_has_gone),
	        cmocka_unit_test(refuses_at_once_what_it_cannot_do_in_time),
	        cmocka_unit_test(waits_for_descriptors_without_spinning),
	        cmocka_unit_test(drains_without_a_failed_request),
	        cmocka_unit_test(leaves_idle_connections_time_to_close),
	};
	return cmocka_run_group_tests(tests, allow_a_crowd, NULL);
}
