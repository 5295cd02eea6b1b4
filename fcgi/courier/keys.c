/* SPDX-License-Identifier: MIT */
#include "courier/keys.h"

#include "base/log.h"

static void
log_key(const char *event, const char *id, const char *outcome)
{
	struct log_line line;

	log_start(&line, LOG_INFO, event);
	log_text(&line, "key", str_of(id));
	log_text(&line, "outcome", str_of(outcome));
	log_write(&line);
}

/* The leased pool key, sealed for its account. */
static enum err
seal_for_account(const struct keys *keys, const struct wanted_key *wanted, struct arena *arena,
                 struct fault *fault, struct str *ret)
{
	const struct seal_scope pool = {STR(""), SEAL_POOL, str_of(wanted->pool_id)};
	const struct seal_scope account = {wanted->slug, SEAL_ASSERTION_KEY,
	                                   str_of(wanted->pool_id)};
	auto_secret der = {0};

	TRY(seal_open(keys->keyring, pool, wanted->sealed, fault, &der));
	return seal_make(keys->keyring, account, secret_str(&der), arena, fault, ret);
}

static enum err
serve_account(const struct keys *keys, const struct wanted_key *wanted, struct arena *arena,
              struct fault *fault)
{
	struct str sealed;
	bool held = false;

	TRY(seal_for_account(keys, wanted, arena, fault, &sealed));
	TRY(keys->world->store(keys->ctx, fault, wanted, sealed, &held));
	log_key("key", wanted->pool_id, held ? "stored" : "lease lapsed");
	return ERR_OK;
}

static enum err
fill_pool(const struct keys *keys, struct arena *arena, struct fault *fault)
{
	char id[UUID_LEN + 1], n[RSA_KEY_N_LEN + 1];
	auto_secret der = {0};
	struct str sealed;

	if (rand_uuid(id) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "no random bytes");
	TRY(keys->world->make(keys->ctx, fault, &der, n));
	TRY(seal_make(keys->keyring, (struct seal_scope){STR(""), SEAL_POOL, str_of(id)},
	              secret_str(&der), arena, fault, &sealed));
	secret_done(&der);
	TRY(keys->world->add(keys->ctx, fault, id, str_of(n), sealed));
	log_key("pool", id, "made");
	return ERR_OK;
}

enum err
keys_run(const struct keys *keys, struct arena *arena, struct fault *fault, bool *ret_worked)
{
	struct wanted_key account;
	int64_t wanted = 0;

	TRY(keys->world->claim(keys->ctx, fault, &account, ret_worked));
	if (*ret_worked)
		return serve_account(keys, &account, arena, fault);
	TRY(keys->world->wanted(keys->ctx, fault, &wanted));
	if (wanted <= 0)
		return ERR_OK;
	*ret_worked = true;
	return fill_pool(keys, arena, fault);
}
