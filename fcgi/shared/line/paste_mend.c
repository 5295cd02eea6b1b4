/* SPDX-License-Identifier: MIT */
#include "line/paste_mend.h"

#include <string.h>

#include "base/buf.h"
#include "line/paste_shape.h"

#define DIGITS   "0123456789"
#define HEX      DIGITS "abcdefABCDEF"
#define SMALL    "abcdefghijklmnopqrstuvwxyz"

#define UUID_LEN 36

/* "@@123abcde": the @ was there already. "Shop@123abcde": no address of a person ends like that. */
static struct str
basic_id_in(struct str word)
{
	struct str name, id = word;

	while (str_starts(word, STR("@@")))
		word = str_part(word, 1, word.n);
	if (str_ends(word, STR("/")))
		word = str_part(word, 0, word.n - 1);
	id = word;
	if (str_starts(word, STR("@")))
		return word;
	if (!str_cut(&id, '@', &name) || id.n != 8 || !str_only(str_part(id, 0, 3), DIGITS) ||
	    !str_only(str_part(id, 3, 5), DIGITS SMALL))
		return STR_NONE;
	return str_part(word, name.n, word.n);
}

/* A letter that looks like 0 or 1. */
static char
as_digit(char c)
{
	if (c == 'O' || c == 'o')
		return '0';
	if (c == 'I' || c == 'l')
		return '1';
	return c;
}

/* 32 digits with other signs than hyphens, or fewer of them, or look-alikes of 0 and 1. */
static struct str
kid_in(struct arena *scratch, struct str word)
{
	struct buf buf;
	size_t digits = 0;

	buf_init(&buf, scratch, UUID_LEN);
	if (word.n == 32) /* rather a channel secret */
		return STR_NONE;
	for (size_t i = 0; i < word.n; i++) {
		char c = as_digit(word.p[i]);
		if (strchr("-_./", c) != NULL)
			continue;
		if (digits == 8 || digits == 12 || digits == 16 || digits == 20)
			buf_char(&buf, '-');
		buf_char(&buf, c);
		digits++;
	}
	return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

/* Hyphens as in a telephone number, and letters that look like 0 and 1. No ID begins with 0. */
static struct str
channel_id_in(struct arena *scratch, struct str word)
{
	struct buf buf;

	buf_init(&buf, scratch, 64);
	if (str_ends(word, STR(".0"))) /* of a spreadsheet */
		word = str_part(word, 0, word.n - 2);
	if (word.n == 0 || word.n > 16 || word.p[0] == '0')
		return STR_NONE;
	for (size_t i = 0; i < word.n; i++) {
		char c = as_digit(word.p[i]);
		if (c != '-')
			buf_char(&buf, c);
	}
	return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

static int
hex_value(char c)
{
	const char *at = c == '\0' ? NULL : strchr("0123456789ABCDEF", c >= 'a' ? c - 32 : c);

	return at == NULL ? -1 : (int)(at - "0123456789ABCDEF");
}

/* Out of an address or a form: %2B, %2F, %3D. */
static struct str
percent_decoded(struct arena *scratch, struct str word)
{
	struct buf buf;

	buf_init(&buf, scratch, PASTE_MAX);
	for (size_t i = 0; i < word.n; i++) {
		int high = i + 2 < word.n ? hex_value(word.p[i + 1]) : -1,
		    low = i + 2 < word.n ? hex_value(word.p[i + 2]) : -1;
		if (word.p[i] != '%' || high < 0 || low < 0) {
			buf_char(&buf, word.p[i]);
			continue;
		}
		buf_char(&buf, (char)(16 * high + low));
		i += 2;
	}
	return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

/* A button's or label's word that stands right beside the value. */
static struct str
without_button(enum paste_shape wants, struct str word)
{
	static const char *const words[] = {"copy",   "copied",  "edit",   "issue",
	                                    "issued", "reissue", "delete", "kid",
	                                    "id",     "bearer",  "token",  "register"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct str button = str_of(words[i]), rest;
		if (word.n <= button.n)
			continue;
		rest = str_part(word, button.n, word.n);
		if (str_is_nocase(str_part(word, 0, button.n), button) &&
		    paste_shape_of_word(rest) == wants)
			return rest;
		rest = str_part(word, 0, word.n - button.n);
		if (str_is_nocase(str_part(word, rest.n, word.n), button) &&
		    paste_shape_of_word(rest) == wants)
			return rest;
	}
	return STR_NONE;
}

bool
paste_mend(enum paste_shape wants, struct arena *scratch, struct str word, struct str *ret,
           unsigned *ret_cleaned)
{
	struct str mended = STR_NONE;
	unsigned cleaned = PASTE_CLEANED_WIDE;

	if (paste_shape_of_word(word) == wants)
		return false; /* there was a reason not to take it */
	if (wants == PASTE_BASIC_ID)
		mended = basic_id_in(word);
	else if (wants == PASTE_CHANNEL_ID)
		mended = channel_id_in(scratch, word);
	else if (wants == PASTE_KID)
		mended = kid_in(scratch, word);
	else if (wants == PASTE_TOKEN && str_has(word, '%'))
		mended = percent_decoded(scratch, word);
	if (paste_shape_of_word(mended) != wants) {
		mended = without_button(wants, word);
		cleaned = PASTE_CLEANED_LABEL;
	}
	if (paste_shape_of_word(mended) != wants)
		return false;
	*ret = mended;
	*ret_cleaned |= cleaned;
	return true;
}

bool
paste_mend_uuid(struct arena *scratch, const struct str *words, size_t n, struct str *ret)
{
	static const size_t lengths[] = {8, 4, 4, 4, 12};
	struct buf buf;

	if (n < ARRAY_LEN(lengths))
		return false;
	buf_init(&buf, scratch, UUID_LEN);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		if (words[i].n != lengths[i] || !str_only(words[i], HEX))
			return false;
		if (i > 0)
			buf_char(&buf, '-');
		buf_add(&buf, words[i]);
	}
	*ret = buf_str(&buf);
	return !buf_failed(&buf);
}
