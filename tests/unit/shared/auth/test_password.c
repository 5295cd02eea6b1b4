/* SPDX-License-Identifier: MIT */
#include "auth/password.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static const struct {
	const char *password, *code;
} cases[] = {
        {"", "field.required"},
        {"a", "password.too_short"},
        {"abcd-12", "password.too_short"},
        {"\xe5\xbe\x88\xe7\x9f\xad\xe7\x9a\x84", "password.too_short"}, /* 3 characters, 9 bytes */

        {"password", "password.common"},
        {"PassWord", "password.common"},
        {"iloveyou", "password.common"},
        {"trustno1", "password.common"},
        {"asdfjkl;", "password.common"},
        {"ji32k7au4a83", "password.common"},
        {"5201314520", "password.common"},
        {"aaaaaaaa", "password.common"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1", "password.common"},
        {"aaabbbccc", "password.common"},
        {"abcdefgh", "password.common"},
        {"HGFEDCBA", "password.common"},
        {"23456789", "password.common"},
        {"09876543", "password.common"},
        {"qwertyui", "password.common"},
        {"poiuytre", "password.common"},
        {"QWERasdf1234", "password.common"},
        {"3edc4rfv5tgb", "password.common"},
        {"!@#$%^&*", "password.common"},
        {"xyxyxyxyxy", "password.common"},
        {"k7!k7!k7!k7!", "password.common"},
        {"\xe6\x9c\xac\xe6\x9c\xac\xe6\x9c\xac\xe6\x9c\xac\xe6\x9c\xac\xe6\x9c\xac\xe6\x9c\xac\xe6"
         "\x9c\xac",
         "password.common"},

        {"correct horse battery staple", NULL},
        {"kmzwxrtb", NULL},
        {"94837261", NULL},                 /* any composition */
        {"        x y", "password.common"}, /* three characters */
        {"ab3 ab3 ab3 ab3 ab3 ab3 ab3 ab3 ab3 ab3", "password.common"},
        {"dragon monkey", "password.common"},
        {"P@ssword2024", "password.common"},
        {"19840512", "password.common"},
        {"passwordpassword", "password.common"},
        {"password password password password k7#Qz!m2Xw0pL5vB8nT3", NULL}, /* one good end */
        {"Tr0ub4dor&3", NULL},
        {"\xe5\xb1\xb1\xe4\xb8\x8a\xe6\x9c\x89\xe4\xb8\x80\xe9\x9a\xbb\xe5\xb0\x8f\xe8\xb2\x93\xe5"
         "\x92\xaa",
         NULL},
};

static void
judges_a_password(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str normal = STR("kept");
		const char *code = password_read(&arena, str_of(cases[i].password), &normal);
		if (code == NULL || cases[i].code == NULL ? code != cases[i].code
		                                          : strcmp(code, cases[i].code) != 0)
			fail_msg("%s: %s", cases[i].password, code == NULL ? "accepted" : code);
		assert_true(str_is(normal, code == NULL ? str_of(cases[i].password) : STR("kept")));
	}
	arena_done(&arena);
}

static void
counts_bytes_after_nfc(void **state)
{
	char typed[PASSWORD_BYTES_MAX + 1];
	struct arena arena;
	struct str normal;

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t i = 0; i < sizeof(typed); i++)
		typed[i] = (char)('a' + i * i % 23);
	assert_null(password_read(&arena, (struct str){typed, PASSWORD_BYTES_MAX}, &normal));
	assert_int_equal(normal.n, PASSWORD_BYTES_MAX);
	assert_false(password_normal(&arena, (struct str){typed, PASSWORD_BYTES_MAX + 1}, &normal));
	assert_string_equal(
	        password_read(&arena, (struct str){typed, PASSWORD_BYTES_MAX + 1}, &normal),
	        "password.too_long");

	/* e + combining acute and the composed letter are one password; full width stays full
	 * width. */
	assert_null(password_read(&arena, STR("cafe\xcc\x81 au lait"), &normal));
	assert_str(normal, "caf\xc3\xa9 au lait");
	assert_true(password_normal(&arena, STR("\xef\xbc\xa1"), &normal));
	assert_str(normal, "\xef\xbc\xa1");
	assert_true(password_normal(&arena, STR(""), &normal));
	assert_int_equal(normal.n, 0);
	arena_done(&arena);
}

static void
knows_what_it_is_made_of(void **state)
{
	const struct str about[] = {
	        STR("Sunny Bakery \xe9\x99\xbd\xe5\x85\x89\xe9\xba\xb5\xe5\x8c\x85"),
	        STR("mei-ling@oven.example"),
	};
	static const char *const made[] = {
	        "sunnybakery",
	        "SunnyBakery2026",
	        "sunny-2026",
	        "bakery12345",
	        "meiling88",
	        "oven.example",
	        "mei-ling@oven.example",
	        "BakerySunny!",
	        "2026\xe9\x99\xbd\xe5\x85\x89\xe9\xba\xb5\xe5\x8c\x85",
	};
	static const char *const own[] = {
	        "two croissants a day",
	        "sunny side up eggs",
	        "bake-me-something",
	        "oven7Kq2xZ9",
	        "xyzwvuts\xe9\x99\xbd\xe5\x85\x89",
	};
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(64));
	for (size_t i = 0; i < ARRAY_LEN(made); i++)
		if (!password_is_made_of(&arena, str_of(made[i]), about, ARRAY_LEN(about)))
			fail_msg("accepted: %s", made[i]);
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		if (password_is_made_of(&arena, str_of(own[i]), about, ARRAY_LEN(about)))
			fail_msg("refused: %s", own[i]);
	arena_done(&arena);
}

static void
judges_by_what_everybody_knows(void **state)
{
	static const struct {
		const char *password, *code;
	} judged[] = {
	        {"lanternfish1", "password.context"},
	        {"wang1234tea", "password.context"},
	        {"LineOA2024", "password.context"},
	        {"Mei-Hua1988", "password.context"}, /* the person to talk to */
	        {"moonlightnoodles!", "password.context"},
	        {"acmelogin99", "password.context"},
	        {"nine green lanterns", NULL},
	        {"Sup3rS3cretLeak", "password.breached"},
	        {"sup3rs3cretleak", "password.breached"},
	        {"sup3rs3cretleaks", NULL},
	};
	const struct password_about about = {.company = STR("Lanternfish"),
	                                     .contact = STR("Chen Mei-Hua"),
	                                     .email = STR("wang@tea.example"),
	                                     .oa = STR("Moonlight Noodles"),
	                                     .brand = STR("AcmeLogin")};
	unsigned char file[BREACHED_HEADER + BREACHED_ENTRY];
	const struct breached breached = {file, sizeof(file), 1};
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(64));
	assert_int_equal(breached_entry(STR("sup3rs3cretleak"), file + BREACHED_HEADER), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(judged); i++) {
		const char *code =
		        password_judge(&arena, str_of(judged[i].password), &about, &breached);
		if (code == NULL || judged[i].code == NULL ? code != judged[i].code
		                                           : strcmp(code, judged[i].code) != 0)
			fail_msg("%s: %s", judged[i].password, code == NULL ? "accepted" : code);
	}
	arena_done(&arena);
}

/* Passes for whom it says nothing about, and not for whom its words are the first tried. */
static void
counts_own_words_as_guessed(void **state)
{
	const struct breached none = {0};
	const struct password_about stranger = {.company = STR("Sunny Bakery")},
	                            own = {.company = STR("Zebrafinch")};
	struct str password = STR("zebrafinchdragon1");
	struct arena arena;

	(void)state;
	arena_init(&arena, KIB(64));
	assert_null(password_judge(&arena, password, &stranger, &none));
	assert_string_equal(password_judge(&arena, password, &own, &none), "password.context");
	arena_done(&arena);
}

/* At whatever allocation memory runs out: refused, or said to be unknown. */
static void
takes_no_lost_memory_for_a_good_password(void **state)
{
	const struct breached none = {0};
	const struct password_about about = {.company = STR("Lanternfish Noodles"),
	                                     .email = STR("wang@oven.example")};
	const char *code = NULL;
	struct arena arena;
	size_t limit = 0, unknown = 0;

	(void)state;
	for (; code == NULL; limit += 16) {
		arena_init(&arena, limit);
		code = password_judge(&arena, STR("lanternfish1"), &about, &none);
		if (code == NULL) {
			assert_true(arena.starved);
			unknown++;
		}
		arena_done(&arena);
	}
	assert_string_equal(code, "password.context");
	assert_true(unknown > 0);
}

/* tests/support/password_cases.tsv, which the page's hint is held against too. */
static void
says_what_the_cases_say(void **state)
{
	static const struct password_about about = {.company = {"Lanternfish Tea", 15},
	                                            .contact = {"Zebrafinch", 10},
	                                            .email = {"wang@oven.example", 17}};
	FILE *file = fopen(TEST_FOLDER "/../../../support/password_cases.tsv", "re");
	unsigned char listed[BREACHED_HEADER + BREACHED_ENTRY];
	const struct breached breached = {listed, sizeof(listed), 1};
	char line[512];
	int rows = 0;

	(void)state;
	assert_non_null(file);
	assert_int_equal(breached_entry(STR("klubnichka"), listed + BREACHED_HEADER), ERR_OK);
	for (; fgets(line, sizeof(line), file) != NULL; rows++) {
		struct str rest = str_of(line), password, wanted = STR_NONE, normal = STR_NONE;
		struct arena arena;
		const char *code;
		if (line[0] == '#')
			continue;
		assert_true(str_cut(&rest, '\t', &password) && str_cut(&rest, '\t', &wanted));
		arena_init(&arena, KIB(64));
		code = password_read(&arena, str_part(password, 1, password.n - 2), &normal);
		if (code == NULL)
			code = password_judge(&arena, normal, &about, &breached);
		if (!str_is(wanted, str_of(code == NULL ? "ok" : code)))
			fail_msg("%s: %s", line, code == NULL ? "accepted" : code);
		arena_done(&arena);
	}
	assert_true(rows > 30);
	(void)fclose(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(judges_a_password),
	        cmocka_unit_test(counts_bytes_after_nfc),
	        cmocka_unit_test(knows_what_it_is_made_of),
	        cmocka_unit_test(takes_no_lost_memory_for_a_good_password),
	        cmocka_unit_test(judges_by_what_everybody_knows),
	        cmocka_unit_test(counts_own_words_as_guessed),
	        cmocka_unit_test(says_what_the_cases_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
