/* SPDX-License-Identifier: MIT */
/*
 * The first byte chooses the call, the second the status; the rest is the body. Nothing LINE says
 * may do more than be taken or not: texts are bounded and clean, and a proof needs a readable 200.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "line/diagnosis.h"
#include "line/picture_url.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void
check(bool good)
{
	if (!good)
		abort();
}

static void
check_bot(const struct line_bot *bot)
{
	struct str name = str_of(bot->display_name), picture = str_of(bot->picture_url);

	check(bot->user_id[0] == '\0' || strlen(bot->user_id) == 33);
	check(bot->basic_id[0] == '\0' ||
	      (bot->basic_id[0] == '@' && str_is_visible(str_of(bot->basic_id))));
	check(utf8_valid(name) && !utf8_has_control(name) &&
	      utf8_count(name) <= LINE_NAME_CHARS_MAX);
	check(picture.n == 0 || picture_url_is_sound(picture));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const int statuses[] = {200, 200, 200, 400, 401, 403, 404,
	                               408, 429, 500, 302, 204, 206, 418};
	struct line_token_entered entered = {STR("@123abcde"), STR("1234567890"), false};
	struct line_answers answers = {0};
	struct line_outcome outcome;
	enum line_call call;
	int status;

	if (n < 2 || n > KIB(64))
		return 0;
	call = (enum line_call)(bytes[0] % LINE_CALL__COUNT);
	status = statuses[bytes[1] % ARRAY_LEN(statuses)];
	line_answer_read(&answers, call, status, (struct str){(const char *)bytes + 2, n - 2});
	check(status == 200 || !answers.of[call].readable || (status >= 400 && status < 500));
	check(answers.token.n <= LINE_TOKEN_MAX &&
	      (answers.token.n == 0 || str_is_visible(secret_str(&answers.token))));
	check_bot(&answers.bot);
	line_diagnose_login_channel(&answers, 0, &outcome);
	check(outcome.code != NULL && outcome.answer != NULL); /* one answer alone proves nothing */
	line_diagnose_messaging_token(&answers, &entered, 0, &outcome);
	check(outcome.code != NULL && outcome.answer != NULL);
	line_answers_done(&answers);
	return 0;
}
