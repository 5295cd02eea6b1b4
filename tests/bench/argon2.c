/* SPDX-License-Identifier: MIT */
/* libsodium's own rate, as the ceiling that logins are measured against: Argon2id with the
 * parameters of auth/hash.h, in threads that do nothing else.
 *
 * usage: argon2 THREADS SECONDS; prints hashes a second, and CPU seconds a hash. */
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "auth/hash.h"
#include "base/clock.h"

#define THREADS_MAX 64

static atomic_bool over;
static atomic_uint hashes;

static void *
work(void *arg)
{
	static const unsigned char salt[crypto_pwhash_SALTBYTES];
	static const char password[] = "seven blue lanterns";
	unsigned char tag[32];

	(void)arg;
	while (!atomic_load(&over)) {
		if (crypto_pwhash(tag, sizeof(tag), password, sizeof(password) - 1, salt,
		                  HASH_PASSES, (size_t)HASH_MEMORY_KIB * 1024,
		                  crypto_pwhash_ALG_ARGON2ID13) != 0)
			return NULL;
		(void)atomic_fetch_add(&hashes, 1);
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	int64_t n, seconds;
	pthread_t threads[THREADS_MAX];
	usec began_at, took;

	if (argc != 3 || !str_number(str_of(argv[1]), &n) || n > THREADS_MAX ||
	    !str_number(str_of(argv[2]), &seconds) || sodium_init() < 0)
		return 2;
	began_at = clock_monotonic();
	for (int64_t i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, work, NULL) != 0)
			return 1;
	(void)nanosleep(&(struct timespec){.tv_sec = seconds}, NULL);
	atomic_store(&over, true);
	for (int64_t i = 0; i < n; i++)
		(void)pthread_join(threads[i], NULL);
	took = clock_monotonic() - began_at;
	(void)printf("%.2f %.5f\n", (double)hashes * USEC_PER_SEC / (double)took,
	             (double)clock() / CLOCKS_PER_SEC / (double)hashes);
	return 0;
}
