/* SPDX-License-Identifier: MIT */
/* Whom the client trusts: certificates that are made here are good, expired, for another name or by
 * nobody. */
#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "line/client.h"

#define VERIFY "{\"client_id\":\"1350031035\",\"expires_in\":3138007490}"
#define BOT                                                                                        \
	"{\"userId\":\"U0123456789abcdef0123456789abcdef\",\"basicId\":\"@123abcde\","             \
	"\"displayName\":\"Shop\",\"chatMode\":\"chat\",\"markAsReadMode\":\"auto\"}"

/* ---- certificates ---- */

struct pair {
	EVP_PKEY *key;
	X509 *certificate;
};

static void
add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

/* Signed by `authority`, or by itself. `names` is a subjectAltName; NULL for an authority. */
static struct pair
certificate(const char *common_name, const char *names, long days, const struct pair *authority)
{
	struct pair pair = {EVP_EC_gen("P-256"), X509_new()};
	X509 *issuer = authority == NULL ? pair.certificate : authority->certificate;
	X509_NAME *name = X509_get_subject_name(pair.certificate);

	(void)X509_set_version(pair.certificate, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(pair.certificate),
	                       (long)(uintptr_t)pair.certificate & 0xffffff);
	(void)X509_gmtime_adj(X509_getm_notBefore(pair.certificate), -2L * 86400 * 365);
	(void)X509_gmtime_adj(X509_getm_notAfter(pair.certificate), days * 86400);
	(void)X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	                                 (const unsigned char *)common_name, -1, -1, 0);
	(void)X509_set_issuer_name(pair.certificate, X509_get_subject_name(issuer));
	(void)X509_set_pubkey(pair.certificate, pair.key);
	add_extension(pair.certificate, issuer, NID_basic_constraints,
	              names == NULL ? "critical,CA:TRUE" : "CA:FALSE");
	if (names != NULL)
		add_extension(pair.certificate, issuer, NID_subject_alt_name, names);
	assert_true(X509_sign(pair.certificate, authority == NULL ? pair.key : authority->key,
	                      EVP_sha256()) > 0);
	return pair;
}

static void
pair_done(struct pair *pair)
{
	X509_free(pair->certificate);
	EVP_PKEY_free(pair->key);
}

/* ---- a TLS server: one connection at a time is enough ---- */

static struct {
	int listener, stop[2];
	char url[64];
	SSL_CTX *ctx;
	pthread_t thread;
	atomic_uint handshakes, requests, bytes;
	atomic_bool silent; /* whoever connects meanwhile never hears a word */
} tls;

static void
answer(SSL *ssl)
{
	char in[8192] = "", out[1024];
	int n, have = 0;

	while ((n = SSL_read(ssl, in + have, (int)sizeof(in) - 1 - have)) > 0) {
		const char *body = strstr(in, "GET ") != NULL ? BOT : VERIFY;
		atomic_fetch_add(&tls.bytes, (unsigned)n);
		have += n;
		if (strstr(in, "\r\n\r\n") == NULL ||
		    (body[2] == 'c' && strstr(in, "access_token=") == NULL))
			continue;
		atomic_fetch_add(&tls.requests, 1);
		n = snprintf(out, sizeof(out), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
		             strlen(body), body);
		(void)SSL_write(ssl, out, n);
		memset(in, 0, sizeof(in));
		have = 0;
	}
}

static void *
serve_connection(void *arg)
{
	int fd = (int)(intptr_t)arg;
	SSL *ssl = SSL_new(tls.ctx);
	char ignored[512];

	(void)SSL_set_fd(ssl, fd);
	if (atomic_load(&tls.silent)) {
		while (read(fd, ignored, sizeof(ignored)) > 0)
			; /* until the client hangs up */
	} else if (SSL_accept(ssl) == 1) {
		atomic_fetch_add(&tls.handshakes, 1);
		answer(ssl);
	}
	SSL_free(ssl);
	(void)close(fd);
	return NULL;
}

static void *
serve(void *arg)
{
	pthread_t threads[64];
	size_t n = 0;

	(void)arg;
	for (;;) {
		struct pollfd fds[2] = {{tls.stop[0], POLLIN, 0}, {tls.listener, POLLIN, 0}};
		(void)poll(fds, 2, -1);
		if (fds[0].revents != 0)
			break;
		if (n < ARRAY_LEN(threads) &&
		    pthread_create(&threads[n], NULL, serve_connection,
		                   (void *)(intptr_t)accept(tls.listener, NULL, NULL)) == 0)
			n++;
	}
	while (n > 0)
		(void)pthread_join(threads[--n], NULL);
	return NULL;
}

static void
server_start(const struct pair *pair, int newest_version)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(address);

	atomic_store(&tls.handshakes, 0);
	atomic_store(&tls.requests, 0);
	atomic_store(&tls.bytes, 0);
	tls.ctx = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_security_level(tls.ctx, 0); /* or it would not speak the old versions at all */
	assert_int_equal(SSL_CTX_set_min_proto_version(tls.ctx, TLS1_VERSION), 1);
	assert_int_equal(SSL_CTX_set_max_proto_version(tls.ctx, newest_version), 1);
	assert_int_equal(SSL_CTX_use_certificate(tls.ctx, pair->certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(tls.ctx, pair->key), 1);
	tls.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(tls.listener, (struct sockaddr *)&address, n), 0);
	assert_int_equal(listen(tls.listener, 16), 0);
	assert_int_equal(getsockname(tls.listener, (struct sockaddr *)&address, &n), 0);
	assert_int_equal(pipe(tls.stop), 0);
	(void)snprintf(tls.url, sizeof(tls.url), "https://127.0.0.1:%u", ntohs(address.sin_port));
	assert_int_equal(pthread_create(&tls.thread, NULL, serve, NULL), 0);
}

static void
server_stop(void)
{
	assert_int_equal(write(tls.stop[1], "x", 1), 1);
	assert_int_equal(pthread_join(tls.thread, NULL), 0);
	(void)close(tls.listener);
	(void)close(tls.stop[0]);
	(void)close(tls.stop[1]);
	SSL_CTX_free(tls.ctx);
}

/* ---- the client ---- */

static struct pair authority, stranger;
static char trusted[] = "/tmp/acho-test-XXXXXX";

static void
on_done(struct line_proof *proof, void *arg)
{
	(void)proof;
	*(bool *)arg = true;
}

/* A token proof: the failure of its verify call. */
static enum line_failure
prove(struct line_client *client)
{
	struct line_token_entered entered = {STR("@123abcde"), STR_NONE, false};
	struct fault fault = {0};
	auto_line_proof *proof = NULL;
	auto_secret token = {0};
	bool done = false;

	assert_int_equal(secret_copy(&token, STR("a.token")), ERR_OK);
	assert_int_equal(line_proof_messaging_token(&token, &entered, &fault, &proof), ERR_OK);
	assert_int_equal(line_client_submit(client, proof, on_done, &done), ERR_OK);
	for (int i = 0; i < 200 && !done; i++) {
		struct pollfd fd = {line_client_fd(client), POLLIN, 0};
		if (poll(&fd, 1, 100) > 0)
			line_client_run(client);
	}
	assert_true(done);
	assert_int_equal(line_proof_outcome(proof)->code == NULL,
	                 line_proof_answers(proof)->of[LINE_VERIFY].failure == LINE_ANSWERED);
	return line_proof_answers(proof)->of[LINE_VERIFY].failure;
}

/* `proofs` in a row; the failure of the last. */
static enum line_failure
prove_against(const struct pair *pair, int newest_version, const char *ca_file, int proofs,
              unsigned *ret_handshakes)
{
	struct line_client_options options = {.proof_for = 8 * USEC_PER_SEC,
	                                      .parallel = 10,
	                                      .opens_after = 5,
	                                      .ca_file = ca_file};
	struct line_client *client = NULL;
	struct fault fault = {0};
	enum line_failure failure = LINE_ANSWERED;
	char text[8192] = "", wanted[] = "\nacho_line_tls_handshakes_total ";
	FILE *out = fmemopen(text, sizeof(text), "w");

	server_start(pair, newest_version);
	options.base_url = str_of(tls.url);
	assert_int_equal(line_client_open(&options, &fault, &client), ERR_OK);
	for (int i = 0; i < proofs; i++)
		failure = prove(client);
	line_client_metrics(client, out);
	assert_int_equal(fclose(out), 0);
	*ret_handshakes = (unsigned)strtoul(strstr(text, wanted) + sizeof(wanted) - 1, NULL, 10);
	line_client_close(&client);
	server_stop();
	return failure;
}

static void
trusts_who_is_vouched_for(void **state)
{
	struct pair pair = certificate("LINE", "IP:127.0.0.1", 30, &authority);
	unsigned handshakes;

	(void)state;
	assert_int_equal(prove_against(&pair, TLS1_2_VERSION, trusted, 1, &handshakes),
	                 LINE_ANSWERED);
	assert_int_equal(prove_against(&pair, TLS1_3_VERSION, trusted, 1, &handshakes),
	                 LINE_ANSWERED);
	pair_done(&pair);
}

/* LINE takes connections and says nothing, so no handshake ends; then it is itself again. */
static void
comes_back_after_handshakes_that_never_ended(void **state)
{
	struct pair pair = certificate("LINE", "IP:127.0.0.1", 30, &authority);
	struct line_client_options options = {.proof_for = 2 * USEC_PER_SEC,
	                                      .parallel = 10,
	                                      .opens_after = 10,
	                                      .ca_file = trusted};
	struct line_client *client = NULL;
	enum line_failure failure = LINE_LATE;
	struct fault fault = {0};

	(void)state;
	server_start(&pair, TLS1_3_VERSION);
	options.base_url = str_of(tls.url);
	assert_int_equal(line_client_open(&options, &fault, &client), ERR_OK);
	atomic_store(&tls.silent, true);
	for (int i = 0; i < 3; i++)
		assert_int_equal(prove(client), LINE_LATE);
	atomic_store(&tls.silent, false);
	for (int i = 0; i < 3 && failure != LINE_ANSWERED; i++)
		failure = prove(client); /* a busy machine may be late itself */
	assert_int_equal(failure, LINE_ANSWERED);
	line_client_close(&client);
	server_stop();
	pair_done(&pair);
}

/* At most 20 handshakes per 1,000 calls when the load is steady. */
static void
shakes_hands_seldom(void **state)
{
	struct pair pair = certificate("LINE", "IP:127.0.0.1", 30, &authority);
	unsigned handshakes;

	(void)state;
	assert_int_equal(prove_against(&pair, TLS1_3_VERSION, trusted, 250, &handshakes),
	                 LINE_ANSWERED);
	assert_int_equal(atomic_load(&tls.requests), 500);
	assert_true(handshakes <= 10);
	assert_int_equal(handshakes, atomic_load(&tls.handshakes));
	pair_done(&pair);
}

static void
says_nothing_to_anybody_else(void **state)
{
	struct pair good = certificate("LINE", "IP:127.0.0.1", 30, &authority);
	struct pair bad[] = {
	        certificate("LINE", "IP:127.0.0.1", -1, &authority),    /* expired yesterday */
	        certificate("LINE", "IP:127.0.0.2", 30, &authority),    /* for another address */
	        certificate("LINE", "DNS:api.line.me", 30, &authority), /* for another name */
	        certificate("LINE", "IP:127.0.0.1", 30, &stranger), /* by somebody we do not know */
	        certificate("LINE", "IP:127.0.0.1", 30, NULL),      /* by itself */
	};
	unsigned handshakes;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(prove_against(&bad[i], TLS1_3_VERSION, trusted, 1, &handshakes),
		                 LINE_BAD_TLS);
		assert_int_equal(atomic_load(&tls.bytes), 0);
		pair_done(&bad[i]);
	}
	assert_int_equal(prove_against(&good, TLS1_3_VERSION, NULL, 1, &handshakes), LINE_BAD_TLS);
	assert_int_equal(atomic_load(&tls.bytes), 0);
	assert_int_equal(prove_against(&good, TLS1_1_VERSION, trusted, 1, &handshakes),
	                 LINE_BAD_TLS);
	assert_int_equal(atomic_load(&tls.bytes), 0);
	assert_int_equal(atomic_load(&tls.handshakes), 0);
	pair_done(&good);
}

static int
setup(void **state)
{
	FILE *file;
	int fd = mkstemp(trusted);

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	authority = certificate("Authority", NULL, 30, NULL);
	stranger = certificate("Stranger", NULL, 30, NULL);
	file = fdopen(fd, "w");
	assert_int_equal(PEM_write_X509(file, authority.certificate), 1);
	return fclose(file);
}

static int
teardown(void **state)
{
	(void)state;
	pair_done(&authority);
	pair_done(&stranger);
	return unlink(trusted);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(trusts_who_is_vouched_for),
	        cmocka_unit_test(comes_back_after_handshakes_that_never_ended),
	        cmocka_unit_test(shakes_hands_seldom),
	        cmocka_unit_test(says_nothing_to_anybody_else),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
