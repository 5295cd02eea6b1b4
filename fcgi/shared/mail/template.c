/* SPDX-License-Identifier: MIT */
#include "mail/template.h"

#include "base/buf.h"
#include "base/utf8.h"

enum slot_kind { TEXT, URL };
enum output { OUT_SUBJECT, OUT_TEXT, OUT_HTML, OUT__COUNT };

/* What stands behind a literal text. */
enum piece_kind { END_OF_PART, VALUE, BLOCK_EACH, BLOCK_IF, BLOCK_END };

struct piece {
	struct str text;
	enum piece_kind kind;
	enum slot slot; /* of VALUE and BLOCK_IF */
};

struct template_part {
	const struct piece *pieces;
	size_t n;
};

struct template
{
	struct template_part part[OUT__COUNT];
};

#define PIECE(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}
#define PART(pieces)                                                                               \
	{                                                                                          \
		(pieces), ARRAY_LEN(pieces)                                                        \
	}

/* static const struct template templates[MAIL__COUNT][LOCALE__COUNT] */
#include "mail_templates.inc"

static const struct {
	const char *name;
	enum slot_kind kind;
} slots[SLOT__COUNT] = {
#define SLOT(id, name, kind) [SLOT_##id] = {(name), (kind)},
#include "mail/slots.def"
#undef SLOT
};

static const char *const kinds[MAIL__COUNT] = {
#define MAIL_KIND(id, name, slots) [MAIL_##id] = (name),
#include "mail/kinds.def"
#undef MAIL_KIND
};

bool
mail_kind_of(struct str name, enum mail_kind *ret)
{
	for (size_t i = 0; i < MAIL__COUNT; i++)
		if (str_is(name, str_of(kinds[i]))) {
			*ret = (enum mail_kind)i;
			return true;
		}
	return false;
}

static void
add_html(struct buf *out, struct str value)
{
	static const char *const entities[256] = {['&'] = "&amp;",
	                                          ['<'] = "&lt;",
	                                          ['>'] = "&gt;",
	                                          ['"'] = "&quot;",
	                                          ['\''] = "&#39;"};

	for (size_t i = 0; i < value.n; i++) {
		const char *entity = entities[(unsigned char)value.p[i]];
		if (entity != NULL)
			buf_add(out, str_of(entity));
		else
			buf_char(out, value.p[i]);
	}
}

static bool
url_is_clean(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] <= ' ' || value.p[i] == '"' || value.p[i] == '<' ||
		    value.p[i] == '>')
			return false;
	return str_starts(value, STR("https://")) || str_starts(value, STR("http://"));
}

static enum err
check_value(struct fault *fault, enum slot slot, struct str value)
{
	if (value.n == 0)
		return FAULT(fault, ERR_INVALID, "mail slot %s is empty", slots[slot].name);
	if (!utf8_valid(value) || utf8_has_control(value))
		return FAULT(fault, ERR_INVALID, "mail slot %s holds a control character",
		             slots[slot].name);
	if (slots[slot].kind == URL && !url_is_clean(value))
		return FAULT(fault, ERR_INVALID, "mail slot %s is no URL", slots[slot].name);
	return ERR_OK;
}

/* One part being written. */
struct filling {
	const struct template_part *part;
	const struct mail_values *values;
	const struct mail_entry *entry; /* inside {each} */
	enum output output;
	struct fault *fault;
	struct buf out;
};

static struct str
value_of(const struct filling *filling, enum slot slot)
{
	if (filling->entry != NULL && filling->entry->slot[slot].n > 0)
		return filling->entry->slot[slot];
	return filling->values->slot[slot];
}

static enum err
fill_value(struct filling *filling, enum slot slot)
{
	struct str value = value_of(filling, slot);

	TRY(check_value(filling->fault, slot, value));
	if (filling->output == OUT_HTML)
		add_html(&filling->out, value);
	else
		buf_add(&filling->out, value);
	return ERR_OK;
}

static size_t
behind_block(const struct template_part *part, size_t i)
{
	for (size_t depth = 1; depth > 0; i++)
		switch (part->pieces[i].kind) {
		case BLOCK_EACH:
		case BLOCK_IF:
			depth++;
			break;
		case BLOCK_END:
			depth--;
			break;
		case END_OF_PART:
		case VALUE:
			break;
		}
	return i;
}

static enum err fill_from(struct filling *filling, size_t i);

static enum err
fill_each(struct filling *filling, size_t i)
{
	for (size_t n = 0; n < filling->values->n_each; n++) {
		filling->entry = &filling->values->each[n];
		TRY(fill_from(filling, i));
	}
	filling->entry = NULL;
	return ERR_OK;
}

/* Write from piece `i` to the end of its block, or of the part. Blocks are closed, and {each}
 * stands in no other block: templates.cmake sees to it. Depth: two blocks. */
static enum err
fill_from(struct filling *filling, size_t i)
{
	const struct template_part *part = filling->part;

	while (i < part->n) {
		const struct piece *piece = &part->pieces[i++];
		buf_add(&filling->out, piece->text);
		switch (piece->kind) {
		case VALUE:
			TRY(fill_value(filling, piece->slot));
			break;
		case BLOCK_EACH:
			TRY(fill_each(filling, i));
			i = behind_block(part, i);
			break;
		case BLOCK_IF:
			if (value_of(filling, piece->slot).n > 0)
				TRY(fill_from(filling, i));
			i = behind_block(part, i);
			break;
		case BLOCK_END:
		case END_OF_PART:
			return ERR_OK;
		}
	}
	return ERR_OK;
}

static enum err
fill(struct arena *arena, struct fault *fault, const struct template_part *part, enum output output,
     const struct mail_values *values, struct str *ret)
{
	struct filling filling = {.part = part, .values = values, .output = output, .fault = fault};

	buf_init(&filling.out, arena, MAIL_WORDS_MAX);
	TRY(fill_from(&filling, 0));
	if (buf_failed(&filling.out))
		return FAULT(fault, ERR_NOMEM, "mail does not fit");
	*ret = buf_str(&filling.out);
	return ERR_OK;
}

enum err
template_render(struct arena *arena, struct fault *fault, enum mail_kind kind, enum locale locale,
                const struct mail_values *values, struct mail_words *ret)
{
	const struct template *template = &templates[kind][locale];
	struct mail_words words;

	TRY(fill(arena, fault, &template->part[OUT_SUBJECT], OUT_SUBJECT, values, &words.subject));
	TRY(fill(arena, fault, &template->part[OUT_TEXT], OUT_TEXT, values, &words.text));
	TRY(fill(arena, fault, &template->part[OUT_HTML], OUT_HTML, values, &words.html));
	*ret = words;
	return ERR_OK;
}
