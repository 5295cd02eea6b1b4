/* SPDX-License-Identifier: MIT */
/* What an address is counted as, and what a password is compared with. */
#include "login/attempt.h"

#include <sodium.h>
#include <string.h>

#include "auth/email.h"
#include "auth/password.h"
#include "check.h"
#include "login/app.h"

#define TEN "\xe7\x8e\x8b\xe7\x8e\x8b\xe7\x8e\x8b" /* three characters of three bytes */

static void
counts_a_malformed_address_like_another(void **state)
{
	char endless[EMAIL_MAX * 3];
	struct req rq = {0};

	(void)state;
	arena_init(&rq.arena, KIB(64));
	assert_str(attempt_address(&rq, STR("Wang@Example.COM")), "Wang@example.com");
	assert_str(attempt_address(&rq, STR("nobody")), "nobody");
	assert_str(attempt_address(&rq, STR("")), "");
	memset(endless, 'x', sizeof(endless));
	assert_int_equal(attempt_address(&rq, (struct str){endless, sizeof(endless)}).n, EMAIL_MAX);
	/* 254 bytes would end within the 85th of these characters. */
	for (size_t i = 0; i + 3 <= sizeof(endless); i += 3)
		memcpy(endless + i, "\xe7\x8e\x8b", 3);
	assert_int_equal(attempt_address(&rq, (struct str){endless, sizeof(endless)}).n, 252);
	arena_done(&rq.arena);
}

/* ---- parking, with a pool that nobody started: the job is looked at, not run ---- */

static enum err
never(struct req *rq)
{
	(void)rq;
	return ERR_BUG;
}

static const struct route parking = {.resume = never};

static struct attempt *
parked(struct req *rq, const char *password, struct str phc)
{
	struct attempt *attempt = attempt_new(rq);

	assert_non_null(attempt);
	assert_int_equal(secret_copy(&attempt->password, str_of(password)), ERR_OK);
	rq->parked = NULL;
	assert_int_equal(attempt_park(rq, attempt, phc), ERR_OK);
	assert_ptr_equal(rq->kept, attempt);
	assert_non_null(rq->parked);
	assert_int_equal(attempt->job.task, HASH_CHECK);
	return attempt;
}

static void
compares_with_a_stranger_what_cannot_match(void **state)
{
	static struct hash_pool pool = {.stranger = {"$argon2id$stranger"}};
	struct login_app app = {.hashes = &pool};
	struct req rq = {.app = &app, .route = &parking};
	char endless[PASSWORD_BYTES_MAX + 2] = {0};
	struct attempt *attempt;

	(void)state;
	arena_init(&rq.arena, KIB(64));
	memset(endless, 'x', sizeof(endless) - 1);

	attempt = parked(&rq, "secret", STR("$argon2id$member"));
	assert_string_equal(attempt->job.hash.text, "$argon2id$member");
	assert_str(attempt->job.password, "secret");
	attempt_drop(&attempt);
	assert_null(attempt->password.p);

	attempt = parked(&rq, "secret", STR_NONE); /* no such account or address */
	assert_string_equal(attempt->job.hash.text, "$argon2id$stranger");
	attempt_drop(&attempt);

	attempt = parked(&rq, endless, STR("$argon2id$member"));
	assert_string_equal(attempt->job.hash.text, "$argon2id$stranger");
	assert_int_equal(attempt->job.password.n, PASSWORD_BYTES_MAX);
	attempt_drop(&attempt);

	attempt = parked(&rq, "", STR("$argon2id$member")); /* hashed like any other */
	assert_string_equal(attempt->job.hash.text, "$argon2id$member");
	attempt_drop(&attempt);
	arena_done(&rq.arena);
}

static void
hashes_what_the_password_is_to_become(void **state)
{
	static struct hash_pool pool;
	const struct settings settings = {.brand = STR("")};
	const struct breached breached = {0};
	struct login_app app = {&settings, &pool, &breached, NULL};
	struct req rq = {.app = &app, .route = &parking};
	struct attempt *attempt;

	(void)state;
	arena_init(&rq.arena, KIB(64));
	attempt = attempt_new(&rq);
	assert_int_equal(secret_copy(&attempt->next, STR("nine green lanterns")), ERR_OK);
	assert_int_equal(attempt_judge_next(&rq, attempt, "new",
	                                    (struct password_about){.company = STR("Tea"),
	                                                            .email = STR("a@b.example")}),
	                 ERR_OK);
	assert_int_equal(attempt_park_next(&rq, attempt), ERR_OK);
	assert_ptr_equal(rq.kept, attempt);
	assert_int_equal(attempt->job.task, HASH_MAKE);
	assert_str(attempt->job.password, "nine green lanterns");
	attempt_drop(&attempt);
	assert_null(attempt->next.p);
	arena_done(&rq.arena);
}

static void
judges_no_password_without_memory(void **state)
{
	const struct settings settings = {.brand = STR("")};
	const struct breached breached = {0};
	struct login_app app = {&settings, NULL, &breached, NULL};
	struct req rq = {.app = &app, .route = &parking};
	struct attempt *attempt;

	(void)state;
	arena_init(&rq.arena, KIB(64));
	attempt = attempt_new(&rq);
	assert_int_equal(secret_copy(&attempt->next, STR("lanternfish1")), ERR_OK);
	rq.arena.limit = rq.arena.used;
	assert_int_equal(attempt_judge_next(&rq, attempt, "new",
	                                    (struct password_about){.company = STR("Lanternfish")}),
	                 ERR_NOMEM);
	assert_null(rq.field_errors);
	attempt_drop(&attempt);
	arena_done(&rq.arena);
}

static void
takes_what_is_no_link_for_one_nobody_was_sent(void **state)
{
	static const char text[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
	struct req rq = {0};
	struct attempt *attempt;
	struct token_hash before, hash;
	struct token token;

	(void)state;
	arena_init(&rq.arena, KIB(64));
	attempt = attempt_new(&rq);
	before = attempt->hash;
	assert_int_equal(secret_copy(&attempt->link, STR("no token")), ERR_OK);
	assert_int_equal(attempt_take_link(&rq, attempt), ERR_OK);
	assert_memory_equal(attempt->hash.bytes, before.bytes, sizeof(before.bytes));
	secret_done(&attempt->link);
	assert_int_equal(secret_copy(&attempt->link, str_of(text)), ERR_OK);
	assert_int_equal(attempt_take_link(&rq, attempt), ERR_OK);
	assert_true(token_parse(str_of(text), &token));
	assert_int_equal(token_hash(&rq.fault, &token, &hash), ERR_OK);
	assert_memory_equal(attempt->hash.bytes, hash.bytes, sizeof(hash.bytes));
	attempt_drop(&attempt);
	assert_null(attempt->link.p);
	arena_done(&rq.arena);
}

static void
names_every_attempt_anew(void **state)
{
	struct req rq = {0};
	struct attempt *one, *other, *none = NULL;

	(void)state;
	arena_init(&rq.arena, KIB(64));
	one = attempt_new(&rq);
	other = attempt_new(&rq);
	assert_memory_not_equal(one->hash.bytes, other->hash.bytes, sizeof(one->hash.bytes));
	attempt_drop(&none);
	arena_done(&rq.arena);
	arena_init(&rq.arena, 16);
	assert_null(attempt_new(&rq));
	assert_int_equal(rq.fault.err, ERR_NOMEM);
	arena_done(&rq.arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(counts_a_malformed_address_like_another),
	        cmocka_unit_test(compares_with_a_stranger_what_cannot_match),
	        cmocka_unit_test(hashes_what_the_password_is_to_become),
	        cmocka_unit_test(judges_no_password_without_memory),
	        cmocka_unit_test(takes_what_is_no_link_for_one_nobody_was_sent),
	        cmocka_unit_test(names_every_attempt_anew),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
