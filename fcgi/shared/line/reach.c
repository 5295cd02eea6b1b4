/* SPDX-License-Identifier: MIT */
#include "line/reach.h"

#include <curl/curl.h>
#include <stdio.h>

#include "base/settings.h"

#define REACH_MS 10000L
#define URL_MAX  1024

static void
curl_done(CURL **curl)
{
	curl_easy_cleanup(*curl);
}

#define SET(option, value) (curl_easy_setopt(curl, (option), (value)) == CURLE_OK)

static bool
set_up(CURL *curl, const char *url, bool tls, const char *ca_file)
{
	return SET(CURLOPT_URL, url) && SET(CURLOPT_PROTOCOLS_STR, tls ? "https" : "http") &&
	       SET(CURLOPT_PROXY, "") && SET(CURLOPT_NOSIGNAL, 1L) &&
	       SET(CURLOPT_QUICK_EXIT, 1L) && /* else no time-out ends a look for the name */
	       SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) &&
	       SET(CURLOPT_CONNECT_ONLY, 1L) && SET(CURLOPT_TIMEOUT_MS, REACH_MS) &&
	       (ca_file == NULL || (SET(CURLOPT_CAINFO, ca_file) && SET(CURLOPT_CAPATH, NULL)));
}

enum err
line_reach(struct str base_url, const char *ca_file, struct fault *fault)
{
	CURL *curl CLEANUP(curl_done) = curl_easy_init();
	char url[URL_MAX];
	CURLcode code;

	if (curl == NULL || !str_put(base_url, url, sizeof(url)) ||
	    !set_up(curl, url, url_is_https(base_url), ca_file))
		return FAULT(fault, ERR_NOMEM, "libcurl refuses the options");
	code = curl_easy_perform(curl);
	if (code != CURLE_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "%s", curl_easy_strerror(code));
	return ERR_OK;
}
