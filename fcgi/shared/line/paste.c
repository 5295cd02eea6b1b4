/* SPDX-License-Identifier: MIT */
#include "line/paste.h"

#include <string.h>

#include "base/buf.h"
#include "line/paste_clean.h"
#include "line/paste_shape.h"
#include "line/paste_url.h"

#define DIGITS "0123456789"
#define LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Normalised text, its copies and words. */
#define SCRATCH_MAX MIB(2)

#define BLANKS      " \n\""
#define SEPARATORS  BLANKS ":;,|<>{}[]()\\!?#"

/* One of the four fields: what it wants, and what is tried to get it out of a longer text. */
struct field {
	enum paste_shape wants;
	const char *invalid; /* for what has no shape of its own */
	/* The value in an address, or STR_NONE. */
	struct str (*from_url)(struct str url);
	/* Could a word of no known shape be one after all? NULL = never. */
	bool (*may_be)(struct str word, enum paste_shape shape);
};

/* What the field holds instead. */
static const char *const codes[PASTE__COUNT] = {
        [PASTE_EMPTY] = "field.required",
        [PASTE_BASIC_ID] = "paste.is_basic_id",
        [PASTE_USER_ID] = "paste.is_user_id",
        [PASTE_CHANNEL_ID] = "paste.is_channel_id",
        [PASTE_CHANNEL_SECRET] = "paste.is_channel_secret",
        [PASTE_KID] = "paste.is_kid",
        [PASTE_PUBLIC_KEY] = "paste.is_public_key",
        [PASTE_PRIVATE_KEY] = "paste.is_private_key",
        [PASTE_TOKEN] = "paste.is_token",
        [PASTE_JWS] = "paste.is_other_token",
        [PASTE_LIFF_ID] = "paste.is_liff_id",
        [PASTE_URL] = "paste.is_url",
        [PASTE_PART_OF_KID] = "paste.cut_short",
        [PASTE_PART_OF_TOKEN] = "paste.cut_short",
};

/* An ID without its @. Digits alone are rather a part of a channel ID. */
static bool
may_be_basic_id(struct str word, enum paste_shape shape)
{
	return shape == PASTE_OTHER && word.n >= 3 && word.n <= 20 &&
	       str_only(word, DIGITS LETTER "._-") && paste_has_any(word, LETTER);
}

/* LINE shows UUIDs, and promises nothing: a short word of such characters is LINE's to judge. */
static bool
may_be_kid(struct str word, enum paste_shape shape)
{
	return (shape == PASTE_OTHER || shape == PASTE_PART_OF_TOKEN) && word.n >= 8 &&
	       word.n < 40 && str_only(word, DIGITS LETTER "-_") && paste_has_any(word, LETTER);
}

static const struct field basic_id = {PASTE_BASIC_ID, "basic_id.invalid", paste_url_basic_id,
                                      may_be_basic_id};
static const struct field channel_id = {PASTE_CHANNEL_ID, "channel_id.invalid",
                                        paste_url_channel_id, NULL};
static const struct field kid = {PASTE_KID, "kid.invalid", NULL, may_be_kid};
static const struct field token = {PASTE_TOKEN, "paste.unknown", NULL, NULL};

static bool
fits(const struct field *field, struct str word)
{
	enum paste_shape shape = paste_shape_of_word(word);

	return shape == field->wants || (field->may_be != NULL && field->may_be(word, shape));
}

/* The code for a shape that the field does not want. */
static const char *
refusal(const struct field *field, struct str word, enum paste_shape shape)
{
	if (shape == PASTE_PART_OF_KID && field != &kid)
		return codes[PASTE_KID];
	if (shape == PASTE_PART_OF_TOKEN && field != &token && !paste_has_any(word, ".*") &&
	    word.n >= 40)
		return codes[PASTE_TOKEN];
	return shape == PASTE_OTHER ? field->invalid : codes[shape];
}

/* ---- finding the value ---- */

struct search {
	const struct field *field;
	struct arena *scratch;
	struct cleaned clean;
	struct str *words; /* without those that are addresses */
	size_t n;
	enum paste_shape url; /* of the first address, or PASTE_OTHER */
	struct paste *ret;
};

/* "access_token=AbC..." without its head; tokens themselves have "=" at their ends only. */
static struct str
without_name(struct search *search, struct str word)
{
	struct str rest = word, head;

	if (!str_cut(&rest, '=', &head) || rest.n == 0 || rest.p[0] == '=' || head.n > 20 ||
	    !str_only(head, LETTER "_-"))
		return word;
	search->ret->cleaned |= PASTE_CLEANED_LABEL;
	return rest;
}

/*
 * Split the text into words, addresses aside. True when one of those holds the value: then that is
 * it.
 */
static bool
read_words(struct search *search, struct str *ret)
{
	struct str *pieces = search->words + PASTE_WORDS_MAX;
	size_t n = paste_split(search->clean.text, BLANKS, pieces, PASTE_WORDS_MAX);

	for (size_t i = 0; i < n; i++) {
		enum paste_shape url = paste_url_shape(pieces[i]);
		if (url == PASTE_OTHER) {
			search->n += paste_split(pieces[i], SEPARATORS, search->words + search->n,
			                         PASTE_WORDS_MAX - search->n);
			continue;
		}
		search->url = search->url == PASTE_OTHER ? url : search->url;
		*ret = search->field->from_url == NULL ? STR_NONE
		                                       : search->field->from_url(pieces[i]);
		if (ret->n > 0 && fits(search->field, *ret)) {
			search->ret->cleaned |= PASTE_CLEANED_LINK;
			return true;
		}
	}
	return false;
}

/* Take the console's own words off both ends; at least one word stays. */
static void
trim_labels(struct search *search)
{
	size_t before = search->n;

	while (search->n > 1 && paste_is_label(search->words[0])) {
		search->words++;
		search->n--;
	}
	while (search->n > 1 && paste_is_label(search->words[search->n - 1]))
		search->n--;
	if (search->n < before)
		search->ret->cleaned |= PASTE_CLEANED_LABEL;
	if (search->n > 0)
		search->words[0] = without_name(search, search->words[0]);
}

/* The words without what stood between them: a value that was broken by blanks or line ends. */
static struct str
join(struct search *search)
{
	struct buf buf;

	buf_init(&buf, search->scratch, PASTE_MAX * 2);
	for (size_t i = 0; i < search->n; i++)
		buf_add(&buf, search->words[i]);
	return buf_failed(&buf) ? STR_NONE : buf_str(&buf);
}

/*
 * The one word among others that has the wanted shape; false when there is none, or two that
 * differ.
 */
static bool
pick(struct search *search, struct str *ret)
{
	struct str found = STR_NONE;

	for (size_t i = 0; i < search->n; i++) {
		struct str word = without_name(search, search->words[i]);
		if (paste_shape_of_word(word) != search->field->wants || str_is_nocase(word, found))
			continue;
		if (found.n > 0)
			return false;
		found = word;
	}
	if (found.n == 0 || search->n < 2)
		return false;
	search->ret->cleaned |= PASTE_CLEANED_LABEL;
	*ret = found;
	return true;
}

/* A long-lived token as LINE issues it today: 128 bytes as base64. */
#define TOKEN_USUAL 172

/*
 * Is word `i` among others whole by itself, so that it was not broken and they are no part of it?
 * A Basic ID of the common kind has eight characters. A token ends with its padding; so does the
 * tail of a broken one, but its head stands before it.
 */
static bool
is_whole_word(const struct search *search, size_t i)
{
	struct str word = search->words[i], before = i > 0 ? search->words[i - 1] : STR_NONE;

	if (paste_shape_of_word(word) != search->field->wants)
		return false;
	if (search->field == &basic_id)
		return word.n == 9;
	if (search->field != &token || word.n % 4 != 0 || !str_ends(word, STR("=")))
		return false;
	return word.n == TOKEN_USUAL ||
	       !(paste_is_random(before) || (before.n > 0 && before.n + word.n == TOKEN_USUAL));
}

static bool
has_whole_word(const struct search *search)
{
	for (size_t i = 0; i < search->n; i++)
		if (is_whole_word(search, i))
			return true;
	return false;
}

/* Pasted twice in a row: once is enough. */
static struct str
without_repeat(struct search *search, struct str joined)
{
	struct str once = str_part(joined, 0, joined.n / 2);

	if (joined.n % 2 != 0 || !str_is(once, str_part(joined, joined.n / 2, joined.n)) ||
	    paste_shape_of_word(once) != search->field->wants ||
	    paste_shape_of_word(joined) == search->field->wants)
		return joined;
	search->ret->cleaned |= PASTE_CLEANED_LABEL;
	return once;
}

/*
 * Is the whole text the value, after all that was taken off? One that had blanks in it must be
 * plainly it.
 */
static bool
is_whole(const struct search *search, struct str joined)
{
	if (paste_shape_of_word(joined) == search->field->wants)
		return true;
	if (search->n > 1 &&
	    (search->field != &basic_id || joined.n != 8 || !paste_has_any(joined, DIGITS)))
		return false;
	return fits(search->field, joined);
}

/* What it is instead: the whole, or the first word that has a shape. */
static const char *
name_it(struct search *search, struct str joined)
{
	enum paste_shape shape = paste_shape_of_word(joined);

	for (size_t i = 0; i < search->n && shape == PASTE_OTHER; i++) {
		shape = paste_shape_of_word(search->words[i]);
		if (shape == search->field->wants)
			shape = PASTE_OTHER; /* there are two: neither can be chosen */
	}
	if (shape == PASTE_OTHER || shape == PASTE_EMPTY)
		shape = search->url;
	search->ret->shape = shape;
	return refusal(search->field, joined, shape);
}

/* NULL and the value, or a code. */
static const char *
find(struct search *search, struct str *ret)
{
	struct str joined;

	search->ret->shape = paste_shape_of_key(search->clean.flat);
	if (search->ret->shape != PASTE_OTHER)
		return codes[search->ret->shape];
	search->words =
	        arena_alloc(search->scratch, (size_t)2 * PASTE_WORDS_MAX * sizeof(*search->words));
	if (search->words == NULL)
		return "field.too_long";
	search->ret->shape = search->field->wants;
	if (read_words(search, ret) || (has_whole_word(search) && pick(search, ret)))
		return NULL;
	trim_labels(search);
	joined = without_repeat(search, join(search));
	if (is_whole(search, joined)) {
		*ret = joined;
		return NULL;
	}
	return pick(search, ret) ? NULL : name_it(search, joined);
}

/* Clean and find; the value lies in `scratch`. */
static const char *
doctor(const struct field *field, struct arena *scratch, struct str pasted, struct paste *about,
       struct str *ret)
{
	struct search search = {.field = field, .scratch = scratch, .ret = about};
	const char *code;

	*about = (struct paste){.shape = PASTE_EMPTY};
	code = paste_clean(scratch, pasted, &search.clean);
	about->cleaned = search.clean.cleaned;
	if (code == NULL)
		code = find(&search, ret);
	if (str_has(search.clean.flat, '"'))
		about->cleaned |= PASTE_CLEANED_QUOTES;
	if ((about->cleaned & (PASTE_CLEANED_LABEL | PASTE_CLEANED_LINK)) == 0) {
		about->cleaned |= search.clean.blanks ? PASTE_CLEANED_BLANKS : 0;
		about->cleaned |= search.clean.lines ? PASTE_CLEANED_LINES : 0;
	}
	return code;
}

/* The same for a value that may live in the request's arena. */
static const char *
doctor_into(const struct field *field, struct arena *arena, struct str pasted, struct paste *ret)
{
	struct arena scratch;
	struct str value = STR_NONE;
	const char *code;

	arena_init(&scratch, SCRATCH_MAX);
	code = doctor(field, &scratch, pasted, ret, &value);
	if (code == NULL && !arena_copy(arena, value, &ret->value))
		code = "field.too_long";
	arena_done(&scratch);
	return code;
}

/* With its @, in lower case: LINE tells none apart by case. */
const char *
paste_basic_id(struct arena *arena, struct str pasted, void *ret)
{
	struct paste *paste = ret;
	const char *code = doctor_into(&basic_id, arena, pasted, paste);
	struct buf buf;

	if (code != NULL)
		return code;
	buf_init(&buf, arena, 64);
	if (!str_starts(paste->value, STR("@")))
		buf_char(&buf, '@');
	for (size_t i = 0; i < paste->value.n; i++) {
		char c = paste->value.p[i];
		buf_char(&buf, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	paste->value = buf_failed(&buf) ? STR_NONE : buf_str(&buf);
	return buf_failed(&buf) ? "field.too_long" : NULL;
}

const char *
paste_channel_id(struct arena *arena, struct str pasted, void *ret)
{
	return doctor_into(&channel_id, arena, pasted, ret);
}

const char *
paste_kid(struct arena *arena, struct str pasted, void *ret)
{
	return doctor_into(&kid, arena, pasted, ret);
}

const char *
paste_token(struct str pasted, struct secret *ret, struct paste *ret_about)
{
	struct arena scratch;
	struct str value = STR_NONE;
	const char *code;

	arena_init(&scratch, SCRATCH_MAX);
	code = doctor(&token, &scratch, pasted, ret_about, &value);
	if (code == NULL && value.n > 4096)
		code = "field.too_long";
	if (code == NULL && secret_copy(ret, value) != ERR_OK)
		code = "field.too_long"; /* only without memory */
	arena_done(&scratch);
	return code;
}
