/* SPDX-License-Identifier: MIT */
/* process.h - what a program settles about itself before it reads anything secret. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

/*
 * No core dumps, and no other process of our user looks into our memory; new files are ours alone;
 * a peer that hangs up is an error of write(2) and not the end of the program. First thing in main,
 * before threads.
 */
void process_harden(void);

#endif
