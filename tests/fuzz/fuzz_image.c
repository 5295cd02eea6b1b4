/* SPDX-License-Identifier: MIT */
/* Whatever image_read takes has a type we name and sides we allow. */
#include <stdlib.h>

#include "line/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct image image = {0};

	if (n > KIB(4) || !image_read((struct str){(const char *)bytes, n}, &image))
		return 0;
	if (image.type == NULL || image.width < 1 || image.width > IMAGE_SIDE_MAX ||
	    image.height < 1 || image.height > IMAGE_SIDE_MAX)
		abort();
	return 0;
}
