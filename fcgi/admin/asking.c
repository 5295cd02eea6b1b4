/* SPDX-License-Identifier: MIT */
#include "asking.h"

#include <pwd.h>
#include <unistd.h>

static const struct db_statement statements[] = {
#define CALL(id, params, columns, sql) {#id, params, columns, sql},
#include "admin/calls.def"
#undef CALL
};

bool
asking_init_for(unsigned programs, struct asking *asking, const struct call *call)
{
	if (!settings_read((enum program)programs, &asking->settings, call->complaints))
		return false;
	asking->config = (struct db_config){.conninfo = asking->settings.db.p,
	                                    .user = "acho_admin",
	                                    .program = "acho-admin",
	                                    .statements = statements,
	                                    .n = ARRAY_LEN(statements)};
	asking->db = db_new(&asking->config);
	if (asking->db == NULL)
		(void)complain(call, "no memory");
	return asking->db != NULL;
}

bool
asking_init(struct asking *asking, const struct call *call)
{
	return asking_init_for(ADMIN_ASKS, asking, call);
}

void
asking_as(const char *conninfo, const char *role)
{
	const struct passwd *user = getuid() == 0 ? getpwnam(role) : NULL;

	if (user != NULL && !db_names_user(conninfo))
		BUG_IF(seteuid(user->pw_uid) != 0);
}

void
asking_as_before(void)
{
	BUG_IF(seteuid(getuid()) != 0);
}
