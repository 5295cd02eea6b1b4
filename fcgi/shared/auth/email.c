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

	if (typed == NULL)
		return false;
	for (size_t i = 0; i < in.n; i++)
		typed[i] = (char)(in.p[i] >= 'A' && in.p[i] <= 'Z' ? in.p[i] - 'A' + 'a' : in.p[i]);
	if (idn2_lookup_u8((uint8_t *)typed, (uint8_t **)&ascii, IDN2_NFC_INPUT | IDN2_NO_TR46) !=
	    IDN2_OK)
		return false;
	return domain_is(str_of(ascii)) && arena_copy(arena, str_of(ascii), ret);
}

const char *
email_read(struct arena *arena, struct str in, void *ret)
{
	struct str domain = in, local, found;
	char *p;

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
