/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <json-c/json.h>
#include <json-c/printbuf.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"

/* Where the check stands in the text; `members` counts the names in all objects so far. */
struct scan {
	const char *at, *end;
	unsigned depth;
	size_t members;
};

static bool scan_value(struct scan *s);

/* The next byte, or -1 at the end; a NUL is a byte like any other. */
static int
peek(const struct scan *s)
{
	return s->at < s->end ? (unsigned char)*s->at : -1;
}

static bool
accept(struct scan *s, char byte)
{
	if (peek(s) != byte)
		return false;
	s->at++;
	return true;
}

static void
skip_blanks(struct scan *s)
{
	while (accept(s, ' ') || accept(s, '\t') || accept(s, '\n') || accept(s, '\r'))
		;
}

static bool
scan_word(struct scan *s, struct str word)
{
	if (!str_starts((struct str){s->at, (size_t)(s->end - s->at)}, word))
		return false;
	s->at += word.n;
	return true;
}

static bool
scan_digits(struct scan *s)
{
	const char *start = s->at;

	while (peek(s) >= '0' && peek(s) <= '9')
		s->at++;
	return s->at > start;
}

/* json-c clamps an integer outside its range in silence, so the digits are judged here. */
static bool
int64_holds(struct str digits, bool negative)
{
	struct str most = negative ? STR("9223372036854775808") : STR("9223372036854775807");

	return digits.n < most.n || (digits.n == most.n && memcmp(digits.p, most.p, most.n) <= 0);
}

static bool
scan_number(struct scan *s)
{
	bool negative = accept(s, '-'), whole = true;
	const char *start = s->at;
	struct str digits;

	if (!accept(s, '0') &&
	    !scan_digits(s)) /* a digit after a leading 0 is left over and refused */
		return false;
	digits = (struct str){start, (size_t)(s->at - start)};
	if (accept(s, '.')) {
		whole = false;
		if (!scan_digits(s))
			return false;
	}
	if (accept(s, 'e') || accept(s, 'E')) {
		whole = false;
		if (!accept(s, '+'))
			(void)accept(s, '-');
		if (!scan_digits(s))
			return false;
	}
	return !whole || int64_holds(digits, negative);
}

/* Four hexadecimal digits. */
static bool
scan_unit(struct scan *s, unsigned *ret)
{
	static const char hex[] = "0123456789abcdef";
	unsigned unit = 0;

	for (int i = 0; i < 4; i++) {
		int c = peek(s);
		const char *digit = c <= 0 ? NULL : strchr(hex, c >= 'A' && c <= 'F' ? c + 32 : c);
		if (digit == NULL)
			return false;
		unit = unit * 16 + (unsigned)(digit - hex);
		s->at++;
	}
	*ret = unit;
	return true;
}

static bool
scan_escape(struct scan *s)
{
	unsigned unit, low;
	int c = peek(s);

	if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
		return false;
	s->at++;
	if (c != 'u')
		return true;
	if (!scan_unit(s, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return false;
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	return accept(s, '\\') && accept(s, 'u') && scan_unit(s, &low) && low >= 0xdc00 &&
	       low <= 0xdfff;
}

static bool
scan_text(struct scan *s)
{
	if (!accept(s, '"'))
		return false;
	for (;;) {
		int c = peek(s);
		if (c < 0x20) /* raw control characters, and the end */
			return false;
		s->at++;
		if (c == '"')
			return true;
		if (c == '\\' && !scan_escape(s))
			return false;
	}
}

static bool
scan_member(struct scan *s)
{
	s->members++;
	skip_blanks(s);
	if (!scan_text(s))
		return false;
	skip_blanks(s);
	return accept(s, ':') && scan_value(s);
}

/* What stands between an opening bracket, already taken, and `close`. */
static bool
scan_items(struct scan *s, char close, bool (*item)(struct scan *))
{
	if (++s->depth > JSON_DEPTH_MAX)
		return false;
	skip_blanks(s);
	if (!accept(s, close)) {
		do {
			if (!item(s))
				return false;
		} while (accept(s, ','));
		if (!accept(s, close))
			return false;
	}
	s->depth--;
	return true;
}

static bool
scan_value(struct scan *s)
{
	bool good;

	skip_blanks(s);
	if (accept(s, '{'))
		good = scan_items(s, '}', scan_member);
	else if (accept(s, '['))
		good = scan_items(s, ']', scan_value);
	else if (peek(s) == '"')
		good = scan_text(s);
	else
		good = scan_word(s, STR("true")) || scan_word(s, STR("false")) ||
		       scan_word(s, STR("null")) || scan_number(s);
	skip_blanks(s);
	return good;
}

/* The first member of an object; NULL for anything else. (json-c's own loop nests three deep.) */
static struct lh_entry *
first_entry(const struct json_object *json)
{
	return json_is_object(json) ? json_object_get_object(json)->head : NULL;
}

/* Members in the whole tree, where a name said twice is found once. */
static size_t
count_members(struct json_object *json)
{
	size_t n = 0;

	if (json_object_is_type(json, json_type_array))
		for (size_t i = 0; i < json_object_array_length(json); i++)
			n += count_members(json_object_array_get_idx(json, i));
	for (struct lh_entry *entry = first_entry(json); entry != NULL; entry = entry->next)
		n += 1 + count_members(lh_entry_v(entry));
	return n;
}

static bool
has_overflow(struct json_object *json)
{
	bool found = json_object_is_type(json, json_type_double) &&
	             !isfinite(json_object_get_double(json));

	if (json_object_is_type(json, json_type_array))
		for (size_t i = 0; i < json_object_array_length(json); i++)
			found |= has_overflow(json_object_array_get_idx(json, i));
	for (struct lh_entry *entry = first_entry(json); entry != NULL; entry = entry->next)
		found |= has_overflow(lh_entry_v(entry));
	return found;
}

/*
 * The tokener collects each text in a buffer of its own. It gets room for the longest possible one
 * first, so that it never moves and leaves a copy behind, and is wiped afterwards.
 */
static enum err
build_tree(struct str text, struct json_object **ret)
{
	struct json_tokener *tok = json_tokener_new_ex(JSON_DEPTH_MAX + 2);
	struct json_object *json = NULL;
	enum err err = ERR_NOMEM;

	if (tok == NULL)
		return ERR_NOMEM;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	if (printbuf_memset(tok->pb, 0, 0, (int)text.n + 1) == 0) {
		printbuf_reset(tok->pb);
		json = json_tokener_parse_ex(tok, text.p, (int)text.n);
		if (json_tokener_get_error(tok) == json_tokener_continue)
			json = json_tokener_parse_ex(tok, "",
			                             1); /* a number ends where the text does */
		err = json_tokener_get_error(tok) == json_tokener_success ? ERR_OK : ERR_INVALID;
		explicit_bzero(tok->pb->buf, (size_t)tok->pb->size);
	}
	json_tokener_free(tok);
	if (err == ERR_OK)
		*ret = json;
	return err;
}

enum err
json_parse(struct str text, struct json_object **ret)
{
	struct scan s = {0};
	auto_json *json = NULL;

	if (text.n > JSON_TEXT_MAX)
		return ERR_TOO_LARGE;
	if (text.n == 0 || !utf8_valid(text))
		return ERR_INVALID;
	s.at = text.p;
	s.end = text.p + text.n;
	if (!scan_value(&s) || s.at != s.end)
		return ERR_INVALID;
	TRY(build_tree(text, &json));
	if (count_members(json) != s.members || has_overflow(json))
		return ERR_INVALID;
	*ret = TAKE(json);
	return ERR_OK;
}

static void
wipe(struct json_object *json)
{
	if (json_object_is_type(json, json_type_string)) {
		/* json-c lends its own writable memory as const */
		void *text = (void *)(uintptr_t)json_object_get_string(json);
		explicit_bzero(text, (size_t)json_object_get_string_len(json));
	}
	if (json_object_is_type(json, json_type_array))
		for (size_t i = 0; i < json_object_array_length(json); i++)
			wipe(json_object_array_get_idx(json, i));
	for (struct lh_entry *entry = first_entry(json); entry != NULL; entry = entry->next)
		wipe(lh_entry_v(entry));
}

void
json_done(struct json_object **json)
{
	if (*json == NULL)
		return;
	wipe(*json);
	(void)json_object_put(*json);
	*json = NULL;
}

static bool
member(const struct json_object *json, const char *name, enum json_type type,
       struct json_object **ret)
{
	struct json_object *found;

	if (!json_is_object(json) || !json_object_object_get_ex(json, name, &found) ||
	    !json_object_is_type(found, type))
		return false;
	*ret = found;
	return true;
}

bool
json_get_text(const struct json_object *json, const char *name, struct str *ret)
{
	struct json_object *found;

	if (!member(json, name, json_type_string, &found))
		return false;
	*ret = (struct str){json_object_get_string(found),
	                    (size_t)json_object_get_string_len(found)};
	return true;
}

bool
json_get_int(const struct json_object *json, const char *name, int64_t *ret)
{
	struct json_object *found;

	if (!member(json, name, json_type_int, &found))
		return false;
	*ret = json_object_get_int64(found);
	return true;
}

bool
json_get_bool(const struct json_object *json, const char *name, bool *ret)
{
	struct json_object *found;

	if (!member(json, name, json_type_boolean, &found))
		return false;
	*ret = json_object_get_boolean(found) != 0;
	return true;
}

bool
json_get_array(const struct json_object *json, const char *name, const struct json_object **ret)
{
	struct json_object *found;

	if (!member(json, name, json_type_array, &found))
		return false;
	*ret = found;
	return true;
}

bool
json_is_object(const struct json_object *json)
{
	return json_object_is_type(json, json_type_object) != 0;
}

bool
json_has(const struct json_object *json, const char *name)
{
	return json_is_object(json) && json_object_object_get_ex(json, name, NULL);
}

bool
json_is_absent(const struct json_object *json, const char *name)
{
	struct json_object *null;

	return !json_has(json, name) || member(json, name, json_type_null, &null);
}

bool
json_next(const struct json_object *json, const void **at, struct str *ret_name)
{
	const struct lh_entry *entry = *at;

	entry = entry == NULL ? first_entry(json) : entry->next;
	if (entry == NULL)
		return false;
	*at = entry;
	*ret_name = str_of(entry->k);
	return true;
}
