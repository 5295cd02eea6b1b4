/* SPDX-License-Identifier: MIT */
#include "line/paste_shape.h"

#include <string.h>

#define DIGITS   "0123456789"
#define HEX      DIGITS "abcdefABCDEF"
#define LETTER   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TOKEN    DIGITS LETTER "-._~+/=" /* RFC 6750, b64token */

#define UUID_LEN 36

static bool
has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

bool
paste_has_any(struct str s, const char *bytes)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\0' && strchr(bytes, s.p[i]) != NULL)
			return true;
	return false;
}

/* The first `s.n` characters of 8-4-4-4-12 hexadecimal digits. */
static bool
begins_uuid(struct str s)
{
	if (s.n > UUID_LEN)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
		if (hyphen ? s.p[i] != '-' : !str_only(str_part(s, i, 1), HEX))
			return false;
	}
	return true;
}

/* Four hyphens between hexadecimal digits, of which some are missing. */
static bool
is_uuid_without_some(struct str s)
{
	size_t hyphens = 0;

	for (size_t i = 0; i < s.n; i++)
		hyphens += s.p[i] == '-' ? 1 : 0;
	return s.n >= 28 && s.n < UUID_LEN && hyphens == 4 && str_only(s, HEX "-");
}

/* RFC 6750, b64token: padding at the end alone. */
static bool
is_token_text(struct str s)
{
	while (s.n > 0 && s.p[s.n - 1] == '=')
		s.n--;
	return s.n > 0 && str_only(s, DIGITS LETTER "-._~+/");
}

/* <channel ID>-<eight characters> */
static bool
is_liff_id(struct str s)
{
	struct str head;

	return str_cut(&s, '-', &head) && head.n == 10 && str_only(head, DIGITS) && s.n == 8 &&
	       str_only(s, DIGITS LETTER);
}

static bool
is_jws(struct str s)
{
	return str_starts(s, STR("eyJ")) && is_token_text(s) &&
	       (str_has(s, '.') || s.n < PASTE_TOKEN_MIN);
}

/* Random characters that are too few: mixed as no word is. */
static bool
is_part_of_token(struct str s)
{
	bool mixed = paste_has_any(s, DIGITS) && paste_has_any(s, "abcdefghijklmnopqrstuvwxyz") &&
	             paste_has_any(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return s.n >= 20 && s.n < PASTE_TOKEN_MIN && is_token_text(s) &&
	       (mixed || paste_has_any(s, "+/="));
}

/* What the console shows instead of the rest of a value. */
static bool
is_masked(struct str s)
{
	return has(s, "...") || has(s, "***") || has(s, "\xe2\x80\xa2\xe2\x80\xa2") /* bullets */ ||
	       has(s, "\xe2\x97\x8f\xe2\x97\x8f");
}

enum paste_shape
paste_shape_of_word(struct str s)
{
	if (s.n == 0)
		return PASTE_EMPTY;
	if (s.n == 33 && (s.p[0] == 'U' || s.p[0] == 'u') && str_only(str_part(s, 1, 32), HEX))
		return PASTE_USER_ID;
	if (s.n == 10 && str_only(s, DIGITS))
		return PASTE_CHANNEL_ID;
	if (is_liff_id(s))
		return PASTE_LIFF_ID;
	if (s.n == UUID_LEN && begins_uuid(s))
		return PASTE_KID;
	if (s.n == 32 && str_only(s, HEX))
		return PASTE_CHANNEL_SECRET;
	if (is_masked(s))
		return begins_uuid(str_part(s, 0, 9)) ? PASTE_PART_OF_KID : PASTE_PART_OF_TOKEN;
	if (s.n >= 4 && s.n <= 21 && s.p[0] == '@' &&
	    str_only(str_part(s, 1, s.n), DIGITS LETTER "._-"))
		return PASTE_BASIC_ID;
	if ((s.n > 9 && begins_uuid(s)) || is_uuid_without_some(s))
		return PASTE_PART_OF_KID;
	if (is_jws(s))
		return PASTE_JWS;
	if (s.n >= PASTE_TOKEN_MIN && is_token_text(s))
		return PASTE_TOKEN;
	return is_part_of_token(s) ? PASTE_PART_OF_TOKEN : PASTE_OTHER;
}

enum paste_shape
paste_shape_of_key(struct str flat)
{
	static const char *const private_marks[] = {
	        "PRIVATEKEY-",                /* PEM, whatever became of its dashes */
	        "IBADANBgkqhkiG9w0BAQEFAASC", /* PKCS#8 of an RSA key without its armour */
	        "\"d\":\"",                   /* JWK */
	        "\"dp\":\"",
	        "\"qi\":\"",
	};
	static const char *const public_marks[] = {
	        "PUBLICKEY-",
	        "BEGINCERTIFICATE-",
	        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A", /* an RSA-2048 key without its armour */
	        "ssh-rsaAAAA",
	        "ssh-ed25519AAAA",
	        "\"kty\"",
	        "ktyRSA",
	        "\"use\":\"sig\"",
	        "kty:",
	        "\"e\":\"AQAB\"",
	        "\"n\":\"",
	};

	for (size_t i = 0; i < ARRAY_LEN(private_marks); i++)
		if (has(flat, private_marks[i]))
			return PASTE_PRIVATE_KEY;
	if (str_starts(flat, STR("MIIE")) && has(str_part(flat, 0, 20), "IBAAKCAQEA")) /* PKCS#1 */
		return PASTE_PRIVATE_KEY;
	for (size_t i = 0; i < ARRAY_LEN(public_marks); i++)
		if (has(flat, public_marks[i]))
			return PASTE_PUBLIC_KEY;
	return PASTE_OTHER;
}

bool
paste_is_random(struct str s)
{
	static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return str_only(s, DIGITS LETTER "+/") &&
	       (paste_has_any(s, DIGITS "+/") || paste_has_any(str_part(s, 1, s.n), capitals));
}
