/* SPDX-License-Identifier: MIT */
/* keyring new: a fresh master key as the line that stands in a keyring file (vault/keyring.h).
 * keyring drop: one that seals nothing any more goes out of the file. */
#include <string.h>

#include "base/codec.h"
#include "base/rand.h"
#include "sheet.h"
#include "vault.h"

#define USAGE "keyring new line|totp [NUMBER from 1 to 2147483647 [opens]] or drop line|totp NUMBER"

struct wish {
	enum master master;
	int64_t number;
	bool opens_only;
};

static bool
wish_read(const struct call *call, struct wish *ret)
{
	*ret = (struct wish){.number = 1, .opens_only = call->argc == 4};
	return call->argc >= 2 && call->argc <= 4 &&
	       master_of(str_of(call->argv[1]), &ret->master) &&
	       (call->argc == 2 || str_number(str_of(call->argv[2]), &ret->number)) &&
	       ret->number >= 1 && ret->number <= KEYRING_NO_MAX &&
	       (call->argc < 4 || strcmp(call->argv[3], "opens") == 0);
}

static int
new_line(const struct call *call, const struct wish *wish)
{
	unsigned char bytes[MASTER_SIZE];
	char text[BASE64URL_LEN(MASTER_SIZE) + 1];
	int printed;

	if (rand_bytes(bytes, sizeof(bytes)) != ERR_OK)
		return complain(call, "the kernel gives no random bytes");
	base64url_encode(bytes, sizeof(bytes), text);
	printed = fprintf(call->out, "%s %lld %s%s\n", master_name(wish->master),
	                  (long long)wish->number, text, wish->opens_only ? " opens" : "");
	explicit_bzero(bytes, sizeof(bytes));
	explicit_bzero(text, sizeof(text));
	return printed > 0 && fflush(call->out) == 0 ? DONE
	                                             : complain(call, "cannot write the line");
}

/* Only what seals nothing may go: without its key no value opens again. */
static int
drop(const struct call *call, struct vault *vault, const struct wish *wish)
{
	const char *path = vault->asking.settings.keyring.p;
	struct fault fault = {0};
	struct key_usage usage;
	struct sheet sheet;
	int64_t values;

	if (usage_count(vault->asking.db, &fault, &usage) != ERR_OK)
		return complain(call, "%s", fault.why);
	values = usage_of(&usage, wish->master, wish->number);
	if (values > 0)
		return complain(call,
		                "key %s %lld is in use: it seals %lld values; acho-admin vault "
		                "rotate first",
		                master_name(wish->master), (long long)wish->number,
		                (long long)values);
	asking_as_before();
	if (keyring_drop(path, wish->master, (uint32_t)wish->number, &fault) != ERR_OK)
		return complain(call, "%s", fault.why);
	sheet_init(&sheet, call);
	sheet_text(&sheet, "dropped", STR("keep the old line with the backups made until now"));
	return sheet_print(&sheet, DONE);
}

int
keyring_command(const struct call *call)
{
	struct vault vault;
	struct wish wish;
	int status;

	if (!wish_read(call, &wish))
		return misused(call, USAGE);
	if (strcmp(call->argv[0], "new") == 0)
		return new_line(call, &wish);
	if (strcmp(call->argv[0], "drop") != 0 || call->argc != 3)
		return misused(call, USAGE);
	if (!vault_open(&vault, call))
		return FAILED;
	status = drop(call, &vault, &wish);
	vault_close(&vault);
	return status;
}
