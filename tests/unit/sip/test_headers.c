/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_headers.c - every known field by each of its names
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sip/headers.h"
#include "unit/base/dice.h"
#include "unit/guard.h"

static const struct {
	enum sip_header_id id;
	const char *name;
	char compact;
} rows[] = {
#define X(id, name, compact) {SIP_##id, name, compact},
	SIP_HEADERS(X)
#undef X
};

/* The compact forms that IANA lists for the fields of the table. */
static const struct {
	char letter;
	enum sip_header_id id;
} compact_forms[] = {
	{'b', SIP_REFERRED_BY},
	{'c', SIP_CONTENT_TYPE},
	{'e', SIP_CONTENT_ENCODING},
	{'f', SIP_FROM},
	{'i', SIP_CALL_ID},
	{'k', SIP_SUPPORTED},
	{'l', SIP_CONTENT_LENGTH},
	{'m', SIP_CONTACT},
	{'o', SIP_EVENT},
	{'r', SIP_REFER_TO},
	{'t', SIP_TO},
	{'v', SIP_VIA},
	{'x', SIP_SESSION_EXPIRES},
};

static enum sip_header_id find(const char *name, size_t len)
{
	struct slice s = guard_copy(name, len);

	return sip_header_find(s);
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void finds_every_row_by_its_name(void **state UNUSED)
{
	assert_int_equal(ARRAY_SIZE(rows), SIP_HEADER_COUNT - 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(find(rows[i].name, strlen(rows[i].name)),
				 rows[i].id);
		assert_string_equal(sip_header_name(rows[i].id), rows[i].name);
	}
}

static void finds_every_row_in_any_case(void **state UNUSED)
{
	struct dice dice = {11};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t len = strlen(rows[i].name);

		for (int round = 0; round < 20; round++) {
			char name[64];

			for (size_t n = 0; n < len; n++)
				name[n] =
					round == 0 || dice_throw(&dice, 2)
						? upper(rows[i].name[n])
						: slice_lower(rows[i].name[n]);
			assert_int_equal(find(name, len), rows[i].id);
		}
	}
}

static void finds_no_other_name(void **state UNUSED)
{
	char name[64];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		size_t len = strlen(rows[i].name);

		memcpy(name, rows[i].name, len);
		name[len] = 'x';
		assert_int_equal(find(name, len + 1), SIP_UNKNOWN_HEADER);
		/* Same ends and length, and so the same place in an index by
		 * these. */
		name[len / 2] = '~';
		assert_int_equal(find(name, len), SIP_UNKNOWN_HEADER);
	}
	assert_int_equal(find("", 0), SIP_UNKNOWN_HEADER);
	assert_int_equal(find("Vi", 2), SIP_UNKNOWN_HEADER);
	assert_int_equal(find("ia", 2), SIP_UNKNOWN_HEADER);
	assert_int_equal(find("Subject", 7), SIP_UNKNOWN_HEADER);
	assert_int_equal(find("unknown", 7), SIP_UNKNOWN_HEADER);
}

/* One byte is a compact form or nothing, whichever byte it is. */
static void finds_compact_forms_and_no_other_byte(void **state UNUSED)
{
	for (int c = 0; c < 256; c++) {
		enum sip_header_id expected = SIP_UNKNOWN_HEADER;
		char byte = (char)c;

		for (size_t i = 0; i < ARRAY_SIZE(compact_forms); i++)
			if (compact_forms[i].letter == slice_lower(byte))
				expected = compact_forms[i].id;
		if (find(&byte, 1) != expected)
			fail_msg("byte %d is field %d", c, find(&byte, 1));
	}
}

static void no_two_rows_collide(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		for (size_t j = 0; j < i; j++) {
			assert_false(
				slice_equal_nocase(slice_of(rows[i].name),
						   slice_of(rows[j].name)));
			assert_true(rows[i].compact == 0 ||
				    rows[i].compact != rows[j].compact);
		}
	}
}

static void has_a_word_for_the_unknown(void **state UNUSED)
{
	assert_string_equal(sip_header_name(SIP_UNKNOWN_HEADER), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_row_by_its_name),
		cmocka_unit_test(finds_every_row_in_any_case),
		cmocka_unit_test(finds_no_other_name),
		cmocka_unit_test(finds_compact_forms_and_no_other_byte),
		cmocka_unit_test(no_two_rows_collide),
		cmocka_unit_test(has_a_word_for_the_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
