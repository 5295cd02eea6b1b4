/* SPDX-License-Identifier: MIT */
/* A slow machine on a slow network, for a program that is run with it (LD_PRELOAD): before and
 * after each read and write there is a chance of 1 in 40 to wait for up to a quarter of a second.
 * What happens in one order nearly always then happens in the other as well. */
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define ONE_IN  40U
#define MOST_MS 250U

/* At random, the same on each run but for the order of the threads. */
static void
delay(void)
{
	static _Atomic uint32_t count;
	uint32_t x = (atomic_fetch_add(&count, 1) ^ (uint32_t)getpid()) * 0x9e3779b9U;
	int before = errno;

	x = (x ^ x >> 16) * 0x85ebca6bU;
	x = (x ^ x >> 13) * 0xc2b2ae35U;
	x ^= x >> 16;
	if (x % ONE_IN == 0) {
		struct timespec pause = {.tv_nsec = (long)(x / ONE_IN % MOST_MS) * 1000000};
		(void)nanosleep(&pause, NULL);
	}
	errno = before;
}

/* A function of libc with a wait on either side. */
#define DELAYED(name, parameters, ...)                                                             \
	ssize_t name parameters                                                                    \
	{                                                                                          \
		static ssize_t(*next) parameters;                                                  \
		ssize_t result;                                                                    \
		if (next == NULL)                                                                  \
			*(void **)&next = dlsym(RTLD_NEXT, #name);                                 \
		delay();                                                                           \
		result = next(__VA_ARGS__);                                                        \
		delay();                                                                           \
		return result;                                                                     \
	}

DELAYED(read, (int fd, void *p, size_t n), fd, p, n)
DELAYED(write, (int fd, const void *p, size_t n), fd, p, n)
DELAYED(writev, (int fd, const struct iovec *pieces, int count), fd, pieces, count)
DELAYED(recv, (int fd, void *p, size_t n, int flags), fd, p, n, flags)
DELAYED(send, (int fd, const void *p, size_t n, int flags), fd, p, n, flags)
DELAYED(recvmsg, (int fd, struct msghdr *message, int flags), fd, message, flags)
DELAYED(sendmsg, (int fd, const struct msghdr *message, int flags), fd, message, flags)
