/* SPDX-License-Identifier: MIT */
#include "line/image.h"

#include <string.h>

#include "check.h"

/* STR() as an initialiser of static data */
#define STR_OF(literal)                                                                            \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"
#define PNG_REST "\x08\x02\0\0\0\x12\x34\x56\x78"
#define APP0     "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define SOF(m)   "\xff" m "\0\x11\x08\0\x02\0\x03\x03\1\x22\0\2\x11\1\3\x11\1"

static const struct {
	struct str bytes;
	const char *type;
	int width, height;
} good[] = {
        {STR_OF(PNG_HEAD "\0\0\0\x03\0\0\0\x02" PNG_REST), "image/png", 3, 2},
        {STR_OF(PNG_HEAD "\0\0\x20\0\0\0\x20\0" PNG_REST "IDAT and so on"), "image/png", 8192,
         8192},
        {STR_OF("\xff\xd8" APP0 SOF("\xc0")), "image/jpeg", 3, 2},
        {STR_OF("\xff\xd8" SOF("\xc2")), "image/jpeg", 3, 2}, /* progressive */
        {STR_OF("\xff\xd8\xff\xff\xff\xdb\0\x04"
                "qq"
                "\xff\xc4\0\2" SOF("\xc1")),
         "image/jpeg", 3, 2},
        {STR_OF("\xff\xd8\xff\x01\xff\xd0" SOF("\xcf")), "image/jpeg", 3, 2},
};

static const struct str bad[] = {
        STR_OF(""),
        STR_OF("\x89PNG"),
        STR_OF("\x89PNG\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02" PNG_REST), /* line ends changed
                                                                                 on the way */
        STR_OF(PNG_HEAD "\0\0\0\x03\0\0\0\x02"),                              /* cut */
        STR_OF("\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\x03\0\0\0\x02" PNG_REST),
        STR_OF(PNG_HEAD "\0\0\0\0\0\0\0\x02" PNG_REST),         /* no side */
        STR_OF(PNG_HEAD "\0\0\x20\x01\0\0\0\x02" PNG_REST),     /* a side too long */
        STR_OF(PNG_HEAD "\xff\xff\xff\xff\0\0\0\x02" PNG_REST), /* or beyond int */
        STR_OF("GIF89a\x03\0\x02\0\x80\0\0"),
        STR_OF("RIFF\x24\0\0\0WEBPVP8 "),
        STR_OF("BM\x46\0\0\0\0\0\0\0"),
        STR_OF("<!DOCTYPE html><title>Maintenance</title>"),
        STR_OF("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        STR_OF("\xff\xd8"),
        STR_OF("\xff\xd8\xff"),
        STR_OF("\xff\xd8\xff\xff\xff\xff"),
        STR_OF("\xff\xd8" APP0),                        /* no frame */
        STR_OF("\xff\xd8" APP0 "\xff\xd9" SOF("\xc0")), /* the end before it */
        STR_OF("\xff\xd8\xff\xda\0\x02" SOF("\xc0")),   /* the scan before it */
        STR_OF("\xff\xd8\xff\xe0\0\x01" SOF("\xc0")),   /* a length that goes backwards */
        STR_OF("\xff\xd8\xff\xe0\xff\xff" SOF("\xc0")), /* one that leads out */
        STR_OF("\xff\xd8\xff\xe0\0"),
        STR_OF("\xff\xd8\xff\xc0\0\x11\x08\0\x02\0"),         /* cut in the frame */
        STR_OF("\xff\xd8\xff\xc0\0\x07\x08\0\x02\0\x03\x03"), /* a frame too short */
        STR_OF("\xff\xd8\xff\xc0\0\x11\x08\0\0\0\x03\x03"),   /* height comes later, if ever */
        STR_OF("\xff\xd8\xff\xc0\0\x11\x08\x20\x01\0\x03\x03"),
        STR_OF("\xff\xd8" APP0 "not a marker" SOF("\xc0")),
        STR_OF(" \xff\xd8" SOF("\xc0")),
};

static void
knows_pictures(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		struct image image = {0};
		assert_true(image_read(good[i].bytes, &image));
		assert_string_equal(image.type, good[i].type);
		assert_int_equal(image.width, good[i].width);
		assert_int_equal(image.height, good[i].height);
	}
}

static void
and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct image image = {"untouched", 1, 1};
		if (image_read(bad[i], &image))
			fail_msg("bad[%zu] is taken for %s", i, image.type);
		assert_string_equal(image.type, "untouched");
	}
}

/* However short it is cut, nothing behind the end is read. */
static void
reads_no_further_than_it_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		for (size_t n = 0; n < good[i].bytes.n; n++) {
			char *copy = test_malloc(n + 1); /* behind which a sanitizer watches */
			struct image image = {0};
			bool taken;
			memcpy(copy + 1, good[i].bytes.p, n);
			taken = image_read((struct str){copy + 1, n}, &image);
			assert_true(!taken || image.width == good[i].width);
			test_free(copy);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_pictures),
	        cmocka_unit_test(and_nothing_else),
	        cmocka_unit_test(reads_no_further_than_it_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
