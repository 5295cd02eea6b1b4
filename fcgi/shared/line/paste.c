/* SPDX-License-Identifier: MIT */
#include "line/paste.h"

#include <string.h>

#include "base/buf.h"
#include "line/answer.h"
#include "line/paste_broken.h"
#include "line/paste_clean.h"
#include "line/paste_mend.h"
#include "line/paste_name.h"
#include "line/paste_shape.h"
#include "line/paste_url.h"

#define DIGITS "0123456789"
#define LETTER "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Normalised text, its copies and words. */
#define SCRATCH_MAX MIB(2)

#define BLANKS      " \n\""
#define SEPARATORS  BLANKS ":;,|<>{}[]()\\!?#&"

/* One of the four fields: what it wants, and what is tried to get it out of a longer text. */
struct field {
	enum paste_shape wants;
	const char *invalid; /* for what has no shape of its own */
	/* The value in an address, or STR_NONE. */
	struct str (*from_url)(struct str url);
	/* Could a word of no known shape be one after all? NULL = never. */
	bool (*may_be)(struct str word, enum paste_shape shape);
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

/* ---- finding the value ---- */

struct search {
	const struct field *field;
	struct arena *scratch;
	struct cleaned clean;
	struct str *words; /* without those that are addresses; labels are taken off both ends */
	size_t n;
	struct str *all; /* the same with labels */
	size_t n_all;
	bool apart;           /* did more than blanks stand between words? */
	bool several;         /* values of the wanted shape that differ */
	enum paste_shape url; /* of the first address, or PASTE_OTHER */
	struct paste *ret;
};

/* The longest name of a value in a file of settings or a form. */
#define NAME_MAX 64

/* "access_token=AbC..." without its head; tokens themselves have "=" at their ends only. */
static struct str
without_name(struct search *search, struct str word)
{
	struct str rest = word, head;

	if (!str_cut(&rest, '=', &head) || rest.n == 0 || rest.p[0] == '=' || head.n > NAME_MAX ||
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
			size_t more = paste_split(pieces[i], SEPARATORS, search->words + search->n,
			                          PASTE_WORDS_MAX - search->n);
			search->n += more;
			search->apart = search->apart || more > 1;
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
	while (search->n > 1 && paste_is_label(search->words[search->n - 1]) &&
	       !(search->field == &token && paste_ends_broken(search->words, search->n)))
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
		if (found.n > 0) {
			search->several = true;
			return false;
		}
		found = word;
	}
	if (found.n == 0 || search->n < 2)
		return false;
	search->ret->cleaned |= PASTE_CLEANED_LABEL;
	*ret = found;
	return true;
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
 * Could the whole text be the value, after all that was taken off? One that had blanks in it must
 * be plainly it.
 */
static bool
may_be_whole(const struct search *search, struct str joined)
{
	bool plain = search->n == 1 || (search->field == &basic_id && !search->apart &&
	                                joined.n == 8 && paste_has_any(joined, DIGITS));

	return plain && fits(search->field, joined);
}

/* Is it nearly the value: as a keyboard, a form or a page without blanks leaves it? */
static bool
mend(struct search *search, struct str *ret)
{
	enum paste_shape wants = search->field->wants;

	for (size_t i = 0; i < search->n; i++) {
		if (paste_mend(wants, search->scratch, search->words[i], ret,
		               &search->ret->cleaned))
			return true;
		if (wants == PASTE_KID &&
		    paste_mend_uuid(search->scratch, search->words + i, search->n - i, ret)) {
			search->ret->cleaned |= PASTE_CLEANED_WIDE;
			return true;
		}
	}
	return false;
}

/* What it is instead. */
static const char *
name_it(struct search *search, struct str joined)
{
	const struct paste_found found = {.words = search->words,
	                                  .n = search->n,
	                                  .all = search->all,
	                                  .n_all = search->n_all,
	                                  .joined = joined,
	                                  .url = search->url,
	                                  .several = search->several};
	enum paste_shape wants = search->field->wants;

	search->ret->shape = paste_name(wants, &found);
	return paste_code(wants, search->field->invalid, joined, search->ret->shape);
}

/* NULL and the value, or a code. */
static const char *
find(struct search *search, struct str *ret)
{
	struct str joined;

	search->ret->shape = paste_shape_of_key(search->clean.flat);
	if (search->ret->shape != PASTE_OTHER)
		return paste_code(search->field->wants, search->field->invalid, STR_NONE,
		                  search->ret->shape);
	search->words =
	        arena_alloc(search->scratch, (size_t)2 * PASTE_WORDS_MAX * sizeof(*search->words));
	if (search->words == NULL)
		return "field.too_long";
	search->ret->shape = search->field->wants;
	if (read_words(search, ret) ||
	    (paste_has_whole(search->field->wants, search->words, search->n) && pick(search, ret)))
		return NULL;
	search->all = search->words;
	search->n_all = search->n;
	trim_labels(search);
	joined = paste_without_bearer(without_repeat(search, join(search)));
	if (search->field == &token && paste_shape_of_word(joined) == PASTE_JWS)
		return name_it(search, joined); /* its pieces look like tokens */
	if (paste_shape_of_word(joined) != search->field->wants) {
		if (pick(search, ret) || (!search->several && mend(search, ret)))
			return NULL;
		if (search->several || !may_be_whole(search, joined))
			return name_it(search, joined);
	}
	*ret = joined;
	return NULL;
}

/* A key or an address that was put together from pieces is no value either. */
static const char *
judge_anew(struct search *search, struct str value)
{
	enum paste_shape shape = paste_shape_of_key(value);

	if (shape == PASTE_OTHER)
		shape = paste_url_shape(value);
	if (shape == PASTE_OTHER)
		return NULL;
	search->ret->shape = shape;
	return paste_code(search->field->wants, search->field->invalid, STR_NONE, shape);
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
	if (code == NULL)
		code = judge_anew(&search, *ret);
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
	arena->starved = arena->starved || scratch.starved;
	arena_done(&scratch);
	return code;
}

/* `value` in lower case behind `head`, in the arena. */
static const char *
lower_case(struct arena *arena, struct str head, struct str *value)
{
	struct buf buf;

	buf_init(&buf, arena, 64);
	buf_add(&buf, head);
	for (size_t i = 0; i < value->n; i++) {
		char c = value->p[i];
		buf_char(&buf, (char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	*value = buf_failed(&buf) ? STR_NONE : buf_str(&buf);
	return buf_failed(&buf) ? "field.too_long" : NULL;
}

/* With its @, in lower case: LINE tells none apart by case. */
const char *
paste_basic_id(struct arena *arena, struct str pasted, void *ret)
{
	struct paste *paste = ret;
	const char *code = doctor_into(&basic_id, arena, pasted, paste);

	if (code != NULL)
		return code;
	return lower_case(arena, str_starts(paste->value, STR("@")) ? STR("") : STR("@"),
	                  &paste->value);
}

const char *
paste_channel_id(struct arena *arena, struct str pasted, void *ret)
{
	return doctor_into(&channel_id, arena, pasted, ret);
}

/* A phone's keyboard makes the first letter of a UUID a capital; RFC 9562 prints them small. */
const char *
paste_kid(struct arena *arena, struct str pasted, void *ret)
{
	struct paste *paste = ret;
	const char *code = doctor_into(&kid, arena, pasted, paste);

	if (code != NULL || paste_shape_of_word(paste->value) != PASTE_KID)
		return code;
	return lower_case(arena, STR(""), &paste->value);
}

const char *
paste_token(struct str pasted, struct secret *ret, struct paste *ret_about)
{
	struct arena scratch;
	struct str value = STR_NONE;
	const char *code;

	arena_init(&scratch, SCRATCH_MAX);
	code = doctor(&token, &scratch, pasted, ret_about, &value);
	if (code == NULL && (value.n > LINE_TOKEN_MAX || secret_copy(ret, value) != ERR_OK)) {
		code = "field.too_long";
		scratch.starved = scratch.starved || value.n <= LINE_TOKEN_MAX;
	}
	ret_about->starved = scratch.starved;
	arena_done(&scratch);
	return code;
}
