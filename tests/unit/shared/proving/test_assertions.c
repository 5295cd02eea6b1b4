/* SPDX-License-Identifier: MIT */
/* Which keys sign, and which are passed over. */
#include "proving/assertions.h"

#include <string.h>

#include "check.h"
#include "keys.h"
#include "line/rsa_key.h"
#include "vault/seal.h"

#define SLUG   STR("0123456789abc")
#define FIRST  "00000000-0000-4000-8000-000000000001"
#define SECOND "00000000-0000-4000-8000-000000000002"

static struct keyring keyring;
static struct arena arena;
static struct sealed_key keys[LINE_PROOF_KEYS_MAX]; /* both open */

static enum err
sign(struct str slug, const struct sealed_key tried[], size_t n, struct assertions *ret)
{
	const struct jwt_claims claims = {STR("1234567890"), STR("kid-of-line"), clock_now()};
	struct fault fault = {0};

	*ret = (struct assertions){0};
	return assertions_sign(&keyring, slug, &claims, tried, n, &fault, ret);
}

static void
each_key_signs_in_its_turn(void **state)
{
	struct assertions both;

	(void)state;
	assert_int_equal(sign(SLUG, keys, 2, &both), ERR_OK);
	assert_int_equal(both.n, 2);
	assert_false(both.passed_over);
	assert_string_equal(both.key_ids[0], FIRST);
	assert_string_equal(both.key_ids[1], SECOND);
	assert_true(both.jwts[0].n > 0 && both.jwts[1].n > 0);
	assertions_done(&both);
	assert_null(both.jwts[0].p);
	assert_null(both.jwts[1].p);
}

/* Bytes of a sealed value: 0 to 3 are its master's number, the last one of its tag. */
static struct sealed_key
with_byte(struct sealed_key key, size_t at)
{
	char *copy = arena_alloc(&arena, key.sealed.n);

	assert_non_null(copy);
	memcpy(copy, key.sealed.p, key.sealed.n);
	copy[at] = (char)(copy[at] ^ 1);
	key.sealed.p = copy;
	return key;
}

static void
one_that_does_not_open_is_passed_over(void **state)
{
	const struct sealed_key damaged = with_byte(keys[0], keys[0].sealed.n - 1),
	                        locked = with_byte(keys[1], 3);
	const struct sealed_key first_damaged[] = {damaged, keys[1]},
	                        second_locked[] = {keys[0], locked}, neither[] = {damaged, locked};
	struct assertions signed_by;

	(void)state;
	assert_int_equal(sign(SLUG, first_damaged, 2, &signed_by), ERR_OK);
	assert_true(signed_by.passed_over && signed_by.n == 1);
	assert_string_equal(signed_by.key_ids[0], SECOND);
	assertions_done(&signed_by);

	assert_int_equal(sign(SLUG, second_locked, 2, &signed_by), ERR_OK);
	assert_true(signed_by.passed_over && signed_by.n == 1);
	assert_string_equal(signed_by.key_ids[0], FIRST);
	assertions_done(&signed_by);

	assert_string_equal(seal_problem(sign(SLUG, neither, 2, &signed_by)), "vault.locked");
	assert_true(signed_by.passed_over && signed_by.n == 0);
	assertions_done(&signed_by);
}

static void
another_account_or_no_key_signs_nothing(void **state)
{
	struct assertions none;

	(void)state;
	assert_string_equal(seal_problem(sign(STR("zzzzzzzzzzzzz"), keys, 2, &none)),
	                    "vault.unreadable");
	assert_int_equal(none.n, 0);
	assert_int_equal(sign(SLUG, keys, 0, &none), ERR_INVALID);
	assert_false(none.passed_over);
	assertions_done(&none);
}

static int
open_all(void **state)
{
	static const char *const ids[] = {FIRST, SECOND};
	char n[RSA_KEY_N_LEN + 1];
	struct fault fault = {0};

	(void)state;
	keys_open(KEYS_OF_LINE, 1U << MASTER_LINE, &keyring);
	arena_init(&arena, MIB(1));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		auto_secret der = {0};
		memcpy(keys[i].id, ids[i], sizeof(keys[i].id));
		assert_int_equal(rsa_key_make(&fault, &der, n), ERR_OK);
		assert_int_equal(
		        seal_make(&keyring,
		                  (struct seal_scope){SLUG, SEAL_ASSERTION_KEY, str_of(keys[i].id)},
		                  secret_str(&der), &arena, &fault, &keys[i].sealed),
		        ERR_OK);
	}
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	keyring_close(&keyring);
	arena_done(&arena);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(each_key_signs_in_its_turn),
	        cmocka_unit_test(one_that_does_not_open_is_passed_over),
	        cmocka_unit_test(another_account_or_no_key_signs_nothing),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
