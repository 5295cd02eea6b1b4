/* SPDX-License-Identifier: MIT */
#include "courier/proofs.h"

#include <string.h>

#include "base/log.h"
#include "line/jwt.h"
#include "line/rsa_key.h"
#include "vault/seal.h"

/* How long one step lets answers come in before it looks for new pastes. */
#define DRIVE_FOR (200 * USEC_PER_MS)

size_t
proofs_held(const struct proofs *proofs)
{
	size_t held = 0;

	for (size_t i = 0; i < PROOFS_AT_ONCE; i++)
		held += proofs->slots[i].taken;
	return held;
}

static void
release(struct proof_slot *slot)
{
	line_proof_free(&slot->proof);
	*slot = (struct proof_slot){0};
}

/* ---- from a claimed paste to a proof ---- */

static void secrets_done(struct secret (*secrets)[LINE_PROOF_KEYS_MAX])
{
	for (size_t i = 0; i < LINE_PROOF_KEYS_MAX; i++)
		secret_done(&(*secrets)[i]);
}

static enum err
sign(const struct proofs *proofs, const struct pending *pending, const struct sealed_key *sealed,
     struct fault *fault, struct secret *ret)
{
	const struct jwt_claims claims = {pending->channel_id, pending->kid,
	                                  proofs->world->now(proofs->ctx)};
	const struct seal_scope scope = {pending->slug, SEAL_ASSERTION_KEY, str_of(sealed->id)};
	auto_secret der = {0};
	auto_rsa_key *key = NULL;

	TRY(seal_open(proofs->keyring, scope, sealed->sealed, fault, &der));
	TRY(rsa_key_open(secret_str(&der), fault, &key));
	return jwt_sign(key, &claims, fault, ret);
}

static enum err
prepare_login_channel(const struct proofs *proofs, const struct pending *pending,
                      struct fault *fault, struct proof_slot *slot)
{
	struct secret jwts[LINE_PROOF_KEYS_MAX] CLEANUP(secrets_done) = {{0}};

	if (pending->n_keys == 0)
		return FAULT(fault, ERR_NOT_FOUND, "the account has no key");
	for (size_t i = 0; i < pending->n_keys; i++) {
		TRY(sign(proofs, pending, &pending->keys[i], fault, &jwts[i]));
		memcpy(slot->key_ids[i], pending->keys[i].id, sizeof(slot->key_ids[i]));
	}
	return line_proof_login_channel(jwts, pending->n_keys, fault, &slot->proof);
}

static enum err
prepare_token(const struct proofs *proofs, const struct pending *pending, struct fault *fault,
              struct proof_slot *slot)
{
	const struct seal_scope scope = {pending->slug, SEAL_MESSAGING_TOKEN,
	                                 str_of(pending->token_id)};
	const struct line_token_entered entered = {pending->basic_id, pending->channel_id,
	                                           pending->accept_expiry};
	auto_secret token = {0};

	TRY(seal_open(proofs->keyring, scope, pending->token_sealed, fault, &token));
	return line_proof_messaging_token(&token, &entered, fault, &slot->proof);
}

/* ---- one at a time ---- */

static void
log_proof(const struct proof_slot *slot, const struct line_outcome *outcome, const char *result,
          const struct fault *fault)
{
	struct log_line line;
	bool alarm = fault->err != ERR_OK || (outcome != NULL && outcome->alarm);

	log_start(&line, alarm ? LOG_ERROR : LOG_INFO, alarm ? "line_alarm" : "proof");
	log_text(&line, "lease", str_of(slot->lease));
	log_text(&line, "step",
	         slot->step == STEP_LOGIN_CHANNEL ? STR("login_channel") : STR("messaging_token"));
	log_text(&line, "outcome", str_of(result));
	if (outcome != NULL) {
		log_text(&line, "call", str_of(line_call_name(outcome->call)));
		log_text(&line, "failure", str_of(line_failure_name(outcome->answer->failure)));
		log_int(&line, "status", outcome->answer->status);
		log_text(&line, "line_request", str_of(outcome->answer->request_id));
	}
	log_fault(&line, fault);
	log_write(&line);
}

static void
answered(struct line_proof *proof, void *arg)
{
	struct proof_slot *slot = arg;

	(void)proof;
	slot->done = true;
}

/*
 * Ask LINE about a paste. One that cannot be asked about (a seal that does not open: an operator
 * must look) keeps its lease, which lapses, and holds up no other.
 */
static void
start(struct proofs *proofs, const struct pending *pending, struct proof_slot *slot)
{
	struct fault fault = {0};
	enum err err;

	*slot = (struct proof_slot){.taken = true,
	                            .step = pending->step,
	                            .give_up_at =
	                                    proofs->world->now(proofs->ctx) + proofs->lease_for};
	memcpy(slot->lease, pending->lease, sizeof(slot->lease));
	err = pending->step == STEP_LOGIN_CHANNEL
	              ? prepare_login_channel(proofs, pending, &fault, slot)
	              : prepare_token(proofs, pending, &fault, slot);
	if (err == ERR_OK) {
		if (proofs->world->submit(proofs->ctx, slot->proof, answered, slot) == ERR_OK)
			return;
		slot->done = true; /* too many at once: noted as pending */
		return;
	}
	log_proof(slot, NULL, "not asked", &fault);
	release(slot);
}

static enum err
claim(struct proofs *proofs, struct arena *arena, struct fault *fault, size_t *ret_n)
{
	size_t room = PROOFS_AT_ONCE - proofs_held(proofs);
	struct pending *pastes = arena_alloc(arena, PROOFS_AT_ONCE * sizeof(*pastes));
	struct proof_slot *slot = proofs->slots;

	*ret_n = 0;
	if (pastes == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for pastes");
	if (room == 0)
		return ERR_OK;
	TRY(proofs->world->claim(proofs->ctx, fault, room, pastes, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		while (slot->taken)
			slot++;
		start(proofs, &pastes[i], slot);
	}
	return ERR_OK;
}

/* Note what LINE said. The slot is kept for another try while the database is away and the lease
 * holds. */
static enum err
settle(struct proofs *proofs, struct proof_slot *slot, struct fault *fault)
{
	const struct line_outcome *outcome = line_proof_outcome(slot->proof);
	const char *key_id = outcome->code == NULL && slot->step == STEP_LOGIN_CHANNEL
	                             ? slot->key_ids[outcome->key]
	                             : NULL;
	const struct fault none = {0};
	bool held = false;
	enum err err = proofs->world->settle(proofs->ctx, fault, slot, outcome, key_id, &held);

	if (err != ERR_OK && proofs->world->now(proofs->ctx) < slot->give_up_at)
		return err;
	log_proof(slot, outcome,
	          err != ERR_OK           ? "not noted"
	          : !held                 ? "lease lapsed"
	          : outcome->code == NULL ? "proved"
	                                  : outcome->code,
	          &none);
	release(slot);
	return err;
}

enum err
proofs_run(struct proofs *proofs, struct arena *arena, struct fault *fault, bool claims,
           bool *ret_worked)
{
	size_t claimed = 0;
	enum err err = ERR_OK;

	if (claims)
		err = claim(proofs, arena, fault, &claimed);
	if (proofs_held(proofs) > 0)
		proofs->world->drive(proofs->ctx, DRIVE_FOR);
	for (size_t i = 0; i < PROOFS_AT_ONCE; i++)
		if (proofs->slots[i].done) {
			struct fault of_proof = {0};
			enum err settled = settle(proofs, &proofs->slots[i], &of_proof);
			if (settled != ERR_OK && err == ERR_OK) {
				*fault = of_proof;
				err = settled;
			}
		}
	*ret_worked = claimed > 0 || proofs_held(proofs) > 0;
	return err;
}
