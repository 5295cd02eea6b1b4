/* SPDX-License-Identifier: MIT */
#include "base/locale.h"

#include "check.h"

static void
reads_exact_tags(void **state)
{
	enum locale l = LOCALE_EN;

	(void)state;
	for (enum locale each = 0; each < LOCALE__COUNT; each++) {
		assert_true(locale_from_tag(str_of(locale_tag(each)), &l));
		assert_int_equal(l, each);
	}
	assert_false(locale_from_tag(STR("zh"), &l));
	assert_false(locale_from_tag(STR("EN"), &l));
	assert_false(locale_from_tag(STR(""), &l));
}

static void
chooses_as_the_header_ranks(void **state)
{
	static const struct {
		struct str header;
		enum locale wanted;
	} cases[] = {
	        {{NULL, 0}, LOCALE_ZH_TW},
	        {STR("en"), LOCALE_EN},
	        {STR("en-US,en;q=0.9"), LOCALE_EN},
	        {STR("ja-JP"), LOCALE_JA},
	        {STR("JA"), LOCALE_JA},
	        {STR("fr,de;q=0.8"), LOCALE_ZH_TW},
	        {STR("fr, ja;q=0.3, en;q=0.5"), LOCALE_EN},
	        {STR("en;q=0.5, ja;q=0.5"), LOCALE_EN},
	        {STR("zh-Hant-TW,en;q=0.8"), LOCALE_ZH_TW},
	        {STR("en;q=0, ja;q=0.001"), LOCALE_JA},
	        {STR("en;q=abc"), LOCALE_ZH_TW},
	        {STR("en;q=1.0;x"), LOCALE_EN},
	        {STR(",,;;,q=1"), LOCALE_ZH_TW},
	        {STR("eng"), LOCALE_ZH_TW},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(locale_from_accept(cases[i].header), cases[i].wanted);
}

static void
is_called_as_the_operator_says(void **state)
{
	(void)state;
	assert_str(brand_in(STR("Shop"), LOCALE_ZH_TW), "Shop");
	assert_str(brand_in(STR(""), LOCALE_ZH_TW), "荔枝好推");
	assert_str(brand_in(STR_NONE, LOCALE_EN), "ACHO");
	assert_str(brand_in(STR(""), LOCALE_JA), "ACHO");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads_exact_tags),
	                                   cmocka_unit_test(chooses_as_the_header_ranks),
	                                   cmocka_unit_test(is_called_as_the_operator_says)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
