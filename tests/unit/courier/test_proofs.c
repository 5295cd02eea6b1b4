/* SPDX-License-Identifier: MIT */
/* What LINE is asked about again: a database and a LINE of a few lines each. */
#include "courier/proofs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "check.h"
#include "keys.h"
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
	enum line_health health;
	struct pending pastes[PROOFS_AT_ONCE + 4];
	size_t due;             /* of them still to be claimed */
	struct pending watched; /* this one, `n_watched` times */
	size_t n_watched;
	bool refuses, away, slow; /* slow: nothing is answered yet */
	struct {
		struct line_proof *proof;
		line_done *done;
		void *arg;
	} asked[PROOFS_AT_ONCE];
	size_t n_asked;
	int asked_in_all;
	int settled, watched_settled, claims;
	bool probe; /* as the last claim said */
	char code[40], key_id[UUID_LEN + 1], bot[40];
};

static struct keyring keyring;
static struct arena arena, life;
static struct str key_der;

static enum line_health
health(void *ctx)
{
	return ((struct world *)ctx)->health;
}

static enum err
claim(void *ctx, struct fault *fault, enum proof_kind kind, bool probe, size_t at_most,
      struct pending *ret, size_t *ret_n)
{
	struct world *world = ctx;

	(void)fault;
	world->claims++;
	world->probe = probe;
	if (kind == PROOF_PASTE)
		while (*ret_n < at_most && world->due > 0)
			ret[(*ret_n)++] = world->pastes[--world->due];
	else
		for (; *ret_n < at_most && world->n_watched > 0; world->n_watched--)
			ret[(*ret_n)++] = world->watched;
	return ERR_OK;
}

static enum err
submit(void *ctx, struct line_proof *proof, line_done *done, void *arg)
{
	struct world *world = ctx;

	if (world->refuses)
		return ERR_UNAVAILABLE;
	world->asked_in_all++;
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
	while (!world->slow && world->n_asked > 0) {
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
       const struct line_outcome *outcome, const char *key_id, struct proof_noted *ret)
{
	struct world *world = ctx;

	if (world->away)
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	assert_non_null(outcome->answer);
	if (slot->name.kind == PROOF_WATCHED)
		world->watched_settled++;
	else
		world->settled++;
	(void)snprintf(world->code, sizeof(world->code), "%s",
	               outcome->code == NULL ? "proved" : outcome->code);
	(void)snprintf(world->key_id, sizeof(world->key_id), "%s", key_id == NULL ? "" : key_id);
	(void)snprintf(world->bot, sizeof(world->bot), "%s",
	               outcome->bot == NULL ? "" : outcome->bot->basic_id);
	ret->held = slot->lease[0] != '\0';
	(void)snprintf(ret->state, sizeof(ret->state), "doubted");
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

static struct str
of_another_master(struct str sealed)
{
	char *copy = arena_alloc(&life, sealed.n);

	assert_non_null(copy);
	memcpy(copy, sealed.p, sealed.n);
	copy[2] = 1;
	return (struct str){copy, sealed.n};
}

static struct proofs
proofs_of(struct world *world)
{
	static const struct proofs_world functions = {health, claim, submit, drive, settle, now};

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
	assert_int_equal(world.asked_in_all, 2);
	assert_int_equal(world.settled, 5); /* each as what it is */
	assert_int_equal(proofs_held(&proofs), 0);
}

static void
what_does_not_open_is_noted_as_that(void **state)
{
	const struct {
		bool token;
		int damaged, locked; /* keys, or 1: the token */
		const char *code;
		int asked;
	} cases[] = {
	        {true, 1, 0, "vault.unreadable", 0},  {true, 0, 1, "vault.locked", 0},
	        {false, 2, 0, "vault.unreadable", 0}, {false, 0, 2, "vault.locked", 0},
	        {false, 1, 0, "line.kid_unknown", 1}, {false, 0, 1, "line.kid_unknown", 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world world = {.line = KNOWS_NO_KID, .due = 1};
		struct proofs proofs = proofs_of(&world);
		struct pending *paste = &world.pastes[0];
		bool worked;

		*paste = cases[i].token ? token_paste() : login_paste();
		if (cases[i].token && cases[i].damaged > 0)
			paste->token_sealed.n--;
		else if (cases[i].token)
			paste->token_sealed = of_another_master(paste->token_sealed);
		else
			for (int k = 0; k < cases[i].damaged + cases[i].locked; k++)
				if (k < cases[i].damaged)
					paste->keys[k].sealed.n--;
				else
					paste->keys[k].sealed =
					        of_another_master(paste->keys[k].sealed);
		assert_int_equal(run(&proofs, &worked), ERR_OK);
		assert_int_equal(world.settled, 1);
		assert_string_equal(world.code, cases[i].code);
		assert_int_equal(world.asked_in_all, cases[i].asked);
	}
}

/* Lines of the log at `path` that hold `piece`. */
static int
logged(const char *path, const char *piece)
{
	char line[1024];
	FILE *file = fopen(path, "r");
	int n = 0;

	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		n += strstr(line, piece) != NULL;
	(void)fclose(file);
	return n;
}

static void
an_operator_is_told_once_a_day_of_a_value(void **state)
{
	struct world world = {.line = KNOWS_NO_KID};
	struct proofs proofs = proofs_of(&world);
	char path[] = "/tmp/acho-log-XXXXXX";
	int fd = mkstemp(path), stderr_fd = dup(STDERR_FILENO);
	bool worked;

	(void)state;
	assert_true(fd >= 0 && stderr_fd >= 0);
	(void)dup2(fd, STDERR_FILENO);
	for (int hour = 0; hour < 24; hour++, world.now += 3600 * USEC_PER_SEC) {
		world.pastes[0] = world.pastes[1] = token_paste();
		world.pastes[0].token_sealed.n--;
		world.pastes[1].slug = STR("zzzzzzzzzzzzz");
		world.due = 2;
		assert_int_equal(run(&proofs, &worked), ERR_OK);
	}
	world.pastes[0] = token_paste();
	world.pastes[0].token_sealed.n--;
	world.due = 1;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	(void)dup2(stderr_fd, STDERR_FILENO);
	assert_int_equal(logged(path, "line_alarm"), 3);
	assert_int_equal(logged(path, "zzzzzzzzzzzzz"), 1);
	(void)unlink(path);
	(void)close(fd);
	(void)close(stderr_fd);
	assert_int_equal(world.settled, 49);
}

static void
watching_takes_what_pastes_leave(void **state)
{
	struct world world = {.line = SILENT, .slow = true, .n_watched = 200};
	struct proofs proofs = proofs_of(&world);
	struct pending paste = token_paste();
	bool worked;

	(void)state;
	world.watched = token_paste();
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(proofs_held(&proofs), PROOFS_WATCHED_AT_ONCE);
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(proofs_held(&proofs), PROOFS_WATCHED_AT_ONCE); /* not more, ever */

	/* However much is watched, pastes get in at once. */
	for (size_t i = 0; i < PROOFS_AT_ONCE - PROOFS_WATCHED_AT_ONCE; i++)
		world.pastes[i] = paste;
	world.due = PROOFS_AT_ONCE - PROOFS_WATCHED_AT_ONCE;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.due, 0);
	assert_int_equal(proofs_held(&proofs), PROOFS_AT_ONCE);

	/* Where pastes fill every place, nothing is watched. */
	world.slow = false;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.watched_settled, PROOFS_WATCHED_AT_ONCE);
	assert_string_equal(world.code, "line.pending");
	world.slow = true;
	for (size_t i = 0; i < PROOFS_AT_ONCE; i++)
		world.pastes[i] = paste;
	world.due = PROOFS_AT_ONCE;
	world.n_watched = 1;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.due, 0);
	assert_int_equal(world.n_watched, 1);
	world.slow = false;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
}

static void
a_watched_value_is_asked_about_as_a_paste_is(void **state)
{
	struct world world = {.line = KNOWS_THE_SECOND_KEY, .n_watched = 1};
	struct proofs proofs = proofs_of(&world);
	bool worked;

	(void)state;
	world.watched = login_paste();
	world.watched.n_keys = 1;
	world.line = KNOWS_NO_KID;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_string_equal(world.code, "line.kid_unknown");
	assert_int_equal(world.watched_settled, 1);
	assert_int_equal(world.settled, 0);
}

static void
a_line_that_is_down_is_asked_one_thing_when_a_look_is_due(void **state)
{
	struct world world = {.line = SILENT, .due = 3, .n_watched = 3, .health = LINE_DOWN};
	struct proofs proofs = proofs_of(&world);
	bool worked;

	(void)state;
	for (size_t i = 0; i < world.due; i++)
		world.pastes[i] = token_paste();
	world.watched = token_paste();
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.claims, 0);
	assert_false(worked);

	world.health = LINE_PROBE_DUE;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_true(world.probe);
	assert_int_equal(world.settled, 1);
	assert_int_equal(world.watched_settled, 0);

	/* With no paste that waits, a watched value. */
	world.due = 0;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_int_equal(world.watched_settled, 1);

	world.health = LINE_UP;
	assert_int_equal(run(&proofs, &worked), ERR_OK);
	assert_false(world.probe);
	assert_int_equal(world.watched_settled, 3);
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
	assert_int_equal(world.claims, 1); /* no room was left for watching */
}

static int
open_all(void **state)
{
	auto_secret der = {0};
	char n[RSA_KEY_N_LEN + 1];
	struct fault fault = {0};

	(void)state;
	keys_open(KEYS_OF_LINE, 1U << MASTER_LINE, &keyring);
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
	        cmocka_unit_test(what_does_not_open_is_noted_as_that),
	        cmocka_unit_test(an_operator_is_told_once_a_day_of_a_value),
	        cmocka_unit_test(watching_takes_what_pastes_leave),
	        cmocka_unit_test(a_watched_value_is_asked_about_as_a_paste_is),
	        cmocka_unit_test(a_line_that_is_down_is_asked_one_thing_when_a_look_is_due),
	        cmocka_unit_test(an_answer_is_kept_while_the_database_is_away),
	        cmocka_unit_test(too_many_at_line_are_noted_as_pending),
	        cmocka_unit_test(no_more_are_claimed_than_can_be_held),
	};

	log_init("test", LOG_ERROR);
	return cmocka_run_group_tests(tests, open_all, close_all);
}
