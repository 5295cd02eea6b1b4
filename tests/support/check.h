/* SPDX-License-Identifier: MIT */
/* check.h - what every unit test includes: cmocka in the order it insists on, and a few words of
 * ours. */
#ifndef SUPPORT_CHECK_H
#define SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(actual, literal)                                                                \
	do {                                                                                       \
		struct str actual_ = (actual);                                                     \
		assert_int_equal(actual_.n, sizeof(literal) - 1);                                  \
		if (actual_.n > 0)                                                                 \
			assert_memory_equal(actual_.p, literal, actual_.n);                        \
	} while (0)

#endif
