/* SPDX-License-Identifier: MIT */
#include "courier/proofs.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "proving/said.h"
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
	assertions_done(&slot->assertions);
	*slot = (struct proof_slot){0};
}

/* ---- from a claimed paste to a proof ---- */

static enum err
prepare_login_channel(const struct proofs *proofs, const struct pending *pending,
                      struct fault *fault, struct proof_slot *slot)
{
	const struct jwt_claims claims = {pending->channel_id, pending->kid,
	                                  proofs->world->now(proofs->ctx)};

	TRY(assertions_sign(proofs->keyring, pending->slug, &claims, pending->keys, pending->n_keys,
	                    fault, &slot->assertions));
	return line_proof_login_channel(slot->assertions.jwts, slot->assertions.n, fault,
	                                &slot->proof);
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

/* What LINE said; `unasked` is filled with what stands for it when it could not be asked. */
static const struct line_outcome *
outcome_of(const struct proof_slot *slot, struct line_outcome *unasked)
{
	static const struct line_answer nothing;

	if (slot->proof != NULL)
		return line_proof_outcome(slot->proof);
	*unasked = (struct line_outcome){
	        .code = slot->sealed == NULL ? "line.pending" : slot->sealed, .answer = &nothing};
	return unasked;
}

static bool
name_is(const struct proof_name *a, const struct proof_name *b)
{
	return a->kind == b->kind && a->step == b->step && strcmp(a->slug, b->slug) == 0;
}

/*
 * Is an operator to be told of this value? Once a day: it comes due again and again. The place it
 * is remembered at is its own, a free one, or that of the oldest.
 */
static bool
alarm_is_due(struct proofs *proofs, const struct proof_name *name)
{
	usec now = proofs->world->now(proofs->ctx);
	struct proof_alarm *place = &proofs->alarms[0];

	for (size_t i = 0; i < PROOFS_ALARMS; i++) {
		struct proof_alarm *alarm = &proofs->alarms[i];
		if (name_is(&alarm->name, name)) {
			place = alarm;
			break;
		}
		if (alarm->at < place->at)
			place = alarm;
	}
	if (name_is(&place->name, name) && now - place->at < PROOFS_ALARM_EVERY)
		return false;
	*place = (struct proof_alarm){*name, now};
	return true;
}

static void
log_proof(struct proofs *proofs, const struct proof_slot *slot, const char *result)
{
	struct line_outcome unasked;
	const struct line_outcome *outcome = outcome_of(slot, &unasked);
	struct log_line line;
	bool alarm = (slot->proof == NULL || outcome->alarm) && alarm_is_due(proofs, &slot->name);

	log_start(&line, said_level(outcome, alarm),
	          alarm                              ? "line_alarm"
	          : slot->name.kind == PROOF_WATCHED ? "watch"
	                                             : "proof");
	log_text(&line, "lease", str_of(slot->lease));
	if (alarm)
		log_text(&line, "slug", str_of(slot->name.slug));
	log_text(&line, "step",
	         slot->name.step == STEP_LOGIN_CHANNEL ? STR("login_channel")
	                                               : STR("messaging_token"));
	log_text(&line, "outcome", str_of(result));
	said_log(&line, outcome);
	log_fault(&line, &slot->fault);
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
 * Ask LINE about a value. One that does not open is noted as just that, without asking: the
 * database refutes what is damaged and leaves what is locked for later. Whatever else is in the way
 * is noted as no answer of LINE's, and so holds up no other value.
 */
static void
start(struct proofs *proofs, const struct pending *pending, struct proof_slot *slot)
{
	enum err err;

	*slot = (struct proof_slot){.taken = true,
	                            .name = {.kind = pending->kind, .step = pending->step},
	                            .give_up_at =
	                                    proofs->world->now(proofs->ctx) + proofs->lease_for};
	memcpy(slot->lease, pending->lease, sizeof(slot->lease));
	(void)snprintf(slot->name.slug, sizeof(slot->name.slug), "%.*s", STR_ARG(pending->slug));
	err = pending->step == STEP_LOGIN_CHANNEL
	              ? prepare_login_channel(proofs, pending, &slot->fault, slot)
	              : prepare_token(proofs, pending, &slot->fault, slot);
	slot->sealed = seal_problem(err);
	if (err != ERR_OK ||
	    proofs->world->submit(proofs->ctx, slot->proof, answered, slot) != ERR_OK)
		slot->done = true; /* too many at once, or LINE is down: noted as pending */
}

/* Take up to `at_most` of a kind, for which there is room. */
static enum err
claim_kind(struct proofs *proofs, struct arena *arena, struct fault *fault, enum proof_kind kind,
           bool probe, size_t at_most, size_t *claimed)
{
	struct pending *due = arena_alloc(arena, PROOFS_AT_ONCE * sizeof(*due));
	struct proof_slot *slot = proofs->slots;
	size_t n = 0;

	if (due == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for pastes");
	if (at_most == 0)
		return ERR_OK;
	TRY(proofs->world->claim(proofs->ctx, fault, kind, probe, at_most, due, &n));
	for (size_t i = 0; i < n; i++) {
		while (slot->taken)
			slot++;
		due[i].kind = kind;
		start(proofs, &due[i], slot);
	}
	*claimed += n;
	return ERR_OK;
}

static size_t
held_of_kind(const struct proofs *proofs, enum proof_kind kind)
{
	size_t held = 0;

	for (size_t i = 0; i < PROOFS_AT_ONCE; i++)
		held += proofs->slots[i].taken && proofs->slots[i].name.kind == kind;
	return held;
}

/* What watching may take of the room that is left. */
static size_t
room_for_watching(const struct proofs *proofs)
{
	size_t room = PROOFS_AT_ONCE - proofs_held(proofs);
	size_t held = held_of_kind(proofs, PROOF_WATCHED);
	size_t share = held < PROOFS_WATCHED_AT_ONCE ? PROOFS_WATCHED_AT_ONCE - held : 0;

	return room < share ? room : share;
}

/* Pastes first. A LINE that is down is looked at with one of them, else with a watched value. */
static enum err
claim(struct proofs *proofs, struct arena *arena, struct fault *fault, size_t *ret_n)
{
	enum line_health health = proofs->world->health(proofs->ctx);
	size_t room = PROOFS_AT_ONCE - proofs_held(proofs);
	bool probe = health == LINE_PROBE_DUE;

	if (health == LINE_DOWN)
		return ERR_OK;
	TRY(claim_kind(proofs, arena, fault, PROOF_PASTE, probe, probe && room > 1 ? 1 : room,
	               ret_n));
	if (probe && *ret_n > 0)
		return ERR_OK;
	room = room_for_watching(proofs);
	return claim_kind(proofs, arena, fault, PROOF_WATCHED, probe, probe && room > 1 ? 1 : room,
	                  ret_n);
}

static const char *
result_of(const struct proof_slot *slot, const struct line_outcome *outcome,
          const struct proof_noted *noted)
{
	if (!noted->held)
		return "lease lapsed";
	if (slot->name.kind == PROOF_WATCHED)
		return noted->state;
	return outcome->code == NULL ? "proved" : outcome->code;
}

/* Note what LINE said. The slot is kept for another try while the database is away and the lease
 * holds. */
static enum err
settle(struct proofs *proofs, struct proof_slot *slot, struct fault *fault)
{
	struct line_outcome unasked;
	const struct line_outcome *outcome = outcome_of(slot, &unasked);
	const char *key_id = outcome->code == NULL && slot->name.step == STEP_LOGIN_CHANNEL
	                             ? slot->assertions.key_ids[outcome->key]
	                             : NULL;
	struct proof_noted noted = {.held = false};
	enum err err = proofs->world->settle(proofs->ctx, fault, slot, outcome, key_id, &noted);

	if (err != ERR_OK && proofs->world->now(proofs->ctx) < slot->give_up_at)
		return err;
	log_proof(proofs, slot, err != ERR_OK ? "not noted" : result_of(slot, outcome, &noted));
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
