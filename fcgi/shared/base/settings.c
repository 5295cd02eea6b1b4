/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
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

/* Of a name as resolvers take it; the underscore is no letter of the DNS, but of names in
 * /etc/hosts and containers. */
#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define IPV6_CHARACTERS "0123456789abcdefABCDEF:."

bool
url_authority(struct str authority, struct str *ret_host, int64_t *ret_port)
{
	struct str rest = authority, host;
	int64_t port = *ret_port;

	if (str_starts(authority, STR("["))) {
		if (!str_cut(&rest, ']', &host) ||
		    !str_only(str_part(host, 1, host.n), IPV6_CHARACTERS))
			return false;
		host.n = host.n == 1 ? 0 : host.n + 1; /* with the bracket behind it */
	} else {
		host = str_cut(&rest, ':', &host) ? host : authority;
		if (!str_only(host, HOST_CHARACTERS))
			return false;
	}
	rest = str_part(authority, host.n, authority.n);
	if (host.n == 0 ||
	    (rest.n > 0 && (rest.p[0] != ':' || !str_number(str_part(rest, 1, rest.n), &port) ||
	                    port < 1 || port > UINT16_MAX)))
		return false;
	*ret_host = host;
	*ret_port = port;
	return true;
}

/* SCHEME://[user:password@]HOST[:PORT] without anything behind; false when it is not that. */
static bool
url_host(struct str url, struct str scheme, struct str *ret)
{
	struct str host, head;
	int64_t port = 0;

	if (!str_starts(url, scheme))
		return false;
	host = str_part(url, scheme.n, url.n);
	while (str_cut(&host, '@', &head))
		;
	if (!url_authority(host, &host, &port))
		return false;
	*ret = host.p[0] == '[' ? str_part(host, 1, host.n - 2) : host;
	return true;
}

bool
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

	return !str_has(url, '@') &&
	       (url_host(url, STR("https://"), &host) ||
	        (url_host(url, STR("http://"), &host) && host_is_loopback(host)));
}

/* A page to lead people to: with a path, and nothing that does not belong into an attribute. */
static bool
page_url(struct str url)
{
	struct str rest = url, host;

	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '"' || url.p[i] == '<')
			return false;
	for (int slashes = 0; slashes < 2; slashes++) /* of https:// */
		if (!str_cut(&rest, '/', &host))
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
		fits = fits && (value.n > 0 || setting->fallback != NULL) &&
		       (setting->max == 0 ||
		        (utf8_valid(value) && utf8_count(value) <= (size_t)setting->max));
		break;
	}
	if (fits)
		*(struct str *)place = value;
	return fits;
}

/* Without limits a machine that others reach is anybody's to flood. */
static bool
limits_may_be_off(const struct settings *settings, FILE *complaints)
{
	if ((settings->program & (SIGNUP | LOGIN | LINK | COURIER)) == 0 || settings->limits ||
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
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if ((table[i].programs & (unsigned)program) != 0 &&
		    !config_credential(table[i].name, complaints))
			return false;
	if (!config_file(complaints))
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
