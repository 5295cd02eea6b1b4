/* SPDX-License-Identifier: MIT */
#include "vault/keyring.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

#define KEY_A "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define KEY_B "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k"
#define LINE  (1U << MASTER_LINE)
#define TOTP  (1U << MASTER_TOTP)

static char path[64];

static void
write_file(const char *text, size_t n, mode_t mode)
{
	int fd;

	(void)snprintf(path, sizeof(path), "/tmp/acho-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
}

/* Open a keyring of that text; on a failure `fault` says why. */
static enum err
open_text(const char *text, unsigned masters, struct fault *fault, struct keyring *keyring)
{
	enum err err;

	*fault = (struct fault){0};
	write_file(text, strlen(text), 0600);
	err = keyring_open(path, masters, fault, keyring);
	(void)unlink(path);
	return err;
}

static void
reads_several_purposes_and_numbers(void **state)
{
	auto_keyring keyring = {0};
	struct fault fault;
	const struct keyring_key *key;

	(void)state;
	assert_int_equal(open_text("# made today\n\nline 2 " KEY_B "\r\n  line 1 " KEY_A
	                           "\ntotp 7 " KEY_A,
	                           LINE | TOTP, &fault, &keyring),
	                 ERR_OK);
	assert_int_equal(keyring.n, 3);
	assert_int_equal(keyring_newest(&keyring, MASTER_LINE)->no, 2);
	key = keyring_find(&keyring, MASTER_LINE, 1);
	assert_non_null(key);
	for (unsigned i = 0; i < MASTER_SIZE; i++)
		assert_int_equal(key->bytes[i], i);
	assert_int_equal(keyring_newest(&keyring, MASTER_TOTP)->no, 7);
	assert_null(keyring_find(&keyring, MASTER_TOTP, 1));
	assert_null(keyring_find(&keyring, MASTER_LINE, 0));
}

static void
a_key_may_only_open(void **state)
{
	auto_keyring keyring = {0};
	struct fault fault;

	(void)state;
	assert_int_equal(
	        open_text("line 1 " KEY_A "\nline 2 " KEY_B " opens\n", LINE, &fault, &keyring),
	        ERR_OK);
	assert_int_equal(keyring_newest(&keyring, MASTER_LINE)->no, 1);
	assert_int_equal(keyring_find(&keyring, MASTER_LINE, 2)->no, 2);
	keyring_close(&keyring);
	assert_int_equal(open_text("line 2 " KEY_B " opens", LINE, &fault, &keyring), ERR_INVALID);
	assert_non_null(strstr(fault.why, "every key for line only opens"));
}

static void
one_purpose_will_do_for_some(void **state)
{
	static const char *const good[] = {"line 1 " KEY_A, "totp 1 " KEY_A,
	                                   "totp 1 " KEY_A "\nline 1 " KEY_B};
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		auto_keyring keyring = {0};
		assert_int_equal(open_text(good[i], KEYRING_ANY, &fault, &keyring), ERR_OK);
	}
	for (size_t i = 0; i < 2; i++) {
		auto_keyring keyring = {0};
		assert_int_equal(open_text(i == 0 ? "# none\n" : "line 1 " KEY_A " opens",
		                           KEYRING_ANY, &fault, &keyring),
		                 ERR_INVALID);
	}
}

/* What the file holds after key `no` was dropped from it, or why it was not. */
static enum err
drop_from(const char *text, enum master master, uint32_t no, struct fault *fault, char ret[1024])
{
	enum err err;
	FILE *file;
	size_t n;

	*fault = (struct fault){0};
	write_file(text, strlen(text), 0600);
	err = keyring_drop(path, master, no, fault);
	file = fopen(path, "re");
	assert_non_null(file);
	n = fread(ret, 1, 1023, file);
	ret[n] = '\0';
	(void)fclose(file);
	(void)unlink(path);
	return err;
}

static void
drops_one_key_and_nothing_else(void **state)
{
	static const char text[] = "# of the shop\nline 1 " KEY_A "\n\n  line 2 " KEY_B
	                           "\r\nline 3 " KEY_A " opens\ntotp 1 " KEY_A;
	static const struct {
		enum master master;
		uint32_t no;
		enum err err;
		const char *left; /* NULL: all of it */
	} cases[] = {
	        {MASTER_LINE, 1, ERR_OK,
	         "# of the shop\n\n  line 2 " KEY_B "\r\nline 3 " KEY_A " opens\ntotp 1 " KEY_A},
	        {MASTER_LINE, 3, ERR_OK,
	         "# of the shop\nline 1 " KEY_A "\n\n  line 2 " KEY_B "\r\ntotp 1 " KEY_A},
	        {MASTER_LINE, 2, ERR_DENIED, NULL},
	        {MASTER_TOTP, 1, ERR_DENIED, NULL},
	        {MASTER_TOTP, 2, ERR_NOT_FOUND, NULL},
	        {MASTER_LINE, 4, ERR_NOT_FOUND, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct fault fault;
		char left[1024];
		assert_int_equal(drop_from(text, cases[i].master, cases[i].no, &fault, left),
		                 cases[i].err);
		assert_string_equal(left, cases[i].left == NULL ? text : cases[i].left);
	}
}

static void
a_file_that_is_replaced_keeps_owner_and_mode(void **state)
{
	static const char text[] = "line 1 " KEY_A "\nline 2 " KEY_B "\n";
	struct fault fault = {0};
	struct stat is;

	(void)state;
	write_file(text, sizeof(text) - 1, 0600);
	if (geteuid() == 0)
		assert_int_equal(chown(path, 65534, 65534), 0);
	assert_int_equal(keyring_drop(path, MASTER_LINE, 1, &fault), ERR_OK);
	assert_int_equal(stat(path, &is), 0);
	assert_int_equal(is.st_mode & 07777, 0600);
	assert_int_equal(is.st_uid, geteuid() == 0 ? 65534 : geteuid());
	(void)unlink(path);
}

static void
wipes_at_close(void **state)
{
	static const struct keyring empty;
	struct keyring keyring = {0};
	struct fault fault;

	(void)state;
	assert_int_equal(open_text("line 1 " KEY_A "\n", LINE, &fault, &keyring), ERR_OK);
	keyring_close(&keyring);
	assert_memory_equal(&keyring, &empty, sizeof(empty));
	keyring_close(&keyring);
}

static void
names_the_bad_line(void **state)
{
	static const struct {
		const char *text, *says;
	} bad[] = {
	        {"", "no key for line"},
	        {"# only this\n", "no key for line"},
	        {"line 1\n", "line 1: should be PURPOSE NUMBER KEY"},
	        {"line\n", "line 1: should be PURPOSE NUMBER KEY"},
	        {"\n\nLINE 1 " KEY_A, "line 3: the purpose"},
	        {"mail 1 " KEY_A, "line 1: the purpose"},
	        {"line 1 " KEY_A "\ntotp 1 " KEY_A, "line 2: this program may not hold"},
	        {"line 0 " KEY_A, "line 1: the number"},
	        {"line -1 " KEY_A, "line 1: the number"},
	        {"line 01x " KEY_A, "line 1: the number"},
	        {"line 2147483648 " KEY_A, "line 1: the number"},
	        {"line 1 " KEY_A "A", "line 1: the key"},
	        {"line 1 AAAA", "line 1: the key"},
	        {"line 1  " KEY_A, "line 1: the key"},
	        {"line 1 " KEY_A " x", "line 1: the key"},
	        {"line 1 " KEY_A " " KEY_B, "line 1: the key"},
	        {"line 1 " KEY_A " opens x", "line 1: the key"},
	        {"line 1 AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9",
	         "line 1: the key"}, /* stray bits */
	        {"line 1 " KEY_A "\nline 1 " KEY_B,
	         "line 2: key line 1 should stand once, not twice"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct keyring keyring = {0};
		struct fault fault;
		assert_int_equal(open_text(bad[i].text, LINE, &fault, &keyring), ERR_INVALID);
		if (strstr(fault.why, bad[i].says) == NULL)
			fail_msg("case %zu says: %s", i, fault.why);
		assert_null(strstr(fault.why, "AAECAw"));
		assert_int_equal(keyring.n, 0);
	}
}

static void
refuses_files_that_others_can_read(void **state)
{
	static const mode_t modes[] = {0604, 0640, 0660, 0666, 0610, 0601};
	struct keyring keyring = {0};
	struct fault fault;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		fault = (struct fault){0};
		write_file("line 1 " KEY_A "\n", 50, modes[i]);
		assert_int_equal(keyring_open(path, LINE, &fault, &keyring), ERR_INVALID);
		assert_non_null(strstr(fault.why, "0600"));
		(void)unlink(path);
	}
	if (geteuid() == 0) {
		fault = (struct fault){0};
		write_file("line 1 " KEY_A "\n", 50, 0600);
		assert_int_equal(chown(path, 65534, 65534), 0);
		assert_int_equal(keyring_open(path, LINE, &fault, &keyring), ERR_INVALID);
		assert_non_null(strstr(fault.why, "belong"));
		(void)unlink(path);
	}
}

static void
refuses_what_is_no_small_file(void **state)
{
	static char big[KEYRING_FILE_MAX + 1];
	struct keyring keyring = {0};
	struct fault fault = {0};

	(void)state;
	assert_int_equal(keyring_open("/tmp", LINE, &fault, &keyring), ERR_INVALID);
	assert_int_equal(keyring_open("/dev/null", LINE, &fault, &keyring), ERR_INVALID);
	assert_int_equal(keyring_open("/nowhere/keyring", LINE, &fault, &keyring), ERR_UNAVAILABLE);
	memset(big, '#', sizeof(big));
	write_file(big, sizeof(big), 0600);
	assert_int_equal(keyring_open(path, LINE, &fault, &keyring), ERR_INVALID);
	(void)unlink(path);
}

/* A systemd credential belongs to root and shows the group bit of an access list. */
static void
takes_a_systemd_credential(void **state)
{
	auto_keyring keyring = {0};
	struct fault fault = {0};
	char folder[] = "/tmp/acho-test-XXXXXX", name[64];

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_non_null(mkdtemp(folder));
	write_file("line 1 " KEY_A "\n", 50, 0440);
	(void)snprintf(name, sizeof(name), "%s/keyring", folder);
	assert_int_equal(rename(path, name), 0);
	assert_int_equal(keyring_open(name, LINE, &fault, &keyring), ERR_INVALID);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", folder, 1), 0);
	assert_int_equal(keyring_open(name, LINE, &fault, &keyring), ERR_OK);
	assert_int_equal(chmod(name, 0444), 0);
	keyring_close(&keyring);
	assert_int_equal(keyring_open(name, LINE, &fault, &keyring), ERR_INVALID);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	(void)unlink(name);
	(void)rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(reads_several_purposes_and_numbers),
	        cmocka_unit_test(a_key_may_only_open),
	        cmocka_unit_test(one_purpose_will_do_for_some),
	        cmocka_unit_test(drops_one_key_and_nothing_else),
	        cmocka_unit_test(a_file_that_is_replaced_keeps_owner_and_mode),
	        cmocka_unit_test(wipes_at_close),
	        cmocka_unit_test(names_the_bad_line),
	        cmocka_unit_test(refuses_files_that_others_can_read),
	        cmocka_unit_test(refuses_what_is_no_small_file),
	        cmocka_unit_test(takes_a_systemd_credential),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
