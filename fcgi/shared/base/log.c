/* SPDX-License-Identifier: MIT */
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

static const char *program_name = "acho"; /* set once before threads start */
static _Atomic int log_threshold = LOG_INFO;
static _Atomic bool to_journal;
static _Atomic mode_t sink;   /* what standard error is, as in st_mode */
static _Atomic uint64_t lost; /* lines */
static _Atomic bool stuck;    /* the last line found no room */
/* lint: allow static, because who has found room must be the one who fills it */
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
static const char *const levels[] = {"error", "warn", "info", "debug"};
static const int priorities[] = {3, 4, 6, 7}; /* syslog(3)'s, which the journal goes by */

/* Kept free for the closing brace and newline. */
#define LOG_TAIL 2

/* An escaped byte. */
#define ESCAPED_MAX 6

/* How long a line waits for room when the log gets stuck, the first one only. */
#define PATIENCE_MS 100

/* systemd names the device and inode of the stream it gave us; standard error may be another by
 * now. */
static bool
is_journal(const struct stat *error)
{
	const char *named = getenv("JOURNAL_STREAM");
	char mine[64];

	(void)snprintf(mine, sizeof(mine), "%llu:%llu", (unsigned long long)error->st_dev,
	               (unsigned long long)error->st_ino);
	return named != NULL && strcmp(named, mine) == 0;
}

void
log_init(const char *program, enum log_level level)
{
	struct stat error = {0};

	(void)fstat(STDERR_FILENO, &error); /* closed: then every line is lost, and counted */
	sink = error.st_mode & S_IFMT;
	to_journal = is_journal(&error);
	program_name = program;
	log_threshold = (int)level;
}

static size_t
room(const struct log_line *line)
{
	return sizeof(line->text) - LOG_TAIL - line->n;
}

static void
put(struct log_line *line, const char *bytes, size_t n)
{
	BUG_IF(n >
	       room(line)); /* callers ask for room first, so that a line is always whole JSON */
	memcpy(line->text + line->n, bytes, n);
	line->n += n;
}

static void put_fmt(struct log_line *line, const char *fmt, ...) PRINTF(2, 3);

static void
put_fmt(struct log_line *line, const char *fmt, ...)
{
	char piece[128];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(piece, sizeof(piece), fmt, args);
	va_end(args);
	if (n > 0 && (size_t)n < sizeof(piece))
		put(line, piece, (size_t)n);
}

static void
put_str(struct log_line *line, struct str s)
{
	put(line, s.p, s.n);
}

/* The bytes of `s` that stand for themselves up to the next that must be escaped, at most `most`.
 */
static size_t
plain(struct str s, size_t most)
{
	size_t n = 0;

	while (n < s.n && n < most && s.p[n] >= 0x20 && s.p[n] < 0x7f && s.p[n] != '"' &&
	       s.p[n] != '\\')
		n++;
	return n;
}

/* As much of the value as fits; the closing quote always does. Bytes, not characters: lines are
 * ASCII. */
static void
put_escaped(struct log_line *line, struct str value)
{
	put(line, "\"", 1);
	while (value.n > 0 && room(line) > ESCAPED_MAX) {
		size_t n = plain(value, room(line) - ESCAPED_MAX);
		put(line, value.p, n);
		value = str_part(value, n, value.n);
		if (value.n == 0 || n > 0)
			continue;
		if (value.p[0] == '"' || value.p[0] == '\\')
			put_fmt(line, "\\%c", value.p[0]);
		else
			put_fmt(line, "\\u%04x", (unsigned)(unsigned char)value.p[0]);
		value = str_part(value, 1, value.n);
	}
	put(line, "\"", 1);
}

static void
put_number(struct log_line *line, char before, int64_t value, size_t width)
{
	char digits[STR_DIGITS_MAX];

	put(line, &before, 1);
	put_str(line, str_digits(value, width, digits));
}

/* Every line has one: printf(3) would take longer than all the rest of it. */
static void
put_time(struct log_line *line, usec at)
{
	time_t seconds = (time_t)(at / USEC_PER_SEC);
	struct tm utc;

	(void)gmtime_r(&seconds, &utc);
	put_number(line, '"', utc.tm_year + 1900, 4);
	put_number(line, '-', utc.tm_mon + 1, 2);
	put_number(line, '-', utc.tm_mday, 2);
	put_number(line, 'T', utc.tm_hour, 2);
	put_number(line, ':', utc.tm_min, 2);
	put_number(line, ':', utc.tm_sec, 2);
	put_number(line, '.', at % USEC_PER_SEC / USEC_PER_MS, 3);
	put_str(line, STR("Z\""));
}

void
log_start(struct log_line *line, enum log_level level, const char *event)
{
	line->n = 0;
	line->wanted = (int)level <= log_threshold;
	if (!line->wanted)
		return;
	if (to_journal) /* sd-daemon(3): taken off the line, and kept as its PRIORITY */
		put_fmt(line, "<%d>", priorities[level]);
	put_str(line, STR("{\"at\":"));
	put_time(line, clock_now());
	put_str(line, STR(",\"level\":\""));
	put_str(line, str_of(levels[level]));
	put_str(line, STR("\",\"program\":\""));
	put_str(line, str_of(program_name));
	put_str(line, STR("\",\"event\":\""));
	put_str(line, str_of(event));
	put_str(line, STR("\""));
}

/* False without room for the key and a value of up to `n` bytes: the member is left out. */
static bool
put_key(struct log_line *line, const char *key, size_t n)
{
	if (!line->wanted || room(line) < strlen(key) + 4 + n)
		return false;
	put_str(line, STR(",\""));
	put_str(line, str_of(key));
	put_str(line, STR("\":"));
	return true;
}

void
log_text(struct log_line *line, const char *key, struct str value)
{
	if (put_key(line, key, ESCAPED_MAX + 2))
		put_escaped(line, value);
}

void
log_int(struct log_line *line, const char *key, int64_t value)
{
	char digits[STR_DIGITS_MAX];

	if (put_key(line, key, STR_DIGITS_MAX))
		put_str(line, str_digits(value, 1, digits));
}

void
log_fault(struct log_line *line, const struct fault *fault)
{
	char at[128];

	if (!line->wanted || fault->err == ERR_OK)
		return;
	(void)snprintf(at, sizeof(at), "%s:%d", fault->file, fault->line);
	log_text(line, "err", str_of(err_name(fault->err)));
	log_text(line, "where", str_of(at));
	log_text(line, "why", str_of(fault->why));
	if (fault->sqlstate[0] != '\0')
		log_text(line, "sqlstate", str_of(fault->sqlstate));
}

/* A pipe or socket that poll(2) calls writable takes a whole line. */
static bool
has_room(void)
{
	struct pollfd log = {.fd = STDERR_FILENO, .events = POLLOUT};

	stuck = poll(&log, 1, stuck ? 0 : PATIENCE_MS) != 1;
	return !stuck;
}

/* The journal's socket can be asked not to wait. A pipe cannot, for O_NONBLOCK would change it for
 * all who share it, so its room is asked for first. A file has room. */
static ssize_t
put_out(const struct log_line *line)
{
	if (sink == S_IFSOCK) {
		ssize_t n = send(STDERR_FILENO, line->text, line->n, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n >= 0)
			stuck = false;
		if (n >= 0 || errno != EAGAIN)
			return n;
	}
	if (sink != S_IFREG && !has_room())
		return -1;
	return write(STDERR_FILENO, line->text, line->n);
}

void
log_write(struct log_line *line)
{
	bool written;

	if (!line->wanted)
		return;
	memcpy(line->text + line->n, "}\n", LOG_TAIL);
	line->n += LOG_TAIL;
	/* A log that cannot be written must not stop the service; half a line is a lost one. */
	(void)pthread_mutex_lock(&writing);
	written = put_out(line) == (ssize_t)line->n;
	(void)pthread_mutex_unlock(&writing);
	if (!written)
		atomic_fetch_add(&lost, 1);
}

uint64_t
log_lost(void)
{
	return atomic_load(&lost);
}

void
log_note(enum log_level level, const char *event, const char *why)
{
	struct log_line line;

	log_start(&line, level, event);
	log_text(&line, "why", str_of(why));
	log_write(&line);
}
