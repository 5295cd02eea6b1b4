/* SPDX-License-Identifier: MIT */
/*
 * Every error that LINE documents, was seen to give or is thought to give on our endpoints (the ids
 * are those of tests/sandbox/errors.json), each lie a double can tell, and the code that each must
 * lead to.
 */
#include "line/diagnosis.h"

#include <string.h>

#include "check.h"

#define NOW ((usec)1700000000 * USEC_PER_SEC)

static const char good_token[] =
        "{\"token_type\":\"Bearer\",\"access_token\":\"a.b\",\"expires_in\":900}";
static const char good_bot[] =
        "{\"userId\":\"U0123456789abcdef0123456789abcdef\",\"basicId\":\"@123abcde\","
        "\"premiumId\":\"@myshop\",\"displayName\":\"Shop\",\"chatMode\":\"chat\","
        "\"markAsReadMode\":\"auto\"}";
static const char no_bot[] =
        "{\"message\":\"Access to this API is not available for your account\"}";
static const char ip_denied[] =
        "{\"message\":\"Access to this API denied due to the following reason: Your ip "
        "address is not allowed to access this API.\"}";
static const char long_lived[] =
        "{\"client_id\":\"1350031035\",\"expires_in\":3138007490,\"scope\":\"P CM\"}";
static const char short_lived[] = "{\"client_id\":\"1350031035\",\"expires_in\":2591977}";
static const char of_login_channel[] = "{\"client_id\":\"1234567890\",\"expires_in\":2591977}";
static const char bad_format[] =
        "{\"error\":\"invalid_request\",\"error_description\":\"access_token in invalid format\"}";
static const char html[] = "<html>Service unavailable</html>";

/* What one call met: a status and a body, or a failure. {0} = was never asked. */
struct met {
	int status;
	const char *body;
	enum line_failure failure;
};

static struct line_answers answers;

static void
meet(enum line_call call, struct met met)
{
	if (met.failure != LINE_ANSWERED)
		line_answer_fail(&answers, call, met.failure);
	else if (met.status != 0)
		line_answer_read(&answers, call, met.status, str_of(met.body));
}

#define CODE_IS(id, actual, wanted)                                                                \
	do {                                                                                       \
		const char *actual_ = (actual), *wanted_ = (wanted);                               \
		if (actual_ != wanted_ &&                                                          \
		    (actual_ == NULL || wanted_ == NULL || strcmp(actual_, wanted_) != 0))         \
			fail_msg("%s: %s instead of %s", (id),                                     \
			         actual_ == NULL ? "proved" : actual_,                             \
			         wanted_ == NULL ? "proved" : wanted_);                            \
	} while (0)

/* ---- step 12 ---- */

static struct line_outcome
login(struct met token, struct met kids, struct met bot, struct met liff)
{
	struct line_outcome outcome;

	line_answers_done(&answers);
	meet(LINE_TOKEN, token);
	meet(LINE_KIDS, kids);
	meet(LINE_BOT_INFO, bot);
	meet(LINE_LIFF_APPS, liff);
	line_diagnose_login_channel(&answers, 1, &outcome);
	assert_int_equal(outcome.retry,
	                 outcome.code != NULL && strcmp(outcome.code, "line.pending") == 0);
	assert_int_equal(outcome.key, 1);
	return outcome;
}

static const struct {
	const char *id;
	int status;
	const char *body, *code;
	bool alarm;
} assertion_errors[] = {
        {"v3_unknown_kid", 404,
         "{\"message\":\"Cannot find channel key that satisfies the conditions\"}",
         "line.kid_unknown", false},
        {"404 in other words", 404, "{\"error\":\"not_found\"}", "line.kid_unknown", false},
        {"404 without words", 404, "", "line.kid_unknown", false},
        {"v3_iss_mismatch", 400,
         "{\"error\":\"invalid_client\",\"error_description\":\"iss and clientId of key do not "
         "match\"}",
         "line.channel_mismatch", false},
        {"v21_bad_signature", 400,
         "{\"error\":\"invalid_client\",\"error_description\":\"Invalid signature\"}",
         "line.key_mismatch", false},
        {"invalid_client without words", 400, "{\"error\":\"invalid_client\"}", "line.key_mismatch",
         false},
        {"v21_iss_sub_differ", 400,
         "{\"error\":\"invalid_client\",\"error_description\":\"iss and sub do not match\"}",
         "line.key_mismatch", false},
        {"v3_expired", 400, "{\"error\":\"invalid_client\",\"error_description\":\"Invalid exp\"}",
         "line.pending", true},
        {"v21_exp_too_far", 400,
         "{\"error\":\"invalid_client\",\"error_description\":\"invalid EXP\"}", "line.pending",
         true},
        {"v21_bad_aud", 400, "{\"error\":\"invalid_client\",\"error_description\":\"Invalid aud\"}",
         "line.pending", true},
        {"v21_bad_token_exp", 400,
         "{\"error\":\"invalid_request\",\"error_description\":\"Invalid token_exp\"}",
         "line.unexpected", false},
        {"v21_bad_form", 400,
         "{\"error\":\"invalid_request\",\"error_description\":\"some parameters missed or "
         "invalid\"}",
         "line.unexpected", false},
        {"v3_bad_secret", 400,
         "{\"error\":\"invalid_request\",\"error_description\":\"Invalid 'client_credentials'.\"}",
         "line.unexpected", false},
        {"400 without words", 400, "", "line.unexpected", false},
        {"400 with any JSON", 400, "[]", "line.unexpected", false},
        {"401", 401, "{\"error\":\"invalid_client\"}", "line.unexpected", false},
        {"403", 403, "{}", "line.unexpected", false},
        {"410", 410, "", "line.unexpected", false},
        {"413", 413, "", "line.unexpected", false},
        {"451", 451, "{\"message\":\"Not here\"}", "line.unexpected", false},
        {"v21_throttled", 429, "", "line.pending", false},
        {"login_429", 429, "{\"message\":\"slow down\"}", "line.pending", false},
        {"408", 408, "", "line.pending", false},
        {"v21_500", 500, "{}", "line.pending", false},
        {"500 with words of a 404", 500, "{\"message\":\"Cannot find channel key\"}",
         "line.pending", false},
        {"503 html", 503, html, "line.pending", false},
        {"404 html", 404, html, "line.pending", false},
        {"400 html", 400, html, "line.pending", false},
        {"400 twice the same member", 400,
         "{\"error\":\"invalid_client\",\"error\":\"invalid_client\"}", "line.pending", false},
        {"302", 302, "", "line.pending", false},
        {"204", 204, "", "line.pending", false},
        {"206", 206, good_token, "line.pending", false},
        {"201", 201, good_token, "line.pending", false},
        {"200 of another shape", 200, "{\"access_token\":7}", "line.pending", false},
        {"200 empty", 200, "", "line.pending", false},
        {"200 html", 200, html, "line.pending", false},
};

static void
names_what_is_wrong_with_an_assertion(void **state)
{
	static const struct met elsewhere = {400, "{\"error\":\"unsupported_grant_type\"}", 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(assertion_errors); i++) {
		struct met met = {assertion_errors[i].status, assertion_errors[i].body, 0};
		struct line_outcome outcome =
		        login(met, (struct met){0}, (struct met){0}, (struct met){0});
		CODE_IS(assertion_errors[i].id, outcome.code, assertion_errors[i].code);
		assert_int_equal(outcome.alarm, assertion_errors[i].alarm);
		assert_int_equal(outcome.call, LINE_TOKEN);
		assert_int_equal(outcome.answer->status, assertion_errors[i].status);
		assert_null(outcome.bot);
		outcome = login(elsewhere, met, (struct met){0}, (struct met){0});
		CODE_IS(assertion_errors[i].id, outcome.code, assertion_errors[i].code);
		assert_int_equal(outcome.call, LINE_KIDS);
	}
}

static void
takes_the_other_endpoints_word(void **state)
{
	static const struct met elsewhere[] = {{400, "{\"error\":\"unsupported_grant_type\"}", 0},
	                                       {400, "{\"error\":\"unauthorized_client\"}", 0},
	                                       {401, "{\"error\":\"unauthorized_client\"}", 0}};
	struct met none = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		CODE_IS("kids_empty",
		        login(elsewhere[i], (struct met){200, "{\"kids\":[]}", 0}, none, none).code,
		        NULL);
		CODE_IS("nor there", login(elsewhere[i], elsewhere[i], none, none).code,
		        "line.unexpected");
		CODE_IS("not asked", login(elsewhere[i], none, none, none).code, "line.pending");
		CODE_IS("net",
		        login(elsewhere[i], (struct met){.failure = LINE_LATE}, none, none).code,
		        "line.pending");
	}
}

static void
tells_kinds_of_channel_apart(void **state)
{
	static const struct {
		const char *id;
		struct met bot, liff;
		const char *code;
		enum line_call call;
	} cases[] = {
	        {"a login channel",
	         {403, no_bot, 0},
	         {200, "{\"apps\":[]}", 0},
	         NULL,
	         LINE_LIFF_APPS},
	        {"liff_get_404", {403, no_bot, 0}, {404, "", 0}, NULL, LINE_LIFF_APPS},
	        {"404 with words",
	         {401, "{}", 0},
	         {404, "{\"message\":\"no apps\"}", 0},
	         NULL,
	         LINE_LIFF_APPS},
	        {"any other bot answer", {404, "", 0}, {404, "", 0}, NULL, LINE_LIFF_APPS},
	        {"bot 400", {400, "{}", 0}, {404, "", 0}, NULL, LINE_LIFF_APPS},
	        {"a messaging channel",
	         {200, good_bot, 0},
	         {401, "", 0},
	         "line.not_login_channel",
	         LINE_BOT_INFO},
	        {"both say yes",
	         {200, good_bot, 0},
	         {200, "{\"apps\":[]}", 0},
	         "line.not_login_channel",
	         LINE_BOT_INFO},
	        {"liff says nothing",
	         {200, good_bot, 0},
	         {.failure = LINE_LATE},
	         "line.not_login_channel",
	         LINE_BOT_INFO},
	        {"liff_get_401",
	         {403, no_bot, 0},
	         {401, "", 0},
	         "line.not_login_channel",
	         LINE_LIFF_APPS},
	        {"liff_wrong_channel",
	         {.failure = LINE_LATE},
	         {403, "{}", 0},
	         "line.not_login_channel",
	         LINE_LIFF_APPS},
	        {"bot says nothing",
	         {.failure = LINE_LATE},
	         {200, "{\"apps\":[]}", 0},
	         "line.pending",
	         LINE_BOT_INFO},
	        {"bot 500", {500, "", 0}, {404, "", 0}, "line.pending", LINE_BOT_INFO},
	        {"bot_429_rate", {429, "{}", 0}, {404, "", 0}, "line.pending", LINE_BOT_INFO},
	        {"bot of another shape",
	         {200, "{\"userId\":1}", 0},
	         {404, "", 0},
	         "line.pending",
	         LINE_BOT_INFO},
	        {"bot 403 html", {403, html, 0}, {404, "", 0}, "line.pending", LINE_BOT_INFO},
	        {"liff of another shape",
	         {403, no_bot, 0},
	         {200, "{}", 0},
	         "line.pending",
	         LINE_LIFF_APPS},
	        {"liff 500", {403, no_bot, 0}, {500, "", 0}, "line.pending", LINE_LIFF_APPS},
	        {"liff 429", {403, no_bot, 0}, {429, "", 0}, "line.pending", LINE_LIFF_APPS},
	        {"liff 404 html", {403, no_bot, 0}, {404, html, 0}, "line.pending", LINE_LIFF_APPS},
	        {"liff 400", {403, no_bot, 0}, {400, "", 0}, "line.unexpected", LINE_LIFF_APPS},
	        {"liff cut",
	         {403, no_bot, 0},
	         {.failure = LINE_CUT},
	         "line.pending",
	         LINE_LIFF_APPS},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct line_outcome outcome = login((struct met){200, good_token, 0},
		                                    (struct met){0}, cases[i].bot, cases[i].liff);
		CODE_IS(cases[i].id, outcome.code, cases[i].code);
		assert_int_equal(outcome.call, cases[i].call);
		assert_int_equal(outcome.bot != NULL,
		                 cases[i].bot.status == 200 && cases[i].bot.body == good_bot);
	}
}

/* ---- step 14 ---- */

static const struct line_token_entered plain = {STR("@123ABCDE"), STR_NONE, false};
static const struct line_token_entered premium = {STR("@MyShop"), STR("1234567890"), false};
static const struct line_token_entered another = {STR("@zzz99999"), STR_NONE, false};
static const struct line_token_entered expiring = {STR("@123abcde"), STR_NONE, true};
static const struct line_token_entered with_login = {STR("@123abcde"), STR("1234567890"), false};
static const struct line_token_entered with_this_login = {STR("@123abcde"), STR("1350031035"),
                                                          false};

static void
judges_a_token(void **state)
{
	static const struct {
		const char *id;
		const struct line_token_entered *entered;
		struct met verify, bot;
		const char *code;
	} cases[] = {
	        {"good", &plain, {200, long_lived, 0}, {200, good_bot, 0}, NULL},
	        {"good, by premium ID", &premium, {200, long_lived, 0}, {200, good_bot, 0}, NULL},
	        {"short",
	         &plain,
	         {200, short_lived, 0},
	         {200, good_bot, 0},
	         "line.token_short_lived"},
	        {"short, accepted", &expiring, {200, short_lived, 0}, {200, good_bot, 0}, NULL},
	        {"long, expiry accepted",
	         &expiring,
	         {200, long_lived, 0},
	         {200, good_bot, 0},
	         NULL},
	        {"other",
	         &another,
	         {200, long_lived, 0},
	         {200, good_bot, 0},
	         "line.token_other_oa"},
	        {"other and short",
	         &another,
	         {200, short_lived, 0},
	         {200, good_bot, 0},
	         "line.token_other_oa"},
	        {"other, verify silent",
	         &another,
	         {.failure = LINE_LATE},
	         {200, good_bot, 0},
	         "line.token_other_oa"},
	        {"verify2_invalid",
	         &plain,
	         {400,
	          "{\"error\":\"invalid_request\",\"error_description\":\"access_token invalid\"}",
	          0},
	         {401,
	          "{\"message\":\"Authentication failed. Confirm that the access token in the "
	          "authorization header is valid.\"}",
	          0},
	         "line.token_invalid"},
	        {"verify2_format",
	         &plain,
	         {400, bad_format, 0},
	         {401, "{}", 0},
	         "line.token_invalid"},
	        {"verify2_wrong_type",
	         &plain,
	         {400, bad_format, 0},
	         {403, "{}", 0},
	         "line.token_invalid"},
	        {"invalid, bot silent",
	         &plain,
	         {400, bad_format, 0},
	         {.failure = LINE_LATE},
	         "line.token_invalid"},
	        {"invalid, bot 500",
	         &plain,
	         {400, bad_format, 0},
	         {500, "", 0},
	         "line.token_invalid"},
	        {"invalid without words", &plain, {400, "", 0}, {401, "", 0}, "line.token_invalid"},
	        {"info_401",
	         &plain,
	         {200, long_lived, 0},
	         {401,
	          "{\"message\":\"Authentication failed due to the following reason: The access "
	          "token malformed.\"}",
	          0},
	         "line.token_restricted"},
	        {"info_403",
	         &plain,
	         {200, long_lived, 0},
	         {403, no_bot, 0},
	         "line.token_restricted"},
	        {"bot_403_ip",
	         &plain,
	         {200, long_lived, 0},
	         {403, ip_denied, 0},
	         "line.token_restricted"},
	        {"ip, short",
	         &plain,
	         {200, short_lived, 0},
	         {403, ip_denied, 0},
	         "line.token_restricted"},
	        {"login channel",
	         &with_login,
	         {200, of_login_channel, 0},
	         {403, no_bot, 0},
	         "line.token_login_channel"},
	        {"login channel 401",
	         &with_login,
	         {200, of_login_channel, 0},
	         {401, "", 0},
	         "line.token_login_channel"},
	        {"login channel, long",
	         &with_this_login,
	         {200, long_lived, 0},
	         {403, no_bot, 0},
	         "line.token_login_channel"},
	        {"login channel, not known",
	         &plain,
	         {200, of_login_channel, 0},
	         {403, no_bot, 0},
	         "line.token_login_channel"},
	        {"another login channel",
	         &with_login,
	         {200, short_lived, 0},
	         {403, no_bot, 0},
	         "line.token_login_channel"},
	        {"another channel, long",
	         &with_login,
	         {200, long_lived, 0},
	         {403, no_bot, 0},
	         "line.token_restricted"},
	        {"info_429", &plain, {200, long_lived, 0}, {429, "{}", 0}, "line.pending"},
	        {"bot_429_quota",
	         &plain,
	         {200, long_lived, 0},
	         {429, "{\"message\":\"You have reached your monthly limit.\"}", 0},
	         "line.pending"},
	        {"bot_500", &plain, {200, long_lived, 0}, {500, "", 0}, "line.pending"},
	        {"bot 404", &plain, {200, long_lived, 0}, {404, "", 0}, "line.unexpected"},
	        {"bot_400_retrykey", &plain, {200, long_lived, 0}, {400, "", 0}, "line.unexpected"},
	        {"bot_413", &plain, {200, long_lived, 0}, {413, "", 0}, "line.unexpected"},
	        {"bot without basicId",
	         &plain,
	         {200, long_lived, 0},
	         {200, "{\"userId\":\"U0123456789abcdef0123456789abcdef\"}", 0},
	         "line.pending"},
	        {"bot 201", &plain, {200, long_lived, 0}, {201, good_bot, 0}, "line.pending"},
	        {"bot 206", &plain, {200, long_lived, 0}, {206, good_bot, 0}, "line.pending"},
	        {"bot 302", &plain, {200, long_lived, 0}, {302, "", 0}, "line.pending"},
	        {"bot html", &plain, {200, long_lived, 0}, {200, html, 0}, "line.pending"},
	        {"bot 403 html", &plain, {200, long_lived, 0}, {403, html, 0}, "line.pending"},
	        {"bot silent",
	         &plain,
	         {200, long_lived, 0},
	         {.failure = LINE_LATE},
	         "line.pending"},
	        {"bot too large",
	         &plain,
	         {200, long_lived, 0},
	         {.failure = LINE_TOO_LARGE},
	         "line.pending"},
	        {"bad TLS",
	         &plain,
	         {.failure = LINE_BAD_TLS},
	         {.failure = LINE_BAD_TLS},
	         "line.pending"},
	        {"net_timeout",
	         &plain,
	         {.failure = LINE_NO_CONNECT},
	         {.failure = LINE_NO_CONNECT},
	         "line.pending"},
	        {"no name",
	         &plain,
	         {.failure = LINE_NO_NAME},
	         {.failure = LINE_NO_NAME},
	         "line.pending"},
	        {"verify silent",
	         &plain,
	         {.failure = LINE_LATE},
	         {200, good_bot, 0},
	         "line.pending"},
	        {"verify silent, bot 401",
	         &plain,
	         {.failure = LINE_CUT},
	         {401, "", 0},
	         "line.pending"},
	        {"verify 500", &plain, {500, "", 0}, {200, good_bot, 0}, "line.pending"},
	        {"verify 429", &plain, {429, "", 0}, {200, good_bot, 0}, "line.pending"},
	        {"verify 400 html", &plain, {400, html, 0}, {401, "", 0}, "line.pending"},
	        {"verify 401", &plain, {401, "{}", 0}, {401, "", 0}, "line.unexpected"},
	        {"verify 404", &plain, {404, "", 0}, {200, good_bot, 0}, "line.unexpected"},
	        {"verify of another shape",
	         &plain,
	         {200, "{\"client_id\":1}", 0},
	         {200, good_bot, 0},
	         "line.pending"},
	        {"verify expired",
	         &plain,
	         {200, "{\"client_id\":\"1\",\"expires_in\":0}", 0},
	         {200, good_bot, 0},
	         "line.pending"},
	        {"nothing asked", &plain, {0}, {0}, "line.pending"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct line_outcome outcome;
		line_answers_done(&answers);
		meet(LINE_VERIFY, cases[i].verify);
		meet(LINE_BOT_INFO, cases[i].bot);
		line_diagnose_messaging_token(&answers, cases[i].entered, NOW, &outcome);
		CODE_IS(cases[i].id, outcome.code, cases[i].code);
		assert_int_equal(outcome.retry,
		                 outcome.code != NULL && strcmp(outcome.code, "line.pending") == 0);
		assert_false(outcome.alarm);
		assert_ptr_equal(outcome.answer, &answers.of[outcome.call]);
	}
}

static struct line_outcome
token(const struct line_token_entered *entered, const char *verify)
{
	struct line_outcome outcome;

	line_answers_done(&answers);
	meet(LINE_VERIFY, (struct met){200, verify, 0});
	meet(LINE_BOT_INFO, (struct met){200, good_bot, 0});
	line_diagnose_messaging_token(&answers, entered, NOW, &outcome);
	return outcome;
}

static void
says_what_was_found(void **state)
{
	struct line_outcome outcome = token(&another, long_lived);

	(void)state;
	assert_string_equal(outcome.bot->basic_id, "@123abcde");
	assert_string_equal(outcome.bot->display_name, "Shop");
	assert_string_equal(outcome.channel_id, "1350031035");
	assert_int_equal(outcome.expires_at, 0);
	outcome = token(&expiring, short_lived);
	assert_null(outcome.code);
	assert_int_equal(outcome.expires_at, NOW + 2591977 * USEC_PER_SEC);
	outcome = token(&plain, "{\"client_id\":\"1\",\"expires_in\":2678401}");
	assert_null(outcome.code);
	assert_int_equal(outcome.expires_at, 0);
	outcome = token(&plain, "{\"client_id\":\"1\",\"expires_in\":2678400}");
	assert_string_equal(outcome.code, "line.token_short_lived");
}

/* When the rest need not be waited for, the rest must not be able to change the outcome. */
static void
decides_early_only_what_stays(void **state)
{
	static const struct met more[] = {
	        {200, long_lived, 0}, {200, short_lived, 0}, {400, bad_format, 0}, {401, "", 0},
	        {403, no_bot, 0},     {404, "", 0},          {429, "", 0},         {500, "", 0},
	        {200, good_bot, 0},   {.failure = LINE_LATE}};
	struct line_outcome before, after;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(more); i++) {
		line_answers_done(&answers);
		meet(LINE_VERIFY, (struct met){400, bad_format, 0});
		assert_true(line_messaging_token_is_decided(&answers, &plain));
		line_diagnose_messaging_token(&answers, &plain, NOW, &before);
		meet(LINE_BOT_INFO, more[i]);
		line_diagnose_messaging_token(&answers, &plain, NOW, &after);
		CODE_IS("invalid", before.code, after.code);

		line_answers_done(&answers);
		meet(LINE_TOKEN, (struct met){200, good_token, 0});
		assert_false(line_login_channel_is_decided(&answers));
		meet(LINE_BOT_INFO, (struct met){200, good_bot, 0});
		assert_true(line_login_channel_is_decided(&answers));
		line_diagnose_login_channel(&answers, 0, &before);
		meet(LINE_LIFF_APPS, more[i]);
		line_diagnose_login_channel(&answers, 0, &after);
		CODE_IS("messaging channel", before.code, after.code);
	}
	line_answers_done(&answers);
	meet(LINE_BOT_INFO, (struct met){200, good_bot, 0});
	assert_false(line_messaging_token_is_decided(&answers, &plain));
	assert_true(line_messaging_token_is_decided(&answers, &another));
}

static int
teardown(void **state)
{
	(void)state;
	line_answers_done(&answers);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(names_what_is_wrong_with_an_assertion),
	        cmocka_unit_test(takes_the_other_endpoints_word),
	        cmocka_unit_test(tells_kinds_of_channel_apart),
	        cmocka_unit_test(judges_a_token),
	        cmocka_unit_test(says_what_was_found),
	        cmocka_unit_test(decides_early_only_what_stays),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
