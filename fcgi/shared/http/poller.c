/* SPDX-License-Identifier: MIT */
#include "http/poller.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/notify.h"

#define EVENTS_AT_ONCE 64
#define TICK_FAST      (100 * USEC_PER_MS) /* while something is short, late or about to end */
#define TICK_SLOW      (1 * USEC_PER_SEC)  /* while there are connections */

/* Every handler thread busy with one request for longer than any deadline: they hang. */
#define HANG_AFTER (30 * USEC_PER_SEC)

/* ---- connections come and go ---- */

static void
drop(struct poller *poller, struct conn *conn)
{
	*conn->link = conn->next;
	if (conn->next != NULL)
		conn->next->link = conn->link;
	poller->n--;
	(void)atomic_fetch_sub(&poller->server->counters.connections, 1);
	conn_free(conn);
}

static bool
watch(const struct poller *poller, int fd, uint32_t events, void *about)
{
	struct epoll_event event = {.events = events, .data.ptr = about};

	return epoll_ctl(poller->epoll, EPOLL_CTL_ADD, fd, &event) == 0;
}

/* libfcgi reads, and we write, with blocking calls: the time-outs bound them. */
static bool
set_time_outs(int fd)
{
	struct timeval most = {.tv_sec = KEEPALIVE_TRANSFER_FOR / USEC_PER_SEC};

	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most)) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof(most)) == 0;
}

static void
take_in(struct poller *poller, int fd)
{
	struct conn *conn = conn_new(poller->server, fd);

	if (conn == NULL)
		return;
	/* Edge-triggered: a connection needs no system call to be watched again after each request.
	 */
	if (!set_time_outs(fd) || !watch(poller, fd, EPOLLIN | EPOLLRDHUP | EPOLLET, conn)) {
		conn_free(conn);
		return;
	}
	conn->close_at = clock_monotonic() + KEEPALIVE_IDLE_FOR;
	conn->next = poller->all;
	conn->link = &poller->all;
	if (conn->next != NULL)
		conn->next->link = &conn->next;
	poller->all = conn;
	poller->n++;
	(void)atomic_fetch_add(&poller->server->counters.accepted, 1);
	(void)atomic_fetch_add(&poller->server->counters.connections, 1);
}

/* ---- accepting ---- */

static void
pause_accepting(struct poller *poller, usec until)
{
	struct epoll_event event = {.events = until == 0 ? EPOLLIN : 0,
	                            .data.ptr = &poller->listener};

	poller->pause_until = until;
	/* Cannot fail for a descriptor that is watched; if it did, the worst is to try more often.
	 */
	(void)epoll_ctl(poller->epoll, EPOLL_CTL_MOD, poller->listener.fd, &event);
}

/* Another thread may have taken the descriptor that was given up: then at the next chance. */
static void
take_reserve(struct poller *poller)
{
	if (poller->reserve < 0)
		poller->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Those who have waited long enough for a descriptor learn now that they wait in vain. */
static void
turn_away(struct poller *poller)
{
	int fd;

	(void)close(poller->reserve);
	while ((fd = accept4(poller->listener.fd, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		(void)close(fd);
	poller->reserve = -1;
	take_reserve(poller);
}

/* accept failed for want of something that will come back: neither spin nor exit. */
static void
run_short(struct poller *poller)
{
	usec now = clock_monotonic();
	struct fault fault = {0};
	struct log_line line;

	(void)FAULT(&fault, ERR_UNAVAILABLE, "cannot accept connections: %m");
	if (poller->short_since == 0)
		poller->short_since = now;
	if (now - poller->complained_at >= USEC_PER_SEC) {
		poller->complained_at = now;
		log_start(&line, LOG_WARN, "accept");
		log_fault(&line, &fault);
		log_write(&line);
	}
	if (now - poller->short_since >= POLLER_SHED_AFTER && poller->reserve >= 0)
		turn_away(poller);
	pause_accepting(poller, now + POLLER_PAUSE_FOR);
}

static void
accept_all(struct poller *poller)
{
	for (;;) {
		int fd = accept4(poller->listener.fd, NULL, NULL, SOCK_CLOEXEC), failed = errno;
		if (fd >= 0) {
			poller->short_since = 0;
			take_in(poller, fd);
			take_reserve(poller);
			continue;
		}
		if (failed == EMFILE || failed == ENFILE || failed == ENOMEM || failed == ENOBUFS)
			run_short(poller);
		if (failed != ECONNABORTED && failed != EINTR)
			return;
	}
}

/* ---- events and deadlines ---- */

/* Something happened on a connection that the poller holds. */
static void
attend(struct poller *poller, struct conn *conn)
{
	enum look seen;

	if (conn->last) {
		keepalive_drain(conn, poller->peek);
		if ((atomic_load(&conn->flags) & CONN_GONE) != 0)
			drop(poller, conn);
		return;
	}
	seen = keepalive_look(conn, poller->peek);
	if (seen == LOOK_WHOLE) {
		(void)atomic_fetch_or(&conn->flags, CONN_BUSY);
		keepalive_queue(conn, poller->peek);
	} else if (seen == LOOK_END || (atomic_load(&conn->flags) & CONN_GONE) != 0) {
		drop(poller, conn);
	}
}

static void
on_connection(struct poller *poller, struct conn *conn, uint32_t events)
{
	bool gone = (events & (EPOLLHUP | EPOLLERR)) != 0;
	unsigned before = atomic_fetch_or(&conn->flags, CONN_EVENT | (gone ? CONN_GONE : 0U));

	if ((before & CONN_BUSY) != 0)
		return; /* its holder will see */
	(void)atomic_fetch_and(&conn->flags, ~(unsigned)CONN_EVENT);
	attend(poller, conn);
}

/* Has the time of a connection that the poller holds come? */
static bool
is_over(const struct poller *poller, struct conn *conn, usec now)
{
	bool drained =
	        poller->stopping_at != 0 && now >= poller->stopping_at + POLLER_DRAIN_IDLE_FOR;

	if (conn->last)
		return now >= conn->close_at || (atomic_load(&conn->flags) & CONN_GONE) != 0;
	if (conn->partly)
		return now >= conn->close_at;
	return (drained || now >= conn->close_at) &&
	       keepalive_look(conn, poller->peek) == LOOK_EMPTY;
}

static void
tick(struct poller *poller, usec now)
{
	struct conn *conn, *next;

	for (conn = poller->all; conn != NULL; conn = next) {
		next = conn->next;
		if ((atomic_load(&conn->flags) & CONN_BUSY) == 0 && is_over(poller, conn, now))
			drop(poller, conn);
	}
	while ((conn = queue_pop_stale(&poller->server->queue, now)) != NULL)
		keepalive_return(conn, dispatch_refuse(conn) == OUTCOME_ANSWERED, poller->peek);
	if (poller->pause_until != 0 && poller->pause_until <= now)
		pause_accepting(poller, 0);
}

/* How long nothing but an event is of interest; negative: for ever. */
static usec
quiet_for(struct poller *poller)
{
	if (poller->stopping_at != 0 || poller->pause_until != 0 ||
	    queue_waiting(&poller->server->queue) > 0)
		return TICK_FAST;
	if (poller->n > 0)
		return TICK_SLOW;
	return poller->watchdog_every > 0 ? poller->watchdog_every : -1;
}

/* The supervisor's watchdog is fed while this loop turns and some handler thread gets on. */
static void
feed_watchdog(struct poller *poller, usec now)
{
	struct server *server = poller->server;
	bool hangs = atomic_load(&server->idle) == 0 &&
	             now - atomic_load(&server->taken_at) > HANG_AFTER;

	if (poller->watchdog_every == 0 || now < poller->watchdog_at || hangs)
		return;
	notify("WATCHDOG=1");
	poller->watchdog_at = now + poller->watchdog_every;
}

/* ---- stopping ---- */

static void
stop(struct poller *poller)
{
	const struct engine *engine = &poller->server->worker->engine;

	if (poller->stopping_at != 0)
		return;
	log_note(LOG_INFO, "stopping", "signal");
	notify("STOPPING=1\nSTATUS=finishing what runs");
	(void)epoll_ctl(poller->epoll, EPOLL_CTL_DEL, poller->signals, NULL); /* once is enough */
	poller->stopping_at = clock_monotonic();
	atomic_store(&poller->server->stopping, true);
	/* Who has connected by now is served; a passed-in socket keeps them for whoever comes next.
	 */
	listener_hide(&poller->listener);
	if (!poller->listener.passed_in)
		accept_all(poller);
	poller->pause_until = 0;
	listener_close(&poller->listener);
	if (engine->stop != NULL)
		engine->stop(engine->arg);
}

static bool
is_drained(const struct poller *poller, usec now)
{
	return poller->stopping_at != 0 &&
	       (poller->n == 0 || now >= poller->stopping_at + POLLER_DRAIN_FOR);
}

/* ---- the loop ---- */

static void
on_event(struct poller *poller, const struct epoll_event *event)
{
	const struct engine *engine = &poller->server->worker->engine;

	if (event->data.ptr == &poller->listener)
		accept_all(poller);
	else if (event->data.ptr == &poller->signals)
		stop(poller);
	else if (event->data.ptr == engine)
		engine->run(engine->arg);
	else
		on_connection(poller, event->data.ptr, event->events);
}

bool
poller_run(struct poller *poller)
{
	struct epoll_event events[EVENTS_AT_ONCE];
	usec now = clock_monotonic();

	while (!is_drained(poller, now)) {
		usec quiet = quiet_for(poller);
		int n = epoll_wait(poller->epoll, events, EVENTS_AT_ONCE,
		                   quiet < 0 ? -1 : (int)(quiet / USEC_PER_MS));
		for (int i = 0; i < n; i++)
			on_event(poller, &events[i]);
		now = clock_monotonic();
		feed_watchdog(poller, now);
		if (now < poller->tick_at)
			continue;
		tick(poller, now);
		poller->tick_at = now + TICK_FAST;
	}
	return poller->n == 0;
}

enum err
poller_init(struct poller *poller, struct server *server, const struct listener *listener,
            int signals, struct fault *fault)
{
	const struct engine *engine = &server->worker->engine;
	bool good;

	*poller = (struct poller){.server = server, .listener = *listener, .signals = signals};
	poller->watchdog_every = notify_watchdog_every();
	poller->epoll = epoll_create1(EPOLL_CLOEXEC);
	poller->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	poller->peek = peek_new();
	good = poller->epoll >= 0 && poller->reserve >= 0 && poller->peek != NULL &&
	       watch(poller, listener->fd, EPOLLIN, &poller->listener) &&
	       watch(poller, signals, EPOLLIN, &poller->signals);
	if (good && engine->fd >= 0)
		good = watch(poller, engine->fd, EPOLLIN, (void *)(uintptr_t)engine);
	if (good)
		return ERR_OK;
	(void)FAULT(fault, ERR_UNAVAILABLE, "cannot start polling: %m");
	poller_done(poller);
	return fault->err;
}

void
poller_done(struct poller *poller)
{
	while (poller->all != NULL)
		drop(poller, poller->all);
	listener_close(&poller->listener);
	if (poller->epoll >= 0)
		(void)close(poller->epoll);
	if (poller->reserve >= 0)
		(void)close(poller->reserve);
	peek_free(poller->peek);
}
