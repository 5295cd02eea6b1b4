/* SPDX-License-Identifier: MIT */
/* Bodies as LINE documents them, and every way in which one can be nearly right. */
#include "line/answer.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

#define USER "U0123456789abcdef0123456789abcdef"

static struct line_answers answers;

static bool
reads(enum line_call call, int status, struct str body)
{
	line_answers_done(&answers);
	line_answer_read(&answers, call, status, body);
	assert_true(answers.of[call].done);
	return answers.of[call].readable;
}

/* A bot/info body with some members changed: name, then what follows its colon ("" = leave it out).
 */
static struct str
bot_body(const char *name, const char *value)
{
	static const char *const members[][2] = {
	        {"userId", "\"" USER "\""},
	        {"basicId", "\"@123abcde\""},
	        {"premiumId", "\"@my.shop-1_x\""},
	        {"displayName", "\"荔枝 Shop\""},
	        {"pictureUrl", "\"https://profile.line-scdn.net/abc\""},
	        {"chatMode", "\"bot\""},
	        {"markAsReadMode", "\"manual\""},
	};
	static char body[8192];
	size_t n = 1;

	body[0] = '{';
	for (size_t i = 0; i < ARRAY_LEN(members); i++) {
		const char *shown = strcmp(members[i][0], name) == 0 ? value : members[i][1];
		if (shown[0] != '\0')
			n += (size_t)snprintf(body + n, sizeof(body) - n, "\"%s\":%s,",
			                      members[i][0], shown);
	}
	n += (size_t)snprintf(body + n, sizeof(body) - n, "\"somethingNew\":[1]}");
	return (struct str){body, n};
}

static void
reads_a_bot(void **state)
{
	(void)state;
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("", "")));
	assert_string_equal(answers.bot.user_id, USER);
	assert_string_equal(answers.bot.basic_id, "@123abcde");
	assert_string_equal(answers.bot.premium_id, "@my.shop-1_x");
	assert_string_equal(answers.bot.display_name, "荔枝 Shop");
	assert_string_equal(answers.bot.picture_url, "https://profile.line-scdn.net/abc");
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("premiumId", "")));
	assert_string_equal(answers.bot.premium_id, "");
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("premiumId", "null")));
	assert_string_equal(answers.bot.premium_id, "");
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "")));
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "null")));
	assert_string_equal(answers.bot.picture_url, "");
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("chatMode", "\"a mode of tomorrow\"")));
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("markAsReadMode", "")));
}

static void
refuses_a_bot_of_another_shape(void **state)
{
	static const struct {
		const char *name, *value;
	} bad[] = {
	        {"userId", ""},
	        {"basicId", ""},
	        {"displayName", ""},
	        {"userId", "7"},
	        {"userId", "\"\""},
	        {"userId", "\"U0123456789ABCDEF0123456789ABCDEF\""},
	        {"userId", "\"0" USER "\""},
	        {"userId", "null"},
	        {"basicId", "null"},
	        {"displayName", "null"},
	        {"basicId", "\"123abcde\""},
	        {"basicId", "\"@\""},
	        {"basicId", "\"@a b\""},
	        {"basicId", "\"@<script>\""},
	        {"basicId", "[\"@123abcde\"]"},
	        {"basicId", "\"@0123456789012345678901234567890123456789\""},
	        {"premiumId", "1"},
	        {"premiumId", "\"x\""},
	        {"displayName", "{}"},
	        {"displayName", "\"\""},
	        {"displayName", "\"\\n\\u202e\""},
	        {"pictureUrl", "false"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (reads(LINE_BOT_INFO, 200, bot_body(bad[i].name, bad[i].value)))
			fail_msg("accepted %s: %s", bad[i].name, bad[i].value);
		assert_string_equal(answers.bot.basic_id, "");
	}
}

/* What is only shown must not keep a merchant from linking: less is shown. */
static void
shows_less_of_an_odd_name_or_picture(void **state)
{
	char name[4000] = "\"";

	(void)state;
	assert_true(
	        reads(LINE_BOT_INFO, 200, bot_body("displayName", "\"A\\r\\nB\\u202e\\ufeffC\"")));
	assert_string_equal(answers.bot.display_name, "ABC");
	for (size_t i = 0; i < 300; i++)
		memcpy(name + 1 + 3 * i, "荔", 3);
	name[901] = '"';
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("displayName", name)));
	assert_int_equal(strlen(answers.bot.display_name), LINE_NAME_CHARS_MAX * 3);
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "\"http://x/\"")));
	assert_string_equal(answers.bot.picture_url, "");
	assert_true(
	        reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "\"http://127.0.0.1:8090/x\"")));
	assert_string_equal(answers.bot.picture_url, "http://127.0.0.1:8090/x"); /* a double's */
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "\"javascript:alert(1)\"")));
	assert_string_equal(answers.bot.picture_url, "");
	assert_true(reads(LINE_BOT_INFO, 200, bot_body("pictureUrl", "\"https://a b\"")));
	assert_string_equal(answers.bot.picture_url, "");
}

static void
reads_the_other_answers(void **state)
{
	static const struct {
		enum line_call call;
		struct str body;
		bool good;
	} cases[] = {
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"Bearer\",\"access_token\":\"a.b\",\"expires_in\":900}"),
	         true},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"bearer\",\"access_token\":\"a.b\",\"expires_in\":899,\"x\":"
	             "1}"),
	         true},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"MAC\",\"access_token\":\"a.b\",\"expires_in\":900}"),
	         false},
	        {LINE_TOKEN, STR("{\"access_token\":\"a.b\",\"expires_in\":900}"), false},
	        {LINE_TOKEN, STR("{\"token_type\":\"Bearer\",\"expires_in\":900}"), false},
	        {LINE_TOKEN, STR("{\"token_type\":\"Bearer\",\"access_token\":\"a.b\"}"), false},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"Bearer\",\"access_token\":\"a.b\",\"expires_in\":\"900\"}"),
	         false},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"Bearer\",\"access_token\":\"\",\"expires_in\":900}"),
	         false},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"Bearer\",\"access_token\":\"a\\r\\nX: "
	             "y\",\"expires_in\":900}"),
	         false},
	        {LINE_TOKEN,
	         STR("{\"token_type\":\"Bearer\",\"access_token\":\"a b\",\"expires_in\":900}"),
	         false},
	        {LINE_KIDS, STR("{\"kids\":[]}"), true},
	        {LINE_KIDS, STR("{\"kids\":[\"U_gdnFYKTWRxxxxDVZexGg\"]}"), true},
	        {LINE_KIDS, STR("{\"kids\":{}}"), false},
	        {LINE_KIDS, STR("[]"), false},
	        {LINE_LIFF_APPS, STR("{\"apps\":[{\"liffId\":\"1-a\"}]}"), true},
	        {LINE_LIFF_APPS, STR("{}"), false},
	        {LINE_VERIFY,
	         STR("{\"client_id\":\"1350031035\",\"expires_in\":3138007490,\"scope\":\"P CM\"}"),
	         true},
	        {LINE_VERIFY, STR("{\"client_id\":\"1350031035\",\"expires_in\":2591977}"), true},
	        {LINE_VERIFY, STR("{\"client_id\":1350031035,\"expires_in\":3138007490}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"\",\"expires_in\":3138007490}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"13500x\",\"expires_in\":3138007490}"), false},
	        {LINE_VERIFY,
	         STR("{\"client_id\":\"123456789012345678901\",\"expires_in\":3138007490}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"1350031035\",\"expires_in\":0}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"1350031035\",\"expires_in\":-5}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"1350031035\",\"expires_in\":1e9}"), false},
	        {LINE_VERIFY,
	         STR("{\"client_id\":\"1350031035\",\"expires_in\":31380074903138007490}"), false},
	        {LINE_VERIFY, STR("{\"client_id\":\"1350031035\"}"), false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (reads(cases[i].call, 200, cases[i].body) != cases[i].good)
			fail_msg("case %zu: %.*s", i, STR_ARG(cases[i].body));
}

/* None of these may pass for JSON, whatever it is an answer to. */
static void
refuses_what_is_no_clean_json(void **state)
{
	static const struct str bad[] = {
	        STR(""),
	        STR(" "),
	        STR("<html><body>502 Bad Gateway</body></html>"),
	        STR("{\"kids\":[],\"kids\":[]}"),
	        STR("{\"apps\":[]} trailing"),
	        STR("{\"apps\":[]}{\"apps\":[]}"),
	        STR("{\"apps\":[],\"x\":\"\xff\xfe\"}"),
	        STR("{\"apps\":[],\"x\":NaN}"),
	        STR("{'apps':[]}"),
	        STR("{\"apps\":["),
	        STR("\x1f\x8b\x08\x00"),
	        STR("null"),
	        STR("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"),
	};

	(void)state;
	for (int call = 0; call < LINE_CALL__COUNT; call++)
		for (size_t i = 0; i < ARRAY_LEN(bad); i++)
			assert_false(reads((enum line_call)call, 200, bad[i]));
}

static void
reads_errors_of_both_shapes(void **state)
{
	const struct line_answer *answer = &answers.of[LINE_TOKEN];

	(void)state;
	assert_true(
	        reads(LINE_TOKEN, 400,
	              STR("{\"error\":\"invalid_client\",\"error_description\":\"Invalid exp\"}")));
	assert_string_equal(answer->error, "invalid_client");
	assert_string_equal(answer->text, "Invalid exp");
	assert_true(reads(LINE_TOKEN, 404, STR("{\"message\":\"Cannot find channel key\"}")));
	assert_string_equal(answer->error, "");
	assert_string_equal(answer->text, "Cannot find channel key");
	assert_true(reads(LINE_TOKEN, 400, STR("{\"error\":5,\"error_description\":[]}")));
	assert_string_equal(answer->error, "");
	assert_true(reads(LINE_TOKEN, 400, STR("\"any JSON\"")));
	assert_true(reads(LINE_TOKEN, 400, STR_NONE));
	assert_false(reads(LINE_TOKEN, 400, STR("<html>")));
	assert_false(reads(LINE_TOKEN, 400, STR("{\"error\":\"a\",\"error\":\"b\"}")));
	assert_true(reads(LINE_TOKEN, 400,
	                  STR("{\"error\":\"\\n\\u202e\",\"message\":\"\\u0007荔\"}")));
	assert_string_equal(answer->error, "????");
	assert_string_equal(answer->text, "????");
}

static void
cuts_long_words(void **state)
{
	char body[2048];

	(void)state;
	(void)snprintf(body, sizeof(body), "{\"error\":\"%0200d\",\"message\":\"%0900d\"}", 1, 2);
	assert_true(reads(LINE_VERIFY, 400, str_of(body)));
	assert_int_equal(strlen(answers.of[LINE_VERIFY].error), 31);
	assert_int_equal(strlen(answers.of[LINE_VERIFY].text), 111);
}

static void
does_not_read_other_statuses(void **state)
{
	static const int statuses[] = {100, 201, 204, 206, 301, 302, 500, 503, 999};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		assert_false(reads(LINE_BOT_INFO, statuses[i], bot_body("", "")));
		assert_int_equal(answers.of[LINE_BOT_INFO].status, statuses[i]);
		assert_string_equal(answers.bot.basic_id, "");
	}
}

static void
refuses_too_much(void **state)
{
	static char body[LINE_BODY_MAX + 1];

	(void)state;
	memset(body, ' ', sizeof(body));
	memcpy(body, "{\"apps\":[]}", 11);
	assert_true(reads(LINE_LIFF_APPS, 200, (struct str){body, LINE_BODY_MAX}));
	assert_false(reads(LINE_LIFF_APPS, 200, (struct str){body, LINE_BODY_MAX + 1}));
}

static void
names_everything(void **state)
{
	(void)state;
	for (int i = 0; i < LINE_CALL__COUNT; i++)
		assert_non_null(line_call_name((enum line_call)i));
	for (int i = 0; i < LINE_FAILURE__COUNT; i++)
		assert_non_null(line_failure_name((enum line_failure)i));
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
	        cmocka_unit_test(reads_a_bot),
	        cmocka_unit_test(refuses_a_bot_of_another_shape),
	        cmocka_unit_test(shows_less_of_an_odd_name_or_picture),
	        cmocka_unit_test(reads_the_other_answers),
	        cmocka_unit_test(refuses_what_is_no_clean_json),
	        cmocka_unit_test(reads_errors_of_both_shapes),
	        cmocka_unit_test(cuts_long_words),
	        cmocka_unit_test(does_not_read_other_statuses),
	        cmocka_unit_test(refuses_too_much),
	        cmocka_unit_test(names_everything),
	};
	return cmocka_run_group_tests(tests, NULL, teardown);
}
