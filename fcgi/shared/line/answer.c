/* SPDX-License-Identifier: MIT */
#include "line/answer.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "line/picture_url.h"

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* LINE's words for a log line or a pattern: printable ASCII, anything else as "?", cut to fit. */
static void
keep_words(const struct json_object *json, const char *name, char *ret, size_t size)
{
	struct str words;

	if (!json_get_text(json, name, &words))
		return;
	words = str_part(words, 0, size - 1);
	for (size_t i = 0; i < words.n; i++)
		ret[i] = (char)(words.p[i] < 0x20 || words.p[i] > 0x7e ? '?' : words.p[i]);
	ret[words.n] = '\0';
}

/* Both shapes that one endpoint may use: {error, error_description} and {message}. */
static bool
read_error(const struct json_object *json, struct line_answer *answer)
{
	keep_words(json, "error", answer->error, sizeof(answer->error));
	keep_words(json, "error_description", answer->text, sizeof(answer->text));
	if (answer->text[0] == '\0')
		keep_words(json, "message", answer->text, sizeof(answer->text));
	return true;
}

static bool
read_token(const struct json_object *json, struct line_answers *ret)
{
	struct str token, type;
	int64_t seconds;

	return json_get_text(json, "access_token", &token) &&
	       json_get_text(json, "token_type", &type) &&
	       json_get_int(json, "expires_in", &seconds) && seconds > 0 &&
	       str_is_nocase(type, STR("Bearer")) && str_is_visible(token) &&
	       token.n <= LINE_TOKEN_MAX && secret_copy(&ret->token, token) == ERR_OK;
}

static bool
read_kids(const struct json_object *json, struct line_answers *ret)
{
	const struct json_object *kids;

	(void)ret;
	return json_get_array(json, "kids", &kids);
}

static bool
read_liff_apps(const struct json_object *json, struct line_answers *ret)
{
	const struct json_object *apps;

	(void)ret;
	return json_get_array(json, "apps", &apps);
}

static bool
read_verify(const struct json_object *json, struct line_answers *ret)
{
	struct str id;
	int64_t seconds;

	if (!json_get_text(json, "client_id", &id) || id.n == 0 || !str_only(id, DIGITS) ||
	    !json_get_int(json, "expires_in", &seconds) || seconds <= 0 ||
	    !str_put(id, ret->channel_id, sizeof(ret->channel_id)))
		return false;
	ret->expires_in = seconds;
	return true;
}

/* U and 32 hexadecimal digits. */
static bool
is_user_id(struct str s)
{
	return s.n == 33 && s.p[0] == 'U' && str_only(str_part(s, 1, 32), DIGITS "abcdef");
}

/* LINE gives no grammar; letters, digits, dots, hyphens and underscores have been seen. */
static bool
is_bot_id(struct str s)
{
	return s.n >= 2 && s.p[0] == '@' && str_only(str_part(s, 1, s.n), DIGITS LOWER UPPER "._-");
}

/* A member that may be missing or null, but not be anything else than text. */
static bool
optional_text(const struct json_object *json, const char *name, struct str *ret)
{
	*ret = STR_NONE;
	return json_is_absent(json, name) || json_get_text(json, name, ret);
}

/* chatMode and markAsReadMode are always there too; what we do not use may be missing or odd. */
static bool
read_bot_info(const struct json_object *json, struct line_answers *ret)
{
	struct str user, basic, premium, name, picture;
	struct line_bot bot = {0};

	if (!json_get_text(json, "userId", &user) || !json_get_text(json, "basicId", &basic) ||
	    !json_get_text(json, "displayName", &name) ||
	    !optional_text(json, "premiumId", &premium) ||
	    !optional_text(json, "pictureUrl", &picture))
		return false;
	if (!is_user_id(user) || !is_bot_id(basic) || (premium.n > 0 && !is_bot_id(premium)) ||
	    !str_put(user, bot.user_id, sizeof(bot.user_id)) ||
	    !str_put(basic, bot.basic_id, sizeof(bot.basic_id)) ||
	    !str_put(premium, bot.premium_id, sizeof(bot.premium_id)))
		return false;
	/*
	 * A name or picture of an unexpected kind does not make the token a wrong one: show less
	 * of it.
	 */
	utf8_clean(name, LINE_NAME_CHARS_MAX, bot.display_name, sizeof(bot.display_name));
	if (!picture_url_is_sound(picture) ||
	    !str_put(picture, bot.picture_url, sizeof(bot.picture_url)))
		bot.picture_url[0] = '\0';
	if (bot.display_name[0] == '\0')
		return false;
	ret->bot = bot;
	return true;
}

static bool (*const readers[LINE_CALL__COUNT])(const struct json_object *,
                                               struct line_answers *) = {
        [LINE_TOKEN] = read_token,         [LINE_KIDS] = read_kids,
        [LINE_LIFF_APPS] = read_liff_apps, [LINE_BOT_INFO] = read_bot_info,
        [LINE_VERIFY] = read_verify,
};

void
line_answer_read(struct line_answers *answers, enum line_call call, int status, struct str body)
{
	struct line_answer *answer = &answers->of[call];
	auto_json *json = NULL;

	answer->done = true;
	answer->failure = LINE_ANSWERED;
	answer->status = status;
	answer->readable = false;
	if (status == 200)
		answer->readable = body.n <= LINE_BODY_MAX && json_parse(body, &json) == ERR_OK &&
		                   readers[call](json, answers);
	else if (status >= 400 && status < 500)
		answer->readable = body.n == 0 ||
		                   (body.n <= LINE_BODY_MAX && json_parse(body, &json) == ERR_OK &&
		                    read_error(json, answer));
}

void
line_answer_fail(struct line_answers *answers, enum line_call call, enum line_failure failure)
{
	struct line_answer *answer = &answers->of[call];

	answer->done = true;
	answer->failure = failure;
	answer->status = 0;
	answer->readable = false;
}

void
line_answers_done(struct line_answers *answers)
{
	secret_done(&answers->token);
	explicit_bzero(answers, sizeof(*answers));
}

const char *
line_call_name(enum line_call call)
{
	static const char *const names[LINE_CALL__COUNT] = {
	        [LINE_TOKEN] = "token",         [LINE_KIDS] = "kids",
	        [LINE_LIFF_APPS] = "liff_apps", [LINE_BOT_INFO] = "bot_info",
	        [LINE_VERIFY] = "verify",
	};

	BUG_IF((unsigned)call >= LINE_CALL__COUNT);
	return names[call];
}

const char *
line_failure_name(enum line_failure failure)
{
	static const char *const names[LINE_FAILURE__COUNT] = {
	        [LINE_ANSWERED] = "answered",
	        [LINE_NO_NAME] = "no_name",
	        [LINE_NO_CONNECT] = "no_connect",
	        [LINE_BAD_TLS] = "bad_tls",
	        [LINE_LATE] = "late",
	        [LINE_CUT] = "cut",
	        [LINE_TOO_LARGE] = "too_large",
	        [LINE_STOPPED] = "stopped",
	        [LINE_NO_CALL] = "no_call",
	};

	BUG_IF((unsigned)failure >= LINE_FAILURE__COUNT);
	return names[failure];
}
