/* SPDX-License-Identifier: MIT */
/* cookie.h - our cookies in a Cookie header (RFC 6265, section 5.4). Any thread. */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "auth/token.h"

/* The session, and the mark of a browser that has logged in. */
enum cookie {
	COOKIE_SESSION, /* "__Secure-acho" where pages are https, "acho" on loopback's http */
	COOKIE_DEVICE,  /* "__Secure-acho-device", "acho-device" */
};

struct str cookie_name(enum cookie cookie, bool https);

/*
 * The token of that cookie in `header`. False when there is none, when it is malformed, and when
 * the name comes twice: then somebody else set one of them, and there is no telling which.
 */
CHECKED bool cookie_find(struct str header, enum cookie cookie, bool https, struct token *ret);

#endif
