/* SPDX-License-Identifier: MIT */
#include "base/process.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/err.h"

/* A leak checker looks at its own process with ptrace, which this would forbid. */
#if defined(__SANITIZE_ADDRESS__)
#define DUMPABLE 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DUMPABLE 1
#endif
#endif
#ifndef DUMPABLE
#define DUMPABLE 0
#endif

void
process_harden(void)
{
	const struct rlimit none = {0};
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	bool good;

	good = setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, DUMPABLE) == 0;
	good = sigaction(SIGPIPE, &ignore, NULL) == 0 && good;
	BUG_IF(!good);
	(void)umask(0077);
}

void
signals_block(sigset_t *ret_before)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
	sigset_t blocked;
	bool good = sigfillset(&blocked) == 0;

	for (size_t i = 0; i < ARRAY_LEN(faults); i++)
		good = sigdelset(&blocked, faults[i]) == 0 && good;
	BUG_IF(!good || pthread_sigmask(SIG_SETMASK, &blocked, ret_before) != 0);
}
