/* SPDX-License-Identifier: MIT */
#include "line/picture_url.h"

#include "base/settings.h"

#define IMAGE_HOSTS STR(".line-scdn.net")

struct origin {
	bool tls;
	struct str text,
	        host; /* text: the whole, "https://HOST:PORT"; an IPv6 host with brackets */
	int64_t port;
};

/* The end of the authority: what follows is path, query or fragment. */
static size_t
authority_end(struct str rest)
{
	size_t n = 0;

	while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
		n++;
	return n;
}

/* Strict: what another reader of addresses might take differently (user names, backslashes, an odd
 * port) is no origin. */
static bool
read_origin(struct str url, struct origin *ret)
{
	size_t scheme = str_starts(url, STR("https://"))  ? sizeof("https://") - 1
	                : str_starts(url, STR("http://")) ? sizeof("http://") - 1
	                                                  : 0;
	struct str authority;

	if (scheme == 0 || !str_is_visible(url) || str_has(url, '\\'))
		return false;
	authority = str_part(url, scheme, url.n);
	authority.n = authority_end(authority);
	ret->tls = scheme == sizeof("https://") - 1;
	ret->text = str_part(url, 0, scheme + authority.n);
	ret->port = ret->tls ? 443 : 80;
	return url_authority(authority, &ret->host, &ret->port);
}

static bool
is_image_host(struct str host)
{
	size_t label;

	if (host.n <= IMAGE_HOSTS.n)
		return false;
	label = host.n - IMAGE_HOSTS.n;
	return host.p[0] != '.' && str_is_nocase(str_part(host, label, host.n), IMAGE_HOSTS);
}

bool
picture_url_is_sound(struct str url)
{
	struct origin origin;

	return read_origin(url, &origin) && (origin.tls || url_is_loopback(origin.text));
}

bool
picture_url_is_allowed(struct str url, struct str line_api)
{
	struct origin asked, own;

	if (!picture_url_is_sound(url) || !read_origin(url, &asked) || !read_origin(line_api, &own))
		return false;
	if (asked.tls == own.tls && asked.port == own.port && str_is_nocase(asked.host, own.host))
		return true;
	return asked.tls && asked.port == 443 && is_image_host(asked.host) &&
	       !url_is_loopback(own.text);
}
