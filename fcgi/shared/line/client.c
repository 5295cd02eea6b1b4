/* SPDX-License-Identifier: MIT */
#include "line/client.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/metric.h"
#include "base/wiping.h"
#include "line/flight.h"

/*
 * A burst of thousands must not keep the driving thread from its other work: after RUN_FOR it goes
 * back to its poll loop, where the descriptor is readable still. A call costs some 0.1 ms to start.
 */
#define RUN_FOR (2 * USEC_PER_MS)
#define AT_ONCE 8 /* events, starts and ends between two looks at the clock */

static usec
earlier(usec due, const struct flight *flight)
{
	return flight != NULL && (due == 0 || flight->deadline < due) ? flight->deadline : due;
}

/* One timer for libcurl's wish and for the proofs that end first. */
static void
set_timer(struct line_client *client)
{
	usec due = earlier(earlier(client->curl_due, client->waiting.first), client->flying.first);
	struct itimerspec spec = {0};

	spec.it_value.tv_sec = due / USEC_PER_SEC;
	spec.it_value.tv_nsec = due % USEC_PER_SEC * 1000;
	(void)timerfd_settime(client->timer, TFD_TIMER_ABSTIME, &spec, NULL); /* {0} disarms */
}

/* libcurl: call me in `ms`. */
static int
on_timer(CURLM *multi, long ms, void *arg)
{
	struct line_client *client = arg;

	(void)multi;
	client->curl_due = ms < 0 ? 0 : clock_monotonic() + ms * USEC_PER_MS;
	return 0;
}

/*
 * What the kernel calls a socket, and no other after it; 0 = this is none. Its number is not
 * enough: libcurl closes one that is still connecting without a word and speaks of it afterwards,
 * when somebody else may have the number.
 */
static uint64_t
cookie_of(curl_socket_t socket)
{
	uint64_t cookie = 0;
	socklen_t n = sizeof(cookie);

	return getsockopt(socket, SOL_SOCKET, SO_COOKIE, &cookie, &n) == 0 ? cookie : 0;
}

/*
 * libcurl: watch this socket, or not any more. Never a failure: libcurl 7.88 crashes after one. A
 * call whose socket cannot be watched ends at its deadline.
 */
static int
on_socket(CURL *easy, curl_socket_t socket, int what, void *arg, void *ignored)
{
	struct line_client *client = arg;
	struct epoll_event event = {.data.fd = socket};
	uint64_t cookie = cookie_of(socket);
	bool ends = what == CURL_POLL_REMOVE, known;

	(void)easy;
	(void)ignored;
	if (socket < 0 || socket >= DESCRIPTORS_MAX)
		return 0;
	known = cookie != 0 && client->watched[socket] == cookie;
	client->watched[socket] = ends ? 0 : cookie;
	event.events = (what != CURL_POLL_OUT ? (uint32_t)EPOLLIN : 0) |
	               (what != CURL_POLL_IN ? (uint32_t)EPOLLOUT : 0);
	if (known || !ends)
		(void)epoll_ctl(client->epoll,
		                ends    ? EPOLL_CTL_DEL
		                : known ? EPOLL_CTL_MOD
		                        : EPOLL_CTL_ADD,
		                socket, &event);
	return 0;
}

static void
take_submitted(struct line_client *client)
{
	struct flights taken;

	(void)pthread_mutex_lock(&client->lock);
	taken = client->submitted;
	client->submitted = (struct flights){0};
	(void)pthread_mutex_unlock(&client->lock);
	while (taken.first != NULL) {
		struct flight *flight = taken.first;
		flights_detach(&taken, flight);
		flights_append(&client->waiting, flight);
	}
}

static void
handle(struct line_client *client, const struct epoll_event *event)
{
	int fd = event->data.fd, running, what = 0;
	uint64_t n;

	if (fd == client->wake || fd == client->timer) {
		(void)!read(fd, &n, sizeof(n)); /* only makes it unreadable */
	} else if (fd == resolve_fd(client->resolve)) {
		resolve_take(client->resolve, clock_monotonic());
	} else {
		what |= (event->events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0;
		what |= (event->events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
		what |= (event->events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0;
		(void)curl_multi_socket_action(client->multi, fd, what, &running);
	}
}

/* A little of what is due; true when there is more to do at once. */
static bool
run_some(struct line_client *client)
{
	struct epoll_event events[AT_ONCE];
	int running, n = epoll_wait(client->epoll, events, AT_ONCE, 0);
	bool more = n > 0;

	for (int i = 0; i < n; i++)
		handle(client, &events[i]);
	if (client->curl_due != 0 && clock_monotonic() >= client->curl_due) {
		client->curl_due = 0;
		(void)curl_multi_socket_action(client->multi, CURL_SOCKET_TIMEOUT, 0, &running);
		more = true;
	}
	take_submitted(client);
	more = flight_release(client, AT_ONCE) || more;
	flight_reap(client);
	return flight_expire(client, AT_ONCE) || more;
}

static void
wake_up(struct line_client *client)
{
	uint64_t one = 1;

	(void)!write(client->wake, &one, sizeof(one)); /* cannot fail: nobody counts to 2^64 */
}

void
line_client_run(struct line_client *client)
{
	usec until = clock_monotonic() + RUN_FOR;

	while (run_some(client))
		if (clock_monotonic() >= until) {
			wake_up(client);
			break;
		}
	set_timer(client);
}

int
line_client_fd(const struct line_client *client)
{
	return client->epoll;
}

/* Hold one more proof, or say why not. The breaker is asked last: it lets one through and counts.
 */
static enum refusal
take_on(struct line_client *client, struct flight *flight)
{
	enum refusal refusal = REFUSAL__COUNT;
	usec now = clock_monotonic();

	(void)pthread_mutex_lock(&client->lock);
	if (flight == NULL)
		refusal = REFUSED_NO_MEMORY;
	else if (atomic_load(&client->stopping))
		refusal = REFUSED_STOPPING;
	else if (atomic_load(&client->held) >= client->parallel)
		refusal = REFUSED_FULL;
	else if (!breaker_pass(&client->breaker, now))
		refusal = REFUSED_BREAKER;
	if (refusal == REFUSAL__COUNT) {
		flight->deadline = now + client->proof_for;
		atomic_fetch_add(&client->held, 1);
		flights_append(&client->submitted, flight);
	}
	(void)pthread_mutex_unlock(&client->lock);
	return refusal;
}

enum err
line_client_submit(struct line_client *client, struct line_proof *proof, line_done *done, void *arg)
{
	struct flight *flight = WIPING_NEW(struct flight);
	enum refusal refusal;

	if (flight != NULL)
		*flight = (struct flight){.proof = proof, .done = done, .arg = arg};
	refusal = take_on(client, flight);
	if (refusal != REFUSAL__COUNT) {
		atomic_fetch_add(&client->refused[refusal], 1);
		wiping_free(flight);
		return ERR_UNAVAILABLE;
	}
	wake_up(client);
	return ERR_OK;
}

enum line_health
line_client_health(struct line_client *client)
{
	enum line_health health;

	(void)pthread_mutex_lock(&client->lock);
	health = breaker_health(&client->breaker, clock_monotonic());
	(void)pthread_mutex_unlock(&client->lock);
	return health;
}

void
line_client_stop(struct line_client *client)
{
	atomic_store(&client->stopping, true);
}

size_t
line_client_held(const struct line_client *client)
{
	return atomic_load(&client->held);
}

/* The host and port of `https://HOST[:PORT]`, which the settings have already judged. */
static bool
split_url(struct str url, bool *ret_tls, struct str *ret_host, unsigned *ret_port)
{
	int64_t port;
	struct str rest, host;

	*ret_tls = str_starts(url, STR("https://"));
	if (!*ret_tls && !str_starts(url, STR("http://")))
		return false;
	rest = str_part(url, *ret_tls ? 8 : 7, url.n);
	port = *ret_tls ? 443 : 80;
	host = rest;
	for (size_t i = rest.n; i > 0 && rest.p[i - 1] != ']'; i--)
		if (rest.p[i - 1] == ':') {
			host = str_part(rest, 0, i - 1);
			if (!str_number(str_part(rest, i, rest.n), &port))
				return false;
			break;
		}
	*ret_host = host;
	*ret_port = (unsigned)port;
	return host.n > 0 && !str_has(host, '/') && port > 0 && port < 65536;
}

static bool
watch(struct line_client *client, int fd)
{
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	return fd >= 0 && epoll_ctl(client->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

static bool
start_multi(struct line_client *client)
{
	client->multi = curl_multi_init();
	return client->multi != NULL &&
	       curl_multi_setopt(client->multi, CURLMOPT_SOCKETFUNCTION, on_socket) == CURLM_OK &&
	       curl_multi_setopt(client->multi, CURLMOPT_SOCKETDATA, client) == CURLM_OK &&
	       curl_multi_setopt(client->multi, CURLMOPT_TIMERFUNCTION, on_timer) == CURLM_OK &&
	       curl_multi_setopt(client->multi, CURLMOPT_TIMERDATA, client) == CURLM_OK &&
	       curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, (long)client->parallel) ==
	               CURLM_OK;
}

enum err
line_client_open(const struct line_client_options *options, struct fault *fault,
                 struct line_client **ret)
{
	struct line_client *client CLEANUP(line_client_close) = NULL;
	const char *ignored;
	struct str host;
	unsigned port;

	if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, wiping_malloc, wiping_free, wiping_realloc,
	                         wiping_strdup, wiping_calloc) != CURLE_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "libcurl does not start");
	client = WIPING_NEW(struct line_client);
	if (client == NULL) {
		curl_global_cleanup();
		return FAULT(fault, ERR_NOMEM, "no memory for LINE's client");
	}
	client->timer = client->wake = -1;
	(void)pthread_mutex_init(&client->lock, NULL);
	client->target = (struct call_target){
	        .base_url = options->base_url, .addresses = "", .ca_file = options->ca_file};
	client->proof_for = options->proof_for;
	client->parallel = options->parallel;
	client->breaker.opens_after = options->opens_after;
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!split_url(options->base_url, &client->target.tls, &host, &port))
		return FAULT(fault, ERR_INVALID, "ACHO_LINE_API should be https://HOST[:PORT]");
	TRY(resolve_new(host, port, fault, &client->resolve));
	client->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	client->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (client->epoll < 0 || !watch(client, client->timer) || !watch(client, client->wake) ||
	    !watch(client, resolve_fd(client->resolve)) || !start_multi(client))
		return FAULT(fault, ERR_UNAVAILABLE, "no descriptors for LINE's client (errno %d)",
		             errno);
	(void)resolve_ask(client->resolve, clock_monotonic(),
	                  &ignored); /* so that the first proof need not wait */
	*ret = TAKE(client);
	return ERR_OK;
}

static void
close_fd(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

void
line_client_close(struct line_client **client)
{
	struct line_client *mine = *client;

	if (mine == NULL)
		return;
	line_client_stop(mine);
	take_submitted(mine);
	flight_end_all(mine);
	(void)curl_multi_cleanup(mine->multi);
	resolve_free(&mine->resolve);
	close_fd(mine->epoll);
	close_fd(mine->timer);
	close_fd(mine->wake);
	(void)pthread_mutex_destroy(&mine->lock);
	wiping_free(mine);
	curl_global_cleanup();
	*client = NULL;
}

void
line_client_metrics(struct line_client *client, FILE *out)
{
	static const char *const refusals[REFUSAL__COUNT] = {"full", "breaker", "stopping",
	                                                     "no_memory"};
	static const char *const results[RESULT__COUNT] = {"2xx", "3xx", "4xx", "5xx", "failed"};

	metric_print(out, "line_proofs_held", METRIC_GAUGE, "Proofs that wait for LINE's answers.",
	             line_client_held(client));
	metric_print(out, "line_breaker_open", METRIC_GAUGE,
	             "1 while LINE is left alone because it has not answered.",
	             line_client_health(client) != LINE_UP);
	metric_head(out, "line_proofs_refused_total", METRIC_COUNTER,
	            "Proofs that were not begun and became pending, by why.");
	for (int i = 0; i < REFUSAL__COUNT; i++)
		(void)fprintf(out, "acho_line_proofs_refused_total{reason=\"%s\"} %llu\n",
		              refusals[i], atomic_load(&client->refused[i]));
	metric_print(out, "line_connections_total", METRIC_COUNTER, "Connections opened to LINE.",
	             atomic_load(&client->connections));
	metric_print(out, "line_tls_handshakes_total", METRIC_COUNTER, "TLS handshakes with LINE.",
	             atomic_load(&client->handshakes));
	metric_head(out, "line_calls_total", METRIC_COUNTER,
	            "Calls to LINE by what was asked and what came back.");
	for (int call = 0; call < LINE_CALL__COUNT; call++)
		for (int result = 0; result < RESULT__COUNT; result++)
			(void)fprintf(out,
			              "acho_line_calls_total{call=\"%s\",result=\"%s\"} %llu\n",
			              line_call_name((enum line_call)call), results[result],
			              atomic_load(&client->calls[call][result]));
}
