/* SPDX-License-Identifier: MIT */
/* locale.h - the languages ACHO speaks. A table of texts is an array of LOCALE__COUNT. Any thread.
 */
#ifndef BASE_LOCALE_H
#define BASE_LOCALE_H

#include "base/str.h"

enum locale { LOCALE_ZH_TW, LOCALE_EN, LOCALE_JA, LOCALE__COUNT };

/* The BCP 47 tag that the API, the database and mails use: "zh-TW", "en", "ja". */
const char *locale_tag(enum locale locale);

/* The locale of exactly that tag; false for any other. */
bool locale_from_tag(struct str tag, enum locale *ret);

/*
 * The best of ours for an Accept-Language header (RFC 9110 section 12.5.4): highest q wins, earlier
 * wins among equals, "zh-*" is zh-TW, nothing usable is zh-TW.
 */
enum locale locale_from_accept(struct str header);

/* What the operator calls us (ACHO_BRAND), or our own name where that is empty. */
struct str brand_in(struct str brand, enum locale locale);

#endif
