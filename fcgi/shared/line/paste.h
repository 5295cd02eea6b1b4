/* SPDX-License-Identifier: MIT */
/* paste.h - the paste doctor: what did a person really paste into one of the four LINE fields.
 *
 * First everything is removed that came along by copying (blanks, line breaks, invisible
 * characters, full-width forms, quotes, labels, an address around the value); then what is left is
 * judged by its shape, without asking anybody. A value of another kind is named: that is most of
 * the help a merchant needs. Whatever could be right goes on to LINE, who decides. Any thread.
 */
#ifndef LINE_PASTE_H
#define LINE_PASTE_H

#include "base/arena.h"
#include "base/secret.h"

#define PASTE_MAX       KIB(16) /* a whole console page has some 5 KiB */
#define PASTE_TOKEN_MIN 100     /* a shorter token is cut, a longer one is LINE's to judge */

enum paste_shape {
	PASTE_OTHER,
	PASTE_EMPTY,
	PASTE_BASIC_ID, /* or premium ID, with its @ */
	PASTE_USER_ID,
	PASTE_CHANNEL_ID,
	PASTE_CHANNEL_SECRET,
	PASTE_KID,
	PASTE_PUBLIC_KEY,  /* JWK or PEM */
	PASTE_PRIVATE_KEY, /* never stored, never shown */
	PASTE_TOKEN,
	PASTE_JWS, /* a token of another kind: v2.1, stateless, a user's */
	PASTE_LIFF_ID,
	PASTE_URL,
	PASTE_PART_OF_KID, /* the beginning of one, or one with dots or stars in it */
	PASTE_PART_OF_TOKEN,
	PASTE_SEVERAL, /* of the wanted kind, which differ */
	PASTE_EMAIL,
	PASTE_PHONE,
	PASTE_LABEL, /* the console's words without the value */
	PASTE_NAME,  /* of a shop or a person */
	PASTE__COUNT
};

/* What was cleaned away: a set of bits, to be shown. paste_clean.c names each. */
enum {
	PASTE_CLEANED_BLANKS = 1,
	PASTE_CLEANED_LINES = 2,
	PASTE_CLEANED_INVISIBLE = 4,
	PASTE_CLEANED_WIDE = 8, /* full-width or percent-encoded, look-alike hyphens and digits */
	PASTE_CLEANED_QUOTES = 16,
	PASTE_CLEANED_LABEL = 32, /* "Bearer", "kid:", the text around it */
	PASTE_CLEANED_LINK = 64,  /* taken out of an address */
};

struct paste {
	struct str value; /* in the arena; STR_NONE when refused, and always for a token */
	unsigned cleaned;
	enum paste_shape shape; /* of what was pasted, also when refused */
	bool starved; /* of a token: there was no memory to look, and the code says nothing */
};

/*
 * Each returns NULL when the value may go on, with `ret` filled; or a stable code for
 * errors[].code: field.required, field.too_long, field.control_chars, a paste.* code, or
 * basic_id.invalid, channel_id.invalid, kid.invalid, paste.unknown for what has no shape at all.
 * `ret` is a struct paste (the void pointer fits http/body.h's field_read) and is filled in both
 * cases. Basic IDs come out as "@123abcde", in lower case; channel IDs as ten digits; kids that
 * are UUIDs in lower case, as LINE shows them, others as given.
 */
const char *paste_basic_id(struct arena *arena, struct str pasted, void *ret);
const char *paste_channel_id(struct arena *arena, struct str pasted, void *ret);
const char *paste_kid(struct arena *arena, struct str pasted, void *ret);

/*
 * The names of what was cleaned away of a struct paste, to be shown: literals. Returns how many.
 * (The void pointer fits http/body.h's field_cleaned.)
 */
#define PASTE_CLEANED_MAX 7
size_t paste_cleaned_names(const void *paste, const char *ret[PASTE_CLEANED_MAX]);

/* The same; but the token goes to `ret`, never into an arena that lives longer than this call. */
const char *paste_token(struct str pasted, struct secret *ret, struct paste *ret_about);

#endif
