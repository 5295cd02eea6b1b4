/* SPDX-License-Identifier: MIT */
#include "auth/totp.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "base/rand.h"

enum err
totp_secret(struct fault *fault, struct secret *ret)
{
	if (secret_alloc(ret, TOTP_SECRET_SIZE) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory for a second factor");
	if (rand_bytes(ret->p, ret->n) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "no random bytes for a second factor");
	return ERR_OK;
}

/* liboath's memory, with a secret in it. */
static void
text_free(char **text)
{
	if (*text != NULL)
		explicit_bzero(*text, strlen(*text));
	free(*text);
}

enum err
totp_base32(struct fault *fault, const struct secret *secret, char ret[TOTP_BASE32_LEN + 1])
{
	char *text CLEANUP(text_free) = NULL;
	size_t n = 0;

	if (oath_base32_encode((const char *)secret->p, secret->n, &text, &n) != OATH_OK)
		return FAULT(fault, ERR_NOMEM, "liboath writes no base32");
	if (n != TOTP_BASE32_LEN)
		return FAULT(fault, ERR_BUG, "a secret of %zu bytes", secret->n);
	memcpy(ret, text, n);
	ret[n] = '\0';
	return ERR_OK;
}

enum err
totp_step(struct fault *fault, const struct secret *secret, struct str code, usec now, int64_t *ret)
{
	int64_t present = now / TOTP_STEP_FOR, found = 0;

	for (int64_t step = present - 1; step <= present + 1; step++) {
		char expected[TOTP_DIGITS + 1];
		int said = oath_hotp_generate((const char *)secret->p, secret->n, (uint64_t)step,
		                              TOTP_DIGITS, false, OATH_HOTP_DYNAMIC_TRUNCATION,
		                              expected);

		if (said != OATH_OK)
			return FAULT(fault, ERR_UNAVAILABLE, "liboath makes no code (%d)", said);
		if (secret_equal((struct str){expected, TOTP_DIGITS}, code))
			found = step;
		explicit_bzero(expected, sizeof(expected));
	}
	*ret = found;
	return ERR_OK;
}

/* Percent-encoded as RFC 3986 has it: apps take neither "+" for a blank nor raw UTF-8. */
static void
escape(struct buf *buf, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
		if (plain)
			buf_char(buf, c);
		else
			buf_fmt(buf, "%%%02X", (unsigned char)c);
	}
}

void
totp_uri(struct buf *buf, struct str issuer, struct str name, const char *base32)
{
	buf_add(buf, STR("otpauth://totp/"));
	escape(buf, issuer);
	buf_char(buf, ':');
	escape(buf, name);
	buf_add(buf, STR("?secret="));
	buf_add(buf, str_of(base32));
	buf_add(buf, STR("&issuer="));
	escape(buf, issuer);
}
