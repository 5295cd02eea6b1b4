/* SPDX-License-Identifier: MIT */
#include "line/paste_url.h"

#include "check.h"

static void
knows_addresses(void **state)
{
	(void)state;
	assert_int_equal(paste_url_shape(STR("https://example.com")), PASTE_URL);
	assert_int_equal(paste_url_shape(STR("line.me/R/ti/p/@x")), PASTE_URL);
	assert_int_equal(paste_url_shape(STR("lin.ee/AbC")), PASTE_URL);
	assert_int_equal(paste_url_shape(STR("www.example.com")), PASTE_URL);
	assert_int_equal(paste_url_shape(STR("liff.line.me/1234567890-AbcdEfgh")), PASTE_LIFF_ID);
	assert_int_equal(paste_url_shape(STR("line://app/1234567890-AbcdEfgh")), PASTE_LIFF_ID);
	assert_int_equal(paste_url_shape(STR("@123abcde")), PASTE_OTHER);
	assert_int_equal(paste_url_shape(STR_NONE), PASTE_OTHER);
}

static void
finds_values_in_them(void **state)
{
	(void)state;
	assert_str(paste_url_basic_id(STR("https://line.me/R/ti/p/@123abcde?x=1")), "@123abcde");
	assert_str(paste_url_basic_id(STR("https://line.me/R/ti/p/%40123abcde#x")), "123abcde");
	assert_str(paste_url_basic_id(STR("https://manager.line.biz/account/@123abcde/setting")),
	           "@123abcde");
	assert_str(paste_url_basic_id(STR("https://page.line.me/?accountId=123abcde&x=y")),
	           "123abcde");
	assert_str(paste_url_basic_id(STR("https://page.line.me/123abcde")), "123abcde");
	assert_str(paste_url_basic_id(STR("https://line.me/R/home/public/main?id=123abcde")),
	           "123abcde");
	assert_str(paste_url_channel_id(
	                   STR("https://developers.line.biz/console/channel/1234567890/basics")),
	           "1234567890");
}

static void
finds_none_where_none_is(void **state)
{
	(void)state;
	assert_int_equal(paste_url_basic_id(STR("https://lin.ee/AbCdEf")).n, 0);
	assert_int_equal(paste_url_basic_id(STR("https://line.me/ti/p/AbCdEfGhIj")).n, 0);
	assert_int_equal(paste_url_basic_id(STR("https://line.me/ti/p/~someone")).n, 0);
	assert_int_equal(paste_url_basic_id(STR("https://manager.line.biz/account/")).n, 0);
	assert_int_equal(paste_url_channel_id(STR("https://developers.line.biz/console/")).n, 0);
	assert_int_equal(paste_url_channel_id(STR_NONE).n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_addresses),
	        cmocka_unit_test(finds_values_in_them),
	        cmocka_unit_test(finds_none_where_none_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
