/* SPDX-License-Identifier: MIT */
/* paste_url.h - addresses of LINE's pages, and the values in some of them: a part of paste.h. */
#ifndef LINE_PASTE_URL_H
#define LINE_PASTE_URL_H

#include "line/paste.h"

/* PASTE_URL for an address on the web, PASTE_LIFF_ID for that of an app; else PASTE_OTHER. */
enum paste_shape paste_url_shape(struct str word);

/* The value in an address, a part of `url` that is still to be judged; STR_NONE without one. */
struct str paste_url_basic_id(struct str url); /* with its @ or without */
struct str paste_url_channel_id(struct str url);

#endif
