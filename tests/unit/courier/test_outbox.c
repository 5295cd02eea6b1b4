/* SPDX-License-Identifier: MIT */
/* Mails over days, in milliseconds: the clock, the database and the mail server are a few variables
 * here. */
#include "courier/outbox.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "check.h"
#include "mail/message.h"

#define START   (INT64_C(1767225600) * USEC_PER_SEC)
#define SECOND  USEC_PER_SEC

#define ACCOUNT "https://acho.example/a/0123456789abc"

struct mail_row {
	bool waiting;
	struct outbox_item item;
	usec due_at;
	char last[96]; /* outcome and status */
};

struct world {
	usec now;
	struct mail_row row;
	struct smtp_outcome answer; /* of the mail server */
	usec server_works_from;     /* tempfails before */
	int sent, settled, paused, settles_fail, claims_fail;
	usec settle_takes; /* to fail */
	char to[64], message_id[128];
	bool lapsed, stops;

	struct token_hash links[4]; /* what the database was told of links, and of the last mail */
	int n_links, links_fail;
	int64_t link_seconds;
	bool link_lapsed;
	char message[KIB(16)];
};

static struct arena arena;

static enum err
claim(void *ctx, struct fault *fault, struct outbox_item *ret, bool *ret_any)
{
	struct world *world = ctx;

	if (world->claims_fail-- > 0)
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	*ret_any = world->row.waiting && world->row.due_at <= world->now;
	if (!*ret_any)
		return ERR_OK;
	world->row.item.tries++;
	world->row.due_at = world->now + OUTBOX_LEASE_SECONDS * SECOND;
	*ret = world->row.item;
	return ERR_OK;
}

static enum err
link_token_add(void *ctx, struct fault *fault, const struct outbox_item *item,
               const struct token_hash *hash, int64_t ttl_seconds, bool *ret_held)
{
	struct world *world = ctx;

	if (world->links_fail-- > 0)
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	assert_string_equal(item->lease, world->row.item.lease);
	world->link_seconds = ttl_seconds;
	world->links[(size_t)world->n_links++ % ARRAY_LEN(world->links)] = *hash;
	*ret_held = !world->link_lapsed;
	return ERR_OK;
}

static enum err
send_mail(void *ctx, struct fault *fault, struct str from, struct str to, struct str message,
          struct smtp_outcome *ret)
{
	static const struct smtp_outcome later = {SMTP_TEMPFAIL, 450, "rcpt 450"};
	struct world *world = ctx;
	const char *id = memmem(message.p, message.n, "Message-Id: ", 12);

	if (!mail_address_is_clean(from) || !mail_address_is_clean(to))
		return FAULT(fault, ERR_INVALID, "address");
	world->sent++;
	(void)snprintf(world->message, sizeof(world->message), "%.*s", STR_ARG(message));
	(void)snprintf(world->to, sizeof(world->to), "%.*s", STR_ARG(to));
	assert_non_null(id);
	(void)snprintf(world->message_id, sizeof(world->message_id), "%.*s",
	               (int)strcspn(id + 12, "\r"), id + 12);
	*ret = world->now < world->server_works_from ? later : world->answer;
	return ERR_OK;
}

static enum err
settle(void *ctx, struct fault *fault, const struct outbox_item *item, const char *outcome,
       const char *status, int64_t next_in_seconds, bool *ret_held)
{
	struct world *world = ctx;

	if (world->settles_fail-- > 0) {
		world->now += world->settle_takes;
		return FAULT(fault, ERR_UNAVAILABLE, "away");
	}
	assert_string_equal(item->lease, world->row.item.lease);
	world->settled++;
	*ret_held = !world->lapsed;
	world->row.waiting = strcmp(outcome, "tempfail") == 0;
	assert_int_equal(world->row.waiting, next_in_seconds > 0);
	if (world->row.waiting)
		world->row.due_at = world->now + next_in_seconds * SECOND;
	(void)snprintf(world->row.last, sizeof(world->row.last), "%s %s", outcome, status);
	return ERR_OK;
}

static usec
now(void *ctx)
{
	return ((struct world *)ctx)->now;
}

static unsigned
no_jitter(void *ctx)
{
	(void)ctx;
	return 500;
}

static bool
pause_for(void *ctx, int64_t seconds)
{
	struct world *world = ctx;

	world->now += seconds * SECOND;
	world->paused++;
	return !world->stops;
}

static const struct outbox_world functions = {claim, link_token_add, send_mail, settle, now,
                                              now,   no_jitter,      pause_for};

static struct world
a_world(void)
{
	return (struct world){
	        .now = START,
	        .answer = {SMTP_DELIVERED, 250, "data 250"},
	        .row = {.waiting = true,
	                .due_at = START,
	                .item = {.lease = "0f8fad5b-d9cb-469f-a165-70867728950e",
	                         .message_id = "6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d",
	                         .kind = STR("welcome"),
	                         .slug = STR("0123456789abc"),
	                         .locale = STR("zh-TW"),
	                         .recipient = STR("ming@shop.example"),
	                         .recipient_name = STR("王小明"),
	                         .company = STR("小荔枝"),
	                         .oa_name = STR("Lychee"),
	                         .created_at = START}},
	};
}

static enum err
run(struct world *world, bool *ret_worked)
{
	const struct outbox outbox = {.world = &functions,
	                              .ctx = world,
	                              .base_url = STR("https://acho.example"),
	                              .from = STR("hello@acho.example"),
	                              .reply_to = STR("help@acho.example")};
	struct fault fault = {0};
	enum err err;

	arena_init(&arena, MIB(1));
	err = outbox_run(&outbox, &arena, &fault, ret_worked);
	arena_done(&arena);
	return err;
}

/* Look once a second for `seconds`, as the loop does. */
static void
pass(struct world *world, int64_t seconds)
{
	bool worked;

	for (; seconds > 0; seconds--, world->now += SECOND)
		assert_int_equal(run(world, &worked), ERR_OK);
}

static void
a_mail_is_sent_once(void **state)
{
	struct world world = a_world();
	bool worked;

	(void)state;
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_true(worked);
	pass(&world, 600);
	assert_int_equal(world.sent, 1);
	assert_string_equal(world.to, "ming@shop.example");
	assert_string_equal(world.message_id,
	                    "<6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d@acho.example>");
	assert_string_equal(world.row.last, "delivered data 250");
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_false(worked);
}

/* Nothing was leased: its recipient has had as many as may be. */
static void
a_mail_that_is_held_back_is_not_sent(void **state)
{
	struct world world = a_world();
	bool worked;

	(void)state;
	world.row.item.lease[0] = '\0';
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_true(worked); /* there may be others */
	assert_int_equal(world.sent, 0);
	assert_int_equal(world.settled, 0);
}

static void
a_list_of_login_urls_is_a_mail(void **state)
{
	struct outbox_account accounts[] = {
	        {STR("0123456789abc"), STR("<One>"), STR("2026-01-01"), STR("OA"),
	         STR("2026-02-02")},
	        {STR("zzzzzzzzzzzzz"), STR("Two"), STR("2026-01-01"), STR_NONE, STR_NONE},
	};
	struct world world = a_world();

	(void)state;
	world.row.item.kind = STR("find");
	world.row.item.slug = world.row.item.company = STR_NONE;
	world.row.item.accounts = accounts;
	world.row.item.n_accounts = ARRAY_LEN(accounts);
	world.row.item.total = 5;
	pass(&world, 2);
	assert_string_equal(world.row.last, "delivered data 250");
	assert_int_equal(world.sent, 1);
	assert_string_equal(world.message_id,
	                    "<6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d@acho.example>");
}

static void
a_server_that_comes_back_gets_the_mail(void **state)
{
	struct world world = a_world();

	(void)state;
	world.server_works_from = START + 600 * SECOND;
	pass(&world, 900);
	assert_string_equal(world.row.last, "delivered data 250");
	assert_in_range(world.sent, 4, 8);
	assert_string_equal(world.message_id,
	                    "<6f1c2f0e-6f0b-4c39-9f0e-0d4f5a6b7c8d@acho.example>");
}

static void
after_three_days_it_is_given_up_and_seen(void **state)
{
	struct world world = a_world();

	(void)state;
	world.server_works_from = INT64_MAX;
	pass(&world, 3 * 86400 - 1);
	assert_string_equal(world.row.last, "tempfail rcpt 450");
	assert_in_range(world.sent, 70, 100); /* hourly, but for the first hours */
	pass(&world, 4 * 86400);
	assert_string_equal(world.row.last, "permfail expired: rcpt 450");
	assert_false(world.row.waiting);
}

static void
what_can_never_be_sent_is_not_tried_again(void **state)
{
	const struct {
		struct str company, contact, recipient;
		struct smtp_outcome answer;
		const char *last;
		int sent;
	} cases[] = {
	        {STR("a\r\nBcc: x@y.example"),
	         STR("b"),
	         STR("c@d.example"),
	         {0},
	         "permfail not a mail",
	         0},
	        {STR("a"), STR("b\nc"), STR("c@d.example"), {0}, "permfail not a mail", 0},
	        {STR("a"),
	         STR("b"),
	         STR("c@d.example>\r\nRCPT TO:<x@y"),
	         {0},
	         "permfail not a mail",
	         0},
	        {STR("a"), STR("b"), STR("c"), {0}, "permfail not a mail", 0},
	        {STR("a"),
	         STR("b"),
	         STR("c@d.example"),
	         {SMTP_PERMFAIL, 550, "rcpt 550"},
	         "permfail rcpt 550",
	         1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world world = a_world();
		world.row.item.company = cases[i].company;
		world.row.item.recipient_name = cases[i].contact;
		world.row.item.recipient = cases[i].recipient;
		world.answer = cases[i].answer;
		pass(&world, 2);
		assert_string_equal(world.row.last, cases[i].last);
		assert_int_equal(world.sent, cases[i].sent);
		assert_int_equal(world.settled, 1);
	}
}

/* While a release is rolled out an older courier meets what a newer worker wrote. */
static void
a_mail_of_a_newer_release_waits(void **state)
{
	struct world world = a_world();

	(void)state;
	world.row.item.kind = STR("birthday");
	pass(&world, 10);
	assert_string_equal(world.row.last, "tempfail not built");
	world.row.item.kind = STR("welcome");
	pass(&world, 60);
	assert_string_equal(world.row.last, "delivered data 250");
	assert_int_equal(world.sent, 1);
}

/* The token of the link in the last mail; an English text goes out as quoted-printable. */
static void
token_of_mail(const struct world *world, const char *page, struct token *ret)
{
	char plain[KIB(16)];
	const char *at;
	size_t n = 0;

	for (const char *p = world->message; *p != '\0'; p++) {
		if (strncmp(p, "=\r\n", 3) == 0)
			p += 2;
		else if (strncmp(p, "=3D", 3) == 0) {
			plain[n++] = '=';
			p += 2;
		} else
			plain[n++] = *p;
	}
	plain[n] = '\0';
	at = strstr(plain, page);
	assert_non_null(at);
	at = strchr(at, '=');
	assert_true(token_parse((struct str){at + 1, TOKEN_TEXT_LEN}, ret));
	assert_int_equal(at[1 + TOKEN_TEXT_LEN], '\r');
}

static void
a_link_is_known_to_the_database_before_it_is_mailed(void **state)
{
	struct world world = a_world();
	struct fault fault = {0};
	struct token first, second;
	struct token_hash hash;

	(void)state;
	world.row.item.kind = STR("release");
	world.row.item.locale = STR("en");
	world.links_fail = 1;
	world.server_works_from = START + 60 * SECOND;
	pass(&world, 10);
	assert_string_equal(world.row.last, "tempfail not built");
	assert_int_equal(world.sent, 0); /* never a link that nobody knows */
	pass(&world, 20);
	assert_string_equal(world.row.last, "tempfail rcpt 450");
	token_of_mail(&world, ACCOUNT "/release#t=", &first);
	pass(&world, 120);
	assert_string_equal(world.row.last, "delivered data 250");
	token_of_mail(&world, ACCOUNT "/release#t=", &second);
	assert_int_equal(world.n_links, 2); /* each sending its own */
	assert_memory_not_equal(first.bytes, second.bytes, sizeof(first.bytes));
	assert_int_equal(token_hash(&fault, &first, &hash), ERR_OK);
	assert_memory_equal(hash.bytes, world.links[0].bytes, sizeof(hash.bytes));
	assert_int_equal(token_hash(&fault, &second, &hash), ERR_OK);
	assert_memory_equal(hash.bytes, world.links[1].bytes, sizeof(hash.bytes));

	/* Somebody else has the mail by now. */
	world = a_world();
	world.row.item.kind = STR("release");
	world.link_lapsed = true;
	pass(&world, 1);
	assert_int_equal(world.sent, 0);

	/* Other mails get none. */
	world = a_world();
	world.row.item.kind = STR("password_changed");
	pass(&world, 1);
	assert_int_equal(world.sent, 1);
	assert_int_equal(world.n_links, 0);
}

static void
each_link_leads_to_its_page_and_has_its_time(void **state)
{
	static const struct {
		const char *kind, *page;
		int64_t seconds;
	} expected[] = {{"welcome", ACCOUNT "/verify#t=", 30 * 86400},
	                {"password_reset", ACCOUNT "/reset#t=", 30 * 60},
	                {"verification", ACCOUNT "/verify#t=", 30 * 86400},
	                {"email_change", ACCOUNT "/verify#t=", 86400},
	                {"email_changed", ACCOUNT "/undo#t=", 7 * 86400},
	                {"invitation", ACCOUNT "/join#t=", 7 * 86400},
	                {"release", ACCOUNT "/release#t=", 7 * 86400}};
	struct token token;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
		struct world world = a_world();
		world.row.item.kind = str_of(expected[i].kind);
		world.row.item.locale = STR("en");
		pass(&world, 1);
		assert_int_equal(world.sent, 1);
		token_of_mail(&world, expected[i].page, &token);
		assert_int_equal(world.n_links, 1);
		assert_int_equal(world.link_seconds, expected[i].seconds);
	}
}

static void
a_sent_mail_is_noted_even_if_the_database_was_away(void **state)
{
	struct world world = a_world();
	bool worked;

	(void)state;
	world.settles_fail = 30;
	assert_int_equal(run(&world, &worked), ERR_OK);
	assert_int_equal(world.paused, 30);
	assert_true(world.now < START + OUTBOX_LEASE_SECONDS * SECOND);
	pass(&world, 600);
	assert_int_equal(world.sent, 1);

	/* Away for longer than the lease: the mail goes out again, under the same id. */
	world = a_world();
	world.settles_fail = 1000;
	assert_int_equal(run(&world, &worked), ERR_UNAVAILABLE);
	world.settles_fail = 0;
	pass(&world, OUTBOX_LEASE_SECONDS);
	assert_int_equal(world.sent, 2);
	assert_string_equal(world.row.last, "delivered data 250");

	/* Each try may be slow; what lapsed is another's. */
	world = a_world();
	world.settles_fail = 1000;
	world.settle_takes = 5 * SECOND;
	assert_int_equal(run(&world, &worked), ERR_UNAVAILABLE);
	assert_in_range(world.now, START + OUTBOX_LEASE_SECONDS * SECOND,
	                START + (OUTBOX_LEASE_SECONDS + 6) * SECOND);

	/* Told to stop: does not wait for the database. */
	world = a_world();
	world.settles_fail = 1000;
	world.stops = true;
	assert_int_equal(run(&world, &worked), ERR_UNAVAILABLE);
	assert_int_equal(world.paused, 1);
}

static void
without_a_database_nothing_is_sent(void **state)
{
	struct world world = a_world();
	bool worked;

	(void)state;
	world.claims_fail = 1;
	assert_int_equal(run(&world, &worked), ERR_UNAVAILABLE);
	assert_int_equal(world.sent, 0);
}

static void
back_off_is_quadratic_capped_and_spread(void **state)
{
	static const int64_t middle[] = {15, 60, 135, 240, 375};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(middle); i++) {
		int64_t n = (int64_t)i + 1;
		assert_in_range(outbox_backoff(n, 0), middle[i] * 9 / 10, middle[i] * 9 / 10 + 1);
		assert_in_range(outbox_backoff(n, 999), middle[i], middle[i] * 11 / 10);
		assert_true(outbox_backoff(n, 0) <= outbox_backoff(n, 999));
	}
	for (int64_t n = 16; n < 10000; n++)
		assert_in_range(outbox_backoff(n, (unsigned)n), OUTBOX_BACKOFF_MAX * 9 / 10,
		                OUTBOX_BACKOFF_MAX * 11 / 10);
	assert_true(outbox_backoff(0, 0) > 0);
	assert_true(outbox_backoff(INT64_MAX, 0) > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_mail_is_sent_once),
	        cmocka_unit_test(a_mail_that_is_held_back_is_not_sent),
	        cmocka_unit_test(a_list_of_login_urls_is_a_mail),
	        cmocka_unit_test(a_server_that_comes_back_gets_the_mail),
	        cmocka_unit_test(after_three_days_it_is_given_up_and_seen),
	        cmocka_unit_test(what_can_never_be_sent_is_not_tried_again),
	        cmocka_unit_test(a_mail_of_a_newer_release_waits),
	        cmocka_unit_test(a_link_is_known_to_the_database_before_it_is_mailed),
	        cmocka_unit_test(each_link_leads_to_its_page_and_has_its_time),
	        cmocka_unit_test(a_sent_mail_is_noted_even_if_the_database_was_away),
	        cmocka_unit_test(without_a_database_nothing_is_sent),
	        cmocka_unit_test(back_off_is_quadratic_capped_and_spread),
	};

	log_init("test", LOG_ERROR);
	message_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
