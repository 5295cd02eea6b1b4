/* SPDX-License-Identifier: MIT */
/* Who gets the next key, and that what is stored opens for that account alone. */
#include "courier/keys.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "check.h"
#include "keys.h"

#define DER "not really a key, but as secret as one"

struct world {
	bool account_waits, lapsed, no_key, foreign_seal;
	int64_t wanted;
	int made, added, stored;
	char pool_id[UUID_LEN + 1];
	unsigned char pool[256], account[256]; /* what was sealed */
	size_t pool_n, account_n;
};

static struct keyring keyring;
static struct arena arena;

static enum err
claim(void *ctx, struct fault *fault, struct wanted_key *ret, bool *ret_any)
{
	struct world *world = ctx;

	(void)fault;
	*ret_any = world->account_waits && world->pool_n > 0;
	if (!*ret_any)
		return ERR_OK;
	memcpy(ret->pool_id, world->pool_id, sizeof(ret->pool_id));
	ret->slug = STR("0123456789abc");
	ret->sealed = (struct str){(const char *)world->pool, world->pool_n};
	if (world->foreign_seal)
		ret->pool_id[0] = ret->pool_id[0] == '0' ? '1' : '0';
	world->account_waits = false;
	return ERR_OK;
}

static enum err
store(void *ctx, struct fault *fault, const struct wanted_key *key, struct str sealed,
      bool *ret_held)
{
	struct world *world = ctx;

	(void)fault, (void)key;
	memcpy(world->account, sealed.p, sealed.n);
	world->account_n = sealed.n;
	world->stored++;
	*ret_held = !world->lapsed;
	return ERR_OK;
}

static enum err
wanted(void *ctx, struct fault *fault, int64_t *ret)
{
	(void)fault;
	*ret = ((struct world *)ctx)->wanted;
	return ERR_OK;
}

static enum err
make(void *ctx, struct fault *fault, struct secret *ret_der, char ret_n[RSA_KEY_N_LEN + 1])
{
	struct world *world = ctx;

	if (world->no_key)
		return FAULT(fault, ERR_UNAVAILABLE, "no key");
	world->made++;
	(void)snprintf(ret_n, RSA_KEY_N_LEN + 1, "modulus");
	return secret_copy(ret_der, STR(DER));
}

static enum err
add(void *ctx, struct fault *fault, const char *id, struct str n, struct str sealed)
{
	struct world *world = ctx;

	(void)fault;
	assert_str(n, "modulus");
	memcpy(world->pool_id, id, sizeof(world->pool_id));
	memcpy(world->pool, sealed.p, sealed.n);
	world->pool_n = sealed.n;
	world->added++;
	world->wanted--;
	return ERR_OK;
}

static enum err
run(struct world *world, bool *ret_worked)
{
	static const struct keys_world functions = {claim, store, wanted, make, add};
	const struct keys keys = {&functions, world, &keyring};
	struct fault fault = {0};

	arena_reset(&arena);
	return keys_run(&keys, &arena, &fault, ret_worked);
}

static void
assert_opens(const unsigned char *sealed, size_t n, struct seal_scope scope, enum err expected)
{
	auto_secret plain = {0};
	struct fault fault = {0};

	assert_int_equal(
	        seal_open(&keyring, scope, (struct str){(const char *)sealed, n}, &fault, &plain),
	        expected);
	if (expected == ERR_OK)
		assert_str(secret_str(&plain), DER);
}

static void
the_pool_is_filled_and_no_further(void **state)
{
	struct world world = {.wanted = 3};
	bool worked = true;

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(run(&world, &worked), ERR_OK);
		assert_true(worked);
	}
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_false(worked);
	assert_int_equal(world.added, 3);
	assert_opens(world.pool, world.pool_n,
	             (struct seal_scope){STR(""), SEAL_POOL, str_of(world.pool_id)}, ERR_OK);
	/* Nothing of the key is readable where it is kept. */
	assert_null(memmem(world.pool, world.pool_n, "secret", 6));
}

static void
an_account_comes_before_the_pool(void **state)
{
	struct world world = {.wanted = 2};
	bool worked;

	(void)state;
	assert_int_equal(run(&world, &worked), ERR_OK);
	world.account_waits = true;
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_true(worked);
	assert_int_equal(world.stored, 1);
	assert_int_equal(world.made, 1);
	assert_opens(world.account, world.account_n,
	             (struct seal_scope){STR("0123456789abc"), SEAL_ASSERTION_KEY,
	                                 str_of(world.pool_id)},
	             ERR_OK);
	assert_opens(world.account, world.account_n,
	             (struct seal_scope){STR("zzzzzzzzzzzzz"), SEAL_ASSERTION_KEY,
	                                 str_of(world.pool_id)},
	             ERR_DENIED);
	assert_opens(world.account, world.account_n,
	             (struct seal_scope){STR(""), SEAL_POOL, str_of(world.pool_id)}, ERR_DENIED);

	/* The lease lapsed meanwhile: the database kept nothing, and we go on. */
	world.account_waits = world.lapsed = true;
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_int_equal(world.stored, 2);
}

static void
what_goes_wrong_is_reported(void **state)
{
	struct world world = {.wanted = 1, .no_key = true};
	bool worked;

	(void)state;
	assert_int_equal(run(&world, &worked), ERR_UNAVAILABLE);
	assert_int_equal(world.added, 0);
	world.no_key = false;
	assert_int_equal(run(&world, &worked), ERR_OK);
	world.account_waits = world.foreign_seal = true;
	assert_int_equal(run(&world, &worked), ERR_DENIED);
	assert_int_equal(world.stored, 0);
}

static int
open_keyring(void **state)
{
	(void)state;
	keys_open(KEYS_OF_LINE, 1U << MASTER_LINE, &keyring);
	arena_init(&arena, MIB(1));
	return 0;
}

static int
close_keyring(void **state)
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
	        cmocka_unit_test(the_pool_is_filled_and_no_further),
	        cmocka_unit_test(an_account_comes_before_the_pool),
	        cmocka_unit_test(what_goes_wrong_is_reported),
	};

	log_init("test", LOG_ERROR);
	return cmocka_run_group_tests(tests, open_keyring, close_keyring);
}
