/* SPDX-License-Identifier: MIT */
/* The lists that proofs stand in. What happens to them on their way is in the client's tests. */
#include "line/flight.h"

#include "check.h"

/* The order of a list both ways, as digits. */
static void
assert_order(const struct flights *flights, const struct flight *all, const char *order)
{
	const struct flight *flight = flights->first, *last = NULL;

	for (size_t i = 0; order[i] != '\0'; i++) {
		assert_ptr_equal(flight, &all[order[i] - '0']);
		assert_ptr_equal(flight->previous, last);
		last = flight;
		flight = flight->next;
	}
	assert_null(flight);
	assert_ptr_equal(flights->last, last);
}

static void
keeps_the_order_of_arrival(void **state)
{
	struct flight all[4] = {{0}};
	struct flights flights = {0};

	(void)state;
	assert_order(&flights, all, "");
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		flights_append(&flights, &all[i]);
	assert_order(&flights, all, "0123");
	flights_detach(&flights, &all[1]);
	assert_order(&flights, all, "023");
	flights_detach(&flights, &all[0]);
	assert_order(&flights, all, "23");
	flights_detach(&flights, &all[3]);
	assert_order(&flights, all, "2");
	flights_append(&flights, &all[0]);
	assert_order(&flights, all, "20");
	flights_detach(&flights, &all[2]);
	flights_detach(&flights, &all[0]);
	assert_order(&flights, all, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(keeps_the_order_of_arrival),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
