/* SPDX-License-Identifier: MIT */
#include "auth/hash.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "check.h"

static void
matches_its_password_alone(void **state)
{
	struct fault fault = {0};
	struct hash hash, again;
	bool matches = false;

	(void)state;
	assert_int_equal(hash_make(&fault, STR("a long sentence"), &hash), ERR_OK);
	assert_memory_equal(hash.text, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
	assert_int_equal(hash_make(&fault, STR("a long sentence"), &again), ERR_OK);
	assert_string_not_equal(hash.text, again.text);

	assert_int_equal(hash_check(&fault, &hash, STR("a long sentence"), &matches), ERR_OK);
	assert_true(matches);
	assert_int_equal(hash_check(&fault, &hash, STR("a long sentencf"), &matches), ERR_OK);
	assert_false(matches);
	for (size_t i = 0; i < 2; i++) { /* an empty text with and without a place */
		struct str empty = i == 0 ? STR("") : STR_NONE;
		assert_int_equal(hash_check(&fault, &hash, empty, &matches), ERR_OK);
		assert_false(matches);
		assert_int_equal(hash_make(&fault, empty, &again), ERR_OK);
	}
}

/* bcrypt stops at byte 72; here every byte counts. */
static void
compares_the_last_of_1024_bytes(void **state)
{
	char password[1024];
	struct fault fault = {0};
	struct hash hash;
	bool matches = true;

	(void)state;
	memset(password, 'x', sizeof(password));
	assert_int_equal(hash_make(&fault, (struct str){password, 1024}, &hash), ERR_OK);
	password[1023] = 'y';
	assert_int_equal(hash_check(&fault, &hash, (struct str){password, 1024}, &matches), ERR_OK);
	assert_false(matches);
}

static void
knows_old_parameters(void **state)
{
	struct fault fault = {0};
	struct hash hash;
	bool matches = false;

	(void)state;
	assert_int_equal(crypto_pwhash_str(hash.text, "secret", 6, 1, KIB(8192)), 0);
	assert_true(hash_is_old(&hash));
	assert_int_equal(hash_check(&fault, &hash, STR("secret"), &matches), ERR_OK);
	assert_true(matches);
	assert_int_equal(hash_make(&fault, STR("secret"), &hash), ERR_OK);
	assert_false(hash_is_old(&hash));
}

/* libsodium's own reader agrees with ours about texts of either. */
static void
agrees_with_libsodium(void **state)
{
	struct fault fault = {0};
	struct hash hash;
	bool matches = false;

	(void)state;
	assert_int_equal(hash_make(&fault, STR("secret"), &hash), ERR_OK);
	assert_int_equal(crypto_pwhash_str_verify(hash.text, "secret", 6), 0);
	assert_int_equal(crypto_pwhash_str(hash.text, "secret", 6, 3, KIB(65536)), 0);
	assert_int_equal(hash_check(&fault, &hash, STR("secret"), &matches), ERR_OK);
	assert_true(matches);
}

static void
says_when_it_cannot_look(void **state)
{
	static const char salt[] = "$AAAAAAAAAAAAAAAAAAAAAA$";
	static const char tag[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	static const char *const bad[][3] = {
	        {"", "", ""},
	        {"$2y$10$not.an.argon2id.text", "", ""},
	        {"$argon2i$v=19$m=19456,t=2,p=1", salt, tag},
	        {"$argon2id$v=16$m=19456,t=2,p=1", salt, tag},
	        {"$argon2id$v=19$m=19456,t=2,p=2", salt, tag},
	        {"$argon2id$v=19$m=19456,t=2,p=1", salt, ""},
	        {"$argon2id$v=19$m=19456,t=2,p=1", "$AAAA$", tag},
	        {"$argon2id$v=19$m=19456,t=2,p=1", salt, "AAAA"},
	        {"$argon2id$v=19$m=19456,t=2,p=1 ", salt, tag},
	};
	bool matches = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault fault = {0};
		struct hash hash;
		(void)snprintf(hash.text, sizeof(hash.text), "%s%s%s", bad[i][0], bad[i][1],
		               bad[i][2]);
		assert_int_equal(hash_check(&fault, &hash, STR("secret"), &matches), ERR_BUG);
		assert_true(matches); /* untouched */
		assert_true(hash_is_old(&hash));
	}
}

/* Sanitizers need more address space than the test leaves them. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
static void
is_unavailable_without_memory(void **state)
{
	struct fault fault = {0};
	struct rlimit all, little;
	struct hash hash;
	bool matches = true;

	(void)state;
	assert_int_equal(hash_make(&fault, STR("secret"), &hash), ERR_OK);
	assert_int_equal(getrlimit(RLIMIT_AS, &all), 0);
	little = (struct rlimit){.rlim_cur = MIB(12), .rlim_max = all.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_AS, &little), 0);
	assert_int_equal(hash_check(&fault, &hash, STR("secret"), &matches), ERR_UNAVAILABLE);
	assert_int_equal(hash_make(&fault, STR("secret"), &hash), ERR_UNAVAILABLE);
	assert_int_equal(setrlimit(RLIMIT_AS, &all), 0);
	assert_true(matches);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(matches_its_password_alone),
	        cmocka_unit_test(compares_the_last_of_1024_bytes),
	        cmocka_unit_test(knows_old_parameters),
	        cmocka_unit_test(agrees_with_libsodium),
	        cmocka_unit_test(says_when_it_cannot_look),
#ifndef SANITIZED
	        cmocka_unit_test(is_unavailable_without_memory),
#endif
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
