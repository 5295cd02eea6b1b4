/* SPDX-License-Identifier: MIT */
/* Which call follows which answer, without a network. */
#include "line/proof.h"

#include <string.h>

#include "check.h"

#define GOOD_TOKEN                                                                                 \
	"{\"token_type\":\"Bearer\",\"access_token\":\"stateless.token\",\"expires_in\":900}"
#define BOT                                                                                        \
	"{\"userId\":\"U0123456789abcdef0123456789abcdef\",\"basicId\":\"@123abcde\","             \
	"\"displayName\":\"Shop\",\"chatMode\":\"chat\",\"markAsReadMode\":\"auto\"}"

static struct line_proof *
login_proof(size_t n)
{
	struct secret jwts[2] = {{0}};
	struct line_proof *proof = NULL;
	struct fault fault = {0};

	assert_int_equal(secret_copy(&jwts[0], STR("first")), ERR_OK);
	assert_int_equal(secret_copy(&jwts[1], STR("second")), ERR_OK);
	assert_int_equal(line_proof_login_channel(jwts, n, &fault, &proof), ERR_OK);
	assert_null(jwts[0].p);
	secret_done(&jwts[1]);
	return proof;
}

/* The next call is `call` alone, with that credential. */
#define ASKS(proof, wanted, credential)                                                            \
	do {                                                                                       \
		enum line_call next_[LINE_PROOF_AT_ONCE];                                          \
		assert_int_equal(line_proof__next((proof), next_), 1);                             \
		assert_int_equal(next_[0], (wanted));                                              \
		assert_str(line_proof__credential((proof), (wanted)), credential);                 \
		assert_int_equal(line_proof__next((proof), next_), 0);                             \
	} while (0)

#define ASKS_BOTH(proof, one, two, credential)                                                     \
	do {                                                                                       \
		enum line_call next_[LINE_PROOF_AT_ONCE];                                          \
		assert_int_equal(line_proof__next((proof), next_), 2);                             \
		assert_int_equal(next_[0], (one));                                                 \
		assert_int_equal(next_[1], (two));                                                 \
		assert_str(line_proof__credential((proof), (one)), credential);                    \
		assert_str(line_proof__credential((proof), (two)), credential);                    \
		assert_int_equal(line_proof__next((proof), next_), 0);                             \
	} while (0)

static void
hear(struct line_proof *proof, enum line_call call, int status, const char *body)
{
	line_answer_read(line_proof__answers(proof), call, status, str_of(body));
}

/* No further call; then the outcome. */
static const char *
end(struct line_proof *proof)
{
	enum line_call next[LINE_PROOF_AT_ONCE];

	assert_int_equal(line_proof__next(proof, next), 0);
	line_proof__end(proof, (usec)1700000000 * USEC_PER_SEC);
	return line_proof_outcome(proof)->code;
}

static void
asks_for_the_channel_with_its_token(void **state)
{
	auto_line_proof *proof = login_proof(2);

	(void)state;
	assert_string_equal(line_proof_outcome(proof)->code, "line.pending");
	ASKS(proof, LINE_TOKEN, "first");
	hear(proof, LINE_TOKEN, 200, GOOD_TOKEN);
	ASKS_BOTH(proof, LINE_BOT_INFO, LINE_LIFF_APPS, "stateless.token");
	hear(proof, LINE_LIFF_APPS, 404, "");
	assert_false(line_proof__is_decided(proof));
	hear(proof, LINE_BOT_INFO, 403, "{}");
	assert_null(end(proof));
	assert_int_equal(line_proof_outcome(proof)->key, 0);
}

static void
tries_the_key_in_use_after_the_successor(void **state)
{
	auto_line_proof *proof = login_proof(2);

	(void)state;
	ASKS(proof, LINE_TOKEN, "first");
	hear(proof, LINE_TOKEN, 400,
	     "{\"error\":\"invalid_client\",\"error_description\":\"Invalid signature\"}");
	ASKS(proof, LINE_TOKEN, "second");
	hear(proof, LINE_TOKEN, 200, GOOD_TOKEN);
	ASKS_BOTH(proof, LINE_BOT_INFO, LINE_LIFF_APPS, "stateless.token");
	hear(proof, LINE_BOT_INFO, 401, "");
	hear(proof, LINE_LIFF_APPS, 200, "{\"apps\":[]}");
	assert_null(end(proof));
	assert_int_equal(line_proof_outcome(proof)->key, 1);
}

static void
tries_no_other_key_for_another_reason(void **state)
{
	static const struct {
		int status;
		const char *body, *code;
	} cases[] = {
	        {404, "{}", "line.kid_unknown"},
	        {400,
	         "{\"error\":\"invalid_client\",\"error_description\":\"iss and clientId of key do "
	         "not match\"}",
	         "line.channel_mismatch"},
	        {400, "{\"error\":\"invalid_client\",\"error_description\":\"Invalid exp\"}",
	         "line.pending"},
	        {400, "{}", "line.unexpected"},
	        {429, "", "line.pending"},
	        {500, "", "line.pending"},
	        {200, "{}", "line.pending"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		auto_line_proof *proof = login_proof(2);
		ASKS(proof, LINE_TOKEN, "first");
		hear(proof, LINE_TOKEN, cases[i].status, cases[i].body);
		assert_string_equal(end(proof), cases[i].code);
	}
}

static void
asks_the_older_endpoint_with_the_same_assertion(void **state)
{
	auto_line_proof *proof = login_proof(2);

	(void)state;
	ASKS(proof, LINE_TOKEN, "first");
	hear(proof, LINE_TOKEN, 400, "{\"error\":\"unauthorized_client\"}");
	ASKS(proof, LINE_KIDS, "first");
	hear(proof, LINE_KIDS, 400, "{\"error\":\"invalid_client\"}");
	ASKS(proof, LINE_TOKEN, "second");
	hear(proof, LINE_TOKEN, 400, "{\"error\":\"unauthorized_client\"}");
	ASKS(proof, LINE_KIDS, "second");
	hear(proof, LINE_KIDS, 200, "{\"kids\":[]}");
	assert_null(end(proof));
	assert_int_equal(line_proof_outcome(proof)->key, 1);
	assert_int_equal(line_proof_outcome(proof)->call, LINE_KIDS);
}

static struct line_proof *
token_proof(const char *basic_id)
{
	struct line_token_entered entered = {str_of(basic_id), STR_NONE, false};
	struct line_proof *proof = NULL;
	struct fault fault = {0};
	auto_secret token = {0};

	assert_int_equal(secret_copy(&token, STR("AbC+d/e=")), ERR_OK);
	assert_int_equal(line_proof_messaging_token(&token, &entered, &fault, &proof), ERR_OK);
	assert_null(token.p);
	return proof;
}

static void
asks_both_about_a_token(void **state)
{
	auto_line_proof *proof = token_proof("@123abcde");

	(void)state;
	ASKS_BOTH(proof, LINE_VERIFY, LINE_BOT_INFO, "AbC+d/e=");
	hear(proof, LINE_BOT_INFO, 200, BOT);
	assert_false(line_proof__is_decided(proof));
	hear(proof, LINE_VERIFY, 200, "{\"client_id\":\"1350031035\",\"expires_in\":3138007490}");
	assert_null(end(proof));
	assert_string_equal(line_proof_outcome(proof)->bot->basic_id, "@123abcde");
}

static void
knows_when_it_knows_enough(void **state)
{
	auto_line_proof *proof = token_proof("@other");
	auto_line_proof *login = login_proof(1);

	(void)state;
	ASKS_BOTH(proof, LINE_VERIFY, LINE_BOT_INFO, "AbC+d/e=");
	hear(proof, LINE_BOT_INFO, 200, BOT);
	assert_true(line_proof__is_decided(proof));
	line_answer_fail(line_proof__answers(proof), LINE_VERIFY, LINE_STOPPED);
	assert_string_equal(end(proof), "line.token_other_oa");
	ASKS(login, LINE_TOKEN, "first");
	hear(login, LINE_TOKEN, 200, GOOD_TOKEN);
	ASKS_BOTH(login, LINE_BOT_INFO, LINE_LIFF_APPS, "stateless.token");
	hear(login, LINE_BOT_INFO, 200, BOT);
	assert_true(line_proof__is_decided(login));
}

static void
takes_only_what_can_stand_in_a_header(void **state)
{
	static char too_long[LINE_TOKEN_MAX + 1];
	static const char *const long_id = "@0123456789012345678901234567890123";
	struct line_token_entered entered = {STR("@123abcde"), STR_NONE, false};
	const struct str bad[] = {STR_NONE,    STR("a b"),         STR("a\r\nb"),
	                          STR("a\0b"), STR("caf\xc3\xa9"), {too_long, sizeof(too_long)}};
	struct line_proof *proof = NULL;

	(void)state;
	memset(too_long, 'a', sizeof(too_long));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct fault fault = {0};
		auto_secret token = {0}, jwt = {0};
		assert_int_equal(secret_copy(&token, bad[i]), ERR_OK);
		assert_int_equal(secret_copy(&jwt, bad[i]), ERR_OK);
		assert_int_equal(line_proof_messaging_token(&token, &entered, &fault, &proof),
		                 ERR_INVALID);
		assert_int_equal(line_proof_login_channel(&jwt, 1, &fault, &proof), ERR_INVALID);
		assert_null(proof);
	}
	entered.basic_id = str_of(long_id);
	{
		struct fault fault = {0};
		auto_secret token = {0};
		assert_int_equal(secret_copy(&token, STR("a")), ERR_OK);
		assert_int_equal(line_proof_messaging_token(&token, &entered, &fault, &proof),
		                 ERR_INVALID);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(asks_for_the_channel_with_its_token),
	        cmocka_unit_test(tries_the_key_in_use_after_the_successor),
	        cmocka_unit_test(tries_no_other_key_for_another_reason),
	        cmocka_unit_test(asks_the_older_endpoint_with_the_same_assertion),
	        cmocka_unit_test(asks_both_about_a_token),
	        cmocka_unit_test(knows_when_it_knows_enough),
	        cmocka_unit_test(takes_only_what_can_stand_in_a_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
