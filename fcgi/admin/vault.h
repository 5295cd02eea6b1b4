/* SPDX-License-Identifier: MIT */
/* vault.h - a keyring file and the database it is for, open together. Threads: acho-admin has one.
 */
#ifndef ADMIN_VAULT_H
#define ADMIN_VAULT_H

#include "asking.h"
#include "rotate.h"
#include "usage.h"

struct vault {
	struct asking asking;
	struct keyring keyring; /* of any program: what it holds is what is meant */
};

/* Then as acho_admin (asking_as). False: call->complaints has a line that says why. */
CHECKED bool vault_open(struct vault *vault, const struct call *call);
void vault_close(struct vault *vault);

#endif
