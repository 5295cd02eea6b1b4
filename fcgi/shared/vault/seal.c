/* SPDX-License-Identifier: MIT */
#include "vault/seal.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/codec.h"
#include "base/rand.h"

#define NO_SIZE    4
#define NONCE_SIZE 12
#define TAG_SIZE   16
#define KEY_SIZE   32

/* "acho 1|messaging_token|" + slug(13) + "|" + row id(36) + "|" + number(10) */
#define CONTEXT_MAX 128

static const struct {
	const char *name;
	enum master master;
} purposes[SEAL__COUNT] = {
        [SEAL_POOL] = {"pool", MASTER_LINE},
        [SEAL_ASSERTION_KEY] = {"assertion_key", MASTER_LINE},
        [SEAL_MESSAGING_TOKEN] = {"messaging_token", MASTER_LINE},
        [SEAL_TOTP] = {"totp", MASTER_TOTP},
};

struct context { /* both texts begin alike */
	char text[CONTEXT_MAX];
	size_t info_n, n; /* the key's info is the first part, the additional data all of it */
};

static void
cipher_done(EVP_CIPHER_CTX **ctx)
{
	EVP_CIPHER_CTX_free(*ctx);
}

/* The pieces must not hold a "|" of their own, or two scopes could read alike. */
static enum err
context_make(struct seal_scope scope, uint32_t no, struct fault *fault, struct context *ret)
{
	bool pool = scope.purpose == SEAL_POOL;
	int n;

	if ((pool ? scope.slug.n != 0 : !slug_is(scope.slug)) || scope.row_id.n != 36 ||
	    str_has(scope.row_id, '|') || str_has(scope.row_id, '\0'))
		return FAULT(fault, ERR_BUG, "a seal's scope is a slug and a row id");
	n = snprintf(ret->text, sizeof(ret->text), "acho 1|%s|%.*s", purposes[scope.purpose].name,
	             STR_ARG(scope.slug));
	ret->info_n = (size_t)n;
	n = snprintf(ret->text + n, sizeof(ret->text) - (size_t)n, "|%.*s|%u",
	             STR_ARG(scope.row_id), no);
	ret->n = ret->info_n + (size_t)n;
	BUG_IF(ret->n >= sizeof(ret->text));
	return ERR_OK;
}

static struct str
info_of(const struct context *context)
{
	return (struct str){context->text, context->info_n};
}

static bool
encrypt(const struct keyring *keyring, const unsigned char *key, const struct context *context,
        struct str plain, unsigned char *sealed)
{
	EVP_CIPHER_CTX *ctx CLEANUP(cipher_done) = EVP_CIPHER_CTX_new();
	const unsigned char *in = (const unsigned char *)plain.p;
	unsigned char *nonce = sealed + NO_SIZE, *out = nonce + NONCE_SIZE;
	int n;

	return ctx != NULL && EVP_EncryptInit_ex2(ctx, keyring->cipher, key, nonce, NULL) == 1 &&
	       EVP_EncryptUpdate(ctx, NULL, &n, (const unsigned char *)context->text,
	                         (int)context->n) == 1 &&
	       (plain.n == 0 || EVP_EncryptUpdate(ctx, out, &n, in, (int)plain.n) == 1) &&
	       EVP_EncryptFinal_ex(ctx, out + plain.n, &n) == 1 &&
	       EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, out + plain.n) == 1;
}

/* Fills `out` before it knows whether the bytes are good: the caller throws it away on false. */
static bool
decrypt(const struct keyring *keyring, const unsigned char *key, const struct context *context,
        const unsigned char *sealed, size_t n_plain, unsigned char *out)
{
	EVP_CIPHER_CTX *ctx CLEANUP(cipher_done) = EVP_CIPHER_CTX_new();
	const unsigned char *nonce = sealed + NO_SIZE, *in = nonce + NONCE_SIZE;
	unsigned char tag[TAG_SIZE];
	int n;

	memcpy(tag, in + n_plain, sizeof(tag));
	return ctx != NULL && EVP_DecryptInit_ex2(ctx, keyring->cipher, key, nonce, NULL) == 1 &&
	       EVP_DecryptUpdate(ctx, NULL, &n, (const unsigned char *)context->text,
	                         (int)context->n) == 1 &&
	       (n_plain == 0 || EVP_DecryptUpdate(ctx, out, &n, in, (int)n_plain) == 1) &&
	       EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, tag) == 1 &&
	       EVP_DecryptFinal_ex(ctx, out + n_plain, &n) == 1;
}

enum err
seal_make(const struct keyring *keyring, struct seal_scope scope, struct str plain,
          struct arena *arena, struct fault *fault, struct str *ret)
{
	const struct keyring_key *master;
	struct context context = {.n = 0};
	unsigned char key[KEY_SIZE], *sealed;
	bool done;

	BUG_IF((unsigned)scope.purpose >= SEAL__COUNT);
	master = keyring_newest(keyring, seal_master(scope.purpose));
	if (plain.n > SEAL_PLAIN_MAX)
		return FAULT(fault, ERR_TOO_LARGE, "a value to seal has more than %zu bytes",
		             SEAL_PLAIN_MAX);
	if (master == NULL)
		return FAULT(fault, ERR_UNAVAILABLE, "the keyring has no master to seal a %s",
		             purposes[scope.purpose].name);
	TRY(context_make(scope, master->no, fault, &context));
	sealed = arena_alloc(arena, plain.n + SEAL_OVERHEAD);
	if (sealed == NULL)
		return FAULT(fault, ERR_NOMEM, "no memory for a sealed value");
	for (int i = 0; i < NO_SIZE; i++)
		sealed[i] = (unsigned char)(master->no >> (24 - 8 * i));
	if (rand_bytes(sealed + NO_SIZE, NONCE_SIZE) != ERR_OK)
		return FAULT(fault, ERR_UNAVAILABLE, "no random bytes for a nonce");
	ERR_clear_error();
	done = keyring_derive(keyring, master, info_of(&context), key, sizeof(key)) &&
	       encrypt(keyring, key, &context, plain, sealed);
	explicit_bzero(key, sizeof(key));
	if (!done)
		return FAULT(fault, ERR_UNAVAILABLE, "sealing failed in OpenSSL (%lu)",
		             ERR_peek_error());
	*ret = (struct str){(const char *)sealed, plain.n + SEAL_OVERHEAD};
	return ERR_OK;
}

enum err
seal_open(const struct keyring *keyring, struct seal_scope scope, struct str sealed,
          struct fault *fault, struct secret *ret)
{
	const unsigned char *bytes = (const unsigned char *)sealed.p;
	const struct keyring_key *master;
	struct context context = {.n = 0};
	auto_secret plain = {0};
	unsigned char key[KEY_SIZE];
	uint32_t no;
	bool derived, opened;

	BUG_IF((unsigned)scope.purpose >= SEAL__COUNT);
	if (sealed.n < SEAL_OVERHEAD || sealed.n > SEAL_PLAIN_MAX + SEAL_OVERHEAD)
		return FAULT(fault, ERR_DENIED, "%zu bytes are no sealed value", sealed.n);
	no = seal_number(sealed);
	master = keyring_find(keyring, seal_master(scope.purpose), no);
	if (master == NULL)
		return FAULT(fault, ERR_NOT_FOUND, "master %u of a %s is not in the keyring", no,
		             purposes[scope.purpose].name);
	TRY(context_make(scope, no, fault, &context));
	if (secret_alloc(&plain, sealed.n - SEAL_OVERHEAD) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory to open a sealed value");
	ERR_clear_error();
	derived = keyring_derive(keyring, master, info_of(&context), key, sizeof(key));
	opened = derived && decrypt(keyring, key, &context, bytes, plain.n, plain.p);
	explicit_bzero(key, sizeof(key));
	ERR_clear_error();
	if (!derived)
		return FAULT(fault, ERR_UNAVAILABLE, "a sealing key could not be derived");
	if (!opened)
		return FAULT(fault, ERR_DENIED, "a %s does not open for this row",
		             purposes[scope.purpose].name);
	secret_move(ret, &plain);
	return ERR_OK;
}

enum master
seal_master(enum seal_purpose purpose)
{
	return purposes[purpose].master;
}

uint32_t
seal_number(struct str sealed)
{
	uint32_t no = 0;

	for (size_t i = 0; i < NO_SIZE && i < sealed.n; i++)
		no = no << 8 | (unsigned char)sealed.p[i];
	return no;
}

const char *
seal_problem(enum err err)
{
	return err == ERR_DENIED      ? "vault.unreadable"
	       : err == ERR_NOT_FOUND ? "vault.locked"
	                              : NULL;
}

bool
seal_works(const struct keyring *keyring, enum seal_purpose purpose)
{
	static const struct seal_scope nobody = {
	        .slug = STR("0000000000000"),
	        .row_id = STR("00000000-0000-0000-0000-000000000000")};
	struct seal_scope scope = nobody;
	struct fault ignored = {0};
	auto_secret opened = {0};
	struct str sealed = STR_NONE;
	struct arena arena;
	bool works;

	scope.purpose = purpose;
	arena_init(&arena, KIB(4));
	works = seal_make(keyring, scope, STR("probe"), &arena, &ignored, &sealed) == ERR_OK &&
	        seal_open(keyring, scope, sealed, &ignored, &opened) == ERR_OK &&
	        str_is(secret_str(&opened), STR("probe"));
	arena_done(&arena);
	return works;
}
