/* SPDX-License-Identifier: MIT */
#include "vault/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/secret.h"

static const char *const words[MASTER__COUNT] = {
        [MASTER_LINE] = "line",
        [MASTER_TOTP] = "totp",
};

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

/*
 * Did systemd put it there? Then root owns it and the group bits mirror an access list for us
 * alone.
 */
static bool
is_credential(const char *path, const struct stat *file)
{
	struct str folder = str_of(getenv("CREDENTIALS_DIRECTORY")), name = str_of(path);

	return folder.n > 1 && str_starts(name, folder) &&
	       str_has(str_part(name, folder.n, 1), '/') &&
	       !str_has(str_part(name, folder.n + 1, name.n), '/') && file->st_uid == 0 &&
	       (file->st_mode & 0037) == 0;
}

/* The whole file; one byte more than is allowed shows that it is too large. */
static enum err
read_file(const char *path, unsigned masters, struct fault *fault, struct secret *ret)
{
	int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	auto_secret text = {0};
	struct stat file;
	size_t n = 0;

	if (fd < 0 || fstat(fd, &file) != 0)
		return FAULT(
		        fault, ERR_UNAVAILABLE,
		        "ACHO_KEYRING: the file cannot be opened: %m; it should be this program's "
		        "keyring");
	if (!S_ISREG(file.st_mode))
		return FAULT(fault, ERR_INVALID, "ACHO_KEYRING: should be a regular file");
	if (file.st_uid != geteuid() && file.st_uid != 0 &&
	    !(geteuid() == 0 && masters == KEYRING_ANY))
		return FAULT(
		        fault, ERR_INVALID,
		        "ACHO_KEYRING: the file should belong to this program's user or to root");
	if ((file.st_mode & 0077) != 0 && !is_credential(path, &file))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING: mode %04o; it should be 0600, open to its owner alone",
		             (unsigned)(file.st_mode & 07777));
	if (secret_alloc(&text, KEYRING_FILE_MAX + 1) != ERR_OK)
		return FAULT(fault, ERR_NOMEM, "no memory for the keyring");
	for (;;) {
		ssize_t got = read(fd, text.p + n, text.n - n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return FAULT(fault, ERR_UNAVAILABLE,
			             "ACHO_KEYRING: the file cannot be read: %m");
		if (got == 0)
			break;
		n += (size_t)got;
		if (n > KEYRING_FILE_MAX)
			return FAULT(fault, ERR_INVALID, "ACHO_KEYRING: larger than %zu bytes",
			             KEYRING_FILE_MAX);
	}
	return secret_copy(ret, (struct str){(const char *)text.p, n});
}

const char *
master_name(enum master master)
{
	return words[master];
}

bool
master_of(struct str word, enum master *ret)
{
	for (int i = 0; i < MASTER__COUNT; i++)
		if (str_is(word, str_of(words[i]))) {
			*ret = (enum master)i;
			return true;
		}
	return false;
}

/* The key and, behind it, perhaps the word that keeps it from sealing. */
static bool
read_key(struct str text, struct keyring_key *key)
{
	struct str bytes;

	key->opens_only = str_cut(&text, ' ', &bytes);
	if (!key->opens_only)
		bytes = text;
	else if (!str_is(text, STR("opens")))
		return false;
	return base64url_decode(bytes, key->bytes, sizeof(key->bytes));
}

/* One line that is neither blank nor a comment. The fault never quotes it: it may be a key. */
static enum err
read_line(struct str line, unsigned no, unsigned masters, struct fault *fault,
          struct keyring *keyring)
{
	struct keyring_key *key = &keyring->keys[keyring->n];
	struct str word, number;
	int64_t value;

	if (keyring->n == KEYRING_KEYS_MAX)
		return FAULT(fault, ERR_INVALID, "ACHO_KEYRING line %u: more than %d keys", no,
		             KEYRING_KEYS_MAX);
	if (!str_cut(&line, ' ', &word) || !str_cut(&line, ' ', &number))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: should be PURPOSE NUMBER KEY, one blank "
		             "between them",
		             no);
	if (!master_of(word, &key->master))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: the purpose should be line or totp", no);
	if ((masters & 1U << key->master) == 0)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: this program may not hold a key for %s; take "
		             "the line out",
		             no, words[key->master]);
	if (!str_number(number, &value) || value < 1 || value > KEYRING_NO_MAX)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: the number should be 1 to %d", no,
		             KEYRING_NO_MAX);
	key->no = (uint32_t)value;
	if (!read_key(line, key))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: the key should be 43 characters of base64url "
		             "(32 bytes), and behind it nothing or the word opens",
		             no);
	if (keyring_find(keyring, key->master, key->no) != NULL)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: key %s %u should stand once, not twice", no,
		             words[key->master], key->no);
	keyring->n++;
	return ERR_OK;
}

static enum err
read_lines(struct str text, unsigned masters, struct fault *fault, struct keyring *keyring)
{
	for (unsigned no = 1; text.n > 0; no++) {
		struct str line;
		if (!str_cut(&text, '\n', &line)) {
			line = text;
			text = STR_NONE;
		}
		line = str_trim(line);
		if (line.n > 0 && line.p[0] != '#')
			TRY(read_line(line, no, masters, fault, keyring));
	}
	return ERR_OK;
}

/* Each purpose that is held has a key that seals. */
static enum err
check_purposes(const struct keyring *keyring, unsigned masters, struct fault *fault)
{
	if (keyring->n == 0 && masters == KEYRING_ANY)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING: the file holds no key; it should have a line of "
		             "acho-admin keyring new");
	for (int i = 0; i < MASTER__COUNT; i++) {
		bool wanted = (masters & 1U << i) != 0 && masters != KEYRING_ANY, held = false;
		for (size_t k = 0; k < keyring->n; k++)
			held = held || keyring->keys[k].master == (enum master)i;
		if (wanted && !held)
			return FAULT(fault, ERR_INVALID,
			             "ACHO_KEYRING: no key for %s; add a line \"%s 1 KEY\"",
			             words[i], words[i]);
		if (held && keyring_newest(keyring, (enum master)i) == NULL)
			return FAULT(fault, ERR_INVALID,
			             "ACHO_KEYRING: every key for %s only opens; take the word off "
			             "the one that seals",
			             words[i]);
	}
	return ERR_OK;
}

enum err
keyring_open(const char *path, unsigned masters, struct fault *fault, struct keyring *ret)
{
	auto_keyring keyring = {0};
	auto_secret text = {0};

	TRY(read_file(path, masters, fault, &text));
	TRY(read_lines(secret_str(&text), masters, fault, &keyring));
	TRY(check_purposes(&keyring, masters, fault));
	keyring.hkdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	keyring.cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	if (keyring.hkdf == NULL || keyring.cipher == NULL)
		return FAULT(fault, ERR_UNAVAILABLE, "OpenSSL has no HKDF or no AES-256-GCM");
	*ret = keyring;
	explicit_bzero(&keyring, sizeof(keyring));
	return ERR_OK;
}

void
keyring_close(struct keyring *keyring)
{
	EVP_KDF_free(keyring->hkdf);
	EVP_CIPHER_free(keyring->cipher);
	explicit_bzero(keyring, sizeof(*keyring));
}

const struct keyring_key *
keyring_newest(const struct keyring *keyring, enum master master)
{
	const struct keyring_key *newest = NULL;

	for (size_t i = 0; i < keyring->n; i++)
		if (keyring->keys[i].master == master && !keyring->keys[i].opens_only &&
		    (newest == NULL || keyring->keys[i].no > newest->no))
			newest = &keyring->keys[i];
	return newest;
}

const struct keyring_key *
keyring_find(const struct keyring *keyring, enum master master, uint32_t no)
{
	for (size_t i = 0; i < keyring->n; i++)
		if (keyring->keys[i].master == master && keyring->keys[i].no == no)
			return &keyring->keys[i];
	return NULL;
}

/* ---- taking a key out ---- */

/* Is it the line of that key? One that is not understood is none. */
static bool
line_is_of(struct str line, enum master master, uint32_t no)
{
	struct keyring one = {0};
	struct fault ignored = {0};
	bool is;

	line = str_trim(line);
	is = line.n > 0 && line.p[0] != '#' &&
	     read_line(line, 1, 1U << master, &ignored, &one) == ERR_OK && one.keys[0].no == no;
	explicit_bzero(&one, sizeof(one));
	return is;
}

/* What is left of the text, in place: it only gets shorter. */
static void
text_without(struct secret *text, enum master master, uint32_t no)
{
	size_t kept = 0;

	for (size_t at = 0; at < text->n;) {
		const unsigned char *end = memchr(text->p + at, '\n', text->n - at);
		size_t n = end == NULL ? text->n - at : (size_t)(end - (text->p + at)) + 1;
		if (!line_is_of((struct str){(const char *)text->p + at, n}, master, no)) {
			memmove(text->p + kept, text->p + at, n);
			kept += n;
		}
		at += n;
	}
	explicit_bzero(text->p + kept, text->n - kept);
	text->n = kept;
}

static bool
write_all(int fd, struct str text)
{
	while (text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text = str_part(text, (size_t)n, text.n);
	}
	return true;
}

/* A name that was never that of half a file: written beside it, then renamed. */
static enum err
replace_file(const char *path, struct str text, struct fault *fault)
{
	int fd CLEANUP(close_fd) = -1;
	struct stat was;
	char made[4096];
	int n = snprintf(made, sizeof(made), "%s.XXXXXX", path);

	if (n < 0 || (size_t)n >= sizeof(made) || stat(path, &was) != 0 ||
	    (fd = mkostemp(made, O_CLOEXEC)) < 0)
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_KEYRING: no file can be made beside it: %m");
	if (fchown(fd, was.st_uid, was.st_gid) == 0 && write_all(fd, text) && fsync(fd) == 0 &&
	    rename(made, path) == 0)
		return ERR_OK;
	n = errno;
	(void)unlink(made);
	return FAULT(fault, ERR_UNAVAILABLE, "ACHO_KEYRING: cannot be replaced (errno %d)", n);
}

enum err
keyring_drop(const char *path, enum master master, uint32_t no, struct fault *fault)
{
	auto_keyring keyring = {0};
	auto_secret text = {0};

	TRY(keyring_open(path, KEYRING_ANY, fault, &keyring));
	if (keyring_find(&keyring, master, no) == NULL)
		return FAULT(fault, ERR_NOT_FOUND, "key %s %u is not in the keyring", words[master],
		             no);
	if (keyring_newest(&keyring, master)->no == no)
		return FAULT(fault, ERR_DENIED, "key %s %u is the one that seals", words[master],
		             no);
	TRY(read_file(path, KEYRING_ANY, fault, &text));
	text_without(&text, master, no);
	return replace_file(path, secret_str(&text), fault);
}

static void
kdf_done(EVP_KDF_CTX **ctx)
{
	EVP_KDF_CTX_free(*ctx);
}

bool
keyring_derive(const struct keyring *keyring, const struct keyring_key *key, struct str info,
               unsigned char *ret, size_t n)
{
	EVP_KDF_CTX *ctx CLEANUP(kdf_done) = EVP_KDF_CTX_new(keyring->hkdf);
	char digest[] = "SHA256";
	unsigned char bytes[MASTER_SIZE];
	OSSL_PARAM params[] = {
	        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
	        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, bytes, sizeof(bytes)),
	        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)info.p,
	                                          info.n),
	        OSSL_PARAM_construct_end(),
	};
	bool done;

	memcpy(bytes, key->bytes, sizeof(bytes)); /* the parameter list wants it writable */
	done = ctx != NULL && EVP_KDF_derive(ctx, ret, n, params) == 1;
	explicit_bzero(bytes, sizeof(bytes));
	return done;
}
