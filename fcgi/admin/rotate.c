/* SPDX-License-Identifier: MIT */
#include "rotate.h"

#include "sheet.h"

#define PAGE_MAX MIB(64) /* the pool is read at once: 10,000 keys of 1.3 KiB, twice */

struct walk {
	const struct call *call;
	const struct rotate_world *world;
	void *ctx;
	const struct keyring *keyring;
	bool dry_run;
	int64_t below[MASTER__COUNT];
	struct arena page, batch;
	struct fault fault;
	int walks; /* ended */
	/* Of this walk. */
	int64_t found, written, unopened;
};

static const struct {
	const char *place;
	enum seal_purpose purpose;
} places[] = {
        {"directory.key_pool", SEAL_POOL},
        {"tenant.assertion_key", SEAL_ASSERTION_KEY},
        {"tenant.messaging_token", SEAL_MESSAGING_TOKEN},
        {"tenant.proof", SEAL_MESSAGING_TOKEN},
        {"tenant.totp", SEAL_TOTP},
};

bool
sealed_purpose(struct str place, enum seal_purpose *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (str_is(place, str_of(places[i].place))) {
			*ret = places[i].purpose;
			return true;
		}
	return false;
}

/* A value that does not open is nobody's to throw away: it is named, in the first walk, and stays.
 */
static void
say_unopened(struct walk *walk, const struct sealed_value *value, const struct fault *fault)
{
	if (walk->walks == 0)
		(void)complain(walk->call, "%.*s %s of %s: %s", STR_ARG(value->place),
		               value->row_id, value->slug.n == 0 ? "the pool" : value->slug.p,
		               fault->why);
}

/* What seal_problem() names: this value does not open; the others may. */
static enum err
renew(struct walk *walk, struct sealed_value *value, struct fault *fault)
{
	struct seal_scope scope = {.slug = value->slug, .row_id = str_of(value->row_id)};
	auto_secret plain = {0};

	if (!sealed_purpose(value->place, &scope.purpose))
		return FAULT(fault, ERR_BUG, "%.*s: a table that this release does not know",
		             STR_ARG(value->place));
	TRY(seal_open(walk->keyring, scope, value->sealed, fault, &plain));
	return seal_make(walk->keyring, scope, secret_str(&plain), &walk->batch, fault,
	                 &value->renewed);
}

/* Renew up to ROTATE_AT_ONCE of them; those that open move to the front. */
static enum err
rotate_batch(struct walk *walk, struct sealed_value *values, size_t n)
{
	size_t opened = 0;
	int64_t written = 0;

	for (size_t i = 0; i < n; i++) {
		struct fault fault = {0};
		enum err err = renew(walk, &values[i], &fault);
		if (seal_problem(err) != NULL) {
			walk->unopened++;
			say_unopened(walk, &values[i], &fault);
			continue;
		}
		if (err != ERR_OK) {
			walk->fault = fault;
			return err;
		}
		values[opened++] = values[i];
	}
	walk->found += (int64_t)opened;
	if (opened > 0 && !walk->dry_run)
		TRY(walk->world->write(walk->ctx, &walk->batch, &walk->fault, values, opened,
		                       &written));
	walk->written += written;
	arena_reset(&walk->batch);
	return ERR_OK;
}

static enum err
walk_once(struct walk *walk)
{
	struct sealed_page page = {0};

	walk->found = walk->written = walk->unopened = 0;
	do {
		char after[SLUG_LEN + 1];
		(void)snprintf(after, sizeof(after), "%s", page.next);
		arena_reset(&walk->page);
		page = (struct sealed_page){0};
		TRY(walk->world->read(walk->ctx, &walk->page, &walk->fault, after, walk->below,
		                      &page));
		for (size_t i = 0; i < page.n; i += ROTATE_AT_ONCE)
			TRY(rotate_batch(walk, page.values + i,
			                 page.n - i < ROTATE_AT_ONCE ? page.n - i
			                                             : ROTATE_AT_ONCE));
	} while (page.next[0] != '\0');
	return ERR_OK;
}

/* The numbers below which there is something to do: of each purpose that this file holds. */
static void
set_below(struct walk *walk)
{
	for (int i = 0; i < MASTER__COUNT; i++) {
		const struct keyring_key *seals = keyring_newest(walk->keyring, (enum master)i);
		walk->below[i] = seals == NULL ? 0 : seals->no;
	}
}

static int
tell(const struct walk *walk, int64_t resealed, int status)
{
	struct sheet sheet;

	sheet_init(&sheet, walk->call);
	for (int i = 0; i < MASTER__COUNT; i++)
		if (walk->below[i] != 0)
			sheet_int(&sheet, master_name((enum master)i), walk->below[i]);
	sheet_int(&sheet, walk->dry_run ? "to_reseal" : "resealed", resealed);
	sheet_int(&sheet, "unopened", walk->unopened);
	sheet_int(&sheet, "walks", walk->walks);
	return sheet_print(&sheet, status);
}

static int
judge(const struct walk *walk)
{
	if (walk->unopened > 0)
		return complain(walk->call,
		                "%lld values do not open with this keyring, and stay as they are",
		                (long long)walk->unopened);
	if (!walk->dry_run && walk->found > 0)
		return complain(walk->call,
		                "after %d walks something still seals under an older key: start "
		                "every program again that has not read the new file, then go on",
		                walk->walks);
	return DONE;
}

int
rotate(const struct call *call, const struct rotate_world *world, void *ctx,
       const struct keyring *keyring, bool dry_run)
{
	struct walk walk = {call, world, ctx, keyring, .dry_run = dry_run};
	int64_t resealed = 0;
	int status;
	enum err err;

	set_below(&walk);
	arena_init(&walk.page, PAGE_MAX);
	arena_init(&walk.batch, PAGE_MAX);
	do {
		err = walk_once(&walk);
		resealed += dry_run ? walk.found : walk.written;
		walk.walks++;
	} while (err == ERR_OK && !dry_run && walk.found > 0 && walk.walks < ROTATE_WALKS_MAX);
	arena_done(&walk.page);
	arena_done(&walk.batch);
	if (err != ERR_OK)
		return complain(call,
		                "%s; %lld values are sealed again, start it once more for the rest",
		                walk.fault.why, (long long)resealed);
	status = judge(&walk);
	return tell(&walk, resealed, status);
}
