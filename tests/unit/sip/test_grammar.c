/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_grammar.c - classes, quotes, commas and parameters
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inside.h"
#include "sip/grammar.h"
#include "unit/guard.h"

#define ALPHANUM                                                               \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* RFC 3261 section 25.1, spelt out once more. */
static void classes_are_those_of_the_rfc(void **state UNUSED)
{
	static const struct {
		enum grammar_class class;
		struct slice members;
	} classes[] = {
		{GRAMMAR_TOKEN, SLICE(ALPHANUM "-.!%*_+`'~")},
		{GRAMMAR_HOST, SLICE(ALPHANUM "-._")},
		{GRAMMAR_SCHEME, SLICE(ALPHANUM "+-.")},
		{GRAMMAR_BLANK, SLICE(" \t\r\n")},
	};

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
		for (int c = 0; c < 256; c++)
			assert_int_equal(grammar_is((char)c, classes[i].class),
					 slice_find(classes[i].members,
						    (char)c) != NULL);
}

/* What ends a parameter is in no value; tokens, what URIs allow besides, and
 * UTF-8 are. */
static void parameters_hold_all_but_what_ends_them(void **state UNUSED)
{
	struct slice never = SLICE(" \t\r\n;=,?>\"");
	struct slice uri = SLICE("[]/:&+$%-_.!~*'()@#<");

	for (int c = 0; c < 256; c++) {
		bool is_param = grammar_is((char)c, GRAMMAR_PARAM);

		if (slice_find(never, (char)c) != NULL)
			assert_false(is_param);
		if (grammar_is((char)c, GRAMMAR_TOKEN) ||
		    slice_find(uri, (char)c) != NULL || c >= 0x80)
			assert_true(is_param);
	}
}

static void skips_a_class_up_to_the_end(void **state UNUSED)
{
	struct slice s = guard_copy("abc", 3);

	assert_ptr_equal(grammar_skip(s.p, slice_end(s), GRAMMAR_TOKEN),
			 s.p + 3);
	s = guard_copy("ab=c", 4);
	assert_ptr_equal(grammar_skip(s.p, slice_end(s), GRAMMAR_TOKEN),
			 s.p + 2);
	assert_ptr_equal(grammar_skip(s.p, s.p, GRAMMAR_TOKEN), s.p);
	s = guard_copy(" \r\n\t x", 6);
	assert_ptr_equal(grammar_skip_blank(s.p, slice_end(s)), s.p + 5);
	s = guard_copy(" \r\n\t ", 5);
	assert_ptr_equal(grammar_skip_blank(s.p, slice_end(s)), s.p + 5);
}

static void finds_the_end_of_quotes(void **state UNUSED)
{
	static const struct {
		struct slice text;
		size_t len;
	} samples[] = {
		{SLICE("\"\""), 2},
		{SLICE("\"abc\"def"), 5},
		{SLICE("\"a\\\"b\"c\""), 6},
		{SLICE("\"a\\\\\"b\""), 5},
		{SLICE("\"a\\"), 3},
		{SLICE("\"a\\\""), 4},
		{SLICE("\"abc"), 4},
		{SLICE("\""), 1},
		{SLICE("\"\xc3\xbc\r\n \0\"x"), 8},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice s =
			guard_copy(samples[i].text.p, samples[i].text.len);

		assert_int_equal(grammar_skip_quoted(s.p, slice_end(s)) - s.p,
				 samples[i].len);
	}
}

static void finds_commas_outside_of_quotes_and_brackets(void **state UNUSED)
{
	static const struct {
		struct slice text;
		size_t at;
	} samples[] = {
		{SLICE(""), 0},
		{SLICE(","), 0},
		{SLICE("abc"), 3},
		{SLICE("abc,def"), 3},
		{SLICE("\"a,b\",c"), 5},
		{SLICE("\"a\\\",b\",c"), 7},
		{SLICE("<sip:a,b@c>,d"), 11},
		{SLICE("\"<\",a>,b"), 3},
		{SLICE("<a\"b>,c\"d,"), 5},
		{SLICE("<a,b"), 4},
		{SLICE("\"a,b"), 4},
		{SLICE("a>b,c"), 3},
		{SLICE(";x=\"1,2\";y=<3,4>,z"), 16},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice s =
			guard_copy(samples[i].text.p, samples[i].text.len);

		assert_int_equal(grammar_find_comma(s.p, slice_end(s)) - s.p,
				 samples[i].at);
	}
}

/* Parameters of a text; a value of NULL stands for "none is written". */
struct param_sample {
	struct slice text;
	struct {
		const char *name, *value;
	} params[4];
	const char *left; /* what is not read */
};

static const struct param_sample params[] = {
	{SLICE(""), {{NULL, NULL}}, ""},
	{SLICE(";lr"), {{"lr", NULL}}, ""},
	{SLICE(";lr="), {{"lr", ""}}, ""},
	{SLICE(";a=1;b=2;c"), {{"a", "1"}, {"b", "2"}, {"c", NULL}}, ""},
	{SLICE(" ; a = 1 ;\tb ; c=3 "),
	 {{"a", "1"}, {"b", NULL}, {"c", "3"}},
	 " "},
	{SLICE("\r\n ;a\r\n =\r\n 1"), {{"a", "1"}}, ""},
	{SLICE(";a=\"x;y,z>\";b"), {{"a", "\"x;y,z>\""}, {"b", NULL}}, ""},
	{SLICE(";a=\"x\\\"y\";b"), {{"a", "\"x\\\"y\""}, {"b", NULL}}, ""},
	{SLICE(";a=\"open"), {{"a", "\"open"}}, ""},
	{SLICE(";received=2001:db8::1;rport=5"),
	 {{"received", "2001:db8::1"}, {"rport", "5"}},
	 ""},
	{SLICE(";maddr=[::1];x"), {{"maddr", "[::1]"}, {"x", NULL}}, ""},
	{SLICE(";t=UDP?a=b"), {{"t", "UDP"}}, "?a=b"},
	{SLICE(";t=UDP>;q=1"), {{"t", "UDP"}}, ">;q=1"},
	{SLICE(";t=UDP, x"), {{"t", "UDP"}}, ", x"},
	{SLICE(";a b;c"), {{"a", NULL}}, " b;c"},
	{SLICE(";a=b=c=;d"), {{"a", "b=c="}, {"d", NULL}}, ""},
	{SLICE(";%61=%3b"), {{"%61", "%3b"}}, ""},
	{SLICE(";\xc3\xbc=\xc3\xa4"), {{"\xc3\xbc", "\xc3\xa4"}}, ""},
	{SLICE(";;a"), {{"", NULL}, {"a", NULL}}, ""},
	{SLICE(";=1;a"), {{"", "1"}, {"a", NULL}}, ""},
	{SLICE("a=1"), {{NULL, NULL}}, "a=1"},
};

static bool is_text(struct slice s, const char *text)
{
	return text != NULL ? s.p != NULL && slice_equal(s, slice_of(text))
			    : s.p == NULL;
}

static void takes_parameters_one_by_one(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(params); i++) {
		const struct param_sample *s = &params[i];
		struct slice text = guard_copy(s->text.p, s->text.len);
		struct slice rest = text;
		struct sip_param param;
		size_t n = 0;

		while (grammar_next_param(&rest, &param)) {
			assert_in_range(n, 0, 3);
			if (!is_text(param.name, s->params[n].name) ||
			    !is_text(param.value, s->params[n].value))
				fail_msg("%s: parameter %zu", s->text.p, n);
			assert_true(inside(param.name, text));
			assert_true(inside(param.value, text));
			n++;
		}
		if (n < 4)
			assert_null(s->params[n].name);
		assert_true(is_text(rest, s->left));
	}
}

static void finds_parameters_in_any_case(void **state UNUSED)
{
	struct slice text = SLICE(";a=1;TAG=x;tag=y;lr");
	struct sip_param param;

	assert_true(grammar_find_param(text, SLICE("tag"), &param));
	assert_true(slice_equal(param.value, SLICE("x")));
	assert_true(grammar_find_param(text, SLICE("LR"), &param));
	assert_null(param.value.p);
	assert_false(grammar_find_param(text, SLICE("ta"), &param));
	assert_false(grammar_find_param(text, SLICE("tagx"), &param));
	assert_false(grammar_find_param(SLICE(""), SLICE("tag"), &param));
	/* What stands in a quoted string is no parameter. */
	assert_false(grammar_find_param(SLICE(";a=\";tag=z\""), SLICE("tag"),
					&param));
}

static void walk_params(struct slice text)
{
	struct slice rest = text;
	struct sip_param param;
	size_t before;

	do {
		before = rest.len;
		if (!grammar_next_param(&rest, &param))
			return;
		assert_true(inside(param.name, text));
		assert_true(inside(param.value, text));
		assert_true(inside(rest, text));
	} while (rest.len < before);
	fail_msg("no way forward in %.*s", SLICE_ARGS(text));
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(params); i++)
		guard_each_prefix(params[i].text, walk_params);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_are_those_of_the_rfc),
		cmocka_unit_test(parameters_hold_all_but_what_ends_them),
		cmocka_unit_test(skips_a_class_up_to_the_end),
		cmocka_unit_test(finds_the_end_of_quotes),
		cmocka_unit_test(finds_commas_outside_of_quotes_and_brackets),
		cmocka_unit_test(takes_parameters_one_by_one),
		cmocka_unit_test(finds_parameters_in_any_case),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
