/* SPDX-License-Identifier: MIT */
#include "auth/password.h"

#include <string.h>

#include "auth/strength.h"
#include "base/utf8.h"

static const struct str common[] = {
#include "common_passwords.inc"
};

/* What fingers walk along, forwards or backwards. */
static const char *const tracks[] = {
        "abcdefghijklmnopqrstuvwxyz",
        "0123456789",
        "1234567890",
        "qwertyuiop[]\\",
        "asdfghjkl;'",
        "zxcvbnm,./",
        "!@#$%^&*()_+",
        "qazwsxedcrfvtgbyhnujmikolp",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
};

/* "qwer1234" is two runs, "aaabbbccc" three; eight letters by chance are hardly ever under six. */
#define RUNS_MIN 4

/* What is too short stays so when it is said again and again. */
#define REPEATED_MAX (PASSWORD_CHARS_MIN - 1)

bool
password_normal(struct arena *arena, struct str typed, struct str *ret)
{
	struct str normal;

	if (utf8_nfc(arena, typed, &normal) != ERR_OK || normal.n > PASSWORD_BYTES_MAX)
		return false;
	*ret = normal;
	return true;
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* How far `s` follows the track from where it first meets it; `step` is 1 or -1. */
static size_t
run_along(struct str s, struct str track, int step)
{
	size_t at = 0, n = 0;

	while (at < track.n && track.p[at] != lower(s.p[0]))
		at++;
	/* One step back from 0 is far beyond the end. */
	for (; n < s.n && at < track.n && track.p[at] == lower(s.p[n]); n++)
		at += (size_t)step;
	return n;
}

static size_t
run_length(struct str s)
{
	size_t longest = 1, n;

	while (longest < s.n && s.p[longest] == s.p[0])
		longest++;
	for (size_t i = 0; i < ARRAY_LEN(tracks); i++) {
		n = run_along(s, str_of(tracks[i]), 1);
		longest = n > longest ? n : longest;
		n = run_along(s, str_of(tracks[i]), -1);
		longest = n > longest ? n : longest;
	}
	return longest;
}

static bool
is_few_runs(struct str s)
{
	size_t runs = 0;

	while (s.n > 0 && runs < RUNS_MIN) {
		s = str_part(s, run_length(s), s.n);
		runs++;
	}
	return runs < RUNS_MIN;
}

static bool
is_one_word_repeated(struct str s)
{
	for (size_t n = 1; n <= s.n / 2 && utf8_count(str_part(s, 0, n)) <= REPEATED_MAX; n++)
		if (str_is(str_part(s, n, s.n), str_part(s, 0, s.n - n)))
			return true;
	return false;
}

static bool
is_listed(struct str s)
{
	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		if (str_is_nocase(s, common[i]))
			return true;
	return false;
}

const char *
password_read(struct arena *arena, struct str typed, void *ret)
{
	struct str normal;

	if (typed.n == 0)
		return "field.required";
	if (!password_normal(arena, typed, &normal))
		return "password.too_long";
	if (utf8_count(normal) < PASSWORD_CHARS_MIN)
		return "password.too_short";
	if (is_listed(normal) || is_few_runs(normal) || is_one_word_repeated(normal) ||
	    strength_is_monotonous(normal) || strength_is_weak(normal, NULL))
		return "password.common";
	*(struct str *)ret = normal;
	return NULL;
}

/* ---- made of what everybody knows ---- */

/* What could not be looked at is not said to be fine: whoever asked sees that memory ran out. */
static char *
room(struct arena *arena, size_t n)
{
	char *p = arena_alloc(arena, n);

	arena->starved = arena->starved || p == NULL;
	return p;
}

/* Shorter words, "co" or "of", are in everything. */
#define WORD_BYTES_MIN 3

static bool
is_word_byte(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Turn every occurrence of `word` into NULs, which no password holds. */
static bool
erase(char *text, size_t n, struct str word)
{
	bool found = false;

	for (size_t i = 0; word.n >= WORD_BYTES_MIN && i + word.n <= n; i++)
		if (str_is_nocase((struct str){text + i, word.n}, word)) {
			memset(text + i, 0, word.n);
			found = true;
		}
	return found;
}

/* Erase what `about` says: all of it written as one word, then each of its words. */
static bool
erase_words(struct arena *arena, char *text, size_t n, struct str about)
{
	char *joined = room(arena, about.n + 1);
	size_t length = 0, from = 0;
	bool found;

	if (joined == NULL)
		return false;
	for (size_t i = 0; i < about.n; i++)
		if (is_word_byte(about.p[i]))
			joined[length++] = about.p[i];
	found = erase(text, n, (struct str){joined, length});
	for (size_t i = 0; i <= about.n; i++)
		if (i == about.n || !is_word_byte(about.p[i])) {
			found = erase(text, n, str_part(about, from, i - from)) || found;
			from = i + 1;
		}
	return found;
}

bool
password_is_made_of(struct arena *arena, struct str password, const struct str *about, size_t n)
{
	char *text = room(arena, password.n + 1);
	size_t own = 0;
	bool found = false;

	if (text == NULL || password.n == 0)
		return false;
	memcpy(text, password.p, password.n);
	for (size_t i = 0; i < n; i++)
		found = erase_words(arena, text, password.n, about[i]) || found;
	for (size_t i = 0; i < password.n; i++)
		own += text[i] != '\0' && ((unsigned char)text[i] & 0xc0) != 0x80;
	return found && own < PASSWORD_OWN_MIN;
}

/* ---- and of what a guesser tries first ---- */

#define WORDS_MAX 48

/* The words of somebody's own, in lower case, as strength.h takes them: each `about` as one word,
 * then each of its words. What is over WORDS_MAX is left to password_is_made_of. */
struct words {
	const char *list[WORDS_MAX + 1];
	size_t n;
};

static void
add_word(struct arena *arena, struct words *words, struct str word)
{
	char *text =
	        words->n < WORDS_MAX && word.n >= WORD_BYTES_MIN ? room(arena, word.n + 1) : NULL;
	size_t length = 0;

	if (text == NULL)
		return;
	for (size_t i = 0; i < word.n; i++)
		if (is_word_byte(word.p[i]))
			text[length++] = lower(word.p[i]);
	text[length] = '\0';
	words->list[words->n++] = text;
}

static void
add_words(struct arena *arena, struct words *words, struct str about)
{
	size_t from = 0;

	add_word(arena, words, about);
	for (size_t i = 0; i <= about.n; i++)
		if (i == about.n || !is_word_byte(about.p[i])) {
			add_word(arena, words, str_part(about, from, i - from));
			from = i + 1;
		}
}

/* What everybody knows beside who it is; the longer word first. */
#define PRODUCT STR("ACHO LINEOA LINE")

const char *
password_judge(struct arena *arena, struct str password, const struct password_about *about,
               const struct breached *breached)
{
	const struct str all[] = {about->company, about->contact, about->email,
	                          about->oa,      about->brand,   PRODUCT};
	struct words words = {.n = 0};

	if (breached_has(breached, password))
		return "password.breached";
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		add_words(arena, &words, all[i]);
	if (password_is_made_of(arena, password, all, ARRAY_LEN(all)) ||
	    strength_is_weak(password, words.list))
		return "password.context";
	return NULL;
}
