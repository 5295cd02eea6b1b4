/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum kind {
	TEXT,
	CONNINFO,
	BASE_URL,
	SMTP_URL,
	LINE_URL,
	PAGE_URL,
	ADDRESS,
	NUMBER,
	SWITCH,
	LOG_LEVEL
};

struct setting {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *fallback;
	int64_t min, max;
	unsigned programs;
	const char *wanted;
};

static const struct setting table[] = {
#define SETTING(member, name, kind, fallback, min, max, programs, wanted)                          \
	{name, kind, offsetof(struct settings, member), fallback, min, max, programs, wanted},
#include "base/settings.def"
#undef SETTING
};

bool
url_is_https(struct str url)
{
	return str_starts(url, STR("https://"));
}

/* SCHEME://[user:password@]HOST[:PORT] without anything behind; false when it is not that. */
static bool
url_host(struct str url, struct str scheme, struct str *ret)
{
	struct str head, host;

	if (!str_starts(url, scheme))
		return false;
	host = str_part(url, scheme.n, url.n);
	while (str_cut(&host, '@', &head))
		;
	if (str_starts(host, STR("["))) {
		if (!str_cut(&host, ']', &head))
			return false;
		*ret = str_part(head, 1, head.n);
	} else if (str_cut(&host, ':', &head)) {
		*ret = head;
	} else {
		*ret = host;
		host = STR_NONE;
	}
	return ret->n > 0 && !str_has(*ret, '/') && !str_has(host, '/') && !str_has(*ret, ' ');
}

static bool
host_is_loopback(struct str host)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr ip;

	if (str_is_nocase(host, STR("localhost")) || str_is(host, STR("::1")))
		return true;
	if (host.n >= sizeof(text))
		return false;
	memcpy(text, host.p, host.n);
	text[host.n] = '\0';
	return inet_pton(AF_INET, text, &ip) == 1 && ntohl(ip.s_addr) >> 24 == 127;
}

bool
url_is_loopback(struct str url)
{
	struct str host;

	return (url_host(url, STR("http://"), &host) || url_host(url, STR("https://"), &host) ||
	        url_host(url, STR("smtp://"), &host) || url_host(url, STR("smtps://"), &host)) &&
	       host_is_loopback(host);
}

static bool
web_url(struct str url)
{
	struct str host;

	return url_host(url, STR("https://"), &host) ||
	       (url_host(url, STR("http://"), &host) && host_is_loopback(host));
}

/* A page to lead people to: with a path, and nothing that does not belong into an attribute. */
static bool
page_url(struct str url)
{
	struct str rest = url, host;

	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '"' || url.p[i] == '<')
			return false;
	if (!str_cut(&rest, '/', &host) || !str_cut(&rest, '/', &host))
		return false;
	host = rest;
	(void)str_cut(&rest, '/', &host);
	return web_url(str_part(url, 0, (size_t)(host.p + host.n - url.p)));
}

static bool
smtp_url(struct str url)
{
	struct str host;

	return url_host(url, STR("smtps://"), &host) || url_host(url, STR("smtp://"), &host);
}

static bool
address(struct str s)
{
	struct str local;

	return s.n <= 254 && !utf8_has_control(s) && !str_has(s, ' ') && !str_has(s, '<') &&
	       str_cut(&s, '@', &local) && local.n > 0 && s.n > 0 && !str_has(s, '@');
}

static const char *const level_names[] = {"error", "warn", "info", "debug"};

static bool
log_level(struct str s, enum log_level *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++)
		if (str_is(s, str_of(level_names[i]))) {
			*ret = (enum log_level)i;
			return true;
		}
	return false;
}

static bool
on_or_off(struct str s, bool *ret)
{
	if (!str_is(s, STR("on")) && !str_is(s, STR("off")))
		return false;
	*ret = str_is(s, STR("on"));
	return true;
}

static bool
number(const struct setting *setting, struct str s, int64_t *ret)
{
	int64_t value;

	if (!str_number(s, &value) || value < setting->min || value > setting->max)
		return false;
	*ret = value;
	return true;
}

/* Check `value` and put it where the table says. */
static bool
store(const struct setting *setting, struct str value, struct settings *ret)
{
	void *place = (char *)ret + setting->offset;
	bool fits = !utf8_has_control(value);

	switch (setting->kind) {
	case NUMBER:
		return number(setting, value, place);
	case SWITCH:
		return on_or_off(value, place);
	case LOG_LEVEL:
		return log_level(value, place);
	case BASE_URL:
	case LINE_URL:
		fits = fits && web_url(value);
		break;
	case PAGE_URL:
		fits = value.n == 0 || page_url(value);
		break;
	case SMTP_URL:
		fits = fits && smtp_url(value);
		break;
	case ADDRESS:
		fits = fits && address(value);
		break;
	case CONNINFO:
	case TEXT:
		fits = fits && (value.n > 0 || setting->fallback != NULL);
		break;
	}
	if (fits)
		*(struct str *)place = value;
	return fits;
}

/* One NAME=VALUE line; what is already in the environment wins. */
static bool
config_line(char *line)
{
	struct str rest = str_trim(str_of(line)), name;
	char key[64];

	if (rest.n == 0 || rest.p[0] == '#')
		return true;
	if (!str_cut(&rest, '=', &name) || name.n >= sizeof(key))
		return false;
	memcpy(key, name.p, name.n);
	key[name.n] = '\0';
	if (rest.n >= 2 && rest.p[0] == '"' && rest.p[rest.n - 1] == '"')
		rest = str_part(rest, 1, rest.n - 2);
	line[(size_t)(rest.p - line) + rest.n] = '\0';
	/* lint: allow setenv, because no thread runs yet */
	return setenv(key, rest.n == 0 ? "" : rest.p, 0) == 0;
}

static bool
config_read(FILE *complaints)
{
	const char *path = getenv("ACHO_CONFIG");
	char line[4096];
	FILE *file;
	bool good = true;

	if (path == NULL)
		return true;
	file = fopen(path, "re");
	if (file == NULL) {
		(void)fprintf(
		        complaints,
		        "ACHO_CONFIG: %s: %m; it should name a readable file of NAME=VALUE lines\n",
		        path);
		return false;
	}
	for (int n = 1; good && fgets(line, sizeof(line), file) != NULL; n++) {
		good = config_line(line);
		if (!good)
			(void)fprintf(complaints, "ACHO_CONFIG: %s line %d should be NAME=VALUE\n",
			              path, n);
	}
	(void)fclose(file);
	return good;
}

/* Without limits a machine that others reach is anybody's to flood. */
static bool
limits_may_be_off(const struct settings *settings, FILE *complaints)
{
	if ((settings->program & (SIGNUP | LOGIN | COURIER)) == 0 || settings->limits ||
	    url_is_loopback(settings->base_url))
		return true; /* the other programs have no such limits */
	(void)fprintf(
	        complaints,
	        "ACHO_LIMITS is wrong; it should be on, since ACHO_BASE_URL is not loopback\n");
	return false;
}

/* Nobody can agree to what is not shown. */
static bool
terms_are_whole(const struct settings *settings, FILE *complaints)
{
	bool lacks = settings->terms_url.n == 0 || settings->privacy_url.n == 0;

	if (settings->program != SIGNUP || settings->terms_version.n == 0 || !lacks)
		return true;
	(void)fprintf(complaints,
	              "%s is missing; it should be a page, since ACHO_TERMS_VERSION is set\n",
	              settings->terms_url.n == 0 ? "ACHO_TERMS_URL" : "ACHO_PRIVACY_URL");
	return false;
}

bool
settings_read(enum program program, struct settings *ret, FILE *complaints)
{
	*ret = (struct settings){.program = program};
	if (!config_read(complaints))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct setting *setting = &table[i];
		const char *value = getenv(setting->name);
		if ((setting->programs & (unsigned)program) == 0)
			continue;
		if (value == NULL)
			value = setting->fallback;
		if (value == NULL) {
			(void)fprintf(complaints, "%s is missing; it should be %s\n", setting->name,
			              setting->wanted);
			return false;
		}
		if (!store(setting, str_of(value), ret)) {
			/* The value itself may hold a password: it is not repeated. */
			(void)fprintf(complaints, "%s is wrong; it should be %s", setting->name,
			              setting->wanted);
			if (setting->kind == NUMBER)
				(void)fprintf(complaints, ", %lld to %lld", (long long)setting->min,
				              (long long)setting->max);
			(void)fputc('\n', complaints);
			return false;
		}
	}
	return terms_are_whole(ret, complaints) && limits_may_be_off(ret, complaints);
}

void
settings_help(enum program program, FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if ((table[i].programs & (unsigned)program) != 0)
			(void)fprintf(out, "  %s (%s)\n      %s\n", table[i].name,
			              table[i].fallback == NULL ? "required" : table[i].fallback,
			              table[i].wanted);
}

static void
print_value(const struct setting *setting, const struct settings *settings, FILE *out)
{
	const void *place = (const char *)settings + setting->offset;
	struct str text;

	switch (setting->kind) {
	case NUMBER:
		(void)fprintf(out, "%lld", (long long)*(const int64_t *)place);
		break;
	case SWITCH:
		(void)fputs(*(const bool *)place ? "on" : "off", out);
		break;
	case LOG_LEVEL:
		(void)fputs(level_names[*(const enum log_level *)place], out);
		break;
	case CONNINFO:
	case SMTP_URL:
		(void)fputs("***", out);
		break;
	case TEXT:
	case BASE_URL:
	case LINE_URL:
	case PAGE_URL:
	case ADDRESS:
		text = *(const struct str *)place;
		(void)fwrite(text.p, 1, text.n, out);
		break;
	}
}

void
settings_print(const struct settings *settings, FILE *out)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if ((table[i].programs & (unsigned)settings->program) == 0)
			continue;
		(void)fprintf(out, "%s=", table[i].name);
		print_value(&table[i], settings, out);
		(void)fputc('\n', out);
	}
}
