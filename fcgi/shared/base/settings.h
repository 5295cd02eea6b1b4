/* SPDX-License-Identifier: MIT */
/* settings.h - what the environment tells a program, checked before anything starts.
 *
 * ACHO_CONFIG names a file of NAME=VALUE lines (as systemd's EnvironmentFile: # comments, values
 * may stand in double quotes); a name already in the environment wins over the file, and a systemd
 * credential called after the setting (LoadCredential=ACHO_DB:...) stands between the two. Built
 * once in main, then read-only and shared by all threads.
 */
#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "base/str.h"

/* ADMIN_ASKS: those commands of acho-admin that ask the database as its role; ADMIN_UNSEALS: those
 * that need a keyring. */
enum program {
	SIGNUP = 1,
	LOGIN = 2,
	LINK = 4,
	COURIER = 8,
	ADMIN = 16,
	ADMIN_ASKS = 32,
	ADMIN_UNSEALS = 64
};

/* How each kind is held: text as it stands, numbers as int64_t. */
#define SETTING_TYPE_TEXT      struct str
#define SETTING_TYPE_CONNINFO  struct str
#define SETTING_TYPE_BASE_URL  struct str
#define SETTING_TYPE_SMTP_URL  struct str
#define SETTING_TYPE_LINE_URL  struct str
#define SETTING_TYPE_PAGE_URL  struct str
#define SETTING_TYPE_ADDRESS   struct str
#define SETTING_TYPE_NUMBER    int64_t
#define SETTING_TYPE_SWITCH    bool
#define SETTING_TYPE_LOG_LEVEL enum log_level

struct settings {
	enum program program;
#define SETTING(member, name, kind, ...) SETTING_TYPE_##kind member;
#include "base/settings.def"
#undef SETTING
};

/*
 * Read what `program` uses; what is not its own stays empty. On a wrong or missing value prints one
 * line to `complaints` that names the setting and says what it should be, and returns false.
 * Text points into the environment, or into memory that is kept until the process ends.
 */
CHECKED bool settings_read(enum program program, struct settings *ret, FILE *complaints);

/* --help: each setting of `program` with its default and what it should be. */
void settings_help(enum program program, FILE *out);

/* --print-settings: NAME=VALUE lines of what its program uses; what may hold a password is ***. */
void settings_print(const struct settings *settings, FILE *out);

/* http and https to localhost, 127.0.0.0/8 and ::1 count as loopback, whatever the port. */
bool url_is_loopback(struct str url);
bool host_is_loopback(struct str host);

/*
 * HOST[:PORT] and nothing else: letters, digits, dots and hyphens, or an IPv6 address in brackets,
 * which `ret_host` keeps; 1 to 65535, without which `ret_port` is left alone.
 */
CHECKED bool url_authority(struct str authority, struct str *ret_host, int64_t *ret_port);

/* Is `url` https, so that cookies may be Secure? */
bool url_is_https(struct str url);

#endif
