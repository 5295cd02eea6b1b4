/* SPDX-License-Identifier: MIT */
/* Every mail in every language is complete, and no value gets out of its slot. */
#include "mail/template.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

#define URL         "https://acho.example/a/0123456789abc"
#define RELEASE_URL URL "/release#t=x"
#define RESET_URL   URL "/reset#t=x"
#define VERIFY_URL  URL "/verify#t=x"
#define JOIN_URL    URL "/join#t=x"
#define UNDO_URL    URL "/undo#t=x"

static struct arena arena;

static int
start(void **state)
{
	(void)state;
	arena_init(&arena, MIB(32));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct mail_values
values(void)
{
	static const struct mail_entry entry = {.slot = {STR_NONE}}; /* all as outside */
	struct mail_values v = {.each = &entry,
	                        .n_each = 1,
	                        .slot = {
	                                [SLOT_BRAND] = STR("ACHO"),
	                                [SLOT_COMPANY] = STR("Lychee & Sons"),
	                                [SLOT_CONTACT] = STR("O'Hara"),
	                                [SLOT_LOGIN_URL] = STR(URL),
	                                [SLOT_OA_NAME] = STR("Tea <House>"),
	                                [SLOT_RELEASE_URL] = STR(RELEASE_URL),
	                                [SLOT_RESET_URL] = STR(RESET_URL),
	                                [SLOT_VERIFY_URL] = STR(VERIFY_URL),
	                                [SLOT_JOIN_URL] = STR(JOIN_URL),
	                                [SLOT_UNDO_URL] = STR(UNDO_URL),
	                                [SLOT_INVITER] = STR("boss@shop.example"),
	                                [SLOT_ROLE] = STR("Viewer"),
	                                [SLOT_CREATED_ON] = STR("2026-01-02"),
	                                [SLOT_DELETES_ON] = STR("2026-01-16"),
	                                [SLOT_USED_ON] = STR("2026-03-04"),
	                                [SLOT_MORE] = STR("17"),
	                        }};
	return v;
}

static bool
holds(struct str text, const char *piece)
{
	return text.n > 0 && memmem(text.p, text.n, piece, strlen(piece)) != NULL;
}

static struct mail_words
render_kind(enum mail_kind kind, enum locale locale, const struct mail_values *v)
{
	struct mail_words words = {0};
	struct fault fault = {0};

	assert_int_equal(template_render(&arena, &fault, kind, locale, v, &words), ERR_OK);
	return words;
}

static struct mail_words
render(enum locale locale, const struct mail_values *v)
{
	return render_kind(MAIL_WELCOME, locale, v);
}

/* Where its button leads. */
static const char *
url_of(enum mail_kind kind)
{
	switch (kind) {
	case MAIL_LOGIN_CHANNEL_REFUTED:
	case MAIL_LOGIN_CHANNEL_BROKEN:
	case MAIL_LOGIN_CHANNEL_RECOVERED:
		return URL "#step-12";
	case MAIL_MESSAGING_TOKEN_REFUTED:
	case MAIL_MESSAGING_TOKEN_BROKEN:
	case MAIL_MESSAGING_TOKEN_RECOVERED:
	case MAIL_RELEASED:
	case MAIL_UNLINKED:
		return URL "#step-14";
	case MAIL_RELEASE:
		return RELEASE_URL;
	case MAIL_PASSWORD_RESET:
		return RESET_URL;
	case MAIL_VERIFICATION:
	case MAIL_EMAIL_CHANGE:
		return VERIFY_URL;
	case MAIL_INVITATION:
		return JOIN_URL;
	case MAIL_EMAIL_CHANGED:
		return UNDO_URL;
	case MAIL_ACCOUNT_SUSPENDED:
	case MAIL_ACCOUNT_RESUMED:
	case MAIL_ACCOUNT_CLOSING:
	case MAIL_ACCOUNT_KEPT:
	case MAIL_ACCOUNT_DELETED:
	case MAIL_EMAIL_ASKED:
	case MAIL_EMAIL_UNDONE:
	case MAIL_MEMBER_JOINED:
	case MAIL_MEMBER_LEFT:
	case MAIL_MEMBER_REMOVED:
	case MAIL_ROLE_CHANGED:
	case MAIL_PASSWORD_CHANGED:
	case MAIL_TOTP_ON:
	case MAIL_TOTP_OFF:
	case MAIL_TOTP_CODE_USED:
	case MAIL_FIND:
	case MAIL_WELCOME:
	case MAIL_VAULT_UNREADABLE:
	case MAIL_LOGIN_CHANNEL_PROVED:
	case MAIL_MESSAGING_TOKEN_PROVED:
	case MAIL__COUNT:
		break;
	}
	return URL;
}

static void
assert_leads_to(const struct mail_words *words, const char *url)
{
	char piece[160];

	(void)snprintf(piece, sizeof(piece), "\n%s\n", url);
	assert_true(holds(words->text, piece));
	(void)snprintf(piece, sizeof(piece), " href=\"%s\" style=", url);
	assert_true(holds(words->html, piece));
	(void)snprintf(piece, sizeof(piece), ">%s</a>", url);
	assert_true(holds(words->html, piece));
}

static void
test_every_mail_stands_alone(void **state)
{
	struct mail_values v = values();

	(void)state;
	for (int i = 0; i < MAIL__COUNT * LOCALE__COUNT; i++) {
		enum mail_kind kind = (enum mail_kind)(i / LOCALE__COUNT);
		struct mail_words words = render_kind(kind, (enum locale)(i % LOCALE__COUNT), &v);
		struct str line;
		assert_true(kind == MAIL_FIND || holds(words.subject, "Lychee & Sons") ||
		            holds(words.subject, "Tea <House>"));
		assert_true(words.subject.n <= 160);
		assert_true(holds(words.text, "Lychee & Sons"));
		assert_true(holds(words.html, "Lychee &amp; Sons"));
		/* Whoever is no member has nowhere to go. */
		if (kind != MAIL_FIND && kind != MAIL_MEMBER_REMOVED)
			assert_leads_to(&words, url_of(kind));
		assert_false(holds(words.html, "src="));
		assert_false(holds(words.html, "{lang}") || holds(words.html, "{body}"));
		while (str_cut(&words.html, '\n', &line))
			assert_true(line.n <=
			            998); /* RFC 5322 section 2.1.1, before any encoding */
	}
}

static void
test_every_language_is_complete(void **state)
{
	static const struct {
		const char *subject, *text, *lang;
	} expected[LOCALE__COUNT] = {
	        [LOCALE_ZH_TW] = {"【ACHO】Lychee & Sons 的專屬登入網址",
	                          "同一個信箱可以有好幾個帳號", "lang=\"zh-Hant\""},
	        [LOCALE_EN] = {"[ACHO] Login URL for Lychee & Sons",
	                       "One address can have more than one account", "lang=\"en\""},
	        [LOCALE_JA] = {"【ACHO】Lychee & Sons 専用のログイン URL",
	                       "ひとつのメールアドレスで複数のアカウント", "lang=\"ja\""},
	};
	struct mail_values v = values();

	(void)state;
	for (enum locale locale = 0; locale < LOCALE__COUNT; locale++) {
		struct mail_words words = render(locale, &v);
		assert_true(str_is(words.subject, str_of(expected[locale].subject)));
		assert_true(holds(words.text, expected[locale].text));
		assert_true(holds(words.text, "Ctrl+D"));
		assert_true(holds(words.html, expected[locale].text));
		assert_true(holds(words.html, expected[locale].lang));
		assert_true(holds(words.html, "<a class=\"button\" href=\"" URL "\" style="));
		assert_true(holds(words.html, ">" URL "</a>"));
		assert_true(holds(words.text, "\n" VERIFY_URL "\n"));
		assert_true(holds(words.html, ">" VERIFY_URL "</a>"));
		assert_true(holds(words.html, "prefers-color-scheme: dark"));
		assert_false(holds(words.html, "src="));
		assert_false(holds(words.html, "<img"));
	}
}

static void
test_html_is_escaped_and_text_is_not(void **state)
{
	struct mail_values v = values();
	struct mail_words words;

	(void)state;
	v.slot[SLOT_COMPANY] = STR("\"><script>alert('1')</script>&amp;{contact}");
	words = render(LOCALE_EN, &v);
	assert_true(holds(
	        words.html,
	        "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;{contact}"));
	assert_false(holds(words.html, "<script"));
	assert_true(holds(words.text, "\"><script>alert('1')</script>&amp;{contact}"));
}

static void
test_what_must_not_be_in_a_mail_is_refused(void **state)
{
	static const struct {
		enum slot slot;
		struct str value;
	} bad[] = {
	        {SLOT_COMPANY, {"", 0}},
	        {SLOT_COMPANY, {"a\r\nBcc: x@example.org", 22}},
	        {SLOT_COMPANY, {"a\nb", 3}},
	        {SLOT_COMPANY, {"a\rb", 3}},
	        {SLOT_COMPANY, {"a\0b", 3}},
	        {SLOT_COMPANY, {"a\tb", 3}},
	        {SLOT_COMPANY, {"a\x1b[2Jb", 6}},
	        {SLOT_COMPANY, {"a\x7f", 2}},
	        {SLOT_COMPANY, {"a\xc2\x85", 3}}, /* U+0085 */
	        {SLOT_CONTACT,
	         {"a\xe2\x80\xa8"
	          "b",
	          5}}, /* U+2028 */
	        {SLOT_CONTACT,
	         {"\xe2\x80\xae"
	          "moc.live",
	          11}},                              /* U+202E turns the text round */
	        {SLOT_CONTACT, {"\xed\xa0\x80", 3}}, /* half a surrogate pair */
	        {SLOT_CONTACT, {"\xc0\x8a", 2}},     /* an overlong line feed */
	        {SLOT_CONTACT, {"\xff", 1}},
	        {SLOT_BRAND, {"", 0}},
	        {SLOT_LOGIN_URL, {"javascript:alert(1)", 19}},
	        {SLOT_LOGIN_URL, {"//acho.example/", 15}},
	        {SLOT_LOGIN_URL, {"https://acho.example/ x", 23}},
	        {SLOT_LOGIN_URL, {"https://acho.example/\"onclick=", 30}},
	        {SLOT_LOGIN_URL, {"https://acho.example/<b>", 24}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct mail_values v = values();
		struct mail_words words = {0};
		struct fault fault = {0};
		v.slot[bad[i].slot] = bad[i].value;
		assert_int_equal(
		        template_render(&arena, &fault, MAIL_WELCOME, LOCALE_ZH_TW, &v, &words),
		        ERR_INVALID);
		assert_null(words.subject.p);
	}
}

static void
test_a_list_is_written_entry_by_entry(void **state)
{
	const struct mail_entry each[] = {
	        {.slot = {[SLOT_COMPANY] = STR("<One> & {if}"),
	                  [SLOT_LOGIN_URL] = STR(URL "1"),
	                  [SLOT_OA_NAME] = STR("\"OA\""),
	                  [SLOT_CREATED_ON] = STR("2026-01-01"),
	                  [SLOT_USED_ON] = STR("2026-09-09")}},
	        {.slot = {[SLOT_COMPANY] = STR("Two"),
	                  [SLOT_LOGIN_URL] = STR(URL "2"),
	                  [SLOT_CREATED_ON] = STR("2026-02-02")}},
	};
	struct mail_values v = {
	        .slot = {[SLOT_BRAND] = STR("ACHO")}, .each = each, .n_each = ARRAY_LEN(each)};
	struct mail_words words;
	struct fault fault = {0};

	(void)state;
	words = render_kind(MAIL_FIND, LOCALE_EN, &v);
	assert_true(holds(words.text,
	                  "<One> & {if}\n" URL
	                  "1\nOfficial Account: \"OA\"\nCreated 2026-01-01; last used "
	                  "2026-09-09\n\nTwo\n" URL "2\nCreated 2026-02-02\n\nBookmark"));
	assert_true(holds(words.html, "<strong>&lt;One&gt; &amp; {if}</strong>"));
	assert_true(holds(words.html, "href=\"" URL "1\""));
	assert_true(holds(words.html, "&quot;OA&quot;"));
	assert_true(holds(words.html, "href=\"" URL "2\""));
	assert_false(holds(words.text, "more: reply") || holds(words.html, "more: reply"));
	v.slot[SLOT_MORE] = STR("5");
	words = render_kind(MAIL_FIND, LOCALE_EN, &v);
	assert_true(holds(words.text, "And 5 more: reply"));
	assert_true(holds(words.html, "And 5 more: reply"));

	/* Every value of an entry is judged like any other. */
	v.each = &(struct mail_entry){.slot = {[SLOT_COMPANY] = STR("a\nb"),
	                                       [SLOT_LOGIN_URL] = STR(URL),
	                                       [SLOT_CREATED_ON] = STR("x")}};
	v.n_each = 1;
	assert_int_equal(template_render(&arena, &fault, MAIL_FIND, LOCALE_EN, &v, &words),
	                 ERR_INVALID);
	v.each = &(struct mail_entry){
	        .slot = {[SLOT_COMPANY] = STR("a"), [SLOT_CREATED_ON] = STR("x")}};
	assert_int_equal(template_render(&arena, &fault, MAIL_FIND, LOCALE_EN, &v, &words),
	                 ERR_INVALID);
}

static void
test_a_thousand_accounts_fit(void **state)
{
	/* 80 characters, as long as names may be, each of which is six in HTML. */
	static char name[81];
	static struct mail_entry each[1000];
	struct mail_values v = values();

	(void)state;
	memset(name, '"', 80);
	for (size_t i = 0; i < ARRAY_LEN(each); i++) {
		each[i].slot[SLOT_COMPANY] = str_of(name);
		each[i].slot[SLOT_OA_NAME] = str_of(name);
		each[i].slot[SLOT_LOGIN_URL] = STR(URL);
		each[i].slot[SLOT_CREATED_ON] = STR("2026-01-02");
		each[i].slot[SLOT_USED_ON] = STR("2026-01-02");
	}
	v.each = each;
	v.n_each = ARRAY_LEN(each);
	for (enum locale locale = 0; locale < LOCALE__COUNT; locale++)
		assert_true(render_kind(MAIL_FIND, locale, &v).html.n > 1000 * 1000);
}

static void
test_too_much_is_an_error_not_a_cut(void **state)
{
	static char name[MAIL_WORDS_MAX];
	struct mail_values v = values();
	struct mail_words words = {0};
	struct fault fault = {0};

	(void)state;
	memset(name, 'x', sizeof(name));
	v.slot[SLOT_COMPANY] = (struct str){name, sizeof(name)};
	assert_int_equal(template_render(&arena, &fault, MAIL_WELCOME, LOCALE_EN, &v, &words),
	                 ERR_NOMEM);
}

static void
test_kinds_are_found_by_name(void **state)
{
	enum mail_kind kind = MAIL__COUNT;

	(void)state;
	assert_true(mail_kind_of(STR("welcome"), &kind));
	assert_int_equal(kind, MAIL_WELCOME);
	assert_false(mail_kind_of(STR("Welcome"), &kind));
	assert_false(mail_kind_of(STR(""), &kind));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(test_every_language_is_complete, start, end),
	        cmocka_unit_test_setup_teardown(test_every_mail_stands_alone, start, end),
	        cmocka_unit_test_setup_teardown(test_html_is_escaped_and_text_is_not, start, end),
	        cmocka_unit_test_setup_teardown(test_what_must_not_be_in_a_mail_is_refused, start,
	                                        end),
	        cmocka_unit_test_setup_teardown(test_a_list_is_written_entry_by_entry, start, end),
	        cmocka_unit_test_setup_teardown(test_a_thousand_accounts_fit, start, end),
	        cmocka_unit_test_setup_teardown(test_too_much_is_an_error_not_a_cut, start, end),
	        cmocka_unit_test(test_kinds_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
