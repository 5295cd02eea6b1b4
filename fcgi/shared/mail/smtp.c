/* SPDX-License-Identifier: MIT */
#include "mail/smtp.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/settings.h"
#include "mail/message.h"

#define CONNECT_MS 10000L
#define MAIL_MS    60000L
#define PROBE_MS   15000L
#define IDLE_SECONDS                                                                               \
	20L /* a connection unused for longer is not used again: servers hang up after a while */
#define URL_MAX       1024
#define BRACKETED_MAX (MAIL_ADDRESS_MAX + sizeof("<>"))

/* How far the conversation got: 5xx speaks about this mail only from RCPT on. */
enum stage { STAGE_START, STAGE_MAIL, STAGE_RCPT, STAGE_DATA };

struct transfer {
	const struct smtp_config *config;
	struct str left; /* of the message */
	enum stage stage;
};

enum err
smtp_init(struct fault *fault)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "libcurl does not start");
	return ERR_OK;
}

static size_t
read_message(char *to, size_t size, size_t n, void *arg)
{
	struct transfer *transfer = arg;
	size_t take = size * n < transfer->left.n ? size * n : transfer->left.n;

	if (take == 0)
		return 0;
	memcpy(to, transfer->left.p, take);
	transfer->left = str_part(transfer->left, take, transfer->left.n);
	return take;
}

static int
asked_to_give_up(void *arg, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                 curl_off_t up)
{
	const struct transfer *transfer = arg;

	(void)down_total, (void)down, (void)up_total, (void)up;
	return transfer->config->give_up != NULL &&
	       transfer->config->give_up(transfer->config->arg);
}

/*
 * libcurl reports MAIL, RCPT and DATA that fail with one and the same code; the command it sent
 * last tells them apart. Nothing is printed or kept: the commands may hold a password.
 */
static int
note_stage(CURL *curl, curl_infotype type, char *bytes, size_t n, void *arg)
{
	static const struct {
		struct str verb;
		enum stage stage;
	} verbs[] = {
	        {{"MAIL", 4}, STAGE_MAIL}, {{"RCPT", 4}, STAGE_RCPT}, {{"DATA", 4}, STAGE_DATA}};
	struct transfer *transfer = arg;

	(void)curl;
	for (size_t i = 0; type == CURLINFO_HEADER_OUT && i < ARRAY_LEN(verbs); i++)
		if (str_starts((struct str){bytes, n}, verbs[i].verb))
			transfer->stage = verbs[i].stage;
	return 0;
}

/* libcurl's options take values of several types; the first that is refused is kept. */
#define SET(curl, failed, option, value)                                                           \
	do {                                                                                       \
		CURLcode set_ = curl_easy_setopt((curl), (option), (value));                       \
		if ((failed) == CURLE_OK)                                                          \
			(failed) = set_;                                                           \
	} while (0)

static CURLcode
set_up(CURL *curl, const struct smtp_config *config)
{
	CURLcode failed = CURLE_OK;
	char url[URL_MAX];

	if (config->url.n >= sizeof(url))
		return CURLE_URL_MALFORMAT;
	(void)snprintf(url, sizeof(url), "%.*s", STR_ARG(config->url));
	SET(curl, failed, CURLOPT_URL, url);
	explicit_bzero(url, sizeof(url)); /* it may hold a password */
	SET(curl, failed, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(curl, failed, CURLOPT_PROXY, "");
	SET(curl, failed, CURLOPT_NOSIGNAL, 1L);
	/* A time-out is one also when no resolver answers: do not wait for the thread that asks. */
	SET(curl, failed, CURLOPT_QUICK_EXIT, 1L);
	SET(curl, failed, CURLOPT_USE_SSL,
	    url_is_loopback(config->url) ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	SET(curl, failed, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(curl, failed, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS);
	SET(curl, failed, CURLOPT_TIMEOUT_MS, MAIL_MS);
	SET(curl, failed, CURLOPT_MAXAGE_CONN, IDLE_SECONDS);
	SET(curl, failed, CURLOPT_UPLOAD, 1L);
	SET(curl, failed, CURLOPT_READFUNCTION, read_message);
	SET(curl, failed, CURLOPT_XFERINFOFUNCTION, asked_to_give_up);
	SET(curl, failed, CURLOPT_NOPROGRESS, 0L);
	SET(curl, failed, CURLOPT_DEBUGFUNCTION, note_stage);
	SET(curl, failed, CURLOPT_VERBOSE, 1L);
	return failed;
}

enum err
smtp_open(struct smtp *smtp, struct fault *fault, const struct smtp_config *config)
{
	CURL *curl = curl_easy_init();
	CURLcode failed = curl == NULL ? CURLE_OUT_OF_MEMORY : set_up(curl, config);

	if (failed != CURLE_OK) {
		curl_easy_cleanup(curl);
		return FAULT(fault, ERR_NOMEM, "libcurl refuses the SMTP options: %s",
		             curl_easy_strerror(failed));
	}
	*smtp = (struct smtp){.config = config, .curl = curl};
	return ERR_OK;
}

/*
 * At the end libcurl says QUIT and waits two minutes for the answer, with no option to wait less
 * (7.88, measured). Nothing that could still be read matters: with the reading side closed it goes
 * at once.
 */
static void
hear_no_more(CURL *curl)
{
	curl_socket_t fd = CURL_SOCKET_BAD;

	if (curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd) == CURLE_OK &&
	    fd != CURL_SOCKET_BAD)
		(void)shutdown(fd, SHUT_RD); /* fails when the server was faster */
}

void
smtp_close(struct smtp *smtp)
{
	if (smtp->curl == NULL)
		return;
	hear_no_more(smtp->curl);
	curl_easy_cleanup(smtp->curl);
	smtp->curl = NULL;
}

/* A word for what kept the server from answering. */
static const char *
reason_of(CURLcode code)
{
	static const struct {
		CURLcode code;
		const char *word;
	} reasons[] = {
	        {CURLE_COULDNT_RESOLVE_HOST, "dns"},
	        {CURLE_COULDNT_CONNECT, "connect"},
	        {CURLE_OPERATION_TIMEDOUT, "timeout"},
	        {CURLE_USE_SSL_FAILED, "tls"},
	        {CURLE_SSL_CONNECT_ERROR, "tls"},
	        {CURLE_PEER_FAILED_VERIFICATION, "tls"},
	        {CURLE_SSL_CACERT_BADFILE, "tls"},
	        {CURLE_SSL_CIPHER, "tls"},
	        {CURLE_LOGIN_DENIED, "login"},
	        {CURLE_ABORTED_BY_CALLBACK, "stopped"},
	        {CURLE_RECV_ERROR, "cut"},
	        {CURLE_SEND_ERROR, "cut"},
	        {CURLE_GOT_NOTHING, "cut"},
	};

	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (reasons[i].code == code)
			return reasons[i].word;
	return "reply";
}

static struct smtp_outcome
judge(CURL *curl, CURLcode code, enum stage stage)
{
	static const char *const stages[] = {"start", "mail", "rcpt", "data"};
	struct smtp_outcome outcome = {.result = SMTP_TEMPFAIL};
	long reply = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply);
	outcome.code = (int)reply;
	if (code == CURLE_OK)
		outcome.result = SMTP_DELIVERED;
	else if (reply >= 500 && stage >= STAGE_RCPT)
		outcome.result = SMTP_PERMFAIL;
	if (code == CURLE_OK || reply >= 400)
		(void)snprintf(outcome.status, sizeof(outcome.status), "%s %ld", stages[stage],
		               reply);
	else
		(void)snprintf(outcome.status, sizeof(outcome.status), "%s", reason_of(code));
	return outcome;
}

/* A kept connection may have been closed by the server meanwhile; that says nothing about this
 * mail. */
static bool
was_stale(CURL *curl, CURLcode code, const struct transfer *transfer,
          const struct smtp_outcome *outcome)
{
	long connects = 1;

	(void)curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	return code != CURLE_OK && code != CURLE_ABORTED_BY_CALLBACK &&
	       code != CURLE_OPERATION_TIMEDOUT && connects == 0 && transfer->stage < STAGE_DATA &&
	       (outcome->code == 0 || outcome->code == 421);
}

static CURLcode
set_envelope(CURL *curl, const char *from, struct curl_slist *to, struct transfer *transfer,
             size_t size)
{
	CURLcode failed = CURLE_OK;

	SET(curl, failed, CURLOPT_MAIL_FROM, from);
	SET(curl, failed, CURLOPT_MAIL_RCPT, to);
	SET(curl, failed, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
	SET(curl, failed, CURLOPT_READDATA, transfer);
	SET(curl, failed, CURLOPT_XFERINFODATA, transfer);
	SET(curl, failed, CURLOPT_DEBUGDATA, transfer);
	return failed;
}

static void
slist_free(struct curl_slist **list)
{
	curl_slist_free_all(*list);
}

enum err
smtp_send(struct smtp *smtp, struct fault *fault, struct str from, struct str to,
          struct str message, struct smtp_outcome *ret)
{
	struct curl_slist *recipients CLEANUP(slist_free) = NULL;
	struct transfer transfer;
	char from_text[BRACKETED_MAX], to_text[BRACKETED_MAX];
	CURLcode code;

	if (!mail_address_is_clean(from) || !mail_address_is_clean(to))
		return FAULT(fault, ERR_INVALID, "envelope address is not clean");
	(void)snprintf(from_text, sizeof(from_text), "<%.*s>", STR_ARG(from));
	(void)snprintf(to_text, sizeof(to_text), "<%.*s>", STR_ARG(to));
	recipients = curl_slist_append(NULL, to_text);
	if (recipients == NULL ||
	    set_envelope(smtp->curl, from_text, recipients, &transfer, message.n) != CURLE_OK)
		return FAULT(fault, ERR_NOMEM, "libcurl has no memory for an envelope");
	for (int tries = 1;; tries++) {
		transfer = (struct transfer){
		        .config = smtp->config, .left = message, .stage = STAGE_START};
		code = curl_easy_perform(smtp->curl);
		*ret = judge(smtp->curl, code, transfer.stage);
		if (tries == 2 || !was_stale(smtp->curl, code, &transfer, ret))
			break;
	}
	/* The handle outlives what it points at. */
	(void)set_envelope(smtp->curl, NULL, NULL, NULL, 0);
	return ERR_OK;
}

/* Without USER:PASSWORD@; false when it does not fit. */
static bool
url_without_user(struct str url, char ret[URL_MAX])
{
	struct str scheme = str_starts(url, STR("smtps://")) ? STR("smtps://") : STR("smtp://");
	struct str host = str_part(url, scheme.n, url.n), user;
	int n;

	while (str_cut(&host, '@', &user))
		;
	n = snprintf(ret, URL_MAX, "%.*s%.*s", STR_ARG(scheme), STR_ARG(host));
	return n > 0 && n < URL_MAX;
}

enum err
smtp_probe(struct str url, struct fault *fault, struct smtp_outcome *ret)
{
	char bare[URL_MAX];
	struct smtp_config config;
	struct transfer transfer = {.config = &config};
	struct smtp smtp = {0};
	CURLcode failed = CURLE_OK, code;

	if (!url_without_user(url, bare))
		return FAULT(fault, ERR_NOMEM, "the mail server's URL is too long");
	config = (struct smtp_config){.url = str_of(bare)};
	TRY(smtp_open(&smtp, fault, &config));
	SET(smtp.curl, failed, CURLOPT_UPLOAD, 0L);
	SET(smtp.curl, failed, CURLOPT_CONNECT_ONLY, 1L);
	SET(smtp.curl, failed, CURLOPT_TIMEOUT_MS, PROBE_MS);
	SET(smtp.curl, failed, CURLOPT_XFERINFODATA, &transfer);
	SET(smtp.curl, failed, CURLOPT_DEBUGDATA, &transfer);
	code = failed == CURLE_OK ? curl_easy_perform(smtp.curl) : failed;
	*ret = judge(smtp.curl, code, STAGE_START);
	smtp_close(&smtp);
	return ERR_OK;
}
