/* SPDX-License-Identifier: MIT */
#include "line/paste_name.h"

#include <string.h>

#include "line/paste_clean.h"
#include "line/paste_shape.h"

#define DIGITS "0123456789"
#define LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char *const codes[PASTE__COUNT] = {
        [PASTE_EMPTY] = "field.required",
        [PASTE_BASIC_ID] = "paste.is_basic_id",
        [PASTE_USER_ID] = "paste.is_user_id",
        [PASTE_CHANNEL_ID] = "paste.is_channel_id",
        [PASTE_CHANNEL_SECRET] = "paste.is_channel_secret",
        [PASTE_KID] = "paste.is_kid",
        [PASTE_PUBLIC_KEY] = "paste.is_public_key",
        [PASTE_PRIVATE_KEY] = "paste.is_private_key",
        [PASTE_TOKEN] = "paste.is_token",
        [PASTE_JWS] = "paste.is_other_token",
        [PASTE_LIFF_ID] = "paste.is_liff_id",
        [PASTE_URL] = "paste.is_url",
        [PASTE_PART_OF_KID] = "paste.cut_short",
        [PASTE_PART_OF_TOKEN] = "paste.cut_short",
        [PASTE_SEVERAL] = "paste.is_several",
        [PASTE_EMAIL] = "paste.is_email",
        [PASTE_PHONE] = "paste.is_phone",
        [PASTE_LABEL] = "paste.is_label",
        [PASTE_NAME] = "paste.is_name",
};

/* "owner@example.com" */
static bool
is_email(struct str word)
{
	struct str host = word, name, label;

	if (!str_cut(&host, '@', &name) || name.n == 0 || str_has(host, '@') ||
	    !str_only(host, DIGITS LETTER ".-"))
		return false;
	return str_cut(&host, '.', &label) && label.n > 0 && host.n >= 2;
}

/* "0912-345-678", "+886", "(02)", "2345": digits in groups, with a 0 or + before them. */
static bool
is_phone(const struct str *words, size_t n)
{
	size_t digits = 0;

	if (n == 0 || words[0].n == 0 || (words[0].p[0] != '0' && words[0].p[0] != '+'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!str_only(words[i], DIGITS "+-."))
			return false;
		for (size_t k = 0; k < words[i].n; k++)
			digits += words[i].p[k] >= '0' && words[i].p[k] <= '9' ? 1 : 0;
	}
	return digits >= 8 && digits <= 15;
}

/* Of LINE's consoles in Chinese and Japanese, or as a browser translates them. */
static bool
is_foreign_label(struct str word)
{
	static const char *const parts[] = {
	        "頻道",       "频道",   "令牌",           "權杖",     "金鑰",         "密鑰",
	        "密碼",       "公鑰",   "訊息",           "基本",     "登入",         "使用者",
	        "存取",       "長期",   "長效",           "發行",     "發布",         "重新",
	        "複製",       "編輯",   "註冊",           "登錄",     "斷言",         "簽署",
	        "簽名",       "識別碼", "官方帳號",       "専用",     "專屬",         "孩子",
	        "二維碼",     "機器人", "網址",           "チャネル", "アクセス",     "トークン",
	        "ベーシック", "公開鍵", "署名",           "キー",     "シークレット", "コピー",
	        "発行",       "再発行", "公式アカウント",
	};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (word.n > 0 && memmem(word.p, word.n, parts[i], strlen(parts[i])) != NULL)
			return true;
	return false;
}

static bool
is_ascii(struct str word)
{
	return word.n == 0 || (unsigned char)word.p[0] < 0x80;
}

/* Letters of any script, as names have; pictures and the signs of their scripts lie higher or
 * lower. */
static bool
is_name_part(struct str word)
{
	if (is_ascii(word))
		return paste_has_any(word, LETTER) && !paste_has_any(word, DIGITS "@/+=_");
	return (unsigned char)word.p[0] >= 0xc3 && (unsigned char)word.p[0] < 0xf0 &&
	       (unsigned char)word.p[0] != 0xe2;
}

static enum paste_shape
shape_of_words(const struct str *words, size_t n, bool names)
{
	size_t labels = 0, articles = 0, parts = 0, others = 0;

	for (size_t i = 0; i < n; i++) {
		if (is_email(words[i]))
			return PASTE_EMAIL;
		labels +=
		        is_ascii(words[i]) ? paste_is_label(words[i]) : is_foreign_label(words[i]);
		articles += str_is_nocase(words[i], STR("a")) ? 1 : 0;
		parts += is_name_part(words[i]) ? 1 : 0;
		others += !is_name_part(words[i]) && !str_is(words[i], STR("@")) ? 1 : 0;
	}
	if (is_phone(words, n))
		return PASTE_PHONE;
	if (labels > 0 && labels + articles == n)
		return PASTE_LABEL;
	return names && parts > others ? PASTE_NAME : PASTE_OTHER;
}

/* The first word that is one of LINE's values, or in `parts` a part of one, but not the wanted one.
 */
static enum paste_shape
first_shape(enum paste_shape wants, const struct paste_found *found, bool parts)
{
	for (size_t i = 0; i < found->n; i++) {
		enum paste_shape shape = paste_shape_of_word(found->words[i]);
		bool part = shape == PASTE_PART_OF_KID || shape == PASTE_PART_OF_TOKEN;
		if (shape != PASTE_OTHER && shape != wants && part == parts)
			return shape;
	}
	return PASTE_OTHER;
}

/* The padding of the first one stands in the middle. */
static bool
is_two_tokens(struct str joined)
{
	struct str rest = joined, head;

	return str_cut(&rest, '=', &head) && paste_shape_of_word(head) == PASTE_TOKEN &&
	       paste_shape_of_word(rest) == PASTE_TOKEN;
}

enum paste_shape
paste_name(enum paste_shape wants, const struct paste_found *found)
{
	enum paste_shape shape = found->several ? PASTE_SEVERAL : first_shape(wants, found, false);

	if (shape == PASTE_OTHER)
		shape = paste_shape_of_word(found->joined);
	if (shape == PASTE_OTHER && wants == PASTE_TOKEN && is_two_tokens(found->joined))
		shape = PASTE_SEVERAL;
	if (shape == PASTE_OTHER)
		shape = first_shape(wants, found, true);
	if (shape == PASTE_OTHER || shape == PASTE_EMPTY)
		shape = found->url;
	if (shape == PASTE_OTHER)
		shape = shape_of_words(found->all, found->n_all, wants == PASTE_BASIC_ID);
	return shape;
}

/* A UUID of the random kind has a 4 and one of 8, 9, a, b in these places; one secret in 64 does.
 */
static bool
is_uuid_without_hyphens(struct str word)
{
	return word.n == 32 && word.p[12] == '4' && strchr("89abAB", word.p[16]) != NULL;
}

const char *
paste_code(enum paste_shape wants, const char *invalid, struct str word, enum paste_shape shape)
{
	if (shape == PASTE_PART_OF_KID && wants != PASTE_KID)
		return codes[PASTE_KID];
	if (shape == PASTE_PART_OF_TOKEN && wants != PASTE_TOKEN && !paste_has_any(word, ".*") &&
	    word.n >= 40)
		return codes[PASTE_TOKEN];
	if (shape == PASTE_CHANNEL_SECRET && wants == PASTE_KID && is_uuid_without_hyphens(word))
		return "paste.cut_short";
	if (shape == PASTE_CHANNEL_ID && wants != PASTE_CHANNEL_ID && str_starts(word, STR("09")))
		return codes[PASTE_PHONE]; /* a mobile telephone in Taiwan */
	if (shape == PASTE_OTHER && wants == PASTE_BASIC_ID && str_starts(word, STR("@")) &&
	    word.n < 4)
		return "paste.cut_short";
	return shape == PASTE_OTHER ? invalid : codes[shape];
}
