/* SPDX-License-Identifier: MIT */
#include "line/paste_url.h"

#include <string.h>

static bool
has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

/* "shop.example.com/a/...", as browsers copy it. A token has slashes too, but no name before them.
 */
static bool
is_host_and_path(struct str word)
{
	struct str host = STR_NONE, label;

	if (!str_cut(&word, '/', &host) ||
	    !str_only(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:") || !str_has(host, '.'))
		return false;
	while (str_cut(&host, '.', &label))
		if (label.n == 0)
			return false;
	return host.n >= 2 && host.p[0] >= 'a' && host.p[0] <= 'z';
}

enum paste_shape
paste_url_shape(struct str word)
{
	static const char *const marks[] = {"://", "line.me/", "lin.ee/", "line.biz/", "www."};

	if (has(word, "liff.line.me/") || has(word, "line://app/"))
		return PASTE_LIFF_ID;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (has(word, marks[i]))
			return PASTE_URL;
	return is_host_and_path(word) ? PASTE_URL : PASTE_OTHER;
}

/* What stands behind `mark` in an address, up to the end of that part. */
static struct str
behind(struct str url, const char *mark)
{
	const char *at = url.n == 0 ? NULL : memmem(url.p, url.n, mark, strlen(mark));
	struct str rest;
	size_t n = 0;

	if (at == NULL)
		return STR_NONE;
	rest = str_part(url, (size_t)(at - url.p) + strlen(mark), url.n);
	while (n < rest.n && strchr("/?#&\"", rest.p[n]) == NULL)
		n++;
	return str_part(rest, 0, n);
}

/*
 * A friend's link, the manager's address bar, a profile page. Short links hold no ID; links to
 * people look like a friend's link, but for the @.
 */
struct str
paste_url_basic_id(struct str url)
{
	static const char *const marks[] = {"line.biz/account/", "accountId=", "main?id=",
	                                    "page.line.me/",     "oaMessage/", "/ti/p/"};
	struct str found = STR_NONE;
	size_t i;

	for (i = 0; i < ARRAY_LEN(marks) && found.n == 0; i++)
		found = behind(url, marks[i]);
	if (str_starts(found, STR("%40")))
		return str_part(found, 3, found.n);
	return i < ARRAY_LEN(marks) || str_starts(found, STR("@")) ? found : STR_NONE;
}

struct str
paste_url_channel_id(struct str url)
{
	struct str found = behind(url, "line.biz/console/channel/");

	return found.n > 0 ? found : behind(url, "client_id=");
}
