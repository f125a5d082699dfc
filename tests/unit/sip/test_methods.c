/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_methods.c - methods by name, in their one case
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sip/methods.h"
#include "unit/guard.h"

static const struct {
	enum sip_method method;
	const char *name;
} rows[] = {
#define X(name) {SIP_##name, #name},
	SIP_METHODS(X)
#undef X
};

static enum sip_method find(const char *name, size_t len)
{
	return sip_method_find(guard_copy(name, len));
}

static void finds_every_method(void **state UNUSED)
{
	assert_int_equal(ARRAY_SIZE(rows), SIP_METHOD_COUNT - 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(find(rows[i].name, strlen(rows[i].name)),
				 rows[i].method);
		assert_string_equal(sip_method_name(rows[i].method),
				    rows[i].name);
	}
}

static void minds_the_case(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t len = strlen(rows[i].name);
		char name[32];

		for (size_t n = 0; n < len; n++) {
			memcpy(name, rows[i].name, len);
			name[n] = slice_lower(name[n]);
			assert_int_equal(find(name, len), SIP_OTHER_METHOD);
		}
	}
}

static void takes_no_part_of_a_name(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t len = strlen(rows[i].name);
		char name[32];

		memcpy(name, rows[i].name, len);
		name[len] = 'X';
		assert_int_equal(find(name, len + 1), SIP_OTHER_METHOD);
		assert_int_equal(find(name, len - 1), SIP_OTHER_METHOD);
	}
	assert_int_equal(find("", 0), SIP_OTHER_METHOD);
	assert_int_equal(find("other", 5), SIP_OTHER_METHOD);
}

static void has_a_word_for_other_methods(void **state UNUSED)
{
	assert_string_equal(sip_method_name(SIP_OTHER_METHOD), "other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_method),
		cmocka_unit_test(minds_the_case),
		cmocka_unit_test(takes_no_part_of_a_name),
		cmocka_unit_test(has_a_word_for_other_methods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
