/* SPDX-License-Identifier: MIT */
#include "mail/message.h"

#include <ctype.h>
#include <gmime/gmime.h>
#include <string.h>

#include "base/buf.h"
#include "base/rand.h"
#include "base/utf8.h"

/* GLib ends the program when memory runs out; nothing here can fail for want of it. */

static void
unref(void *object)
{
	GObject **place = object;

	g_clear_object(place);
}

static void
date_unref(GDateTime **date)
{
	g_date_time_unref(*date);
}

static void
format_free(GMimeFormatOptions **format)
{
	g_mime_format_options_free(*format);
}

#define auto_gobject CLEANUP(unref)

void
message_init(void)
{
	g_mime_init();
}

bool
mail_address_is_clean(struct str address)
{
	struct str domain = address, local;

	for (size_t i = 0; i < address.n; i++)
		if (address.p[i] <= ' ' || address.p[i] > '~' ||
		    strchr("<>,;:\"\\()", address.p[i]) != NULL)
			return false;
	return address.n <= MAIL_ADDRESS_MAX && str_cut(&domain, '@', &local) && local.n > 0 &&
	       domain.n > 0 && !str_has(domain, '@');
}

static bool
is_uuid(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		if (dash ? s.p[i] != '-' : !isxdigit((unsigned char)s.p[i]))
			return false;
	}
	return s.n == UUID_LEN;
}

static enum err
check(struct fault *fault, const struct mail *mail)
{
	const struct str lines[] = {mail->from_name, mail->to_name, mail->words.subject};
	const struct str addresses[] = {mail->from, mail->reply_to, mail->to};

	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (!utf8_valid(lines[i]) || utf8_has_control(lines[i]))
			return FAULT(fault, ERR_INVALID, "control character in a mail header");
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
		if (!mail_address_is_clean(addresses[i]))
			return FAULT(fault, ERR_INVALID, "mail address is not clean");
	if (!is_uuid(mail->message_id))
		return FAULT(fault, ERR_INVALID, "message id is no uuid");
	if (!utf8_valid(mail->words.text) || !utf8_valid(mail->words.html))
		return FAULT(fault, ERR_INVALID, "mail body is not UTF-8");
	return ERR_OK;
}

/* GLib wants a NUL behind text; an arena copy has one. */
static const char *
terminated(struct arena *arena, struct str s)
{
	struct str copy;

	return arena_copy(arena, s, &copy) ? copy.p : NULL;
}

/*
 * GMime takes ASCII as it stands, and ASCII may look like an encoded word (RFC 2047): a reader's
 * program would decode what a customer typed. Such text is encoded here: 45 bytes at most in a
 * word, cut between characters.
 */
static const char *
as_encoded_words(struct arena *arena, struct str s)
{
	struct buf out;

	buf_init(&out, arena, KIB(8));
	while (s.n > 0) {
		size_t take = s.n < 45 ? s.n : 45;
		char *base64;
		while (take < s.n && ((unsigned char)s.p[take] & 0xc0) == 0x80)
			take--;
		base64 = g_base64_encode((const guchar *)s.p, take);
		buf_fmt(&out, "%s=?utf-8?b?%s?=", out.n == 0 ? "" : "\n ", base64);
		g_free(base64);
		s = str_part(s, take, s.n);
	}
	return buf_failed(&out) ? NULL : out.p;
}

static bool
looks_encoded(struct str s)
{
	return s.n > 0 && memmem(s.p, s.n, "=?", 2) != NULL;
}

static enum err
guard_header(struct arena *arena, GMimeMessage *message, const char *name, struct str words,
             const char *behind)
{
	const char *encoded;
	struct buf raw;

	if (!looks_encoded(words))
		return ERR_OK;
	encoded = as_encoded_words(arena, words);
	buf_init(&raw, arena, KIB(9));
	buf_char(&raw, ' ');
	buf_add(&raw, str_of(encoded));
	buf_add(&raw, str_of(behind));
	buf_char(&raw, '\n');
	if (encoded == NULL || buf_failed(&raw))
		return ERR_NOMEM;
	g_mime_header_set_raw_value(
	        g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)),
	                                      name),
	        raw.p);
	return ERR_OK;
}

static enum err
add_address(struct arena *arena, GMimeMessage *message, GMimeAddressType type, struct str name,
            struct str address)
{
	InternetAddress *mailbox auto_gobject = NULL;
	const char *c_name = name.n == 0 ? "" : terminated(arena, name);
	const char *c_address = terminated(arena, address);

	if (c_name == NULL || c_address == NULL)
		return ERR_NOMEM;
	mailbox = internet_address_mailbox_new(name.n == 0 ? NULL : c_name, c_address);
	internet_address_set_charset(mailbox, "utf-8");
	(void)internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
	return ERR_OK;
}

/* RFC 2045 section 6.8: text goes into base64 with CRLF line ends. */
static struct str
with_crlf(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena, 2 * MAIL_WORDS_MAX);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n')
			buf_char(&out, '\r');
		buf_char(&out, text.p[i]);
	}
	return buf_failed(&out) ? STR_NONE : buf_str(&out);
}

/* Quoted-printable grows a byte outside ASCII to three, base64 three bytes to four: GMime's own
 * threshold. */
static GMimeContentEncoding
encoding_for(struct str text)
{
	size_t wide = 0;

	for (size_t i = 0; i < text.n; i++)
		wide += (unsigned char)text.p[i] >= 0x80;
	return wide * 6 < text.n ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
	                         : GMIME_CONTENT_ENCODING_BASE64;
}

static enum err
add_part(struct arena *arena, GMimeMultipart *both, const char *subtype, struct str text)
{
	GMimeTextPart *part auto_gobject = g_mime_text_part_new_with_subtype(subtype);
	GMimeStream *bytes auto_gobject = NULL;
	GMimeDataWrapper *content auto_gobject = NULL;
	GMimeContentEncoding encoding = encoding_for(text);

	if (encoding == GMIME_CONTENT_ENCODING_BASE64)
		text = with_crlf(arena, text);
	if (text.p == NULL)
		return ERR_NOMEM;
	bytes = g_mime_stream_mem_new_with_buffer(text.p, text.n);
	content = g_mime_data_wrapper_new_with_stream(bytes, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_text_part_set_charset(part, "utf-8");
	g_mime_part_set_content_encoding(GMIME_PART(part), encoding);
	g_mime_part_set_content(GMIME_PART(part), content);
	g_mime_multipart_add(both, GMIME_OBJECT(part));
	return ERR_OK;
}

static enum err
add_body(struct arena *arena, GMimeMessage *message, const struct mail *mail)
{
	GMimeMultipart *both auto_gobject = g_mime_multipart_new_with_subtype("alternative");
	struct buf boundary;

	/* Neither encoding can write "=_", so no line of a part is taken for the boundary. */
	buf_init(&boundary, arena, 64);
	buf_add(&boundary, STR("=_"));
	buf_add(&boundary, mail->message_id);
	if (buf_failed(&boundary))
		return ERR_NOMEM;
	g_mime_multipart_set_boundary(both, boundary.p);
	g_mime_message_set_mime_part(message,
	                             GMIME_OBJECT(both)); /* which is wiped, whole or not */
	TRY(add_part(arena, both, "plain", mail->words.text));
	return add_part(arena, both, "html", mail->words.html);
}

static enum err
guard_headers(struct arena *arena, GMimeMessage *message, const struct mail *mail)
{
	struct buf address;

	buf_init(&address, arena, 512);
	buf_add(&address, STR("\n <"));
	buf_add(&address, mail->to);
	buf_char(&address, '>');
	if (buf_failed(&address))
		return ERR_NOMEM;
	TRY(guard_header(arena, message, "To", mail->to_name, address.p));
	return guard_header(arena, message, "Subject", mail->words.subject, "");
}

static enum err
add_headers(struct arena *arena, GMimeMessage *message, const struct mail *mail)
{
	GDateTime *date CLEANUP(date_unref) =
	        g_date_time_new_from_unix_utc(mail->date_at / USEC_PER_SEC);
	struct str domain = mail->from, local;
	struct buf id;
	const char *subject = terminated(arena, mail->words.subject);

	buf_init(&id, arena, 512);
	buf_add(&id, mail->message_id);
	buf_char(&id, '@');
	if (str_cut(&domain, '@', &local))
		buf_add(&id, domain);
	if (subject == NULL || buf_failed(&id))
		return ERR_NOMEM;
	TRY(add_address(arena, message, GMIME_ADDRESS_TYPE_FROM, mail->from_name, mail->from));
	TRY(add_address(arena, message, GMIME_ADDRESS_TYPE_REPLY_TO, STR_NONE, mail->reply_to));
	TRY(add_address(arena, message, GMIME_ADDRESS_TYPE_TO, mail->to_name, mail->to));
	g_mime_message_set_subject(message, subject, "utf-8");
	g_mime_message_set_date(message, date);
	g_mime_message_set_message_id(message, id.p);
	g_mime_object_set_header(GMIME_OBJECT(message), "Auto-Submitted", "auto-generated", NULL);
	g_mime_object_set_header(GMIME_OBJECT(message), "Content-Language",
	                         locale_tag(mail->locale), NULL);
	return guard_headers(arena, message, mail);
}

/* A mail may hold a link that is worth something, and GLib does not wipe what it frees. */
static void
wipe(GMimeStream *bytes)
{
	GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(bytes));

	explicit_bzero(array->data, array->len);
}

static void
wipe_body(GMimeMessage *message)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);

	for (int i = 0; body != NULL && i < g_mime_multipart_get_count(GMIME_MULTIPART(body)); i++)
		wipe(g_mime_data_wrapper_get_stream(g_mime_part_get_content(
		        GMIME_PART(g_mime_multipart_get_part(GMIME_MULTIPART(body), i)))));
}

static enum err
write_out(struct arena *arena, GMimeMessage *message, size_t words, struct str *ret)
{
	/* Large enough for quoted-printable at once: an array that grows leaves its bytes behind.
	 */
	GMimeStream *bytes auto_gobject = g_mime_stream_mem_new_with_byte_array(
	        g_byte_array_sized_new((guint)(KIB(16) + 4 * words)));
	GMimeStream *filtered auto_gobject = g_mime_stream_filter_new(bytes);
	GMimeFilter *crlf auto_gobject = g_mime_filter_unix2dos_new(false);
	GMimeFormatOptions *format CLEANUP(format_free) = g_mime_format_options_new();
	GByteArray *array;
	enum err err = ERR_OK;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(bytes), true);
	(void)g_mime_stream_filter_add(GMIME_STREAM_FILTER(filtered), crlf);
	if (g_mime_object_write_to_stream(GMIME_OBJECT(message), format, filtered) < 0 ||
	    g_mime_stream_flush(filtered) != 0)
		err = ERR_BUG;
	array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(bytes));
	if (err == ERR_OK &&
	    (array->len > MESSAGE_MAX ||
	     !arena_copy(arena, (struct str){(const char *)array->data, array->len}, ret)))
		err = ERR_NOMEM;
	wipe(bytes);
	return err;
}

enum err
message_build(struct arena *arena, struct fault *fault, const struct mail *mail, struct str *ret)
{
	GMimeMessage *message auto_gobject = NULL;
	enum err err;

	TRY(check(fault, mail));
	message = g_mime_message_new(true);
	err = add_headers(arena, message, mail);
	if (err == ERR_OK)
		err = add_body(arena, message, mail);
	if (err == ERR_OK)
		err = write_out(arena, message, mail->words.text.n + mail->words.html.n, ret);
	wipe_body(message);
	return err == ERR_OK ? ERR_OK : FAULT(fault, err, "cannot build mail");
}

enum err
message_settings_check(const struct settings *settings, struct fault *fault)
{
	if (!mail_address_is_clean(settings->mail_from))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_MAIL_FROM is wrong; it should be one plain ASCII address");
	if (!mail_address_is_clean(settings->mail_reply_to))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_MAIL_REPLY_TO is wrong; it should be one plain ASCII address");
	return ERR_OK;
}
