/* SPDX-License-Identifier: MIT */
/* Pastes that LINE must prove later: a database and a LINE of a few lines each. */
#include "courier/proofs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"
#include "line/rsa_key.h"
#include "vault/seal.h"

#define SLUG      STR("0123456789abc")
#define LEASE_FOR (28 * USEC_PER_SEC)
#define BOT                                                                                        \
	"{\"userId\":\"U0123456789abcdef0123456789abcdef\",\"basicId\":\"@123abcde\","             \
	"\"displayName\":\"Shop\",\"chatMode\":\"chat\",\"markAsReadMode\":\"auto\"}"

enum line_mood { KNOWS_THE_SECOND_KEY, KNOWS_NO_KID, SILENT, HAS_THE_BOT };

struct world {
	usec now;
	enum line_mood line;
	struct pending pastes[PROOFS_AT_ONCE + 4];
	size_t due; /* of them still to be claimed */
	bool refuses, away;
	struct {
		struct line_proof *proof;
		line_done *done;
		void *arg;
	} asked[PROOFS_AT_ONCE];
	size_t n_asked;
	int settled, claims;
	char code[40], key_id[UUID_LEN + 1], bot[40];
};

static struct keyring keyring;
static struct arena arena, life;
static struct str key_der;

static enum err
claim(void *ctx, struct fault *fault, size_t at_most, struct pending *ret, size_t *ret_n)
{
	struct world *world = ctx;

	(void)fault;
	world->claims++;
	while (*ret_n < at_most && world->due > 0)
		ret[(*ret_n)++] = world->pastes[--world->due];
	return ERR_OK;
}

static enum err
submit(void *ctx, struct line_proof *proof, line_done *done, void *arg)
{
	struct world *world = ctx;

	if (world->refuses)
		return ERR_UNAVAILABLE;
	world->asked[world->n_asked].proof = proof;
	world->asked[world->n_asked].done = done;
	world->asked[world->n_asked++].arg = arg;
	return ERR_OK;
}

static void
answer(struct world *world, struct line_proof *proof, enum line_call call, size_t nth)
{
	static const char token[] =
	        "{\"token_type\":\"Bearer\",\"access_token\":\"t.t\",\"expires_in\":900}";
	struct line_answers *answers = line_proof__answers(proof);

	if (world->line == SILENT)
		line_answer_fail(answers, call, LINE_LATE);
	else if (world->line == KNOWS_NO_KID)
		line_answer_read(answers, call, 404, STR("{}"));
	else if (call == LINE_TOKEN && nth == 0)
		line_answer_read(
		        answers, call, 400,
		        STR("{\"error\":\"invalid_client\",\"error_description\":\"Invalid "
		            "signature\"}"));
	else if (call == LINE_TOKEN)
		line_answer_read(answers, call, 200, str_of(token));
	else if (call == LINE_LIFF_APPS)
		line_answer_read(answers, call, 404, STR_NONE);
	else if (call == LINE_VERIFY)
		line_answer_read(answers, call, 200,
		                 STR("{\"client_id\":\"1234567890\",\"expires_in\":999999999,"
		                     "\"scope\":\"bot\"}"));
	else if (world->line == HAS_THE_BOT)
		line_answer_read(answers, call, 200, STR(BOT));
	else
		line_answer_read(answers, call, 403, STR("{}"));
}

static void
drive(void *ctx, usec for_)
{
	struct world *world = ctx;

	world->now += for_;
	while (world->n_asked > 0) {
		struct line_proof *proof = world->asked[--world->n_asked].proof;
		enum line_call calls[LINE_PROOF_AT_ONCE];
		size_t n, tokens = 0;
		while ((n = line_proof__next(proof, calls)) > 0)
			for (size_t i = 0; i < n; i++)
				answer(world, proof, calls[i],
				       calls[i] == LINE_TOKEN ? tokens++ : 0);
		line_proof__end(proof, world->now);
		world->asked[world->n_asked].done(proof, world->asked[world->n_asked].arg);
	}
}

static enum err
settle(void *ctx, struct fault *fault, const struct proof_slot *slot,
       const struct line_outcome *outcome, const char *key_id, bool *ret_held)
{
	struct world *world = ctx;

	if (world->away)
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	world->settled++;
	(void)snprintf(world->code, sizeof(world->code), "%s",
	               outcome->code == NULL ? "proved" : outcome->code);
	(void)snprintf(world->key_id, sizeof(world->key_id), "%s", key_id == NULL ? "" : key_id);
	(void)snprintf(world->bot, sizeof(world->bot), "%s",
	               outcome->bot == NULL ? "" : outcome->bot->basic_id);
	*ret_held = slot->lease[0] != '\0';
	return ERR_OK;
}

static usec
now(void *ctx)
{
	return ((struct world *)ctx)->now;
}

static struct str
sealed(enum seal_purpose purpose, const char *id, struct str plain)
{
	struct fault fault = {0};
	struct str ret;

	assert_int_equal(seal_make(&keyring, (struct seal_scope){SLUG, purpose, str_of(id)}, plain,
	                           &life, &fault, &ret),
	                 ERR_OK);
	return ret;
}

#define FIRST_KEY  "00000000-0000-4000-8000-000000000001"
#define SECOND_KEY "00000000-0000-4000-8000-000000000002"
#define TOKEN_ID   "00000000-0000-4000-8000-000000000003"
#define LEASE      "00000000-0000-4000-8000-000000000004"

static struct pending
login_paste(void)
{
	return (struct pending){
	        .lease = LEASE,
	        .step = STEP_LOGIN_CHANNEL,
	        .slug = SLUG,
	        .channel_id = STR("1234567890"),
	        .kid = STR("kid-of-line"),
	        .n_keys = 2,
	        .keys = {{FIRST_KEY, sealed(SEAL_ASSERTION_KEY, FIRST_KEY, key_der)},
	                 {SECOND_KEY, sealed(SEAL_ASSERTION_KEY, SECOND_KEY, key_der)}},
	};
}

static struct pending
token_paste(void)
{
	return (struct pending){
	        .lease = LEASE,
	        .step = STEP_MESSAGING_TOKEN,
	        .slug = SLUG,
	        .token_id = TOKEN_ID,
	        .token_sealed =
	                sealed(SEAL_MESSAGING_TOKEN, TOKEN_ID, STR("a-channel-access-token")),
	        .basic_id = STR("@123abcde"),
	};
}

static struct proofs
proofs_of(struct world *world)
{
	static const struct proofs_world functions = {claim, submit, drive, settle, now};

	return (struct proofs){
	        .world = &functions, .ctx = world, .keyring = &keyring, .lease_for = LEASE_FOR};
}

static enum err
run(struct proofs *proofs, bool *ret_worked)
{
	struct fault fault = {0};

	arena_reset(&arena);
	return proofs_run(proofs, &arena, &fault, true, ret_worked);
}

static void
what_line_says_is_noted(void **state)
{
	const struct {
		enum line_mood line;
		bool token;
		const char *code, *key_id, *bot;
	} cases[] = {
	        {KNOWS_THE_SECOND_KEY, false, "proved", SECOND_KEY, ""},
	        {KNOWS_NO_KID, false, "line.kid_unknown", "", ""},
	        {SILENT, false, "line.pending", "", ""},
	        {HAS_THE_BOT, false, "line.not_login_channel", "", "@123abcde"},
	        {HAS_THE_BOT, true, "proved", "", "@123abcde"},
	        {SILENT, true, "line.pending", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world world = {.line = cases[i].line, .due = 1};
		struct proofs proofs = proofs_of(&world);
		bool worked = false;
		world.pastes[0] = cases[i].token ? token_paste() : login_paste();
		assert_int_equal(run(&proofs, &worked), ERR_OK);
		assert_true(worked); /* there may be more */
		assert_int_equal(world.settled, 1);
		assert_string_equal(world.code, cases[i].code);
		assert_string_equal(world.key_id, cases[i].key_id);
		assert_string_equal(world.bot, cases[i].bot);
		assert_int_equal(proofs_held(&proofs), 0);
		assert_int_equal(run(&proofs, &worked), ERR_OK);
		assert_false(worked);
	}
}

static void
one_that_cannot_be_asked_about_holds_up_no_other(void **state)
{
	struct world world = {.line = KNOWS_NO_KID, .due = 5};
	struct proofs proofs = proofs_of(&world);
	bool worked;

	(void)state;
	for (size_t i = 0; i < world.due; i++)
		world.pastes[i] = login_paste();
	world.pastes[0].keys[1] = world.pastes[0].keys[0]; /* fine: the same key twice */
	world.pastes[1].slug = STR("zzzzzzzzzzzzz");       /* sealed for another account */
	world.pastes[2].n_keys = 0;
	world.pastes[3] = token_paste();
	world.pastes[3].token_sealed.n--; /* cut */
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.settled, 2);
	assert_int_equal(proofs_held(&proofs), 0);
}

static void
an_answer_is_kept_while_the_database_is_away(void **state)
{
	struct world world = {.line = KNOWS_THE_SECOND_KEY, .due = 1, .away = true};
	struct proofs proofs = proofs_of(&world);
	bool worked;

	(void)state;
	world.pastes[0] = login_paste();
	for (int i = 0; i < 10; i++)
		assert_int_equal(run(&proofs, &worked), ERR_UNAVAILABLE);
	assert_int_equal(proofs_held(&proofs), 1);
	world.away = false;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_string_equal(world.code, "proved");
	assert_int_equal(world.settled, 1);

	/* Longer than the lease: somebody else asks again. */
	world.away = true;
	world.pastes[0] = login_paste();
	world.due = 1;
	assert_int_equal(run(&proofs, &worked), ERR_UNAVAILABLE);
	world.now += LEASE_FOR;
	assert_int_equal(run(&proofs, &worked), ERR_UNAVAILABLE);
	assert_int_equal(proofs_held(&proofs), 0);
}

static void
too_many_at_line_are_noted_as_pending(void **state)
{
	struct world world = {.due = 1, .refuses = true};
	struct proofs proofs = proofs_of(&world);
	bool worked;

	(void)state;
	world.pastes[0] = token_paste();
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_string_equal(world.code, "line.pending");
}

static void
no_more_are_claimed_than_can_be_held(void **state)
{
	struct world world = {.line = SILENT, .due = PROOFS_AT_ONCE + 4};
	struct proofs proofs = proofs_of(&world);
	struct fault fault = {0};
	bool worked;
	struct pending paste = token_paste();

	(void)state;
	for (size_t i = 0; i < world.due; i++)
		world.pastes[i] = paste;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.settled, PROOFS_AT_ONCE);
	assert_int_equal(world.due, 4);

	/* At the end nothing new is taken. */
	assert_int_equal(proofs_run(&proofs, &arena, &fault, false, &worked), ERR_OK);
	assert_false(worked);
	assert_int_equal(world.claims, 1);
}

static int
open_all(void **state)
{
	auto_secret der = {0};
	char path[] = "/tmp/acho-keyring-XXXXXX", n[RSA_KEY_N_LEN + 1];
	struct fault fault = {0};
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");

	(void)state;
	(void)fprintf(file, "line 1 q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k\n");
	(void)fclose(file);
	assert_int_equal(keyring_open(path, 1U << MASTER_LINE, &fault, &keyring), ERR_OK);
	(void)unlink(path);
	arena_init(&arena, MIB(1));
	arena_init(&life, MIB(1));
	assert_int_equal(rsa_key_make(&fault, &der, n), ERR_OK);
	assert_true(arena_copy(&life, secret_str(&der), &key_der));
	secret_done(&der);
	return 0;
}

static int
close_all(void **state)
{
	(void)state;
	keyring_close(&keyring);
	arena_done(&arena);
	arena_done(&life);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(what_line_says_is_noted),
	        cmocka_unit_test(one_that_cannot_be_asked_about_holds_up_no_other),
	        cmocka_unit_test(an_answer_is_kept_while_the_database_is_away),
	        cmocka_unit_test(too_many_at_line_are_noted_as_pending),
	        cmocka_unit_test(no_more_are_claimed_than_can_be_held),
	};

	log_init("test", LOG_ERROR);
	return cmocka_run_group_tests(tests, open_all, close_all);
}
