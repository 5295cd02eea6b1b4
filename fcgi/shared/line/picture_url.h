/* SPDX-License-Identifier: MIT */
/* picture_url.h - where a picture may be fetched from: the address comes from LINE's answer, and a
 * double of LINE, or whoever has its place, might name any machine that we can reach and it cannot.
 *
 * Threads: pure functions.
 */
#ifndef LINE_PICTURE_URL_H
#define LINE_PICTURE_URL_H

#include "base/str.h"

/* Worth keeping: https, or plain http to this machine, in visible ASCII. */
bool picture_url_is_sound(struct str url);

/*
 * May we ask for it, when LINE is `line_api` (ACHO_LINE_API)? From LINE's image hosts over https
 * (https://NAME.line-scdn.net/..., no other port); or from exactly line_api's own scheme, host and
 * port. When that is this machine nobody elsewhere is asked, LINE's image hosts neither.
 */
bool picture_url_is_allowed(struct str url, struct str line_api);

#endif
