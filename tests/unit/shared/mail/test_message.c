/* SPDX-License-Identifier: MIT */
/* The bytes of a mail: whole, the same every time, and nothing typed by a customer becomes a
 * header. */
#include "mail/message.h"

#include <gmime/gmime.h>
#include <string.h>

#include "check.h"

static struct arena arena;

static int
start(void **state)
{
	(void)state;
	arena_init(&arena, MIB(2));
	return 0;
}

static int
end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct mail
a_mail(void)
{
	return (struct mail){
	        .from_name = STR("荔枝好推"),
	        .from = STR("hello@acho.example"),
	        .reply_to = STR("people@acho.example"),
	        .to_name = STR("王小明"),
	        .to = STR("ming@shop.example"),
	        .message_id = STR("6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d"),
	        .locale = LOCALE_ZH_TW,
	        .date_at = INT64_C(1767225600) * USEC_PER_SEC, /* 2026-01-01 */
	        .words = {STR("【荔枝好推】小荔枝茶飲 的專屬登入網址"),
	                  STR("第一行\n\n.\nhttps://acho.example/a/x\n"), STR("<p>小荔枝</p>\n")},
	};
}

static struct str
build(const struct mail *mail)
{
	struct str message = STR_NONE;
	struct fault fault = {0};

	assert_int_equal(message_build(&arena, &fault, mail, &message), ERR_OK);
	return message;
}

static bool
holds(struct str text, const char *piece)
{
	return memmem(text.p, text.n, piece, strlen(piece)) != NULL;
}

static GMimeMessage *
parse(struct str message)
{
	GMimeStream *bytes = g_mime_stream_mem_new_with_buffer(message.p, message.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(bytes);
	GMimeMessage *parsed = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(bytes);
	assert_non_null(parsed);
	return parsed;
}

static void
assert_part(GMimeMessage *parsed, int index, const char *subtype, const char *expected)
{
	GMimeMultipart *both = GMIME_MULTIPART(g_mime_message_get_mime_part(parsed));
	GMimeObject *part = g_mime_multipart_get_part(both, index);
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));

	assert_true(
	        g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", subtype));
	/* Line ends are CRLF on the wire in either encoding. */
	for (char *from = text, *to = text;; from++)
		if (*from != '\r' && (*to++ = *from) == '\0')
			break;
	assert_string_equal(text, expected);
	g_free(text);
}

static void
test_headers(void **state)
{
	static const char *const lines[] = {
	        "From: =?UTF-8?b?6I2U5p6d5aW95o6o?= <hello@acho.example>\r\n",
	        "Reply-To: people@acho.example\r\n",
	        "To: =?UTF-8?b?546L5bCP5piO?= <ming@shop.example>\r\n",
	        "Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n",
	        "Message-Id: <6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d@acho.example>\r\n",
	        "Auto-Submitted: auto-generated\r\n",
	        "Content-Language: zh-TW\r\n",
	        "MIME-Version: 1.0\r\n",
	        "Content-Type: multipart/alternative;",
	        "Content-Type: text/plain; charset=utf-8\r\n",
	        "Content-Type: text/html; charset=utf-8\r\n",
	};
	struct mail mail = a_mail();
	struct str message = build(&mail);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (!holds(message, lines[i]))
			fail_msg("no \"%s\" in:\n%.*s", lines[i], (int)message.n, message.p);
}

static void
test_lines_end_in_crlf_and_fit(void **state)
{
	static const enum locale locales[] = {LOCALE_ZH_TW, LOCALE_EN};
	struct mail mail = a_mail();

	(void)state;
	for (size_t l = 0; l < ARRAY_LEN(locales); l++) {
		struct str message, line;
		mail.locale = locales[l];
		message = build(&mail);
		while (str_cut(&message, '\n', &line)) {
			assert_true(line.n > 0 && line.p[line.n - 1] == '\r');
			assert_true(line.n <= 200);
			for (size_t i = 0; i + 1 < line.n; i++)
				assert_true((unsigned char)line.p[i] < 0x80 && line.p[i] != '\r' &&
				            line.p[i] != '\0');
		}
		assert_int_equal(message.n, 0);
		mail.words.text = STR("plain words = \"=_\" \xe2\x8c\x98\n.\nFrom here\n");
	}
}

static void
test_parts_come_back_as_they_went_in(void **state)
{
	static const char *const texts[] = {"第一行\n\n.\n尾\n",
	                                    "Hello,\n.\n..\nFrom me = you \n\ttab\n",
	                                    "😀😀😀 👩‍👩‍👧‍👦\n", "x"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct mail mail = a_mail();
		GMimeMessage *parsed;
		mail.words.text = str_of(texts[i]);
		parsed = parse(build(&mail));
		assert_part(parsed, 0, "plain", texts[i]);
		assert_part(parsed, 1, "html", "<p>小荔枝</p>\n");
		g_object_unref(parsed);
	}
}

static void
test_names_and_subjects_survive(void **state)
{
	static const char *const names[] = {
	        "A",
	        "O'Hara, \"Bob\" <x@y.example>",
	        "小荔枝 ☕ 😀",
	        "=?utf-8?b?6I2U?=",
	        "a=b?c_d",
	        "株式会社ながいなまえのかいしゃながいなまえのかいしゃながいなまえのかいしゃながいな"
	        "まえのかいしゃ",
	        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	        "aaaaaaaaaaaaaaaaaaaaaa",
	        "user@example.org",
	        "Ünïcödé",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct mail mail = a_mail();
		GMimeMessage *parsed;
		InternetAddressList *to;
		mail.to_name = str_of(names[i]);
		mail.words.subject = str_of(names[i]);
		parsed = parse(build(&mail));
		to = g_mime_message_get_to(parsed);
		assert_int_equal(internet_address_list_length(to), 1);
		assert_string_equal(
		        internet_address_get_name(internet_address_list_get_address(to, 0)),
		        names[i]);
		assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(
		                            internet_address_list_get_address(to, 0))),
		                    "ming@shop.example");
		assert_string_equal(g_mime_message_get_subject(parsed), names[i]);
		g_object_unref(parsed);
	}
}

/*
 * GMime 3.2 reads only the first of two encoded words when that one ends in padding; what it writes
 * is right (RFC 2047), which reading them one by one shows.
 */
static void
test_long_words_with_emoji(void **state)
{
	struct mail mail = a_mail();
	struct str message, rest = STR_NONE, line;
	char subject[256] = "";

	(void)state;
	mail.words.subject = STR("小荔枝茶飲 台北信義店 ☕ 😀");
	message = build(&mail);
	while (str_cut(&message, '\n', &line) && rest.n == 0)
		if (str_starts(line, STR("Subject: ")))
			rest = (struct str){line.p + 9,
			                    (size_t)(message.p + message.n - line.p - 9)};
	while (rest.n > 0 && strncmp(rest.p, "To: ", 4) != 0 && str_cut(&rest, '\r', &line)) {
		char *word = g_strndup(line.p, line.n),
		     *decoded = g_mime_utils_header_decode_text(NULL, g_strstrip(word));
		assert_true(line.n <= 76);
		(void)g_strlcat(subject, decoded, sizeof(subject));
		g_free(decoded);
		g_free(word);
		rest = str_part(rest, 1, rest.n);
	}
	assert_string_equal(subject, "小荔枝茶飲 台北信義店 ☕ 😀");
}

static void
test_the_same_mail_is_the_same_bytes(void **state)
{
	struct mail mail = a_mail();
	struct str first = build(&mail), second = build(&mail);

	(void)state;
	assert_true(str_is(first, second));
}

static void
test_injection_is_refused(void **state)
{
	static const char bad[][24] = {
	        "a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x01", "a\xc2\x85",
	        "a\xe2\x80\xa8",         "\xff"};
	struct mail mail;
	struct str *places[] = {&mail.from_name, &mail.to_name, &mail.words.subject, &mail.from,
	                        &mail.reply_to,  &mail.to,      &mail.message_id};

	(void)state;
	for (size_t p = 0; p < ARRAY_LEN(places); p++)
		for (size_t i = 0; i <= ARRAY_LEN(bad); i++) {
			struct str message = STR_NONE;
			struct fault fault = {0};
			mail = a_mail();
			*places[p] = i < ARRAY_LEN(bad) ? str_of(bad[i])
			                                : (struct str){"a\0b@c.example", 13};
			assert_int_equal(message_build(&arena, &fault, &mail, &message),
			                 ERR_INVALID);
			assert_null(message.p);
		}
}

static void
test_addresses(void **state)
{
	static const char *const good[] = {"a@b", "first.last+tag@shop.example",
	                                   "o'hara@shop.example"};
	static const char *const bad[] = {"",
	                                  "a",
	                                  "@b",
	                                  "a@",
	                                  "a@b@c",
	                                  "a b@c",
	                                  "<a@b>",
	                                  "a@b>",
	                                  "a@b,c@d",
	                                  "a@b;c@d",
	                                  "\"a\"@b",
	                                  "a\\@b",
	                                  "a(x)@b",
	                                  "a@b:25",
	                                  "a\t@b",
	                                  "a@b\r\n",
	                                  "a@b\nRCPT TO:<c@d>",
	                                  "王@shop.example",
	                                  "a@店.example"};
	char longest[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(mail_address_is_clean(str_of(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(mail_address_is_clean(str_of(bad[i])));
	memset(longest, 'a', sizeof(longest));
	longest[1] = '@';
	assert_true(mail_address_is_clean((struct str){longest, 254}));
	assert_false(mail_address_is_clean((struct str){longest, 255}));
	assert_false(mail_address_is_clean((struct str){"a\0@b", 4}));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(test_headers, start, end),
	        cmocka_unit_test_setup_teardown(test_lines_end_in_crlf_and_fit, start, end),
	        cmocka_unit_test_setup_teardown(test_parts_come_back_as_they_went_in, start, end),
	        cmocka_unit_test_setup_teardown(test_names_and_subjects_survive, start, end),
	        cmocka_unit_test_setup_teardown(test_long_words_with_emoji, start, end),
	        cmocka_unit_test_setup_teardown(test_the_same_mail_is_the_same_bytes, start, end),
	        cmocka_unit_test_setup_teardown(test_injection_is_refused, start, end),
	        cmocka_unit_test(test_addresses),
	};

	message_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
