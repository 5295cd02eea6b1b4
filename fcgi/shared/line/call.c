/* SPDX-License-Identifier: MIT */
#include "line/call.h"

#include <stdio.h>
#include <string.h>

#include "base/wiping.h"

#define CONNECT_MS     3000L
#define GRACE_MS       2000L /* the client ends calls in time itself; libcurl only if that fails */
#define BUFFER_BYTES   1024L /* libcurl's least: thousands of calls have one each */
#define IDLE_SECONDS   90L   /* a kept connection that rested longer is not used again */
#define ASSERTION_TYPE "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"

enum method { GET, POST };
enum auth { ASSERTION_FORM, ASSERTION_QUERY, TOKEN_FORM, BEARER };

static const struct {
	const char *path;
	enum method method;
	enum auth auth;
} rows[LINE_CALL__COUNT] = {
#define CALL(id, method, path, auth, operation) [LINE_##id] = {path, method, auth},
#include "line/calls.def"
#undef CALL
};

struct call {
	enum line_call kind;
	void *owner;
	CURL *easy;
	struct curl_slist *headers, *addresses;
	struct secret url, form, bearer; /* libcurl points at `form` while it runs */
	struct secret body;              /* room; the first n_body bytes are filled */
	size_t n_body, n_headers;
	bool too_large;
	char request_id[LINE_REQUEST_ID_MAX + 1];
};

/* Options that are the same for every call. */
static const struct {
	CURLoption option;
	long value;
} fixed[] = {
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_QUICK_EXIT,
         1}, /* never wait for a resolver thread, should libcurl ever start one */
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        {CURLOPT_HTTP_CONTENT_DECODING,
         0}, /* we ask for no encoding; one that comes anyway is not unpacked */
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_NETRC, CURL_NETRC_IGNORED},
        {CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS},
        {CURLOPT_BUFFERSIZE, BUFFER_BYTES},
        {CURLOPT_MAXAGE_CONN, IDLE_SECONDS},
        {CURLOPT_TCP_KEEPALIVE, 1},
};

/* Grow to hold `n` more bytes of body; doubling, so that few copies are made. */
static bool
make_room(struct call *call, size_t n)
{
	size_t room = call->body.n == 0 ? 1024 : call->body.n;
	auto_secret grown = {0};

	if (call->n_body + n <= call->body.n)
		return true;
	while (room < call->n_body + n)
		room *= 2;
	if (secret_alloc(&grown, room) != ERR_OK)
		return false;
	if (call->n_body > 0)
		memcpy(grown.p, call->body.p, call->n_body);
	secret_move(&call->body, &grown);
	return true;
}

/* Anything but `n` stops the transfer. */
static size_t
on_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct call *call = arg;

	n *= size;
	call->too_large = call->too_large || n > LINE_BODY_MAX - call->n_body;
	if (call->too_large || !make_room(call, n))
		return 0;
	memcpy(call->body.p + call->n_body, bytes, n);
	call->n_body += n;
	return n;
}

/* The last one counts, of the last answer: interim answers (1xx) may come before it. */
static void
keep_request_id(struct call *call, struct str line)
{
	struct str name;

	if (str_starts(line, STR("HTTP/")))
		call->request_id[0] = '\0';
	if (!str_cut(&line, ':', &name) || !str_is_nocase(name, STR("X-Line-Request-Id")))
		return;
	line = str_trim(line);
	if (!str_is_visible(line) || !str_put(line, call->request_id, sizeof(call->request_id)))
		call->request_id[0] = '\0';
}

static size_t
on_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct call *call = arg;

	n *= size;
	call->n_headers += n;
	call->too_large = call->too_large || call->n_headers > LINE_HEADERS_MAX;
	if (call->too_large)
		return 0;
	keep_request_id(call, (struct str){bytes, n});
	return n;
}

/* May it stand in a form or query as it is? (RFC 3986, unreserved) */
static bool
is_plain(char byte)
{
	return str_only((struct str){&byte, 1},
	                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
}

static void
put_encoded(unsigned char *at, struct str text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];
		if (is_plain(text.p[i])) {
			*at++ = byte;
		} else {
			*at++ = '%';
			*at++ = (unsigned char)hex[byte >> 4];
			*at++ = (unsigned char)hex[byte & 15];
		}
	}
}

/* Text out of four pieces, the last form-encoded. */
static enum err
compose(struct secret *ret, struct str a, struct str b, struct str c, struct str encoded)
{
	struct str pieces[] = {a, b, c};
	size_t n = a.n + b.n + c.n;
	unsigned char *at;

	for (size_t i = 0; i < encoded.n; i++)
		n += is_plain(encoded.p[i]) ? 1 : 3;
	TRY(secret_alloc(ret, n));
	at = ret->p;
	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		if (pieces[i].n > 0)
			memcpy(at, pieces[i].p, pieces[i].n);
		at += pieces[i].n;
	}
	put_encoded(at, encoded);
	return ERR_OK;
}

/* Where the credential goes. */
static enum err
compose_credential(struct call *call, struct str base_url, struct str credential)
{
	struct str path = str_of(rows[call->kind].path);
	enum auth auth = rows[call->kind].auth;

	if (auth == ASSERTION_QUERY)
		return compose(&call->url, base_url, path,
		               STR("?client_assertion_type=" ASSERTION_TYPE "&client_assertion="),
		               credential);
	TRY(compose(&call->url, base_url, path, STR_NONE, STR_NONE));
	if (auth == ASSERTION_FORM)
		return compose(
		        &call->form,
		        STR("grant_type=client_credentials&client_assertion_type=" ASSERTION_TYPE),
		        STR("&client_assertion="), STR_NONE, credential);
	if (auth == TOKEN_FORM)
		return compose(&call->form, STR("access_token="), STR_NONE, STR_NONE, credential);
	return compose(&call->bearer, STR("Authorization: Bearer "), credential, STR_NONE,
	               STR_NONE);
}

static bool
add_to(struct curl_slist **list, const char *text)
{
	struct curl_slist *longer = curl_slist_append(*list, text);

	if (longer != NULL)
		*list = longer;
	return longer != NULL;
}

#define SET(option, value) (curl_easy_setopt(call->easy, (option), (value)) == CURLE_OK)

static bool
set_target(struct call *call, const struct call_target *target)
{
	return SET(CURLOPT_URL, (char *)call->url.p) &&
	       SET(CURLOPT_PROTOCOLS_STR, target->tls ? "https" : "http") &&
	       SET(CURLOPT_PROXY, "") && SET(CURLOPT_SHARE, NULL) &&
	       (target->ca_file == NULL ||
	        (SET(CURLOPT_CAINFO, target->ca_file) && SET(CURLOPT_CAPATH, NULL))) &&
	       (target->addresses[0] == '\0' || (add_to(&call->addresses, target->addresses) &&
	                                         SET(CURLOPT_RESOLVE, call->addresses)));
}

static bool
set_request(struct call *call, usec within)
{
	bool good = add_to(&call->headers, "Accept: application/json");

	if (call->bearer.n > 0)
		good = good && add_to(&call->headers, (char *)call->bearer.p);
	if (rows[call->kind].method == POST)
		good = good && SET(CURLOPT_POSTFIELDS, (char *)call->form.p) &&
		       SET(CURLOPT_POSTFIELDSIZE, (long)call->form.n);
	return good && SET(CURLOPT_HTTPHEADER, call->headers) &&
	       SET(CURLOPT_USERAGENT, "acho/" ACHO_VERSION) &&
	       SET(CURLOPT_TIMEOUT_MS, (long)(within / USEC_PER_MS) + GRACE_MS);
}

static bool
set_rest(struct call *call)
{
	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (!SET(fixed[i].option, fixed[i].value))
			return false;
	return SET(CURLOPT_PRIVATE, call) && SET(CURLOPT_WRITEFUNCTION, on_body) &&
	       SET(CURLOPT_WRITEDATA, call) && SET(CURLOPT_HEADERFUNCTION, on_header) &&
	       SET(CURLOPT_HEADERDATA, call);
}

enum err
call_new(const struct call_target *target, enum line_call kind, struct str credential, usec within,
         void *owner, struct call **ret)
{
	struct call *call CLEANUP(call_free) = WIPING_NEW(struct call);

	if (call == NULL)
		return ERR_NOMEM;
	call->kind = kind;
	call->owner = owner;
	TRY(compose_credential(call, target->base_url, credential));
	call->easy = curl_easy_init();
	if (call->easy == NULL)
		return ERR_NOMEM;
	if (!set_target(call, target) || !set_request(call, within) || !set_rest(call))
		return ERR_UNAVAILABLE;
	*ret = TAKE(call);
	return ERR_OK;
}

void
call_free(struct call **call)
{
	if (*call == NULL)
		return;
	curl_easy_cleanup((*call)->easy);
	curl_slist_free_all((*call)->headers);
	curl_slist_free_all((*call)->addresses);
	secret_done(&(*call)->url);
	secret_done(&(*call)->form);
	secret_done(&(*call)->bearer);
	secret_done(&(*call)->body);
	wiping_free(*call);
	*call = NULL;
}

CURL *
call_easy(const struct call *call)
{
	return call->easy;
}

struct call *
call_of(CURL *easy)
{
	char *call = NULL;

	BUG_IF(curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call) != CURLE_OK || call == NULL);
	return (struct call *)(void *)call;
}

void *
call_owner(const struct call *call)
{
	return call->owner;
}

enum line_call
call_kind(const struct call *call)
{
	return call->kind;
}

/* libcurl knows a hundred ways to fail; an operator needs to tell these apart. */
static enum line_failure
failure_of(const struct call *call, CURLcode result)
{
	switch ((int)result) {
	case CURLE_OK:
		return LINE_ANSWERED;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
		return LINE_NO_NAME;
	case CURLE_COULDNT_CONNECT:
		return LINE_NO_CONNECT;
	case CURLE_OPERATION_TIMEDOUT:
		return LINE_LATE;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CIPHER:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return LINE_BAD_TLS;
	case CURLE_OUT_OF_MEMORY:
	case CURLE_FAILED_INIT:
	case CURLE_URL_MALFORMAT:
		return LINE_NO_CALL;
	default:
		return call->too_large ? LINE_TOO_LARGE : LINE_CUT;
	}
}

/* A number of seconds or a date: libcurl reads both. */
static int
retry_after(const struct call *call, long status)
{
	curl_off_t seconds = 0;

	if ((status != 429 && status != 503) ||
	    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK ||
	    seconds <= 0)
		return 0;
	return seconds < LINE_RETRY_MAX ? (int)seconds : LINE_RETRY_MAX;
}

void
call_end(struct call *call, CURLcode result, struct line_answers *answers)
{
	enum line_failure failure = failure_of(call, result);
	long status = 0;

	if (failure == LINE_ANSWERED &&
	    (curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
	     status == 0))
		failure = LINE_CUT;
	if (failure != LINE_ANSWERED)
		line_answer_fail(answers, call->kind, failure);
	else
		line_answer_read(answers, call->kind, (int)status,
		                 (struct str){(const char *)call->body.p, call->n_body});
	answers->of[call->kind].retry_after =
	        failure == LINE_ANSWERED ? retry_after(call, status) : 0;
	memcpy(answers->of[call->kind].request_id, call->request_id, sizeof(call->request_id));
}

const char *
call_unconnected(const struct call *call)
{
	curl_off_t ready = 0;

	(void)curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &ready);
	return ready == 0 && call->addresses != NULL ? call->addresses->data : NULL;
}

bool
call_connected(const struct call *call)
{
	long n = 0;

	return curl_easy_getinfo(call->easy, CURLINFO_NUM_CONNECTS, &n) == CURLE_OK && n > 0;
}

bool
call_shook_hands(const struct call *call)
{
	curl_off_t took = 0;

	return call_connected(call) &&
	       curl_easy_getinfo(call->easy, CURLINFO_APPCONNECT_TIME_T, &took) == CURLE_OK &&
	       took > 0;
}
