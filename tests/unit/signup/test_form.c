/* SPDX-License-Identifier: MIT */
#include "signup/form.h"

#include <string.h>

#include "check.h"

#define FIFTY "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
judges_an_idempotency_key(void **state)
{
	(void)state;
	assert_null(idempotency_key_refused(STR_NONE));
	assert_null(idempotency_key_refused(STR("x")));
	assert_null(idempotency_key_refused(STR("!~0b5f1f0e-7c0e-4f6e-9d0a")));
	assert_null(
	        idempotency_key_refused((struct str){FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY, 255}));
	assert_string_equal(
	        idempotency_key_refused((struct str){FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY, 256}),
	        "field.too_long");
	assert_string_equal(idempotency_key_refused(STR("")), "field.required");
	assert_string_equal(idempotency_key_refused(STR("a b")), "field.control_chars");
	assert_string_equal(idempotency_key_refused(STR("a\x7f")), "field.control_chars");
	assert_string_equal(idempotency_key_refused(STR("\xe9\x8d\xb5")), "field.control_chars");
}

static void
digest(const struct form *form, struct token_hash *ret)
{
	struct fault fault = {0};

	assert_int_equal(form_digest(&fault, form, ret), ERR_OK);
}

/* Every field counts, and the password does not. */
static void
digests_every_field_but_the_password(void **state)
{
	struct form form = {.company = STR("A"),
	                    .contact = STR("B"),
	                    .email = STR("c@d.tw"),
	                    .phone = STR("02"),
	                    .locale = STR("en")};
	struct str *const fields[] = {&form.company, &form.contact, &form.email, &form.phone,
	                              &form.locale};
	struct token_hash first, other;

	(void)state;
	digest(&form, &first);
	assert_int_equal(secret_copy(&form.password, STR("a password")), ERR_OK);
	digest(&form, &other);
	assert_memory_equal(first.bytes, other.bytes, sizeof(first.bytes));
	form_drop(&form);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct str kept = *fields[i];
		*fields[i] = STR("ja");
		digest(&form, &other);
		assert_memory_not_equal(first.bytes, other.bytes, sizeof(first.bytes));
		*fields[i] = kept;
	}
	form.terms = STR("2026-01");
	digest(&form, &other);
	assert_memory_not_equal(first.bytes, other.bytes, sizeof(first.bytes));
	form.terms = STR_NONE;
	form.company = STR("AB");
	form.contact = STR("");
	digest(&form, &other);
	assert_memory_not_equal(first.bytes, other.bytes, sizeof(first.bytes));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(judges_an_idempotency_key),
	        cmocka_unit_test(digests_every_field_but_the_password),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
