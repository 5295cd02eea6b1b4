/* SPDX-License-Identifier: MIT */
#include "vault/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
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
read_file(const char *path, struct fault *fault, struct secret *ret)
{
	int fd CLEANUP(close_fd) = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	auto_secret text = {0};
	struct stat file;
	size_t n = 0;

	if (fd < 0 || fstat(fd, &file) != 0)
		return FAULT(fault, ERR_UNAVAILABLE,
		             "ACHO_KEYRING: the file cannot be opened (errno %d)", errno);
	if (!S_ISREG(file.st_mode))
		return FAULT(fault, ERR_INVALID, "ACHO_KEYRING: should be a regular file");
	if (file.st_uid != geteuid() && file.st_uid != 0)
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
			             "ACHO_KEYRING: the file cannot be read (errno %d)", errno);
		if (got == 0)
			break;
		n += (size_t)got;
		if (n > KEYRING_FILE_MAX)
			return FAULT(fault, ERR_INVALID, "ACHO_KEYRING: larger than %zu bytes",
			             KEYRING_FILE_MAX);
	}
	return secret_copy(ret, (struct str){(const char *)text.p, n});
}

static bool
master_of(struct str word, enum master *ret)
{
	for (int i = 0; i < MASTER__COUNT; i++)
		if (str_is(word, str_of(words[i]))) {
			*ret = (enum master)i;
			return true;
		}
	return false;
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
	if (!str_number(number, &value) || value < 1 || value > INT32_MAX)
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: the number should be 1 to 2147483647", no);
	key->no = (uint32_t)value;
	if (!base64url_decode(line, key->bytes, sizeof(key->bytes)))
		return FAULT(fault, ERR_INVALID,
		             "ACHO_KEYRING line %u: the key should be 43 characters of base64url "
		             "(32 bytes)",
		             no);
	if (keyring_find(keyring, key->master, key->no) != NULL)
		return FAULT(fault, ERR_INVALID, "ACHO_KEYRING line %u: key %s %u stands twice", no,
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
	for (int i = 0; i < MASTER__COUNT; i++)
		if ((masters & 1U << i) != 0 && keyring_newest(keyring, (enum master)i) == NULL)
			return FAULT(fault, ERR_INVALID,
			             "ACHO_KEYRING: no key for %s; add a line \"%s 1 KEY\"",
			             words[i], words[i]);
	return ERR_OK;
}

enum err
keyring_open(const char *path, unsigned masters, struct fault *fault, struct keyring *ret)
{
	auto_keyring keyring = {0};
	auto_secret text = {0};

	TRY(read_file(path, fault, &text));
	TRY(read_lines(secret_str(&text), masters, fault, &keyring));
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
		if (keyring->keys[i].master == master &&
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
