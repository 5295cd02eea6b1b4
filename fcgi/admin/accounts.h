/* SPDX-License-Identifier: MIT */
/* accounts.h - account list, show and delete: what account.c leaves to others. Threads: acho-admin
 * has one. */
#ifndef ADMIN_ACCOUNTS_H
#define ADMIN_ACCOUNTS_H

#include "asking.h"

int account_list(const struct call *call);
int account_show(const struct call *call);
int account_delete(const struct call *call);

/* A line for what the database answered instead of doing it; FAILED. */
int complain_of_problem(const struct call *call, struct str problem);

#endif
