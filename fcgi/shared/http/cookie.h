/* SPDX-License-Identifier: MIT */
/* cookie.h - the session cookie in a Cookie header (RFC 6265, section 5.4). Any thread. */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

#include "auth/token.h"

/* "__Secure-acho" where pages are https, "acho" on loopback's http. */
struct str cookie_session_name(bool https);

/*
 * The session token in `header`. False when there is none, when it is malformed, and when the name
 * comes twice: then somebody else set one of them, and there is no telling which.
 */
CHECKED bool cookie_session(struct str header, bool https, struct token *ret);

#endif
