/* SPDX-License-Identifier: MIT */
#include "asking.h"

static const struct db_statement statements[] = {
#define CALL(id, params, columns, sql) {#id, params, columns, sql},
#include "admin/calls.def"
#undef CALL
};

bool
asking_init(struct asking *asking, const struct call *call)
{
	if (!settings_read(ADMIN_ASKS, &asking->settings, call->complaints))
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
