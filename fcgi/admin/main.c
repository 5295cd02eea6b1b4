/* SPDX-License-Identifier: MIT */
/* acho-admin - the operator's command. */
#include "base/process.h"
#include "commands.h"

int
main(int argc, char **argv)
{
	process_harden();
	log_init("acho-admin", LOG_WARN);
	return commands_run(argc, argv, stdout, stderr);
}
