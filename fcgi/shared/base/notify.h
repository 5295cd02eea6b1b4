/* SPDX-License-Identifier: MIT */
/* notify.h - telling the supervisor how we are: systemd's sd_notify(3), datagrams to NOTIFY_SOCKET.
 *
 * Not by libsystemd: it would bring four compressors and a second crypto library into processes
 * that hold keys, for one sendto(2). The protocol is promised to stay (systemd's "portability and
 * stability" table). Without a supervisor nothing here does anything. Any thread.
 */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

#include <stdbool.h>

#include "base/clock.h"

/* "READY=1", "STOPPING=1", "STATUS=...", "WATCHDOG=1"; lines of them in one go. */
void notify(const char *state);

/* How often a "WATCHDOG=1" should come, half of what the supervisor waits for; 0 = it does not. */
usec notify_watchdog_every(void);

#endif
