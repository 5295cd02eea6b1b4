/* SPDX-License-Identifier: MIT */
/* /a/{slug}/api/totp: a member's second factor, set up in two steps, and taken away again.
 *
 * POST shows a secret, once; PUT with a code of it switches it on and shows the recovery codes,
 * once. Afterwards no call gives either away: what is kept is sealed, or hashed. */
#include <string.h>

#include "auth/qr.h"
#include "auth/recovery.h"
#include "auth/totp.h"
#include "base/rand.h"
#include "http/body.h"
#include "login/app.h"
#include "login/factor.h"
#include "vault/seal.h"

enum err
get_totp(struct req *rq)
{
	auto_db_result found = {NULL};
	struct out *out;

	TRY(REQ_CALL(rq, LOGIN_TOTP, &found, REQ_SESSION(rq)));
	if (reply_refused(rq, &found))
		return ERR_OK;
	out = reply_json(rq, 200);
	out_text(out, "state", db_get_text(&found, 0, 1));
	out_time(out, "since", db_get_time(&found, 0, 2));
	out_int(out, "codes_left", db_get_int(&found, 0, 3));
	out_bool(out, "required", db_get_bool(&found, 0, 4));
	return reply_end(rq);
}

/* ---- a secret, for the app to keep ---- */

#define NAME_CHARS                                                                                 \
	24 /* of the company: the QR code grows with its name, and phones have to read it */

/* What the app lists the account under; the slug tells two shops of one name apart. */
static void
add_name(struct buf *name, const struct req *rq, struct str company)
{
	size_t n = 0;

	for (size_t chars = 0; n < company.n; n++)
		if (((unsigned char)company.p[n] & 0xc0) != 0x80 && chars++ == NAME_CHARS)
			break;
	buf_add(name, str_part(company, 0, n));
	buf_fmt(name, " (%.*s)", STR_ARG(rq->slug));
}

struct base32 {
	char text[TOTP_BASE32_LEN + 1];
};

static void
base32_done(struct base32 *base32)
{
	explicit_bzero(base32, sizeof(*base32));
}

static enum err
show_secret(struct req *rq, const struct secret *secret, struct str company)
{
	const struct login_app *app = rq->app;
	struct base32 base32 CLEANUP(base32_done) = {""};
	struct buf name, uri;
	struct qr qr;
	struct out *out;

	TRY(totp_base32(&rq->fault, secret, base32.text));
	buf_init(&name, &rq->arena, 256);
	add_name(&name, rq, company);
	buf_init(&uri, &rq->arena, QR_TEXT_MAX);
	totp_uri(&uri, brand_in(app->settings->brand, rq->locale), buf_str(&name), base32.text);
	/* Cut short it would be another secret, and the person would be kept out. */
	if (buf_failed(&name) || buf_failed(&uri))
		return FAULT(&rq->fault, ERR_NOMEM, "no memory for a second factor's address");
	TRY(qr_make(&rq->arena, &rq->fault, buf_str(&uri), &qr));
	out = reply_json(rq, 201);
	out_text(out, "secret", str_of(base32.text));
	out_text(out, "uri", buf_str(&uri));
	out_array(out, "qr");
	for (size_t i = 0; i < qr.size; i++)
		out_text(out, NULL, (struct str){qr.rows + i * qr.size, qr.size});
	out_end(out, ']');
	return reply_end(rq);
}

enum err
post_totp(struct req *rq)
{
	const struct login_app *app = rq->app;
	auto_db_result begun = {NULL}, stored = {NULL};
	auto_secret secret = {0};
	char id[UUID_LEN + 1];
	struct str sealed;

	if (rq->body.n > 0)
		TRY(body_read(rq, NULL, 0, NULL)); /* {}: there is nothing to say */
	TRY(REQ_CALL(rq, LOGIN_TOTP_BEGIN, &begun, REQ_SESSION(rq)));
	if (reply_refused(rq, &begun))
		return ERR_OK;
	if (rand_uuid(id) != ERR_OK)
		return FAULT(&rq->fault, ERR_UNAVAILABLE, "getrandom gave no bytes");
	TRY(totp_secret(&rq->fault, &secret));
	TRY(seal_make(app->keyring, (struct seal_scope){rq->slug, SEAL_TOTP, str_of(id)},
	              secret_str(&secret), &rq->arena, &rq->fault, &sealed));
	TRY(REQ_CALL(rq, LOGIN_TOTP_STORE, &stored, REQ_SESSION(rq), db_bytes(sealed.p, sealed.n),
	             db_cstr(id)));
	if (reply_refused(rq, &stored))
		return ERR_OK;
	return show_secret(rq, &secret, db_get_text(&begun, 0, 1));
}

/* ---- recovery codes ---- */

struct codes {
	struct recovery_code code[RECOVERY_CODES];
	unsigned char
	        hashes[RECOVERY_CODES * sizeof(struct token_hash)]; /* as the database takes them */
};

static void
codes_done(struct codes *codes)
{
	explicit_bzero(codes, sizeof(*codes));
}

static enum err
codes_new(struct req *rq, struct codes *ret)
{
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		struct token_hash hash;

		TRY(recovery_code_new(&rq->fault, &ret->code[i]));
		TRY(recovery_code_hash(&rq->fault, &ret->code[i], rq->slug, &hash));
		memcpy(ret->hashes + i * sizeof(hash), hash.bytes, sizeof(hash));
	}
	return ERR_OK;
}

static enum err
show_codes(struct req *rq, int status, const struct codes *codes)
{
	struct out *out = reply_json(rq, status);

	out_array(out, "recovery_codes");
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		out_text(out, NULL, str_of(codes->code[i].text));
	out_end(out, ']');
	return reply_end(rq);
}

enum err
post_recovery_codes(struct req *rq)
{
	auto_db_result made = {NULL};
	struct codes codes CLEANUP(codes_done) = {0};

	if (rq->body.n > 0)
		TRY(body_read(rq, NULL, 0, NULL)); /* {}: there is nothing to say */
	TRY(codes_new(rq, &codes));
	TRY(REQ_CALL(rq, LOGIN_RECOVERY_CODES, &made, REQ_SESSION(rq),
	             db_bytes(codes.hashes, sizeof(codes.hashes)), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &made))
		return ERR_OK;
	return show_codes(rq, 201, &codes);
}

/* ---- on and off ---- */

struct shown {
	struct str code;
};

static const struct field shown_fields[] = {
        {"code", FIELD_TEXT, true, NULL, offsetof(struct shown, code), NULL},
};

static enum err
reply_wrong(struct req *rq)
{
	TRY(req_field_error(rq, "code", "totp.wrong"));
	return reply_invalid(rq);
}

/*
 * Compare the code with the secret that waits, and switch that one on. *ret_wrong: it was none of
 * its codes. `ret` is the answer of either call, to be looked at for a refusal.
 */
static enum err
switch_on(struct req *rq, struct str code, const struct codes *codes, struct db_result *ret,
          bool *ret_wrong)
{
	auto_db_result pending = {NULL};
	char id[UUID_LEN + 1];
	struct str sealed;
	int64_t step;

	TRY(REQ_CALL(rq, LOGIN_TOTP_PENDING, &pending, REQ_SESSION(rq)));
	if (!db_is_null(&pending, 0, 0)) {
		db_result_done(ret); /* of the first look, when this is the second */
		ret->pg = TAKE(pending.pg);
		return ERR_OK;
	}
	db_get_uuid(&pending, 0, 1, id);
	sealed = db_get_text(&pending, 0, 2);
	TRY(factor_step(rq, id, sealed, code, &step));
	*ret_wrong = step == 0;
	if (*ret_wrong)
		return ERR_OK;
	/* A secret that does not open is the database's to refuse, which records it. */
	return REQ_CALL(rq, LOGIN_TOTP_ON, ret, REQ_SESSION(rq), db_bytes(sealed.p, sealed.n),
	                db_int(step), db_bytes(codes->hashes, sizeof(codes->hashes)),
	                db_text(rq->ip), db_text(rq->request_id));
}

enum err
put_totp(struct req *rq)
{
	struct shown in = {0};
	auto_db_result on = {NULL};
	struct codes codes CLEANUP(codes_done) = {0};
	bool wrong = false, moved = true;

	TRY(body_read(rq, shown_fields, ARRAY_LEN(shown_fields), &in));
	TRY(codes_new(rq, &codes));
	/* Between the two calls the same secret may have got another seal, from acho-admin vault
	 * rotate; then it is looked at once more. */
	for (int tries = 0; moved && !wrong && tries < 2; tries++) {
		TRY(switch_on(rq, in.code, &codes, &on, &wrong));
		moved = !wrong && str_is(db_get_text(&on, 0, 0), STR("totp.wrong"));
	}
	if (wrong || moved)
		return reply_wrong(rq);
	if (reply_refused(rq, &on))
		return ERR_OK;
	return show_codes(rq, 200, &codes);
}

enum err
delete_totp(struct req *rq)
{
	auto_db_result off = {NULL};

	TRY(REQ_CALL(rq, LOGIN_TOTP_OFF, &off, REQ_SESSION(rq), db_text(rq->ip),
	             db_text(rq->request_id)));
	if (reply_refused(rq, &off))
		return ERR_OK;
	return reply_empty(rq, 204);
}
