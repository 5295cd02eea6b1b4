/* SPDX-License-Identifier: MIT */
#include "auth/hash.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(HASH_TEXT_MAX == crypto_pwhash_STRBYTES, "hash.h states libsodium's size");

#define TAG_SIZE 32

/* What "$argon2id$v=19$m=19456,t=2,p=1$SALT$TAG" says; both in base64 without padding. */
struct parts {
	unsigned memory_kib, passes;
	unsigned char salt[crypto_pwhash_SALTBYTES], tag[TAG_SIZE];
};

static bool
decode(const char *text, unsigned char *ret, size_t size)
{
	size_t n;

	return sodium_base642bin(ret, size, text, strlen(text), NULL, &n, NULL,
	                         sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
	       n == size;
}

static bool
parts_read(const struct hash *hash, struct parts *ret)
{
	char salt[23], tag[44];
	int end = 0;

	return sscanf(hash->text, "$argon2id$v=19$m=%7u,t=%3u,p=1$%22[^$]$%43[^$]%n",
	              &ret->memory_kib, &ret->passes, salt, tag, &end) == 4 &&
	       hash->text[end] == '\0' && decode(salt, ret->salt, sizeof(ret->salt)) &&
	       decode(tag, ret->tag, sizeof(ret->tag));
}

/* libsodium wants a pointer for an empty password too. */
static const char *
bytes(struct str password)
{
	return password.n == 0 ? "" : password.p;
}

enum err
hash_make(struct fault *fault, struct str password, struct hash *ret)
{
	struct hash made;

	if (crypto_pwhash_str(made.text, bytes(password), password.n, HASH_PASSES,
	                      KIB(HASH_MEMORY_KIB)) != 0)
		return FAULT(fault, ERR_UNAVAILABLE, "no memory for Argon2id");
	*ret = made;
	return ERR_OK;
}

/* Not by crypto_pwhash_str_verify: to that, a failed allocation is a wrong password. */
enum err
hash_check(struct fault *fault, const struct hash *hash, struct str password, bool *ret_matches)
{
	struct parts parts;
	unsigned char tag[TAG_SIZE];

	if (!parts_read(hash, &parts))
		return FAULT(fault, ERR_BUG, "a stored password hash is no Argon2id text");
	if (crypto_pwhash(tag, sizeof(tag), bytes(password), password.n, parts.salt, parts.passes,
	                  KIB(parts.memory_kib), crypto_pwhash_ALG_ARGON2ID13) != 0)
		return FAULT(fault, ERR_UNAVAILABLE, "no memory for Argon2id");
	*ret_matches = sodium_memcmp(tag, parts.tag, sizeof(tag)) == 0;
	return ERR_OK;
}

bool
hash_is_old(const struct hash *hash)
{
	struct parts parts;

	return !parts_read(hash, &parts) || parts.memory_kib != HASH_MEMORY_KIB ||
	       parts.passes != HASH_PASSES;
}
