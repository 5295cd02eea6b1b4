/* SPDX-License-Identifier: MIT */
#include "line/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/process.h"
#include "base/wiping.h"

#define HOST_MAX      255
#define ADDRESSES_MAX 8
#define ADDRESS_MAX   (INET6_ADDRSTRLEN + 32)
#define RETRY_FOR     USEC_PER_SEC /* a failure is believed for so long */

/* Shared by the resolver and one thread; whoever lets go last frees it. */
struct lookup {
	atomic_int holders;
	atomic_bool ended;
	int event; /* a duplicate: good even when the resolver is gone */
	bool good;
	char host[HOST_MAX + 1], text[RESOLVE_TEXT_MAX];
	unsigned port;
};

struct resolve {
	char host[HOST_MAX + 1], text[RESOLVE_TEXT_MAX];
	unsigned port;
	int event;
	char avoided[ADDRESS_MAX]; /* the address that comes last, or "" */
	bool needless, known, failed;
	usec known_at, failed_at, avoided_at;
	struct lookup *running;
};

static void
lookup_release(struct lookup *lookup)
{
	if (atomic_fetch_sub(&lookup->holders, 1) > 1)
		return;
	(void)close(lookup->event);
	wiping_free(lookup);
}

/* Where the addresses begin in a text that is libcurl's "HOST:PORT:ADDRESS[,ADDRESS]". */
static size_t
addresses_at(const struct resolve *resolve)
{
	return (size_t)snprintf(NULL, 0, "%s:%u:", resolve->host, resolve->port);
}

/* An avoided address that comes first goes to the end. */
static void
put_last(struct resolve *resolve)
{
	char *first = resolve->text + addresses_at(resolve), *others = strchr(first, ',');
	size_t n = strlen(resolve->avoided);

	if (others == NULL || n == 0 || (size_t)(others - first) != n ||
	    memcmp(first, resolve->avoided, n) != 0)
		return;
	memmove(first, others + 1, strlen(others + 1));
	first += strlen(others + 1);
	*first = ',';
	memcpy(first + 1, resolve->avoided, n);
}

/* Append one address as libcurl wants it; what does not fit is left out. */
static void
add_address(struct lookup *lookup, const struct addrinfo *info, int n)
{
	char name[INET6_ADDRSTRLEN + 16], piece[ADDRESS_MAX + 1];
	bool six = info->ai_family == AF_INET6;
	size_t used = strlen(lookup->text);
	int length;

	if (getnameinfo(info->ai_addr, info->ai_addrlen, name, sizeof(name), NULL, 0,
	                NI_NUMERICHOST) != 0)
		return;
	length = snprintf(piece, sizeof(piece), "%s%s%s%s", n > 0 ? "," : "", six ? "[" : "", name,
	                  six ? "]" : "");
	if (length > 0 && (size_t)length < sizeof(piece) &&
	    used + (size_t)length < sizeof(lookup->text))
		memcpy(lookup->text + used, piece, (size_t)length + 1);
}

static void *
look_up(void *arg)
{
	struct lookup *lookup = arg;
	struct addrinfo hints = {
	        .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
	struct addrinfo *found = NULL;
	uint64_t one = 1;
	int n = 0;

	lookup->good = getaddrinfo(lookup->host, NULL, &hints, &found) == 0 && found != NULL;
	if (lookup->good) {
		(void)snprintf(lookup->text, sizeof(lookup->text), "%s:%u:", lookup->host,
		               lookup->port);
		for (const struct addrinfo *info = found; info != NULL && n < ADDRESSES_MAX;
		     info = info->ai_next)
			add_address(lookup, info, n++);
		freeaddrinfo(found);
	}
	atomic_store(&lookup->ended, true);
	(void)!write(lookup->event, &one, sizeof(one)); /* cannot fail: nobody counts to 2^64 */
	lookup_release(lookup);
	return NULL;
}

/* All signals stay with the program's own threads. */
static bool
start_thread(struct lookup *lookup)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t before;
	bool started;

	if (pthread_attr_init(&attributes) != 0)
		return false;
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	signals_block(&before);
	started = pthread_create(&thread, &attributes, look_up, lookup) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	(void)pthread_attr_destroy(&attributes);
	return started;
}

static void
start_lookup(struct resolve *resolve, usec now)
{
	struct lookup *lookup = WIPING_NEW(struct lookup);

	if (lookup != NULL) {
		memcpy(lookup->host, resolve->host, sizeof(lookup->host));
		lookup->port = resolve->port;
		atomic_store(&lookup->holders, 2);
		lookup->event = dup(resolve->event);
		if (lookup->event >= 0 && start_thread(lookup)) {
			resolve->running = lookup;
			return;
		}
		atomic_store(&lookup->holders, 1);
		lookup_release(lookup);
	}
	resolve->failed = true;
	resolve->failed_at = now;
}

/* libcurl knows these by itself and starts no thread for them. */
static bool
needs_no_lookup(struct str host)
{
	char text[HOST_MAX + 1];
	unsigned char address[16];

	if (str_starts(host, STR("[")) || str_is_nocase(host, STR("localhost")))
		return true;
	return str_put(host, text, sizeof(text)) && inet_pton(AF_INET, text, address) == 1;
}

enum err
resolve_new(struct str host, unsigned port, struct fault *fault, struct resolve **ret)
{
	struct resolve *resolve = WIPING_NEW(struct resolve);

	if (resolve == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a resolver");
	resolve->port = port;
	resolve->needless = needs_no_lookup(host);
	resolve->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (host.n == 0 || !str_put(host, resolve->host, sizeof(resolve->host)) ||
	    resolve->event < 0) {
		enum err err = resolve->event < 0 ? ERR_UNAVAILABLE : ERR_INVALID;
		resolve_free(&resolve);
		return FAULT(fault, err, "no resolver for a host name of %zu bytes", host.n);
	}
	*ret = resolve;
	return ERR_OK;
}

int
resolve_fd(const struct resolve *resolve)
{
	return resolve->event;
}

void
resolve_take(struct resolve *resolve, usec now)
{
	struct lookup *lookup = resolve->running;
	uint64_t count;

	(void)!read(resolve->event, &count, sizeof(count)); /* only makes it unreadable */
	if (lookup == NULL || !atomic_load(&lookup->ended))
		return;
	resolve->failed = !lookup->good;
	if (lookup->good) {
		memcpy(resolve->text, lookup->text, sizeof(resolve->text));
		resolve->known = true;
		resolve->known_at = now;
		if (now - resolve->avoided_at < RESOLVE_AVOID_FOR)
			put_last(resolve);
	} else {
		resolve->failed_at = now;
	}
	resolve->running = NULL;
	lookup_release(lookup);
}

enum resolve_state
resolve_ask(struct resolve *resolve, usec now, const char **ret_text)
{
	usec age = now - resolve->known_at;

	*ret_text = resolve->text;
	if (resolve->needless || (resolve->known && age < RESOLVE_FRESH_FOR))
		return RESOLVE_READY;
	if (resolve->running == NULL && (!resolve->failed || now - resolve->failed_at >= RETRY_FOR))
		start_lookup(resolve, now);
	if (resolve->known && (age < RESOLVE_STALE_FOR || resolve->failed))
		return RESOLVE_READY;
	return resolve->running != NULL ? RESOLVE_WAITING : RESOLVE_FAILED;
}

void
resolve_avoid(struct resolve *resolve, const char *text, usec now)
{
	const char *first = text + addresses_at(resolve);
	size_t n = strcspn(first, ",");

	if (n >= sizeof(resolve->avoided))
		return;
	memcpy(resolve->avoided, first, n);
	resolve->avoided[n] = '\0';
	resolve->avoided_at = now;
	put_last(resolve);
}

void
resolve_free(struct resolve **resolve)
{
	if (*resolve == NULL)
		return;
	if ((*resolve)->running != NULL)
		lookup_release((*resolve)->running);
	if ((*resolve)->event >= 0)
		(void)close((*resolve)->event);
	wiping_free(*resolve);
	*resolve = NULL;
}
