/* SPDX-License-Identifier: MIT */
#include "line/picture.h"

#include <curl/curl.h>
#include <string.h>

#include "base/buf.h"
#include "line/answer.h"
#include "line/picture_url.h"

#define CONNECT_MS 3000L

#define auto_curl  CURL CLEANUP(curl_done)
#define auto_slist struct curl_slist CLEANUP(slist_done)

struct transfer {
	const struct picture_options *options;
	struct buf body;
	size_t n_headers;
};

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

/* Anything but `n` stops the transfer. */
static size_t
on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *transfer = arg;

	buf_add(&transfer->body, (struct str){bytes, size * n});
	return buf_failed(&transfer->body) ? 0 : size * n;
}

static size_t
on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct transfer *transfer = arg;

	(void)bytes;
	transfer->n_headers += size * n;
	return transfer->n_headers > LINE_HEADERS_MAX ? 0 : size * n;
}

static int
asked_to_give_up(void *arg, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                 curl_off_t up)
{
	const struct transfer *transfer = arg;

	(void)down_total, (void)down, (void)up_total, (void)up;
	return transfer->options->gives_up != NULL &&
	       transfer->options->gives_up(transfer->options->arg);
}

/* Numbers first, the same for every fetch. */
static const struct {
	CURLoption option;
	long value;
} fixed[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_QUICK_EXIT, 1},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        {CURLOPT_HTTP_CONTENT_DECODING, 0},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS},
        {CURLOPT_MAXFILESIZE, (long)PICTURE_MAX},
        {CURLOPT_NOPROGRESS, 0},
};

#define SET(option, value) (curl_easy_setopt(curl, (option), (value)) == CURLE_OK)

static bool
set_up(CURL *curl, struct transfer *transfer, struct str url, struct curl_slist *headers)
{
	const struct picture_options *options = transfer->options;
	char text[LINE_URL_MAX + 1];

	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (!SET(fixed[i].option, fixed[i].value))
			return false;
	return str_put(url, text, sizeof(text)) && SET(CURLOPT_URL, text) &&
	       SET(CURLOPT_PROTOCOLS_STR, str_starts(url, STR("https://")) ? "https" : "http") &&
	       SET(CURLOPT_PROXY, "") && SET(CURLOPT_HTTPHEADER, headers) &&
	       SET(CURLOPT_USERAGENT, "acho/" ACHO_VERSION) &&
	       SET(CURLOPT_TIMEOUT_MS, (long)(options->within / USEC_PER_MS)) &&
	       (options->ca_file == NULL ||
	        (SET(CURLOPT_CAINFO, options->ca_file) && SET(CURLOPT_CAPATH, NULL))) &&
	       SET(CURLOPT_WRITEFUNCTION, on_body) && SET(CURLOPT_WRITEDATA, transfer) &&
	       SET(CURLOPT_HEADERFUNCTION, on_header) && SET(CURLOPT_HEADERDATA, transfer) &&
	       SET(CURLOPT_XFERINFOFUNCTION, asked_to_give_up) &&
	       SET(CURLOPT_XFERINFODATA, transfer);
}

/* A word for what kept the picture away. */
static const char *
reason_of(CURLcode code, const struct transfer *transfer)
{
	if (code == CURLE_FILESIZE_EXCEEDED || buf_failed(&transfer->body) ||
	    transfer->n_headers > LINE_HEADERS_MAX)
		return "too_large";
	switch ((int)code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return "no_name";
	case CURLE_COULDNT_CONNECT:
		return "no_connect";
	case CURLE_OPERATION_TIMEDOUT:
		return "late";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return "bad_tls";
	case CURLE_ABORTED_BY_CALLBACK:
		return "stopped";
	default:
		return "cut";
	}
}

static const char *
perform(CURL *curl, struct transfer *transfer, struct picture *ret)
{
	CURLcode code = curl_easy_perform(curl);
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	ret->status = (int)status;
	if (code != CURLE_OK)
		return reason_of(code, transfer);
	if (status != 200)
		return "status";
	if (!image_read(buf_str(&transfer->body), &ret->image))
		return "no_picture";
	ret->bytes = buf_str(&transfer->body);
	return "fetched";
}

void
picture_fetch(const struct picture_options *options, struct arena *arena, struct str url,
              struct picture *ret)
{
	struct transfer transfer = {.options = options};
	auto_slist *headers = NULL;
	auto_curl *curl = NULL;

	*ret = (struct picture){.outcome = "address"};
	if (!picture_url_is_allowed(url, options->line_api))
		return;
	*ret = (struct picture){.outcome = "no_call", .again = true};
	buf_init(&transfer.body, arena, PICTURE_MAX);
	headers = curl_slist_append(NULL, "Accept: image/jpeg, image/png");
	curl = curl_easy_init();
	if (curl != NULL && headers != NULL && set_up(curl, &transfer, url, headers))
		ret->outcome = perform(curl, &transfer, ret);
}
