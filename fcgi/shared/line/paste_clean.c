/* SPDX-License-Identifier: MIT */
#include "line/paste_clean.h"

#include <string.h>
#include <unistr.h>

#include "base/buf.h"
#include "base/utf8.h"

/* NFKC makes one character out of another, or up to 18 of them out of a rare Arabic ligature. */
#define NORMAL_MAX (20 * PASTE_MAX)

struct range {
	ucs4_t from, to;
};

static const struct range invisible[] = {
        {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},
        {0x180b, 0x180e}, {0x200b, 0x200f}, {0x202a, 0x202e}, {0x2060, 0x206f},
        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
};
static const struct range hyphens[] = {
        {0x2010, 0x2015}, {0x2043, 0x2043}, {0x2212, 0x2212}, {0xfe58, 0xfe58}, {0xfe63, 0xfe63}};
static const struct range quotes[] = {{'"', '"'},       {'\'', '\''},     {'`', '`'},
                                      {0xab, 0xab},     {0xb4, 0xb4},     {0xbb, 0xbb},
                                      {0x2018, 0x201f}, {0x2039, 0x203a}, {0x300a, 0x300f},
                                      {0x301d, 0x301f}, {0xff02, 0xff02}, {0xff07, 0xff07}};
static const struct range wide[] = {{0xff01, 0xff60}, {0xffe0, 0xffe6}};
static const struct range blanks[] = {{0x20, 0x20},     {0x09, 0x09},     {0xa0, 0xa0},
                                      {0x1680, 0x1680}, {0x2000, 0x200a}, {0x202f, 0x202f},
                                      {0x205f, 0x205f}, {0x3000, 0x3000}};
static const struct range line_breaks[] = {{0x0a, 0x0d}, {0x85, 0x85}, {0x2028, 0x2029}};

#define IN(ranges, c) is_in((ranges), ARRAY_LEN(ranges), (c))

static bool
is_in(const struct range *ranges, size_t n, ucs4_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

static bool
is_control(ucs4_t c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0)) && !IN(blanks, c) && !IN(line_breaks, c);
}

/* The next character of valid text. */
static ucs4_t
next(struct str *text)
{
	ucs4_t c;
	int n = u8_mbtouc(&c, (const uint8_t *)text->p, text->n);

	*text = str_part(*text, (size_t)n, text->n);
	return c;
}

/* What there is before normalisation hides it. False when a control character is there. */
static bool
look(struct str text, struct cleaned *ret)
{
	while (text.n > 0) {
		ucs4_t c = next(&text);
		if (is_control(c))
			return false;
		ret->blanks = ret->blanks || IN(blanks, c);
		ret->lines = ret->lines || IN(line_breaks, c);
		ret->cleaned |= IN(invisible, c) ? PASTE_CLEANED_INVISIBLE : 0;
		ret->cleaned |= IN(wide, c) || IN(hyphens, c) ? PASTE_CLEANED_WIDE : 0;
	}
	return true;
}

/* The key beside 0 on a Japanese keyboard; in words of that language it is a letter. */
#define LONG_VOWEL 0x30fc

static bool
ends_ascii(struct str text)
{
	return text.n > 0 && (unsigned char)text.p[text.n - 1] > ' ' &&
	       (unsigned char)text.p[text.n - 1] < 0x80;
}

static void
add(struct buf *text, struct buf *flat, ucs4_t c, struct str as)
{
	bool blank = IN(blanks, c), line = IN(line_breaks, c);

	if (IN(invisible, c))
		return;
	if (blank || line)
		as = blank ? STR(" ") : STR("\n");
	else if (IN(hyphens, c) || (c == LONG_VOWEL && ends_ascii(buf_str(text))))
		as = STR("-");
	else if (IN(quotes, c))
		as = STR("\"");
	buf_add(text, as);
	if (!blank && !line && c != '\\') /* as in JSON inside JSON */
		buf_add(flat, as);
}

const char *
paste_clean(struct arena *scratch, struct str pasted, struct cleaned *ret)
{
	struct buf text, flat;
	struct str normal;

	*ret = (struct cleaned){0};
	if (pasted.n > PASTE_MAX)
		return "field.too_long";
	if (!utf8_valid(pasted) || !look(pasted, ret))
		return "field.control_chars";
	if (utf8_nfkc(scratch, pasted, &normal) != ERR_OK)
		return "field.too_long";
	buf_init(&text, scratch, NORMAL_MAX);
	buf_init(&flat, scratch, NORMAL_MAX);
	while (normal.n > 0) {
		struct str rest = normal;
		ucs4_t c = next(&rest);
		if (c == '\\' && (str_starts(rest, STR("/")) || str_starts(rest, STR("\"")))) {
			normal = rest; /* as JSON writes them */
			continue;
		}
		if (c == LONG_VOWEL && ends_ascii(buf_str(&text)))
			ret->cleaned |= PASTE_CLEANED_WIDE;
		add(&text, &flat, c, str_part(normal, 0, normal.n - rest.n));
		normal = rest;
	}
	if (buf_failed(&text) || buf_failed(&flat))
		return "field.too_long";
	ret->text = buf_str(&text);
	ret->flat = buf_str(&flat);
	return ret->flat.n == 0 ? "field.required" : NULL;
}

/*
 * The end of a sentence is not of the value; three dots are what stands for the rest of one. Nor
 * are the stars of bold print.
 */
static struct str
without_dress(struct str word)
{
	bool stop = word.n > 1 && str_ends(word, STR(".")) && !str_ends(word, STR(".."));

	word = str_part(word, 0, word.n - (stop ? 1 : 0));
	while (word.n > 2 && word.p[0] == '*' && word.p[1] != '*' && str_ends(word, STR("*")))
		word = str_part(word, 1, word.n - 2);
	if (word.n > 4 && str_starts(word, STR("**")) && word.p[2] != '*' &&
	    str_ends(word, STR("**")))
		word = str_part(word, 2, word.n - 4);
	return word;
}

/* A small or a big bullet. */
static bool
is_bullet(struct str text, size_t i)
{
	struct str rest = str_part(text, i, 3);

	return str_is(rest, STR("\xe2\x80\xa2")) || str_is(rest, STR("\xe2\x97\x8f"));
}

/* Bullets stand for what is not shown: they are of the word that they are in. */
static bool
is_foreign(struct str text, size_t i)
{
	return (unsigned char)text.p[i] >= 0x80 && !is_bullet(text, i);
}

/* The length of the word or the separators at `i`. */
static size_t
word_at(struct str text, const char *separators, size_t i)
{
	size_t from = i;

	while (i < text.n && strchr(separators, text.p[i]) == NULL &&
	       is_foreign(text, i) == is_foreign(text, from))
		i += is_bullet(text, i) ? 3 : 1;
	return i - from;
}

size_t
paste_split(struct str text, const char *separators, struct str *ret, size_t max)
{
	size_t n = 0, i = 0;

	while (i < text.n && n < max) {
		size_t length = word_at(text, separators, i);
		if (length > 0)
			ret[n++] = without_dress(str_part(text, i, length));
		i += length > 0 ? length : 1;
	}
	return n;
}

/* Of the consoles, of headers and of forms. */
static const char *const labels[] = {
        "qr",         "code",
        "key_id",     "settings",
        "webhook",    "url",
        "access",     "access_token",
        "assertion",  "authorization",
        "basic",      "bearer",
        "bot",        "button",
        "channel",    "channelid",
        "channel_id", "client",
        "client_id",  "copied",
        "copy",       "edit",
        "id",         "issue",
        "issued",     "key",
        "kid",        "line",
        "login",      "long",
        "long-lived", "lived",
        "messaging",  "oa",
        "official",   "account",
        "premium",    "public",
        "register",   "registered",
        "reissue",    "secret",
        "short",      "signing",
        "the",        "token",
        "user",       "value",
        "your",       "api",
        "-",          "=",
        ".",          "#",
        "/",
};

bool
paste_is_label(struct str word)
{
	for (size_t i = 0; i < word.n; i++)
		if ((unsigned char)word.p[i] >= 0x80)
			return true; /* no value of LINE's has other than ASCII characters */
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (str_is_nocase(word, str_of(labels[i])))
			return true;
	return false;
}

size_t
paste_cleaned_names(const void *paste, const char *ret[PASTE_CLEANED_MAX])
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[PASTE_CLEANED_MAX] = {
	        {PASTE_CLEANED_BLANKS, "blanks"},       {PASTE_CLEANED_LINES, "lines"},
	        {PASTE_CLEANED_INVISIBLE, "invisible"}, {PASTE_CLEANED_WIDE, "wide"},
	        {PASTE_CLEANED_QUOTES, "quotes"},       {PASTE_CLEANED_LABEL, "label"},
	        {PASTE_CLEANED_LINK, "link"},
	};
	size_t n = 0;

	for (size_t i = 0; i < PASTE_CLEANED_MAX; i++)
		if ((((const struct paste *)paste)->cleaned & names[i].bit) != 0)
			ret[n++] = names[i].name;
	return n;
}
