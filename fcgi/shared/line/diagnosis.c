/* SPDX-License-Identifier: MIT */
#include "line/diagnosis.h"

#include <string.h>

/*
 * LINE's own words, as far as they are documented; a change of wording only makes a diagnosis
 * coarser.
 */
static const struct {
	const char *error, *text;
	unsigned calls;
	int from, to;
	enum line_verdict verdict;
} rows[] = {
#define ANSWER(calls, from, to, error, text, verdict)                                              \
	{error, text, (calls), from, to, LINE_##verdict},
#include "line/diagnosis.def"
#undef ANSWER
};

enum line_verdict
line_verdict(const struct line_answers *answers, enum line_call call)
{
	const struct line_answer *answer = &answers->of[call];

	if (!answer->done || answer->failure != LINE_ANSWERED || !answer->readable)
		return LINE_NO_ANSWER;
	if (answer->status == 200)
		return LINE_GOOD;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if ((rows[i].calls & 1U << call) != 0 && answer->status >= rows[i].from &&
		    answer->status <= rows[i].to &&
		    (rows[i].error[0] == '\0' || strcmp(answer->error, rows[i].error) == 0) &&
		    strcasestr(answer->text, rows[i].text) != NULL)
			return rows[i].verdict;
	return LINE_NO_ANSWER;
}

/* `call`'s answer decided; NULL = proved. */
static void
conclude(const struct line_answers *answers, enum line_call call, const char *code,
         struct line_outcome *ret)
{
	ret->code = code;
	ret->retry = code != NULL && strcmp(code, "line.pending") == 0;
	ret->call = call;
	ret->answer = &answers->of[call];
}

/* What is wrong with the three that were typed, when LINE does not take the assertion. */
static const char *
assertion_code(enum line_verdict verdict)
{
	switch (verdict) {
	case LINE_KID_UNKNOWN:
		return "line.kid_unknown";
	case LINE_CHANNEL_MISMATCH:
		return "line.channel_mismatch";
	case LINE_KEY_MISMATCH:
		return "line.key_mismatch";
	case LINE_UNEXPECTED:
		return "line.unexpected";
	case LINE_GOOD:
	case LINE_NO_ANSWER:
	case LINE_OUR_FAULT:
	case LINE_ASK_KIDS:
	case LINE_TOKEN_INVALID:
	case LINE_DENIED:
		return "line.pending";
	}
	return "line.pending";
}

/* With a token of the channel: is it a LINE Login channel, and not a Messaging API channel? */
static void
diagnose_channel_kind(const struct line_answers *answers, struct line_outcome *ret)
{
	enum line_verdict bot = line_verdict(answers, LINE_BOT_INFO),
	                  liff = line_verdict(answers, LINE_LIFF_APPS);

	if (bot == LINE_GOOD) {
		conclude(answers, LINE_BOT_INFO, "line.not_login_channel", ret);
		ret->bot = &answers->bot;
	} else if (liff == LINE_DENIED) {
		conclude(answers, LINE_LIFF_APPS, "line.not_login_channel", ret);
	} else if (bot == LINE_NO_ANSWER) {
		conclude(answers, LINE_BOT_INFO, "line.pending", ret);
	} else if (liff != LINE_GOOD) {
		conclude(answers, LINE_LIFF_APPS,
		         liff == LINE_UNEXPECTED ? "line.unexpected" : "line.pending", ret);
	} else {
		conclude(answers, LINE_LIFF_APPS, NULL,
		         ret); /* LINE has no bot for this channel, but knows its apps */
	}
}

void
line_diagnose_login_channel(const struct line_answers *answers, size_t key,
                            struct line_outcome *ret)
{
	enum line_call call = LINE_TOKEN;
	enum line_verdict verdict = line_verdict(answers, call);

	*ret = (struct line_outcome){.key = key, .channel_id = ""};
	if (verdict == LINE_ASK_KIDS) {
		call = LINE_KIDS;
		verdict = line_verdict(answers, call);
	}
	ret->alarm = verdict == LINE_OUR_FAULT;
	if (verdict != LINE_GOOD)
		conclude(answers, call, assertion_code(verdict), ret);
	else if (call == LINE_KIDS)
		conclude(answers, call, NULL,
		         ret); /* proves the three, and gives no token to ask more with */
	else
		diagnose_channel_kind(answers, ret);
}

bool
line_login_channel_is_decided(const struct line_answers *answers)
{
	return line_verdict(answers, LINE_BOT_INFO) == LINE_GOOD;
}

static bool
is_entered_bot(const struct line_bot *bot, struct str basic_id)
{
	return str_is_nocase(str_of(bot->basic_id), basic_id) ||
	       (bot->premium_id[0] != '\0' && str_is_nocase(str_of(bot->premium_id), basic_id));
}

/*
 * LINE vouches for the token, but will not name a bot. A token of a LINE Login channel is known by
 * its channel when step 12 has proved that one. Otherwise by its life: those channels have no
 * long-lived tokens, and only long-lived ones can be bound to addresses, which LINE's words would
 * say.
 */
static const char *
denied_code(const struct line_answers *answers, const struct line_token_entered *entered)
{
	bool about_address = strcasestr(answers->of[LINE_BOT_INFO].text, "ip address") != NULL;

	if (entered->login_channel_id.n > 0 &&
	    str_is(str_of(answers->channel_id), entered->login_channel_id))
		return "line.token_login_channel";
	return answers->expires_in > LINE_LONG_LIVED || about_address ? "line.token_restricted"
	                                                              : "line.token_login_channel";
}

/* Verified and named: is it the one that was meant, and does it last? */
static void
diagnose_good_token(const struct line_answers *answers, const struct line_token_entered *entered,
                    struct line_outcome *ret)
{
	bool lasts = answers->expires_in > LINE_LONG_LIVED;

	conclude(answers, LINE_VERIFY,
	         lasts || entered->accept_expiry ? NULL : "line.token_short_lived", ret);
}

void
line_diagnose_messaging_token(const struct line_answers *answers,
                              const struct line_token_entered *entered, usec now,
                              struct line_outcome *ret)
{
	enum line_verdict verify = line_verdict(answers, LINE_VERIFY),
	                  bot = line_verdict(answers, LINE_BOT_INFO);
	bool other = bot == LINE_GOOD && !is_entered_bot(&answers->bot, entered->basic_id);

	*ret = (struct line_outcome){.channel_id = verify == LINE_GOOD ? answers->channel_id : ""};
	if (verify == LINE_GOOD && answers->expires_in <= LINE_LONG_LIVED)
		ret->expires_at = now + answers->expires_in * USEC_PER_SEC;
	if (bot == LINE_GOOD)
		ret->bot = &answers->bot;
	if (verify == LINE_TOKEN_INVALID)
		conclude(answers, LINE_VERIFY, "line.token_invalid", ret);
	else if (other)
		conclude(answers, LINE_BOT_INFO, "line.token_other_oa", ret);
	else if (verify != LINE_GOOD)
		conclude(answers, LINE_VERIFY,
		         verify == LINE_UNEXPECTED ? "line.unexpected" : "line.pending", ret);
	else if (bot == LINE_DENIED)
		conclude(answers, LINE_BOT_INFO, denied_code(answers, entered), ret);
	else if (bot != LINE_GOOD)
		conclude(answers, LINE_BOT_INFO,
		         bot == LINE_UNEXPECTED ? "line.unexpected" : "line.pending", ret);
	else
		diagnose_good_token(answers, entered, ret);
}

bool
line_messaging_token_is_decided(const struct line_answers *answers,
                                const struct line_token_entered *entered)
{
	return line_verdict(answers, LINE_VERIFY) == LINE_TOKEN_INVALID ||
	       (line_verdict(answers, LINE_BOT_INFO) == LINE_GOOD &&
	        !is_entered_bot(&answers->bot, entered->basic_id));
}
