/* SPDX-License-Identifier: MIT */
#include "http/problem.h"

#include "auth/email.h"
#include "http/body.h"

static const struct problem table[] = {
#define PROBLEM(code, status, zh_tw, en, ja)                                                       \
	{code, status, {[LOCALE_ZH_TW] = (zh_tw), [LOCALE_EN] = (en), [LOCALE_JA] = (ja)}},
#include "http/problem.def"
#undef PROBLEM
};

/* {expected}: what belongs into a field that LINE's consoles give the value of. */
static const struct {
	const char *field;
	const char *text[LOCALE__COUNT];
} expected[] = {
        {"basic_id",
         {"這裡要填 @ 開頭的基本ID。", "Enter the Basic ID, which starts with @.",
          "ここには @ で始まるベーシックID を入力してください。"}},
        {"kid",
         {"請先在 LINE 按 Register，再貼上產生的 kid。",
          "Press Register in LINE first, then paste the kid it shows.",
          "先に LINE で Register を押し、表示された kid を貼り付けてください。"}},
        {"channel_id",
         {"這裡要填 LINE Login channel 的 Channel ID。",
          "Enter the Channel ID of the LINE Login channel.",
          "ここには LINE Login channel の Channel ID を入力してください。"}},
        {"token",
         {"這裡要貼上 Messaging API 分頁最下方的 Channel access token。",
          "Paste the Channel access token from the bottom of the Messaging API tab.",
          "ここには Messaging API タブの一番下にある Channel access token を貼り付けてください。"}},
};

/* How many characters a field takes; of what is pasted nobody counts. */
static const struct {
	const char *field;
	int max;
} longest[] = {
        {"company", NAME_MAX_CHARS}, {"contact", NAME_MAX_CHARS}, {"name", NAME_MAX_CHARS},
        {"email", EMAIL_MAX},        {"phone", PHONE_MAX},
};

static const struct {
	int status;
	const char *text[LOCALE__COUNT];
} titles[] = {
        {202, {"已收下", "Accepted", "受け付けました"}},
        {400, {"請求不正確", "Bad Request", "不正なリクエスト"}},
        {401, {"需要登入", "Unauthorized", "ログインが必要です"}},
        {403, {"不允許", "Forbidden", "許可されていません"}},
        {404, {"找不到", "Not Found", "見つかりません"}},
        {405, {"不接受這種方式", "Method Not Allowed", "使用できないメソッド"}},
        {409, {"與目前狀態衝突", "Conflict", "現在の状態と矛盾します"}},
        {413, {"內容太大", "Content Too Large", "送信内容が大きすぎます"}},
        {415, {"不支援的類型", "Unsupported Media Type", "対応していない形式"}},
        {422, {"內容需要修正", "Unprocessable Content", "修正が必要です"}},
        {429, {"次數太多", "Too Many Requests", "回数が多すぎます"}},
        {500, {"系統錯誤", "Internal Server Error", "システムエラー"}},
        {503, {"暫時無法服務", "Service Unavailable", "一時的に利用できません"}},
};

const struct problem *
problem_find(struct str code)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (str_is(code, str_of(table[i].code)))
			return &table[i];
	return NULL;
}

size_t
problem_number(const char *code)
{
	size_t i = 0;

	while (i < ARRAY_LEN(table) && table[i].code != code)
		i++;
	return i;
}

const struct problem *
problem_at(size_t number)
{
	BUG_IF(number >= ARRAY_LEN(table));
	return &table[number];
}

const char *
problem_title(int status, enum locale locale)
{
	for (size_t i = 0; i < ARRAY_LEN(titles); i++)
		if (titles[i].status == status)
			return titles[i].text[locale];
	return "";
}

static void
add_expected(struct buf *buf, const char *field, enum locale locale)
{
	for (size_t i = 0; field != NULL && i < ARRAY_LEN(expected); i++)
		if (str_is(str_of(field), str_of(expected[i].field)))
			buf_add(buf, str_of(expected[i].text[locale]));
}

static void
add_longest(struct buf *buf, const char *field)
{
	for (size_t i = 0; field != NULL && i < ARRAY_LEN(longest); i++)
		if (str_is(str_of(field), str_of(longest[i].field)))
			buf_int(buf, longest[i].max);
}

static void
fill(struct buf *buf, struct str slot, enum locale locale, const struct problem_slots *slots)
{
	static const struct problem_extra none;
	const struct problem_extra *extra = slots->extra == NULL ? &none : slots->extra;

	if (str_is(slot, STR("n")))
		buf_int(buf, (int64_t)slots->n);
	else if (str_is(slot, STR("retry_after")))
		buf_int(buf, extra->retry_after);
	else if (str_is(slot, STR("expected")))
		add_expected(buf, slots->field, locale);
	else if (str_is(slot, STR("max")))
		add_longest(buf, slots->field);
	else if (str_is(slot, STR("entered")))
		buf_add(buf, extra->entered);
	else if (str_is(slot, STR("found_basic_id")))
		buf_add(buf, extra->found_basic_id);
	else if (str_is(slot, STR("found_name")))
		buf_add(buf, extra->found_name);
	else if (str_is(slot, STR("request_id")))
		buf_add(buf, extra->line_request_id);
	else
		BUG_IF(slot.n > 0); /* the unit test fills every sentence */
}

/* Add `text` with its slots filled in; false when one of them had nothing to say. */
static bool
add_text(struct buf *buf, struct str text, enum locale locale, const struct problem_slots *slots)
{
	struct str before, slot;
	bool all = true;

	while (str_cut(&text, '{', &before)) {
		size_t n;
		buf_add(buf, before);
		n = buf->n;
		if (str_cut(&text, '}', &slot))
			fill(buf, slot, locale, slots);
		all = all && buf->n > n;
	}
	buf_add(buf, text);
	return all;
}

struct str
problem_sentence(struct arena *arena, const struct problem *problem, enum locale locale,
                 const struct problem_slots *slots)
{
	struct str rest = str_of(problem->detail[locale]), text;
	struct buf buf;

	buf_init(&buf, arena, KIB(4));
	while (str_cut(&rest, '[', &text)) {
		size_t n;
		(void)add_text(&buf, text, locale, slots);
		n = buf.n;
		if (str_cut(&rest, ']', &text) && !add_text(&buf, text, locale, slots))
			buf.n = n;
	}
	(void)add_text(&buf, rest, locale, slots);
	/* Too long for the buffer: the bare sentence is still true. */
	return str_trim(buf_failed(&buf) ? str_of(problem->detail[locale]) : buf_str(&buf));
}
