/* SPDX-License-Identifier: MIT */
/* config.h - where settings come from beside the environment, which wins. Before threads. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/attr.h"

/*
 * A file called `name` among systemd's credentials becomes that variable of the environment: its
 * one line is the value, for what only one program may know. Nothing in it (SetCredential='s
 * default) is as if it were not there. False after one line to `complaints`.
 */
CHECKED bool config_credential(const char *name, FILE *complaints);

/* The same of each NAME=VALUE line of the file that ACHO_CONFIG names. */
CHECKED bool config_file(FILE *complaints);

#endif
