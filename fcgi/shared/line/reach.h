/* SPDX-License-Identifier: MIT */
/* reach.h - can LINE be reached from here? A connection and its TLS handshake, no request, no
 * credentials. For an operator, one at a time: it waits. */
#ifndef LINE_REACH_H
#define LINE_REACH_H

#include "base/err.h"
#include "base/str.h"

/*
 * `base_url` as ACHO_LINE_API; `ca_file` as in client.h. ERR_UNAVAILABLE: the fault says what is in
 * the way (name, connection, certificate). Gives up after some 10 s.
 */
CHECKED enum err line_reach(struct str base_url, const char *ca_file, struct fault *fault);

#endif
