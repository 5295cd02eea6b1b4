/* SPDX-License-Identifier: MIT */
/* A database of a few rows, in which others work too. */
#include "admin/rotate.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "keys.h"

#define KEY_A "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KEY_B "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k"
#define ROWS  7

struct row {
	const char *place, *slug, *id, *plain;
	struct str sealed;
};

struct world {
	struct arena arena;
	struct row rows[ROWS];
	int reads, writes;
	int dies_at_write;            /* the connection is lost there; 0: never */
	bool moves;                   /* somebody changes the first row before each write */
	const struct keyring *others; /* with which they seal */
	char *out, *complaints;       /* of the last run */
};

static void
world_done(struct world *world)
{
	free(world->out);
	free(world->complaints);
	arena_done(&world->arena);
}

static struct seal_scope
scope_of(const struct row *row)
{
	struct seal_scope scope = {.slug = str_of(row->slug), .row_id = str_of(row->id)};

	assert_true(sealed_purpose(str_of(row->place), &scope.purpose));
	return scope;
}

static void
seal_row(struct world *world, const struct keyring *keyring, struct row *row)
{
	struct fault fault = {0};

	assert_int_equal(seal_make(keyring, scope_of(row), str_of(row->plain), &world->arena,
	                           &fault, &row->sealed),
	                 ERR_OK);
}

static unsigned
number_of(const struct row *row)
{
	return (unsigned char)row->sealed.p[3];
}

static void
world_init(struct world *world, const struct keyring *keyring)
{
	static const struct row rows[ROWS] = {
	        {"directory.key_pool", "", "00000000-0000-4000-8000-000000000001", "pool", {0}},
	        {"tenant.assertion_key",
	         "aaaaaaaaaaaaa",
	         "00000000-0000-4000-8000-000000000002",
	         "key",
	         {0}},
	        {"tenant.assertion_key",
	         "aaaaaaaaaaaaa",
	         "00000000-0000-4000-8000-000000000003",
	         "next",
	         {0}},
	        {"tenant.messaging_token",
	         "bbbbbbbbbbbbb",
	         "00000000-0000-4000-8000-000000000004",
	         "token",
	         {0}},
	        {"tenant.proof",
	         "bbbbbbbbbbbbb",
	         "00000000-0000-4000-8000-000000000005",
	         "paste",
	         {0}},
	        {"tenant.totp",
	         "bbbbbbbbbbbbb",
	         "00000000-0000-4000-8000-000000000006",
	         "totp",
	         {0}},
	        {"tenant.totp",
	         "ccccccccccccc",
	         "00000000-0000-4000-8000-000000000007",
	         "totp too",
	         {0}},
	};

	*world = (struct world){.others = keyring};
	arena_init(&world->arena, MIB(1));
	memcpy(world->rows, rows, sizeof(rows));
	for (size_t i = 0; i < ROWS; i++)
		seal_row(world, keyring, &world->rows[i]);
}

/* A page is the rows of one slug. */
static enum err
read_page(void *ctx, struct arena *arena, struct fault *fault, const char *after,
          const int64_t below[MASTER__COUNT], struct sealed_page *ret)
{
	struct world *world = ctx;
	const char *slug = world->reads++ >= 0 && after[0] == '\0' ? "" : NULL;

	(void)fault;
	if (slug == NULL)
		for (size_t i = 0; i < ROWS && slug == NULL; i++)
			if (strcmp(world->rows[i].slug, after[0] == '0' ? "" : after) > 0)
				slug = world->rows[i].slug;
	(void)snprintf(ret->next, sizeof(ret->next), "%s",
	               slug[0] == '\0'  ? "0"
	               : slug[0] == 'c' ? ""
	                                : slug);
	ret->values = arena_alloc(arena, ROWS * sizeof(*ret->values));
	assert_non_null(ret->values);
	for (size_t i = 0; i < ROWS; i++) {
		const struct row *row = &world->rows[i];
		bool totp = strcmp(row->place, "tenant.totp") == 0;
		struct sealed_value *value = &ret->values[ret->n];
		if (strcmp(row->slug, slug) != 0 ||
		    number_of(row) >= below[totp ? MASTER_TOTP : MASTER_LINE])
			continue;
		*value = (struct sealed_value){.place = str_of(row->place),
		                               .slug = str_of(row->slug)};
		(void)snprintf(value->row_id, sizeof(value->row_id), "%s", row->id);
		assert_true(arena_copy(arena, row->sealed, &value->sealed));
		ret->n++;
	}
	return ERR_OK;
}

static enum err
write_values(void *ctx, struct arena *arena, struct fault *fault, const struct sealed_value *values,
             size_t n, int64_t *ret)
{
	struct world *world = ctx;

	(void)arena;
	if (++world->writes == world->dies_at_write)
		return FAULT(fault, ERR_UNAVAILABLE, "connection lost");
	if (world->moves)
		seal_row(world, world->others, &world->rows[0]);
	for (size_t v = 0; v < n; v++)
		for (size_t i = 0; i < ROWS; i++) {
			struct row *row = &world->rows[i];
			if (strcmp(row->id, values[v].row_id) != 0 ||
			    !str_is(row->sealed, values[v].sealed))
				continue;
			assert_true(arena_copy(&world->arena, values[v].renewed, &row->sealed));
			(*ret)++;
		}
	return ERR_OK;
}

static const struct rotate_world functions = {read_page, write_values};

static int
run(struct world *world, const struct keyring *keyring, bool dry_run)
{
	size_t out_n, complaints_n;
	struct call call = {0};
	int status;

	free(world->out);
	free(world->complaints);
	call.out = open_memstream(&world->out, &out_n);
	call.complaints = open_memstream(&world->complaints, &complaints_n);
	status = rotate(&call, &functions, world, keyring, dry_run);

	(void)fclose(call.out);
	(void)fclose(call.complaints);
	return status;
}

/* Every row opens with `keyring` and says what it said; how many of them are under `no`. */
static unsigned
count_under(struct world *world, const struct keyring *keyring, unsigned no)
{
	unsigned n = 0;

	for (size_t i = 0; i < ROWS; i++) {
		auto_secret plain = {0};
		struct fault fault = {0};
		assert_int_equal(seal_open(keyring, scope_of(&world->rows[i]),
		                           world->rows[i].sealed, &fault, &plain),
		                 ERR_OK);
		assert_true(str_is(secret_str(&plain), str_of(world->rows[i].plain)));
		n += number_of(&world->rows[i]) == no;
	}
	return n;
}

#define OLD  "line 1 " KEY_A "\ntotp 1 " KEY_B "\n"
#define BOTH OLD "line 2 " KEY_B "\ntotp 2 " KEY_A "\n"

static void
everything_is_sealed_again(void **state)
{
	auto_keyring old = {0}, both = {0};
	struct world world CLEANUP(world_done);

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open(BOTH, KEYRING_ANY, &both);
	world_init(&world, &old);
	assert_int_equal(run(&world, &both, true), DONE);
	assert_string_equal(world.out, "line: 2\ntotp: 2\nto_reseal: 7\nunopened: 0\nwalks: 1\n");
	assert_string_equal(world.complaints, "");
	assert_int_equal(world.writes, 0);
	assert_int_equal(count_under(&world, &both, 1), ROWS);

	assert_int_equal(run(&world, &both, false), DONE);
	assert_string_equal(world.out, "line: 2\ntotp: 2\nresealed: 7\nunopened: 0\nwalks: 2\n");
	assert_string_equal(world.complaints, "");
	assert_int_equal(count_under(&world, &both, 2), ROWS);
}

static void
a_file_of_one_purpose_leaves_the_other_alone(void **state)
{
	auto_keyring old = {0}, line = {0}, all = {0};
	struct world world CLEANUP(world_done);

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open("line 1 " KEY_A "\nline 2 " KEY_B, KEYRING_ANY, &line);
	keys_open(BOTH, KEYRING_ANY, &all);
	world_init(&world, &old);
	assert_int_equal(run(&world, &line, false), DONE);
	assert_int_equal(count_under(&world, &all, 2), 5);
	assert_int_equal(number_of(&world.rows[6]), 1);
}

static void
a_key_that_only_opens_is_not_rotated_to(void **state)
{
	auto_keyring old = {0}, waits = {0};
	struct world world CLEANUP(world_done);

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open(OLD "line 2 " KEY_B " opens\n", KEYRING_ANY, &waits);
	world_init(&world, &old);
	assert_int_equal(run(&world, &waits, false), DONE);
	assert_string_equal(world.out, "line: 1\ntotp: 1\nresealed: 0\nunopened: 0\nwalks: 1\n");
}

static void
killed_and_started_again_it_goes_on(void **state)
{
	auto_keyring old = {0}, both = {0};

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open(BOTH, KEYRING_ANY, &both);
	for (int at = 1; at <= 4; at++) {
		struct world world CLEANUP(world_done);
		world_init(&world, &old);
		world.dies_at_write = at;
		assert_int_equal(run(&world, &both, false), FAILED);
		assert_non_null(strstr(world.complaints, "connection lost;"));
		assert_string_equal(world.out, "");
		assert_true(count_under(&world, &both, 1) > 0);
		assert_int_equal(run(&world, &both, false), DONE);
		assert_int_equal(count_under(&world, &both, 2), ROWS);
	}
}

/* What changed meanwhile is the other's, and done in the next walk; who never stops is named. */
static void
what_changed_meanwhile_is_not_overwritten(void **state)
{
	auto_keyring old = {0}, both = {0};
	struct world world CLEANUP(world_done);

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open(BOTH, KEYRING_ANY, &both);
	world_init(&world, &both);
	for (size_t i = 0; i < ROWS; i++)
		seal_row(&world, &old, &world.rows[i]);
	world.moves = true; /* by one that has the new key: its seal is good */
	assert_int_equal(run(&world, &both, false), DONE);
	assert_string_equal(world.out, "line: 2\ntotp: 2\nresealed: 6\nunopened: 0\nwalks: 2\n");
	assert_int_equal(count_under(&world, &both, 2), ROWS);

	world.others = &old; /* and by one that has not read the new file */
	seal_row(&world, &old, &world.rows[0]);
	assert_int_equal(run(&world, &both, false), FAILED);
	assert_non_null(strstr(world.complaints,
	                       "start every program again that has not read the new file"));
	assert_int_equal(world.rows[0].sealed.p[3], 1);
}

static void
what_does_not_open_is_named_and_stays(void **state)
{
	auto_keyring old = {0}, both = {0};
	struct world world CLEANUP(world_done);
	int lines = 0;

	(void)state;
	keys_open(OLD, KEYRING_ANY, &old);
	keys_open(BOTH, KEYRING_ANY, &both);
	world_init(&world, &old);
	world.rows[3].sealed = world.rows[4].sealed; /* another row's */
	assert_int_equal(run(&world, &both, false), FAILED);
	assert_non_null(strstr(world.complaints,
	                       "tenant.messaging_token 00000000-0000-4000-8000-000000000004 of "
	                       "bbbbbbbbbbbbb: a messaging_token does not open"));
	assert_non_null(strstr(world.complaints, "1 values do not open"));
	assert_int_equal(number_of(&world.rows[3]), 1);
	assert_int_equal(number_of(&world.rows[5]), 2);
	/* Two walks, and one line about it beside the last. */
	assert_non_null(strstr(world.out, "walks: 2\n"));
	for (const char *p = world.complaints; *p != '\0'; p++)
		lines += *p == '\n';
	assert_int_equal(lines, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(everything_is_sealed_again),
	        cmocka_unit_test(a_file_of_one_purpose_leaves_the_other_alone),
	        cmocka_unit_test(a_key_that_only_opens_is_not_rotated_to),
	        cmocka_unit_test(killed_and_started_again_it_goes_on),
	        cmocka_unit_test(what_changed_meanwhile_is_not_overwritten),
	        cmocka_unit_test(what_does_not_open_is_named_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
