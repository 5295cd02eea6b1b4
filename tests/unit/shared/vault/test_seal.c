/* SPDX-License-Identifier: MIT */
#include "vault/seal.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <pthread.h>
#include <string.h>

#include "check.h"

#define SLUG  "0123456789abc"
#define ROW   "536e453c-aa93-4449-8e90-add2608783c6"
#define OTHER "536e453c-aa93-4449-8e90-add2608783c7"

static struct keyring keyring;
static struct arena arena;

static struct seal_scope
scope_of(const char *slug, enum seal_purpose purpose, const char *row)
{
	return (struct seal_scope){str_of(slug), purpose, str_of(row)};
}

static struct str
seal(struct seal_scope scope, struct str plain)
{
	struct fault fault = {0};
	struct str sealed = STR_NONE;

	assert_int_equal(seal_make(&keyring, scope, plain, &arena, &fault, &sealed), ERR_OK);
	return sealed;
}

static enum err
open_as(struct seal_scope scope, struct str sealed)
{
	struct fault fault = {0};
	auto_secret plain = {0};
	enum err err = seal_open(&keyring, scope, sealed, &fault, &plain);

	if (err != ERR_OK)
		assert_null(plain.p);
	return err;
}

static void
opens_what_it_sealed(void **state)
{
	static char text[SEAL_PLAIN_MAX];
	static const size_t sizes[] = {0, 1, 15, 16, 17, 172, 1218, SEAL_PLAIN_MAX};

	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct seal_scope scope = scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW);
		struct str sealed = seal(scope, (struct str){text, sizes[i]});
		struct fault fault = {0};
		auto_secret plain = {0};
		assert_int_equal(sealed.n, sizes[i] + SEAL_OVERHEAD);
		assert_int_equal(seal_open(&keyring, scope, sealed, &fault, &plain), ERR_OK);
		assert_int_equal(plain.n, sizes[i]);
		assert_memory_equal(plain.p, text, sizes[i]);
	}
}

static void
opens_for_no_other_row(void **state)
{
	struct str sealed = seal(scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW), STR("token"));

	(void)state;
	assert_int_equal(open_as(scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW), sealed), ERR_OK);
	assert_int_equal(open_as(scope_of(SLUG, SEAL_MESSAGING_TOKEN, OTHER), sealed), ERR_DENIED);
	assert_int_equal(open_as(scope_of("0123456789abd", SEAL_MESSAGING_TOKEN, ROW), sealed),
	                 ERR_DENIED);
	assert_int_equal(open_as(scope_of(SLUG, SEAL_ASSERTION_KEY, ROW), sealed), ERR_DENIED);
	assert_int_equal(open_as(scope_of("", SEAL_POOL, ROW), sealed), ERR_DENIED);
}

static void
opens_nothing_altered(void **state)
{
	struct seal_scope scope = scope_of("", SEAL_POOL, ROW);
	struct str sealed = seal(scope, STR("key"));
	char copy[64];

	(void)state;
	for (size_t i = 0; i < sealed.n; i++) {
		memcpy(copy, sealed.p, sealed.n);
		copy[i] ^= 1;
		assert_int_equal(open_as(scope, (struct str){copy, sealed.n}),
		                 i < 4 ? ERR_NOT_FOUND : ERR_DENIED);
		assert_int_equal(open_as(scope, (struct str){sealed.p, i}), ERR_DENIED);
	}
	assert_int_equal(open_as(scope, STR_NONE), ERR_DENIED);
}

static void
seals_with_the_newest_and_opens_with_the_old(void **state)
{
	struct seal_scope scope = scope_of(SLUG, SEAL_ASSERTION_KEY, ROW);
	struct keyring before = keyring;
	struct str old, new;

	(void)state;
	old = seal(scope, STR("key"));
	keyring.keys[keyring.n] = keyring.keys[0];
	keyring.keys[keyring.n].no = 300;
	keyring.keys[keyring.n++].bytes[0] ^= 1;
	new = seal(scope, STR("key"));
	assert_memory_equal(old.p, "\0\0\0\1", 4);
	assert_memory_equal(new.p, "\0\0\1\x2c", 4);
	assert_int_equal(open_as(scope, old), ERR_OK);
	assert_int_equal(open_as(scope, new), ERR_OK);
	keyring = before;
	assert_int_equal(open_as(scope, new), ERR_NOT_FOUND);
}

static void
names_what_did_not_open(void **state)
{
	(void)state;
	assert_string_equal(seal_problem(ERR_DENIED), "vault.unreadable");
	assert_string_equal(seal_problem(ERR_NOT_FOUND), "vault.locked");
	assert_null(seal_problem(ERR_OK));
	assert_null(seal_problem(ERR_UNAVAILABLE));
	assert_null(seal_problem(ERR_NOMEM));
}

static void
uses_the_master_of_the_purpose(void **state)
{
	struct fault fault = {0};
	struct str sealed;

	(void)state;
	assert_int_equal(seal_make(&keyring, scope_of(SLUG, SEAL_TOTP, ROW), STR("x"), &arena,
	                           &fault, &sealed),
	                 ERR_UNAVAILABLE);
}

static void
refuses_scopes_that_name_no_row(void **state)
{
	static const struct {
		const char *slug;
		enum seal_purpose purpose;
		const char *row;
	} bad[] = {
	        {"", SEAL_MESSAGING_TOKEN, ROW},
	        {"0123456789ab", SEAL_MESSAGING_TOKEN, ROW},
	        {"0123456789abU", SEAL_MESSAGING_TOKEN, ROW},
	        {SLUG, SEAL_POOL, ROW},
	        {SLUG, SEAL_MESSAGING_TOKEN, ""},
	        {SLUG, SEAL_MESSAGING_TOKEN, "536e453c|aa93|4449|8e90|add2608783c6"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault fault = {0};
		struct str sealed;
		assert_int_equal(seal_make(&keyring,
		                           scope_of(bad[i].slug, bad[i].purpose, bad[i].row),
		                           STR("x"), &arena, &fault, &sealed),
		                 ERR_BUG);
	}
}

static void
refuses_too_much(void **state)
{
	static char text[SEAL_PLAIN_MAX + 1];
	struct fault fault = {0};
	struct str sealed;
	struct arena small;

	(void)state;
	assert_int_equal(seal_make(&keyring, scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW),
	                           (struct str){text, sizeof(text)}, &arena, &fault, &sealed),
	                 ERR_TOO_LARGE);
	arena_init(&small, 16);
	assert_int_equal(seal_make(&keyring, scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW), STR("x"),
	                           &small, &fault, &sealed),
	                 ERR_NOMEM);
	arena_done(&small);
}

/* The page's formula once more with other calls: HKDF out of two HMACs, then plain AES-256-GCM. */
static void
is_what_the_header_says(void **state)
{
	static const char context[] = "acho 1|messaging_token|" SLUG "|" ROW "|1";
	static const size_t info_n = sizeof("acho 1|messaging_token|" SLUG) - 1;
	unsigned char zeros[32] = {0}, prk[32], info[64], key[32], plain[5];
	struct str sealed = seal(scope_of(SLUG, SEAL_MESSAGING_TOKEN, ROW), STR("token"));
	const unsigned char *bytes = (const unsigned char *)sealed.p;
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	unsigned char tag[16];
	int n;

	(void)state;
	assert_non_null(HMAC(EVP_sha256(), zeros, 32, keyring.keys[0].bytes, 32, prk, NULL));
	memcpy(info, context, info_n);
	info[info_n] = 1;
	assert_non_null(HMAC(EVP_sha256(), prk, 32, info, info_n + 1, key, NULL));
	memcpy(tag, bytes + 16 + 5, 16);
	assert_int_equal(EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, bytes + 4), 1);
	assert_int_equal(EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)context,
	                                   sizeof(context) - 1),
	                 1);
	assert_int_equal(EVP_DecryptUpdate(ctx, plain, &n, bytes + 16, 5), 1);
	assert_int_equal(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, 16, tag), 1);
	assert_int_equal(EVP_DecryptFinal_ex(ctx, plain + 5, &n), 1);
	assert_memory_equal(plain, "token", 5);
	EVP_CIPHER_CTX_free(ctx);
}

static void
never_repeats_a_nonce(void **state)
{
	enum { N = 2000 };
	static char seen[N][12];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct str sealed = seal(scope_of("", SEAL_POOL, ROW), STR("x"));
		memcpy(seen[i], sealed.p + 4, 12);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(seen[i], seen[k], 12);
		arena_reset(&arena);
	}
}

static void *
seal_and_open(void *good)
{
	struct seal_scope scope = scope_of(SLUG, SEAL_ASSERTION_KEY, ROW);
	struct fault fault = {0};
	struct arena own;
	struct str sealed;

	arena_init(&own, KIB(64));
	for (int i = 0; i < 200; i++) {
		auto_secret plain = {0};
		*(bool *)good =
		        *(bool *)good &&
		        seal_make(&keyring, scope, STR("key"), &own, &fault, &sealed) == ERR_OK &&
		        seal_open(&keyring, scope, sealed, &fault, &plain) == ERR_OK;
		arena_reset(&own);
	}
	arena_done(&own);
	return NULL;
}

static void
works_in_many_threads(void **state)
{
	pthread_t threads[4];
	bool good[4] = {true, true, true, true};

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, seal_and_open, &good[i]), 0);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_true(good[i]);
	}
}

static void
says_whether_it_works(void **state)
{
	struct keyring none = {.n = 0, .hkdf = keyring.hkdf, .cipher = keyring.cipher};

	(void)state;
	assert_true(seal_works(&keyring, SEAL_MESSAGING_TOKEN));
	assert_false(seal_works(&none, SEAL_MESSAGING_TOKEN));
}

static int
setup(void **state)
{
	(void)state;
	keyring = (struct keyring){
	        .n = 1, .keys = {{MASTER_LINE, 1, "0123456789abcdef0123456789abcde", false}}};
	keyring.hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	keyring.cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	arena_init(&arena, MIB(1));
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	keyring_close(&keyring);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(opens_what_it_sealed),
	        cmocka_unit_test(opens_for_no_other_row),
	        cmocka_unit_test(opens_nothing_altered),
	        cmocka_unit_test(seals_with_the_newest_and_opens_with_the_old),
	        cmocka_unit_test(names_what_did_not_open),
	        cmocka_unit_test(uses_the_master_of_the_purpose),
	        cmocka_unit_test(refuses_scopes_that_name_no_row),
	        cmocka_unit_test(refuses_too_much),
	        cmocka_unit_test(is_what_the_header_says),
	        cmocka_unit_test(never_repeats_a_nonce),
	        cmocka_unit_test(says_whether_it_works),
	        cmocka_unit_test(works_in_many_threads),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
