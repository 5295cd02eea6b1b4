/* SPDX-License-Identifier: MIT */
#include "auth/email.h"

#include <idn2.h>
#include <string.h>

#include "base/utf8.h"

/* RFC 5322 section 3.2.3. */
static bool
atext(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool
dot_atom(struct str s)
{
	char before = '.';

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.' ? before == '.' : !atext(s.p[i]))
			return false;
		before = s.p[i];
	}
	return before != '.';
}

static void
text_free(char **text)
{
	idn2_free(*text);
}

/* Letters, digits and inner hyphens, 1 to 63 of them. */
static bool
label_is(struct str s)
{
	if (s.n == 0 || s.n > 63 || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') ||
		      s.p[i] == '-'))
			return false;
	return true;
}

/* Two labels or more; the last is no number, so that no IPv4 address passes for a name. */
static bool
domain_is(struct str s)
{
	struct str label;
	int64_t number;
	bool dotted = false;

	while (str_cut(&s, '.', &label)) {
		if (!label_is(label))
			return false;
		dotted = true;
	}
	return dotted && label_is(s) && !str_number(s, &number);
}

/*
 * The domain as the DNS knows it. False when it is no domain or the arena is full. Without UTS 46,
 * whose mapping would drop blanks and invisible characters instead of refusing them; the price is
 * that a capital outside ASCII is refused too.
 */
static bool
domain_read(struct arena *arena, struct str in, struct str *ret)
{
	char *ascii CLEANUP(text_free) = NULL;
	char *typed = arena_alloc(arena, in.n + 1);
	int found;

	if (typed == NULL)
		return false;
	for (size_t i = 0; i < in.n; i++)
		typed[i] = (char)(in.p[i] >= 'A' && in.p[i] <= 'Z' ? in.p[i] - 'A' + 'a' : in.p[i]);
	found = idn2_lookup_u8((uint8_t *)typed, (uint8_t **)&ascii, IDN2_NFC_INPUT | IDN2_NO_TR46);
	arena->starved = arena->starved || found == IDN2_MALLOC;
	if (found != IDN2_OK)
		return false;
	return domain_is(str_of(ascii)) && arena_copy(arena, str_of(ascii), ret);
}

#define IDEOGRAPHIC_SPACE STR("\xe3\x80\x80")
#define IDEOGRAPHIC_STOP  STR("\xe3\x80\x82")
#define HALFWIDTH_STOP    STR("\xef\xbd\xa1")

/* The ASCII character that three bytes of UTF-8 are the full-width form of (U+FF01 to U+FF5E), or
 * an ideographic full stop for; NUL: none. */
static char
narrow(struct str wide)
{
	unsigned char lead = (unsigned char)wide.p[1], last = (unsigned char)wide.p[2];
	unsigned c;

	if (str_is(wide, IDEOGRAPHIC_STOP) || str_is(wide, HALFWIDTH_STOP))
		return '.';
	if ((unsigned char)wide.p[0] != 0xef || (lead != 0xbc && lead != 0xbd))
		return '\0';
	c = ((lead & 3u) << 6 | (last & 0x3fu)) + ' ';
	if (c <= ' ' || c > '~')
		return '\0';
	return (char)c;
}

/*
 * As an input method for Chinese or Japanese types it, in ASCII: nobody sees the difference. A
 * sentence's full stop at the end, and an ideographic space at either, are dropped. STR_NONE
 * without memory.
 */
static struct str
narrowed(struct arena *arena, struct str in)
{
	char *p = arena_alloc(arena, in.n + 1);
	size_t n = 0;
	char c;

	if (p == NULL)
		return STR_NONE;
	while (str_starts(in, IDEOGRAPHIC_SPACE))
		in = str_part(in, 3, in.n);
	while (str_ends(in, IDEOGRAPHIC_SPACE))
		in.n -= 3;
	if (str_ends(in, IDEOGRAPHIC_STOP) || str_ends(in, HALFWIDTH_STOP))
		in.n -= 3;
	for (size_t i = 0; i < in.n; i++) {
		c = '\0';
		if (i + 3 <= in.n)
			c = narrow(str_part(in, i, 3));
		if (c == '\0') {
			p[n++] = in.p[i];
			continue;
		}
		p[n++] = c;
		i += 2;
	}
	return (struct str){p, n};
}

const char *
email_read(struct arena *arena, struct str typed, void *ret)
{
	struct str in = narrowed(arena, typed), domain = in, local, found;
	char *p;

	if (in.p == NULL)
		return "email.invalid";
	if (in.n == 0)
		return "field.required";
	if (utf8_has_control(in))
		return "field.control_chars";
	if (in.n > EMAIL_MAX)
		return "field.too_long";
	if (!str_cut(&domain, '@', &local) || local.n > EMAIL_LOCAL_MAX || !dot_atom(local) ||
	    !domain_read(arena, domain, &found))
		return "email.invalid";
	/* An A-label can be longer than what was typed. */
	if (local.n + 1 + found.n > EMAIL_MAX)
		return "field.too_long";
	p = arena_alloc(arena, local.n + 1 + found.n + 1);
	if (p == NULL)
		return "email.invalid";
	memcpy(p, local.p, local.n);
	p[local.n] = '@';
	memcpy(p + local.n + 1, found.p, found.n);
	*(struct str *)ret = (struct str){p, local.n + 1 + found.n};
	return NULL;
}

struct str
email_mask(struct arena *arena, struct str email)
{
	struct str domain = email, local, masked;
	struct buf buf;

	buf_init(&buf, arena, EMAIL_MAX + 4);
	if (str_cut(&domain, '@', &local)) {
		buf_add(&buf, str_part(local, 0, 1));
		buf_add(&buf, STR("***@"));
		buf_add(&buf, domain);
	}
	masked = buf_str(&buf);
	return buf_failed(&buf) ? STR_NONE : masked;
}
