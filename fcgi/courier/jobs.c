/* SPDX-License-Identifier: MIT */
#include "courier/jobs.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/notify.h"

#define THREADS_MAX      16
#define ITEM_MEMORY      MIB(32)            /* of which a list of 1,000 long names takes most */
#define SLICE            (1 * USEC_PER_SEC) /* the longest sleep, so that a stop is noticed */
#define AFTER_ERROR      (1 * USEC_PER_SEC)
#define SAME_ERROR_EVERY (60 * USEC_PER_SEC)
#define STOP_SECONDS     19 /* of the 20 s that a deploy waits */
/* Beside the one call that a kind allows more time: three times a mail that drips. */
#define HANG_AFTER (180 * USEC_PER_SEC)

static const struct job_kind *const kinds[] = {&job_outbox,    &job_find,    &job_requests,
                                               &job_keys,      &job_proofs,  &job_pictures,
                                               &job_retention, &job_figures, &job_reports};

const struct db_statement courier_statements[] = {
#define CALL(id, params, columns, sql) {#id, params, columns, sql},
#include "courier/calls.def"
#undef CALL
};
const size_t courier_statements_n = ARRAY_LEN(courier_statements);

bool
courier_stops(const struct courier *courier)
{
	return courier->stop_at != 0;
}

bool
job_keep(struct job *job, const struct db_result *result, size_t row, size_t column,
         struct str *ret)
{
	struct str text = db_get_text(result, row, column);

	*ret = STR_NONE;
	return text.p == NULL || arena_copy(&job->arena, text, ret);
}

enum err
job_no_memory(struct fault *fault)
{
	return FAULT(fault, ERR_NOMEM, "no memory for an item");
}

/* Sleep until there may be work. */
static void
job_wait(struct job *job)
{
	usec until = clock_monotonic() + job->kind->every, left;

	while (!courier_stops(job->courier) && (left = until - clock_monotonic()) > 0) {
		job->seen_at = clock_monotonic();
		if (db_wait(job->db, left < SLICE ? left : SLICE))
			return;
	}
}

/* The first of a row of equal faults is logged, then one a minute: a database that is away is one
 * event. */
static void
log_trouble(const struct job *job, const struct fault *fault, struct fault *last, usec *last_at)
{
	struct log_line line;
	usec now = clock_monotonic();

	if (fault->file == last->file && fault->line == last->line &&
	    now - *last_at < SAME_ERROR_EVERY)
		return;
	*last = *fault;
	*last_at = now;
	log_start(&line, fault->err == ERR_UNAVAILABLE ? LOG_WARN : LOG_ERROR, "trouble");
	log_text(&line, "job", str_of(job->kind->name));
	log_fault(&line, fault);
	log_write(&line);
}

static enum err
job_step(struct job *job, bool *opened, struct fault *fault, bool *ret_worked)
{
	if (!*opened) {
		if (job->kind->channel != NULL)
			TRY(db_listen(job->db, fault, job->kind->channel));
		if (job->kind->open != NULL)
			TRY(job->kind->open(job, fault));
		*opened = true;
	}
	return job->kind->run(job, fault, ret_worked);
}

/* The one loop. */
static void *
job_thread(void *arg)
{
	struct job *job = arg;
	struct fault last = {0};
	usec last_at = 0;
	bool opened = false;

	while (!courier_stops(job->courier)) {
		struct fault fault = {0};
		bool worked = false;
		enum err err;
		job->seen_at = clock_monotonic();
		err = job_step(job, &opened, &fault, &worked);
		arena_reset(&job->arena);
		if (err != ERR_OK) {
			log_trouble(job, &fault, &last, &last_at);
			(void)poll(NULL, 0, AFTER_ERROR / USEC_PER_MS);
			continue;
		}
		if (db_was_ready(job->db))
			job->courier->answered = true;
		if (!worked) {
			last = (struct fault){0};
			job_wait(job);
		}
	}
	if (job->kind->close != NULL)
		job->kind->close(job);
	return NULL;
}

/* ---- the program ---- */

struct threads {
	struct job jobs[THREADS_MAX];
	pthread_t ids[THREADS_MAX];
	size_t n;
};

static bool
is_wanted(const struct courier *courier, const struct job_kind *kind)
{
	return kind->is_wanted == NULL || kind->is_wanted(courier->settings);
}

static bool
start_thread(struct threads *threads, struct courier *courier, const struct job_kind *kind)
{
	struct job *job = &threads->jobs[threads->n];

	*job = (struct job){.courier = courier,
	                    .kind = kind,
	                    .db = db_new(&courier->db),
	                    .seen_at = clock_monotonic()};
	if (job->db != NULL && kind->statement_seconds != 0)
		db_allow(job->db, kind->statement_seconds);
	arena_init(&job->arena, ITEM_MEMORY);
	arena_init(&job->life, ITEM_MEMORY);
	if (job->db == NULL ||
	    pthread_create(&threads->ids[threads->n], NULL, job_thread, job) != 0) {
		db_free(job->db);
		return false;
	}
	threads->n++;
	return true;
}

/* Every thread has ended, in time. */
static bool
join(struct threads *threads)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_SECONDS;
	for (; threads->n > 0; threads->n--) {
		struct job *job = &threads->jobs[threads->n - 1];
		if (pthread_timedjoin_np(threads->ids[threads->n - 1], NULL, &until) != 0)
			return false;
		db_free(job->db);
		arena_done(&job->arena);
		arena_done(&job->life);
	}
	return true;
}

bool
job_hangs(const struct job *job, usec now)
{
	return now - job->seen_at > HANG_AFTER + job->kind->statement_seconds * USEC_PER_SEC;
}

static bool
hangs(const struct threads *threads, usec now)
{
	for (size_t i = 0; i < threads->n; i++)
		if (job_hangs(&threads->jobs[i], now))
			return true;
	return false;
}

/* Until one of the signals `stop`; meanwhile the supervisor hears that we are ready, and that we
 * live. */
static void
wait_for_stop(const struct courier *courier, const struct threads *threads, const sigset_t *stop)
{
	const struct timespec slice = {.tv_sec = 1};
	usec every = notify_watchdog_every(), fed_at = 0;
	bool told = false;

	notify("STATUS=waiting for the database");
	do {
		usec now = clock_monotonic();
		if (!told && courier->answered) {
			notify("READY=1\nSTATUS=working");
			told = true;
		}
		if (every > 0 && now - fed_at >= every - USEC_PER_SEC && !hangs(threads, now)) {
			notify("WATCHDOG=1");
			fed_at = now;
		}
	} while (sigtimedwait(stop, NULL, &slice) < 0);
	notify("STOPPING=1\nSTATUS=finishing what runs");
}

int
jobs_serve(struct courier *courier)
{
	struct threads threads = {.n = 0};
	struct fault fault = {0};
	sigset_t stop;
	bool started = true, answered = false;

	(void)pthread_mutex_init(&courier->line_lock, NULL); /* cannot fail on Linux */
	/* Blocked here and so in every thread: the one place that hears of them is below. */
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigaddset(&stop, SIGINT);
	(void)pthread_sigmask(SIG_BLOCK, &stop, NULL);
	if (db_at_start(&courier->db, &fault, &answered) != ERR_OK) {
		log_note(LOG_ERROR, "start", fault.why);
		return EXIT_FAILURE;
	}
	if (!answered)
		log_note(LOG_WARN, "start", fault.why);
	courier->answered = answered;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		for (size_t i = 0; started && is_wanted(courier, kinds[k]) && i < kinds[k]->threads;
		     i++)
			started = threads.n < THREADS_MAX &&
			          start_thread(&threads, courier, kinds[k]);
	log_note(started ? LOG_INFO : LOG_ERROR, started ? "serving" : "start",
	         started ? "" : "cannot start a thread");
	if (started)
		wait_for_stop(courier, &threads, &stop);
	courier->stop_at = clock_monotonic();
	if (!join(&threads)) {
		/* What it was doing is leased and will be done again when the lease has lapsed. */
		log_note(LOG_WARN, "stopped", "an item did not end in time");
		_exit(EXIT_SUCCESS);
	}
	log_note(LOG_INFO, "stopped", "");
	return started ? EXIT_SUCCESS : EXIT_FAILURE;
}
