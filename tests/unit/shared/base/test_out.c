/* SPDX-License-Identifier: MIT */
#include "base/out.h"

#include <string.h>

#include "check.h"

static struct arena arena;
static struct buf buf;
static struct out out;

static int
setup(void **state)
{
	(void)state;
	arena_init(&arena, KIB(64));
	buf_init(&buf, &arena, KIB(1));
	out = (struct out){.buf = &buf};
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void
writes_each_type(void **state)
{
	(void)state;
	out_text(&out, "t", STR("x"));
	out_int(&out, "i", INT64_MIN);
	out_bool(&out, "b", true);
	out_bool(&out, "c", false);
	out_null(&out, "n");
	out_text(&out, "none", STR_NONE);
	out_text(&out, "empty", STR(""));
	assert_str(buf_str(&buf), "\"t\":\"x\",\"i\":-9223372036854775808,\"b\":true,\"c\":false,"
	                          "\"n\":null,\"none\":null,\"empty\":\"\"");
}

static void
nests(void **state)
{
	(void)state;
	out_object(&out, NULL);
	out_array(&out, "a");
	out_int(&out, NULL, 1);
	out_object(&out, NULL);
	out_end(&out, '}');
	out_text(&out, NULL, STR("x"));
	out_end(&out, ']');
	out_object(&out, "o");
	out_int(&out, "i", 2);
	out_end(&out, '}');
	out_end(&out, '}');
	assert_str(buf_str(&buf), "{\"a\":[1,{},\"x\"],\"o\":{\"i\":2}}");
}

static void
escapes(void **state)
{
	(void)state;
	out_text(&out, "a\"b", STR("\"\\/\b\f\n\r\t\x01\x1f\x7f\xe8\x8d\x94</script>"));
	assert_str(buf_str(&buf),
	           "\"a\\\"b\":\"\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\\u0001\\u001f"
	           "\x7f\xe8\x8d\x94</script>\"");
}

static void
writes_times(void **state)
{
	(void)state;
	out_time(&out, "never", 0);
	out_time(&out, "at", INT64_C(951782400999999)); /* a leap day */
	assert_str(buf_str(&buf), "\"never\":null,\"at\":\"2000-02-29T00:00:00Z\"");
}

static void
fails_stickily(void **state)
{
	static char large[2000];

	(void)state;
	memset(large, 'x', sizeof(large));
	out_text(&out, "a", (struct str){large, sizeof(large)});
	out_int(&out, "b", 1);
	assert_true(buf_failed(&buf));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(writes_each_type, setup, teardown),
	        cmocka_unit_test_setup_teardown(nests, setup, teardown),
	        cmocka_unit_test_setup_teardown(escapes, setup, teardown),
	        cmocka_unit_test_setup_teardown(writes_times, setup, teardown),
	        cmocka_unit_test_setup_teardown(fails_stickily, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
