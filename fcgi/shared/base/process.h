/* SPDX-License-Identifier: MIT */
/* process.h - what a program settles about itself before it reads anything secret. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <signal.h>

/*
 * No core dumps, and no other process of our user looks into our memory; new files are ours alone;
 * a peer that hangs up is an error of write(2) and not the end of the program. First thing in main,
 * before threads.
 */
void process_harden(void);

/*
 * Block every signal that another thread may take, in this one and those it starts; the mask before
 * that into `ret_before`, unless NULL, for pthread_sigmask(SIG_SETMASK). Not SIGSEGV and its like:
 * blocked they would end the program without a word of a sanitizer.
 */
void signals_block(sigset_t *ret_before);

#endif
