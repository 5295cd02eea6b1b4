/* SPDX-License-Identifier: MIT */
#include "http/scan.h"

#include <fastcgi.h>
#include <string.h>

#include "check.h"
#include "fcgi_client.h"
#include "http/route.h"

static const char *const common[] = {"REQUEST_METHOD", "GET", "DOCUMENT_URI", "/livez", NULL};

static enum scan
scan(const struct message *message)
{
	return scan_request((struct str){message->p, message->n});
}

/* BEGIN and PARAMS with these bytes as content. */
static void
start(struct message *message, const struct message *pairs)
{
	message_begin(message, 1, FCGI_RESPONDER, FCGI_KEEP_CONN);
	if (pairs->n > 0)
		message_record(message, FCGI_PARAMS, 1, pairs->p, pairs->n, 0);
	message_record(message, FCGI_PARAMS, 1, NULL, 0, 0);
}

static void
knows_whole_from_part(void **state)
{
	auto_message message = {0};

	(void)state;
	message_request(&message, 7, true, common, STR("{\"a\":1}"));
	for (size_t n = 0; n < message.n; n++)
		assert_int_equal(scan_request((struct str){message.p, n}), SCAN_MORE);
	assert_int_equal(scan(&message), SCAN_WHOLE);
}

/* A second request behind the first: nginx never does that, and libfcgi would lose it. */
static void
refuses_what_follows(void **state)
{
	auto_message message = {0};

	(void)state;
	message_request(&message, 1, true, common, STR(""));
	message_add(&message, "\1", 1);
	assert_int_equal(scan(&message), SCAN_BAD);
}

static void
refuses_other_records(void **state)
{
	static const int first[] = {FCGI_ABORT_REQUEST,
	                            FCGI_END_REQUEST,
	                            FCGI_PARAMS,
	                            FCGI_STDIN,
	                            FCGI_STDOUT,
	                            FCGI_DATA,
	                            FCGI_GET_VALUES,
	                            FCGI_UNKNOWN_TYPE,
	                            0,
	                            12,
	                            255};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(first); i++)
		for (int id = 0; id < 2; id++) {
			auto_message message = {0};
			message_record(&message, first[i], id, "12345678", 8, 0);
			assert_int_equal(scan(&message), SCAN_BAD);
		}
}

static void
refuses_a_bad_beginning(void **state)
{
	static const struct {
		int id, role;
	} bad[] = {{0, FCGI_RESPONDER}, {1, FCGI_AUTHORIZER}, {1, FCGI_FILTER}, {1, 0}, {1, 257}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		auto_message message = {0};
		message_begin(&message, bad[i].id, bad[i].role, 0);
		assert_int_equal(scan(&message), SCAN_BAD);
	}
	for (size_t n = 0; n < 16; n++) {
		auto_message message = {0};
		message_record(&message, FCGI_BEGIN_REQUEST, 1, "\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
		               n, 0);
		assert_int_equal(scan(&message), n == 8 ? SCAN_MORE : SCAN_BAD);
	}
}

static void
refuses_another_version(void **state)
{
	(void)state;
	assert_int_equal(scan_request(STR("\2")), SCAN_BAD);
	assert_int_equal(scan_request(STR("GET / HTTP/1.1\r\n\r\n")), SCAN_BAD);
	assert_int_equal(scan_request(STR("\0")), SCAN_BAD);
}

/* The web server would be multiplexing: a second BEGIN, or a record of another request, inside the
 * first. */
static void
refuses_multiplexing(void **state)
{
	auto_message begin = {0}, params = {0}, body = {0}, pairs = {0};

	(void)state;
	message_begin(&begin, 1, FCGI_RESPONDER, 0);
	message_begin(&begin, 2, FCGI_RESPONDER, 0);
	assert_int_equal(scan(&begin), SCAN_BAD);
	message_begin(&params, 1, FCGI_RESPONDER, 0);
	message_record(&params, FCGI_PARAMS, 2, NULL, 0, 0);
	assert_int_equal(scan(&params), SCAN_BAD);
	start(&body, &pairs);
	message_record(&body, FCGI_STDIN, 2, "x", 1, 0);
	assert_int_equal(scan(&body), SCAN_BAD);
}

/* The padding of an empty record would be taken for the next one. */
static void
refuses_padding_after_a_stream(void **state)
{
	auto_message params = {0}, body = {0}, pairs = {0};

	(void)state;
	message_begin(&params, 1, FCGI_RESPONDER, 0);
	message_record(&params, FCGI_PARAMS, 1, NULL, 0, 8);
	assert_int_equal(scan(&params), SCAN_BAD);
	start(&body, &pairs);
	message_record(&body, FCGI_STDIN, 1, NULL, 0, 1);
	assert_int_equal(scan(&body), SCAN_BAD);
}

static void
refuses_bad_pairs(void **state)
{
	static const struct str bad[] = {
	        {"\x00", 1},                 /* a name's length alone */
	        {"\x01\x01\x61", 3},         /* a value that does not come */
	        {"\x01\x01\x61\x62\x01", 5}, /* something behind the last pair */
	        {"\x80\x00\x00", 3},         /* a length cut short */
	        {"\x01\x01\x61\x00", 4},     /* NUL in a value */
	        {"\x01\x01\x00\x61", 4},     /* NUL in a name */
	        {"\xff\xff\xff\xff\x01", 5}, /* 2 GiB: libfcgi aborts */
	        {"\xff\xff\xff\xfe\x01", 5}, /* 2 GiB and one in sum: its patch misses this */
	        {"\x01\xff\xff\xff\xff\x61", 6},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		auto_message message = {0}, pairs = {0};
		message_add(&pairs, bad[i].p, bad[i].n);
		start(&message, &pairs);
		assert_int_equal(scan(&message), SCAN_BAD);
	}
}

/* Names and values may be cut anywhere into records, of one byte each if the peer likes. */
static void
joins_pairs_over_records(void **state)
{
	auto_message message = {0}, pairs = {0};
	char value[300];

	(void)state;
	memset(value, 'v', sizeof(value));
	message_pair(&pairs, STR("A"), (struct str){value, sizeof(value)});
	message_pair(&pairs, STR(""), STR(""));
	message_pair(&pairs, STR("B"), STR("1"));
	message_begin(&message, 1, FCGI_RESPONDER, 0);
	for (size_t i = 0; i < pairs.n; i++)
		message_record(&message, FCGI_PARAMS, 1, pairs.p + i, 1, i % 5);
	message_record(&message, FCGI_PARAMS, 1, NULL, 0, 0);
	assert_int_equal(scan(&message), SCAN_MORE);
	message_record(&message, FCGI_STDIN, 1, NULL, 0, 0);
	assert_int_equal(scan(&message), SCAN_WHOLE);
}

static void
bounds_parameters(void **state)
{
	static char value[SCAN_PARAMS_MAX];
	auto_message many = {0}, large = {0}, first = {0}, second = {0};

	(void)state;
	for (int i = 0; i <= SCAN_PARAMS_COUNT_MAX; i++) {
		assert_int_equal(scan(&first) == SCAN_BAD, false);
		message_free(&first);
		message_pair(&many, STR("N"), STR("v"));
		start(&first, &many);
	}
	assert_int_equal(scan(&first), SCAN_BAD);
	memset(value, 'v', sizeof(value));
	message_pair(&large, STR("N"), (struct str){value, 40000});
	message_pair(&large, STR("N"), (struct str){value, 24000});
	start(&second, &large);
	assert_int_equal(scan(&second), SCAN_MORE);
	message_free(&second);
	message_free(&large);
	message_pair(&large, STR("N"), (struct str){value, 65000});
	start(&second, &large);
	assert_int_equal(scan(&second), SCAN_MORE);
	message_free(&second);
	message_begin(&second, 1, FCGI_RESPONDER, 0);
	message_record(&second, FCGI_PARAMS, 1, large.p, large.n, 0);
	message_record(&second, FCGI_PARAMS, 1, large.p, large.n, 0);
	assert_int_equal(scan(&second), SCAN_BAD);
}

/* Over BODY_MAX there is nothing to wait for: it will be refused unread. */
static void
bounds_bodies(void **state)
{
	static char body[BODY_MAX + KIB(32)];
	auto_message most = {0}, over = {0}, padded = {0}, pairs = {0};

	(void)state;
	memset(body, ' ', sizeof(body));
	message_request(&most, 1, true, common, (struct str){body, BODY_MAX});
	assert_int_equal(scan(&most), SCAN_WHOLE);
	most.n -= FCGI_HEADER_LEN;
	assert_int_equal(scan(&most), SCAN_MORE);
	message_request(&over, 1, true, common, (struct str){body, sizeof(body)});
	over.n -= FCGI_HEADER_LEN;
	assert_int_equal(scan(&over), SCAN_WHOLE);
	/* A byte of content and 255 of padding, for ever. */
	start(&padded, &pairs);
	while (padded.n < SCAN_BYTES_MAX)
		message_record(&padded, FCGI_STDIN, 1, body, 1, 255);
	assert_int_equal(scan_request((struct str){padded.p, SCAN_BYTES_MAX - 1}), SCAN_MORE);
	assert_int_equal(scan_request((struct str){padded.p, SCAN_BYTES_MAX}), SCAN_BAD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(knows_whole_from_part),
	        cmocka_unit_test(refuses_what_follows),
	        cmocka_unit_test(refuses_other_records),
	        cmocka_unit_test(refuses_a_bad_beginning),
	        cmocka_unit_test(refuses_another_version),
	        cmocka_unit_test(refuses_multiplexing),
	        cmocka_unit_test(refuses_padding_after_a_stream),
	        cmocka_unit_test(refuses_bad_pairs),
	        cmocka_unit_test(joins_pairs_over_records),
	        cmocka_unit_test(bounds_parameters),
	        cmocka_unit_test(bounds_bodies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
