/* SPDX-License-Identifier: MIT */
#include "line/proof.h"

#include "base/wiping.h"

#define CHANNEL_ID_MAX 20

enum step { LOGIN_CHANNEL, MESSAGING_TOKEN };

struct line_proof {
	enum step step;
	struct secret jwts[LINE_PROOF_KEYS_MAX];
	size_t n_jwts, key; /* how many there are; the one being tried */
	struct secret token;
	struct line_token_entered entered; /* points at the two below */
	char basic_id[LINE_ID_MAX + 1], login_channel_id[CHANNEL_ID_MAX + 1];
	struct line_answers answers;
	struct line_outcome outcome;
};

static struct line_proof *
proof_new(enum step step)
{
	struct line_proof *proof = WIPING_NEW(struct line_proof);

	if (proof == NULL)
		return NULL;
	proof->step = step;
	proof->outcome =
	        (struct line_outcome){.code = "line.pending", .retry = true, .channel_id = ""};
	proof->outcome.answer = &proof->answers.of[proof->outcome.call];
	return proof;
}

/* What can stand in a header and a form without further thought. */
static bool
is_credential(const struct secret *secret)
{
	return str_is_visible(secret_str(secret)) && secret->n <= LINE_TOKEN_MAX;
}

enum err
line_proof_login_channel(struct secret jwts[], size_t n, struct fault *fault,
                         struct line_proof **ret)
{
	auto_line_proof *proof = proof_new(LOGIN_CHANNEL);

	BUG_IF(n < 1 || n > LINE_PROOF_KEYS_MAX);
	if (proof == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a proof");
	for (size_t i = 0; i < n; i++) {
		if (!is_credential(&jwts[i]))
			return FAULT(fault, ERR_INVALID, "an assertion of %zu bytes is none",
			             jwts[i].n);
		secret_move(&proof->jwts[i], &jwts[i]);
	}
	proof->n_jwts = n;
	*ret = TAKE(proof);
	return ERR_OK;
}

enum err
line_proof_messaging_token(struct secret *token, const struct line_token_entered *entered,
                           struct fault *fault, struct line_proof **ret)
{
	auto_line_proof *proof = proof_new(MESSAGING_TOKEN);

	if (proof == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a proof");
	if (!is_credential(token))
		return FAULT(fault, ERR_INVALID, "a token of %zu bytes cannot stand in a header",
		             token->n);
	if (!str_put(entered->basic_id, proof->basic_id, sizeof(proof->basic_id)) ||
	    !str_put(entered->login_channel_id, proof->login_channel_id,
	             sizeof(proof->login_channel_id)))
		return FAULT(fault, ERR_INVALID,
		             "a Basic ID or channel ID to compare with is too long");
	proof->entered = (struct line_token_entered){
	        str_of(proof->basic_id), str_of(proof->login_channel_id), entered->accept_expiry};
	secret_move(&proof->token, token);
	*ret = TAKE(proof);
	return ERR_OK;
}

const struct line_outcome *
line_proof_outcome(const struct line_proof *proof)
{
	return &proof->outcome;
}

const struct line_answers *
line_proof_answers(const struct line_proof *proof)
{
	return &proof->answers;
}

void
line_proof_free(struct line_proof **proof)
{
	if (*proof == NULL)
		return;
	for (size_t i = 0; i < LINE_PROOF_KEYS_MAX; i++)
		secret_done(&(*proof)->jwts[i]);
	secret_done(&(*proof)->token);
	line_answers_done(&(*proof)->answers);
	wiping_free(*proof);
	*proof = NULL;
}

static bool
is_asked(const struct line_proof *proof, enum line_call call)
{
	return proof->answers.of[call].asked;
}

static bool
is_waiting(const struct line_proof *proof)
{
	for (int i = 0; i < LINE_CALL__COUNT; i++)
		if (proof->answers.of[i].asked && !proof->answers.of[i].done)
			return true;
	return false;
}

static size_t
ask(struct line_proof *proof, enum line_call call, enum line_call *ret)
{
	proof->answers.of[call] = (struct line_answer){.asked = true};
	*ret = call;
	return 1;
}

/*
 * The assertion first; then, with the token that it earned, both calls that tell the kinds of
 * channel apart. A kid is tried against each of our keys.
 */
static size_t
next_for_login_channel(struct line_proof *proof, enum line_call ret[])
{
	enum line_verdict verdict;

	if (!is_asked(proof, LINE_TOKEN))
		return ask(proof, LINE_TOKEN, ret);
	verdict = line_verdict(&proof->answers, LINE_TOKEN);
	if (verdict == LINE_ASK_KIDS) {
		if (!is_asked(proof, LINE_KIDS))
			return ask(proof, LINE_KIDS, ret);
		verdict = line_verdict(&proof->answers, LINE_KIDS);
	}
	if (verdict == LINE_KEY_MISMATCH && proof->key + 1 < proof->n_jwts) {
		proof->key++;
		proof->answers.of[LINE_KIDS] = (struct line_answer){0};
		return ask(proof, LINE_TOKEN, ret);
	}
	if (verdict != LINE_GOOD || is_asked(proof, LINE_KIDS) || is_asked(proof, LINE_BOT_INFO))
		return 0;
	for (size_t i = 0; i < LINE_PROOF_KEYS_MAX; i++)
		secret_done(&proof->jwts[i]); /* not needed any more */
	return ask(proof, LINE_BOT_INFO, ret) + ask(proof, LINE_LIFF_APPS, ret + 1);
}

size_t
line_proof__next(struct line_proof *proof, enum line_call ret[LINE_PROOF_AT_ONCE])
{
	if (is_waiting(proof))
		return 0;
	if (proof->step == LOGIN_CHANNEL)
		return next_for_login_channel(proof, ret);
	if (!is_asked(proof, LINE_VERIFY))
		return ask(proof, LINE_VERIFY, ret) + ask(proof, LINE_BOT_INFO, ret + 1);
	return 0;
}

struct str
line_proof__credential(const struct line_proof *proof, enum line_call call)
{
	if (proof->step == MESSAGING_TOKEN)
		return secret_str(&proof->token);
	return secret_str(call == LINE_TOKEN || call == LINE_KIDS ? &proof->jwts[proof->key]
	                                                          : &proof->answers.token);
}

struct line_answers *
line_proof__answers(struct line_proof *proof)
{
	return &proof->answers;
}

bool
line_proof__is_decided(const struct line_proof *proof)
{
	return proof->step == LOGIN_CHANNEL
	               ? line_login_channel_is_decided(&proof->answers)
	               : line_messaging_token_is_decided(&proof->answers, &proof->entered);
}

void
line_proof__end(struct line_proof *proof, usec now)
{
	if (proof->step == LOGIN_CHANNEL)
		line_diagnose_login_channel(&proof->answers, proof->key, &proof->outcome);
	else
		line_diagnose_messaging_token(&proof->answers, &proof->entered, now,
		                              &proof->outcome);
}
