/* SPDX-License-Identifier: MIT */
#include "site.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#define ASK_MS 8000L          /* nginx gives a worker 5 s */
#define HERE   "::localhost:" /* whatever name and port: of this machine, the same port */
#define ENDS   "Expire date:"

static void
curl_done(CURL **curl)
{
	curl_easy_cleanup(*curl);
}

static void
slist_done(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

/* The beginning of the body; the rest is not wanted. */
static size_t
take(char *bytes, size_t size, size_t n, void *arg)
{
	struct site_answer *answer = arg;
	size_t room = sizeof(answer->body) - answer->n, taken = n < room ? n : room;

	memcpy(answer->body + answer->n, bytes, taken);
	answer->n += taken;
	return size * n;
}

/* The first certificate of the chain is the site's own. */
static time_t
certificate_ends_at(CURL *curl)
{
	struct curl_certinfo *chain = NULL;
	const struct curl_slist *fact = NULL;

	if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) == CURLE_OK && chain != NULL &&
	    chain->num_of_certs > 0)
		fact = chain->certinfo[0];
	for (; fact != NULL; fact = fact->next)
		if (strncmp(fact->data, ENDS, strlen(ENDS)) == 0)
			return curl_getdate(fact->data + strlen(ENDS), NULL);
	return 0;
}

#define SET(option, value) (curl_easy_setopt(curl, (option), (value)) == CURLE_OK)

static bool
set_up(CURL *curl, const char *url, struct curl_slist *to, bool verified,
       struct site_answer *answer)
{
	return SET(CURLOPT_URL, url) && SET(CURLOPT_PROTOCOLS_STR, "http,https") &&
	       SET(CURLOPT_CONNECT_TO, to) && SET(CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L) &&
	       SET(CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L) && SET(CURLOPT_PROXY, "") &&
	       SET(CURLOPT_NOSIGNAL, 1L) && SET(CURLOPT_CERTINFO, 1L) &&
	       SET(CURLOPT_TIMEOUT_MS, ASK_MS) &&
	       SET(CURLOPT_QUICK_EXIT, 1L) && /* else no time-out ends a look for the name */
	       SET(CURLOPT_WRITEFUNCTION, take) && SET(CURLOPT_WRITEDATA, answer);
}

void
site_ask(struct str base_url, const char *path, enum site_at at, struct site_answer *ret)
{
	CURL *curl CLEANUP(curl_done) = curl_easy_init();
	struct curl_slist *to CLEANUP(slist_done) =
	        at == SITE_NAMED ? NULL : curl_slist_append(NULL, HERE);
	CURLcode code = CURLE_OUT_OF_MEMORY;
	char url[1024];

	*ret = (struct site_answer){0};
	(void)snprintf(url, sizeof(url), "%.*s%s", (int)base_url.n, base_url.p, path);
	if (curl != NULL && (to != NULL || at == SITE_NAMED) &&
	    set_up(curl, url, to, at != SITE_HERE_UNVERIFIED, ret)) {
		code = curl_easy_perform(curl);
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret->status);
		ret->ends_at = certificate_ends_at(curl);
	}
	ret->refused = code == CURLE_COULDNT_CONNECT;
	if (code != CURLE_OK)
		(void)snprintf(ret->why, sizeof(ret->why), "%s", curl_easy_strerror(code));
}
