/* SPDX-License-Identifier: MIT */
#include "line/flight.h"

#include "base/wiping.h"

void
flights_append(struct flights *flights, struct flight *flight)
{
	flight->next = NULL;
	flight->previous = flights->last;
	if (flights->last != NULL)
		flights->last->next = flight;
	else
		flights->first = flight;
	flights->last = flight;
}

void
flights_detach(struct flights *flights, struct flight *flight)
{
	if (flight->previous != NULL)
		flight->previous->next = flight->next;
	else
		flights->first = flight->next;
	if (flight->next != NULL)
		flight->next->previous = flight->previous;
	else
		flights->last = flight->previous;
}

static void
count(struct line_client *client, const struct line_answers *answers, enum line_call call)
{
	const struct line_answer *answer = &answers->of[call];
	enum result result = RESULT_FAILED;

	if (answer->status >= 200 && answer->status < 600)
		result = (enum result)(RESULT_2XX + answer->status / 100 - 2);
	atomic_fetch_add(&client->calls[call][result], 1);
}

/* An address that gives no connection is not the first to be tried again. */
static void
learn(struct line_client *client, const struct call *call, enum line_failure failure)
{
	const char *tried = call_unconnected(call);

	if (tried != NULL &&
	    (failure == LINE_LATE || failure == LINE_NO_CONNECT || failure == LINE_BAD_TLS))
		resolve_avoid(client->resolve, tried, clock_monotonic());
}

/* The call is over or not wanted any more; without an answer so far it gets `failure`. */
static void
drop_call(struct line_client *client, struct flight *flight, size_t at, enum line_failure failure)
{
	struct line_answers *answers = line_proof__answers(flight->proof);
	struct call *call = flight->calls[at];

	if (!answers->of[call_kind(call)].done)
		line_answer_fail(answers, call_kind(call), failure);
	learn(client, call, answers->of[call_kind(call)].failure);
	if (answers->of[call_kind(call)].failure == LINE_LATE)
		count(client, answers, call_kind(call));
	(void)curl_multi_remove_handle(client->multi, call_easy(call));
	call_free(&call);
	flight->calls[at] = flight->calls[--flight->n_calls];
}

/*
 * The deadline has passed. A call that had little of the time, because we were slow or an answer
 * before it was, is given up; only one that LINE left waiting for most of it was not answered.
 */
static enum line_failure
lateness(const struct line_client *client, const struct flight *flight)
{
	return flight->asked_at != 0 && flight->deadline - flight->asked_at >= client->proof_for / 2
	               ? LINE_LATE
	               : LINE_STOPPED;
}

static void
start_call(struct line_client *client, struct flight *flight, enum line_call kind)
{
	struct line_answers *answers = line_proof__answers(flight->proof);
	usec left = flight->deadline - clock_monotonic();
	struct call *call = NULL;
	enum resolve_state state =
	        resolve_ask(client->resolve, clock_monotonic(), &client->target.addresses);

	if (left <= 0 && state == RESOLVE_READY) {
		line_answer_fail(answers, kind, LINE_STOPPED);
	} else if (left <= 0 || state != RESOLVE_READY) {
		line_answer_fail(answers, kind, left <= 0 ? LINE_LATE : LINE_NO_NAME);
	} else if (call_new(&client->target, kind, line_proof__credential(flight->proof, kind),
	                    left, flight, &call) != ERR_OK) {
		line_answer_fail(answers, kind, LINE_NO_CALL);
	} else if (curl_multi_add_handle(client->multi, call_easy(call)) != CURLM_OK) {
		call_free(&call);
		line_answer_fail(answers, kind, LINE_NO_CALL);
	} else {
		flight->calls[flight->n_calls++] = call;
		flight->asked_at = clock_monotonic();
		return;
	}
	count(client, answers, kind);
}

static void
land(struct line_client *client, struct flights *from, struct flight *flight)
{
	flights_detach(from, flight);
	line_proof__end(flight->proof, clock_now());
	(void)pthread_mutex_lock(&client->lock);
	breaker_note(&client->breaker, line_proof__answers(flight->proof), clock_monotonic());
	(void)pthread_mutex_unlock(&client->lock);
	atomic_fetch_sub(&client->held, 1);
	flight->done(flight->proof, flight->arg);
	wiping_free(flight);
}

/* Make the calls that are due now; the proof ends when there are none and none runs. */
static void
advance(struct line_client *client, struct flight *flight)
{
	enum line_call next[LINE_PROOF_AT_ONCE];
	size_t n;

	if (line_proof__is_decided(flight->proof))
		while (flight->n_calls > 0)
			drop_call(client, flight, 0, LINE_STOPPED);
	while (flight->n_calls == 0 && (n = line_proof__next(flight->proof, next)) > 0)
		for (size_t i = 0; i < n; i++)
			start_call(client, flight, next[i]);
	if (flight->n_calls == 0)
		land(client, &client->flying, flight);
}

/* The first has waited longest. */
bool
flight_release(struct line_client *client, unsigned at_most)
{
	usec now = clock_monotonic();
	const char *ignored;

	for (; client->waiting.first != NULL; at_most--) {
		struct flight *flight = client->waiting.first;
		if (resolve_ask(client->resolve, now, &ignored) == RESOLVE_WAITING &&
		    flight->deadline > now)
			return false;
		if (at_most == 0)
			return true;
		flights_detach(&client->waiting, flight);
		flights_append(&client->flying, flight);
		advance(client, flight);
	}
	return false;
}

/* They left in the order of their deadlines. */
bool
flight_expire(struct line_client *client, unsigned at_most)
{
	usec now = clock_monotonic();

	for (; client->flying.first != NULL && client->flying.first->deadline <= now; at_most--) {
		struct flight *flight = client->flying.first;
		if (at_most == 0)
			return true;
		while (flight->n_calls > 0)
			drop_call(client, flight, 0, lateness(client, flight));
		advance(client, flight);
	}
	return false;
}

void
flight_reap(struct line_client *client)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
		struct call *call = call_of(message->easy_handle);
		struct flight *flight = call_owner(call);
		struct line_answers *answers = line_proof__answers(flight->proof);
		call_end(call, message->data.result, answers);
		if (answers->of[call_kind(call)].failure != LINE_LATE)
			count(client, answers, call_kind(call));
		atomic_fetch_add(&client->connections, call_connected(call));
		atomic_fetch_add(&client->handshakes, call_shook_hands(call));
		drop_call(client, flight, flight->calls[0] == call ? 0 : 1, LINE_CUT);
		advance(client, flight);
	}
}

void
flight_end_all(struct line_client *client)
{
	while (client->waiting.first != NULL)
		land(client, &client->waiting, client->waiting.first);
	while (client->flying.first != NULL) {
		while (client->flying.first->n_calls > 0)
			drop_call(client, client->flying.first, 0, LINE_STOPPED);
		land(client, &client->flying, client->flying.first);
	}
}
