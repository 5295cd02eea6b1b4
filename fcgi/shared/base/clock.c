/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <time.h>

static usec
read_clock(clockid_t id)
{
	struct timespec now;

	(void)clock_gettime(id, &now); /* cannot fail for the two clocks used here */
	return (usec)now.tv_sec * USEC_PER_SEC + now.tv_nsec / 1000;
}

usec
clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

usec
clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}
