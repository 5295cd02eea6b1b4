/* SPDX-License-Identifier: MIT */
#include "courier/outbox.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/log.h"
#include "mail/message.h"
#include "mail/template.h"

/* What becomes of a mail. */
struct verdict {
	const char *outcome;
	char status[48]; /* for people; no data */
	int64_t next_in_seconds;
};

int64_t
outbox_backoff(int64_t tries, unsigned random)
{
	int64_t n = tries < 1 ? 1 : tries > 1000 ? 1000 : tries;
	int64_t wait = OUTBOX_BACKOFF_BASE * n * n;

	if (wait > OUTBOX_BACKOFF_MAX)
		wait = OUTBOX_BACKOFF_MAX;
	/* A tenth either way: mails that failed together do not come back together. */
	return wait - wait / 10 + (int64_t)(random % 1000) * (wait / 5) / 1000;
}

/* The mails with a link that does something: where it stands, and the page it opens. */
static const struct link {
	enum mail_kind kind;
	enum slot slot;
	const char *page;
	int64_t seconds;
} links[] = {
        {MAIL_WELCOME, SLOT_VERIFY_URL, "/verify", OUTBOX_VERIFY_SECONDS},
        {MAIL_VERIFICATION, SLOT_VERIFY_URL, "/verify", OUTBOX_VERIFY_SECONDS},
        {MAIL_EMAIL_CHANGE, SLOT_VERIFY_URL, "/verify", OUTBOX_ADDRESS_SECONDS},
        {MAIL_EMAIL_CHANGED, SLOT_UNDO_URL, "/undo", OUTBOX_UNDO_SECONDS},
        {MAIL_PASSWORD_RESET, SLOT_RESET_URL, "/reset", OUTBOX_RESET_SECONDS},
        {MAIL_INVITATION, SLOT_JOIN_URL, "/join", OUTBOX_JOIN_SECONDS},
        {MAIL_RELEASE, SLOT_RELEASE_URL, "/release", OUTBOX_RELEASE_SECONDS},
};

static void
add_account_url(const struct outbox *outbox, struct str slug, struct buf *url)
{
	buf_add(url, outbox->base_url);
	buf_add(url, STR("/a/"));
	buf_add(url, slug);
}

/* An account's login page; it knows the way on. */
static enum err
login_url(const struct outbox *outbox, struct str slug, struct arena *arena, struct fault *fault,
          struct str *ret)
{
	struct buf url;

	buf_init(&url, arena, KIB(2));
	add_account_url(outbox, slug, &url);
	if (buf_failed(&url))
		return FAULT(fault, ERR_NOMEM, "no memory for a URL");
	*ret = buf_str(&url);
	return ERR_OK;
}

/* A link with a fresh token in its fragment, whose hash the database has by now. ERR_UNAVAILABLE:
 * the lease has lapsed, and whoever holds it now sends the mail; or the database is away. */
static enum err
link_url(const struct outbox *outbox, const struct outbox_item *item, const struct link *link,
         struct arena *arena, struct fault *fault, struct str *ret)
{
	auto_token token = {{0}};
	struct token_hash hash;
	struct buf url;
	bool held = false;

	TRY(token_new(fault, &token));
	TRY(token_hash(fault, &token, &hash));
	buf_init(&url, arena, KIB(2));
	add_account_url(outbox, item->slug, &url);
	buf_add(&url, str_of(link->page));
	buf_add(&url, STR("#t="));
	base64url_add(&url, token.bytes, sizeof(token.bytes));
	if (buf_failed(&url))
		return FAULT(fault, ERR_NOMEM, "no memory for a URL");
	TRY(outbox->world->link_token_add(outbox->ctx, fault, item, &hash, link->seconds, &held));
	if (!held)
		return FAULT(fault, ERR_UNAVAILABLE, "the lease lapsed before the mail was built");
	*ret = buf_str(&url);
	return ERR_OK;
}

static enum err
list_accounts(const struct outbox *outbox, const struct outbox_item *item, struct arena *arena,
              struct fault *fault, struct mail_values *values)
{
	struct mail_entry *each = arena_alloc(arena, item->n_accounts * sizeof(*each));
	struct buf more;

	if (each == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a list");
	for (size_t i = 0; i < item->n_accounts; i++) {
		const struct outbox_account *account = &item->accounts[i];
		each[i] = (struct mail_entry){.slot = {STR_NONE}};
		each[i].slot[SLOT_COMPANY] = account->company;
		each[i].slot[SLOT_OA_NAME] = account->oa_name;
		each[i].slot[SLOT_CREATED_ON] = account->created_on;
		each[i].slot[SLOT_USED_ON] = account->used_on;
		TRY(login_url(outbox, account->slug, arena, fault, &each[i].slot[SLOT_LOGIN_URL]));
	}
	values->each = each;
	values->n_each = item->n_accounts;
	buf_init(&more, arena, 32);
	if (item->total > (int64_t)item->n_accounts)
		buf_int(&more, item->total - (int64_t)item->n_accounts);
	if (buf_failed(&more))
		return FAULT(fault, ERR_NOMEM, "no memory for a number");
	values->slot[SLOT_MORE] = buf_str(&more);
	return ERR_OK;
}

/* What a role is called; nothing for one that a newer release knows. */
static struct str
role_in(struct str role, enum locale locale)
{
	static const struct {
		const char *role, *names[LOCALE__COUNT];
	} roles[] = {
	        {"owner", {"擁有者", "Owner", "オーナー"}},
	        {"manager", {"管理者", "Manager", "マネージャー"}},
	        {"viewer", {"檢視者", "Viewer", "閲覧者"}},
	};

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (str_is(role, str_of(roles[i].role)))
			return str_of(roles[i].names[locale]);
	return STR_NONE;
}

/* The mail's bytes. ERR_NOT_FOUND: a kind or language that a newer release writes. */
static enum err
compose(const struct outbox *outbox, const struct outbox_item *item, struct arena *arena,
        struct fault *fault, struct str *ret)
{
	enum mail_kind kind;
	struct mail mail = {
	        .from = outbox->from,
	        .reply_to = outbox->reply_to,
	        .to = item->recipient,
	        .to_name = item->recipient_name,
	        .message_id = str_of(item->message_id),
	        .date_at = item->created_at}; /* a repeated mail is the same but for a link */
	struct mail_values values = {.slot = {STR_NONE}};

	if (!mail_kind_of(item->kind, &kind) || !locale_from_tag(item->locale, &mail.locale))
		return FAULT(fault, ERR_NOT_FOUND, "this release has no such mail");
	mail.from_name = brand_in(outbox->brand, mail.locale);
	values.slot[SLOT_BRAND] = mail.from_name;
	values.slot[SLOT_COMPANY] = item->company;
	values.slot[SLOT_CONTACT] = item->recipient_name;
	values.slot[SLOT_OA_NAME] = item->oa_name;
	values.slot[SLOT_DELETES_ON] = item->deletes_on;
	values.slot[SLOT_INVITER] = item->inviter;
	values.slot[SLOT_ROLE] = role_in(item->role, mail.locale);
	if (kind == MAIL_FIND)
		TRY(list_accounts(outbox, item, arena, fault, &values));
	else
		TRY(login_url(outbox, item->slug, arena, fault, &values.slot[SLOT_LOGIN_URL]));
	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		if (links[i].kind == kind)
			TRY(link_url(outbox, item, &links[i], arena, fault,
			             &values.slot[links[i].slot]));
	TRY(template_render(arena, fault, kind, mail.locale, &values, &mail.words));
	return message_build(arena, fault, &mail, ret);
}

static struct verdict
verdict_of(const char *outcome, const char *status)
{
	struct verdict verdict = {.outcome = outcome};

	(void)snprintf(verdict.status, sizeof(verdict.status), "%s", status);
	return verdict;
}

/* Later, or never when it has been tried for long enough. */
static struct verdict
later(const struct outbox *outbox, const struct outbox_item *item, const char *status)
{
	const struct outbox_world *world = outbox->world;
	struct verdict verdict = {.outcome = "permfail"};

	if (world->now(outbox->ctx) - item->created_at >= OUTBOX_GIVE_UP_AFTER) {
		(void)snprintf(verdict.status, sizeof(verdict.status), "expired: %s", status);
		return verdict;
	}
	verdict = verdict_of("tempfail", status);
	verdict.next_in_seconds = outbox_backoff(item->tries, world->random(outbox->ctx));
	return verdict;
}

static struct verdict
deliver(const struct outbox *outbox, const struct outbox_item *item, struct arena *arena,
        struct fault *fault)
{
	struct str message = STR_NONE;
	struct smtp_outcome outcome = {0};
	enum err err;

	err = compose(outbox, item, arena, fault, &message);
	if (err == ERR_INVALID) /* no later try will make it a mail */
		return verdict_of("permfail", "not a mail");
	if (err != ERR_OK)
		return later(outbox, item, "not built");
	err = outbox->world->send(outbox->ctx, fault, outbox->from, item->recipient, message,
	                          &outcome);
	if (err == ERR_INVALID)
		return verdict_of("permfail", "not an address");
	if (err != ERR_OK)
		return later(outbox, item, "not sent");
	if (outcome.result == SMTP_DELIVERED)
		return verdict_of("delivered", outcome.status);
	if (outcome.result == SMTP_PERMFAIL)
		return verdict_of("permfail", outcome.status);
	return later(outbox, item, outcome.status);
}

/*
 * Note it, and not give up at once: a mail that was sent and is not noted goes out twice. Until the
 * lease lapses, behind which it is another's to note.
 */
static enum err
settle(const struct outbox *outbox, const struct outbox_item *item, const struct verdict *verdict,
       usec lapses_at, struct fault *fault, bool *ret_held)
{
	const struct outbox_world *world = outbox->world;

	for (;;) {
		struct fault this_try = {0};
		enum err err = world->settle(outbox->ctx, &this_try, item, verdict->outcome,
		                             verdict->status, verdict->next_in_seconds, ret_held);
		if (err == ERR_OK)
			return ERR_OK;
		if (!world->pause(outbox->ctx, 1) || world->monotonic(outbox->ctx) >= lapses_at) {
			*fault = this_try;
			return err;
		}
	}
}

static void
log_mail(const struct outbox_item *item, const struct verdict *verdict, bool held,
         const struct fault *fault)
{
	struct log_line line;
	bool failed = str_is(str_of(verdict->outcome), STR("permfail"));

	log_start(&line,
	          failed                         ? LOG_ERROR
	          : verdict->next_in_seconds > 0 ? LOG_WARN
	                                         : LOG_INFO,
	          "mail");
	log_text(&line, "message", str_of(item->message_id));
	log_text(&line, "kind", item->kind);
	log_int(&line, "tries", item->tries);
	log_text(&line, "outcome", str_of(verdict->outcome));
	log_text(&line, "status", str_of(verdict->status));
	if (verdict->next_in_seconds > 0)
		log_int(&line, "next_in", verdict->next_in_seconds);
	if (!held)
		log_text(&line, "lease", STR("lapsed"));
	log_fault(&line, fault);
	log_write(&line);
}

enum err
outbox_run(const struct outbox *outbox, struct arena *arena, struct fault *fault, bool *ret_worked)
{
	struct outbox_item item = {.tries = 0};
	struct fault of_mail = {0};
	struct verdict verdict;
	usec lapses_at =
	        outbox->world->monotonic(outbox->ctx) + OUTBOX_LEASE_SECONDS * USEC_PER_SEC;
	bool held = false;

	TRY(outbox->world->claim(outbox->ctx, fault, &item, ret_worked));
	if (!*ret_worked || item.lease[0] == '\0')
		return ERR_OK;
	verdict = deliver(outbox, &item, arena, &of_mail);
	TRY(settle(outbox, &item, &verdict, lapses_at, fault, &held));
	log_mail(&item, &verdict, held, &of_mail);
	return ERR_OK;
}
