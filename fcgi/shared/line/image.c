/* SPDX-License-Identifier: MIT */
#include "line/image.h"

static unsigned
byte_at(struct str bytes, size_t at)
{
	return (unsigned char)bytes.p[at];
}

/* Big-endian; all of it is there. */
static uint32_t
number_at(struct str bytes, size_t at, size_t n)
{
	uint32_t number = 0;

	for (size_t i = 0; i < n; i++)
		number = number << 8 | byte_at(bytes, at + i);
	return number;
}

static bool
set(struct image *ret, const char *type, uint32_t width, uint32_t height)
{
	if (width == 0 || height == 0 || width > IMAGE_SIDE_MAX || height > IMAGE_SIDE_MAX)
		return false;
	*ret = (struct image){type, (int)width, (int)height};
	return true;
}

/* The signature, then always IHDR: length(4) "IHDR" width(4) height(4). */
static bool
read_png(struct str bytes, struct image *ret)
{
	if (bytes.n < 33 || !str_starts(bytes, STR("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")))
		return false;
	return set(ret, "image/png", number_at(bytes, 16, 4), number_at(bytes, 20, 4));
}

/* SOF0 to SOF15, but for DHT, JPG and DAC that lie between them. */
static bool
starts_frame(unsigned marker)
{
	return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
	       marker != 0xCC;
}

static bool
has_no_length(unsigned marker)
{
	return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

/* Segments, FF marker(1) length(2) ..., up to the frame's: length(2) precision(1) height(2)
 * width(2). */
static bool
read_jpeg(struct str bytes, struct image *ret)
{
	size_t at = 2;

	if (!str_starts(bytes, STR("\xff\xd8\xff")))
		return false;
	while (at + 2 <= bytes.n && byte_at(bytes, at) == 0xFF) {
		unsigned marker = byte_at(bytes, at + 1);
		size_t length;
		if (marker == 0xFF) { /* a fill byte */
			at++;
			continue;
		}
		at += 2;
		if (has_no_length(marker))
			continue;
		if (marker == 0xD9 || marker == 0xDA || at + 2 > bytes.n)
			return false; /* the end, or the scan, and no frame before it */
		length = number_at(bytes, at, 2);
		if (starts_frame(marker))
			return length >= 8 && at + 7 <= bytes.n &&
			       set(ret, "image/jpeg", number_at(bytes, at + 5, 2),
			           number_at(bytes, at + 3, 2));
		if (length < 2)
			return false;
		at += length;
	}
	return false;
}

bool
image_read(struct str bytes, struct image *ret)
{
	return read_png(bytes, ret) || read_jpeg(bytes, ret);
}
