/* SPDX-License-Identifier: MIT */
/* Lookups against a name server of our own making; time is a parameter. */
#include "line/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define START ((usec)1000 * USEC_PER_SEC)

static atomic_int asked;
static atomic_bool knows;

/* "one.test" has an address of each family. */
int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
            struct addrinfo **ret)
{
	struct addrinfo *four, *six;

	(void)service;
	(void)hints;
	atomic_fetch_add(&asked, 1);
	if (!atomic_load(&knows) || strcmp(host, "one.test") != 0)
		return EAI_AGAIN;
	four = calloc(1, sizeof(*four) + sizeof(struct sockaddr_in));
	six = calloc(1, sizeof(*six) + sizeof(struct sockaddr_in6));
	*four = (struct addrinfo){.ai_family = AF_INET,
	                          .ai_addr = (struct sockaddr *)(four + 1),
	                          .ai_addrlen = sizeof(struct sockaddr_in)};
	*six = (struct addrinfo){.ai_family = AF_INET6,
	                         .ai_addr = (struct sockaddr *)(six + 1),
	                         .ai_addrlen = sizeof(struct sockaddr_in6),
	                         .ai_next = four};
	*(struct sockaddr_in *)(four + 1) =
	        (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(0xc0000201)};
	*(struct sockaddr_in6 *)(six + 1) = (struct sockaddr_in6){.sin6_family = AF_INET6};
	assert_int_equal(
	        inet_pton(AF_INET6, "2001:db8::1", &((struct sockaddr_in6 *)(six + 1))->sin6_addr),
	        1);
	*ret = six;
	return 0;
}

void
freeaddrinfo(struct addrinfo *info)
{
	while (info != NULL) {
		struct addrinfo *next = info->ai_next;
		free(info);
		info = next;
	}
}

static struct resolve *
resolver(const char *host)
{
	struct resolve *resolve = NULL;
	struct fault fault = {0};

	assert_int_equal(resolve_new(str_of(host), 443, &fault, &resolve), ERR_OK);
	return resolve;
}

/* Until the lookup that runs has ended. */
static void
wait_for(struct resolve *resolve, usec now)
{
	struct pollfd fd = {resolve_fd(resolve), POLLIN, 0};

	assert_int_equal(poll(&fd, 1, 5000), 1);
	resolve_take(resolve, now);
}

static void
looks_up_beside_the_caller(void **state)
{
	struct resolve *resolve = resolver("one.test");
	const char *text;

	(void)state;
	atomic_store(&knows, true);
	assert_int_equal(resolve_ask(resolve, START, &text), RESOLVE_WAITING);
	assert_int_equal(resolve_ask(resolve, START, &text), RESOLVE_WAITING);
	wait_for(resolve, START);
	assert_int_equal(resolve_ask(resolve, START, &text), RESOLVE_READY);
	assert_string_equal(text, "one.test:443:[2001:db8::1],192.0.2.1");
	assert_int_equal(atomic_load(&asked), 1);
	resolve_free(&resolve);
}

static void
serves_the_old_while_it_asks_anew(void **state)
{
	struct resolve *resolve = resolver("one.test");
	const char *text;
	usec now = START;

	(void)state;
	atomic_store(&knows, true);
	atomic_store(&asked, 0);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING);
	wait_for(resolve, now);
	now += RESOLVE_FRESH_FOR - 1;
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_int_equal(atomic_load(&asked), 1);
	now += 1;
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	wait_for(resolve, now);
	assert_int_equal(atomic_load(&asked), 2);
	now += RESOLVE_STALE_FOR;
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING); /* too old to go by */
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_int_equal(atomic_load(&asked), 3);
	resolve_free(&resolve);
}

static void
an_address_that_gives_no_connection_comes_last_for_a_while(void **state)
{
	struct resolve *resolve = resolver("one.test");
	const char *text;
	char tried[RESOLVE_TEXT_MAX];
	usec now = START;

	(void)state;
	atomic_store(&knows, true);
	(void)resolve_ask(resolve, now, &text);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	(void)snprintf(tried, sizeof(tried), "%s", text);
	for (int i = 0; i < 2; i++) { /* two calls that left together say it once */
		resolve_avoid(resolve, tried, now);
		assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
		assert_string_equal(text, "one.test:443:192.0.2.1,[2001:db8::1]");
	}

	now += RESOLVE_FRESH_FOR; /* looked up anew: still */
	(void)resolve_ask(resolve, now, &text);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_string_equal(text, "one.test:443:192.0.2.1,[2001:db8::1]");

	(void)snprintf(tried, sizeof(tried), "%s",
	               text); /* neither does the other: they take turns */
	resolve_avoid(resolve, tried, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_string_equal(text, "one.test:443:[2001:db8::1],192.0.2.1");

	(void)snprintf(tried, sizeof(tried), "%s", text);
	resolve_avoid(resolve, tried, now);
	now += RESOLVE_AVOID_FOR;
	(void)resolve_ask(resolve, now, &text);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_string_equal(text, "one.test:443:[2001:db8::1],192.0.2.1"); /* as it was found */
	resolve_free(&resolve);
}

static void
believes_a_failure_for_a_second(void **state)
{
	struct resolve *resolve = resolver("one.test");
	const char *text;
	usec now = START;

	(void)state;
	atomic_store(&knows, false);
	atomic_store(&asked, 0);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_FAILED);
	assert_int_equal(resolve_ask(resolve, now + USEC_PER_SEC - 1, &text), RESOLVE_FAILED);
	assert_int_equal(atomic_load(&asked), 1);
	atomic_store(&knows, true);
	now += USEC_PER_SEC;
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	resolve_free(&resolve);
}

static void
keeps_an_old_answer_when_the_server_is_gone(void **state)
{
	struct resolve *resolve = resolver("one.test");
	const char *text;
	usec now = START;

	(void)state;
	atomic_store(&knows, true);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING);
	wait_for(resolve, now);
	atomic_store(&knows, false);
	now += 100 * RESOLVE_STALE_FOR;
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_WAITING);
	wait_for(resolve, now);
	assert_int_equal(resolve_ask(resolve, now, &text), RESOLVE_READY);
	assert_string_equal(text, "one.test:443:[2001:db8::1],192.0.2.1");
	resolve_free(&resolve);
}

static void
asks_nobody_about_addresses(void **state)
{
	static const char *const hosts[] = {"127.0.0.1", "203.0.113.7", "[::1]", "localhost",
	                                    "LOCALHOST"};
	const char *text;

	(void)state;
	atomic_store(&asked, 0);
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct resolve *resolve = resolver(hosts[i]);
		assert_int_equal(resolve_ask(resolve, START, &text), RESOLVE_READY);
		assert_string_equal(text, "");
		resolve_free(&resolve);
	}
	assert_int_equal(atomic_load(&asked), 0);
}

static void
may_be_freed_in_the_middle(void **state)
{
	const char *text;

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct resolve *resolve = resolver("one.test");
		(void)resolve_ask(resolve, START, &text);
		resolve_free(&resolve);
	}
	resolve_free(&(struct resolve *){NULL});
}

static void
refuses_no_host(void **state)
{
	struct resolve *resolve = NULL;
	struct fault fault = {0};
	char host[300];

	(void)state;
	memset(host, 'a', sizeof(host));
	assert_int_equal(resolve_new(STR_NONE, 443, &fault, &resolve), ERR_INVALID);
	assert_int_equal(resolve_new((struct str){host, sizeof(host)}, 443, &fault, &resolve),
	                 ERR_INVALID);
	assert_null(resolve);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(looks_up_beside_the_caller),
	        cmocka_unit_test(serves_the_old_while_it_asks_anew),
	        cmocka_unit_test(an_address_that_gives_no_connection_comes_last_for_a_while),
	        cmocka_unit_test(believes_a_failure_for_a_second),
	        cmocka_unit_test(keeps_an_old_answer_when_the_server_is_gone),
	        cmocka_unit_test(asks_nobody_about_addresses),
	        cmocka_unit_test(may_be_freed_in_the_middle),
	        cmocka_unit_test(refuses_no_host),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
