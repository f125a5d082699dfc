/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_nameaddr.c - addresses with names, in lists
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inside.h"
#include "sip/nameaddr.h"
#include "unit/guard.h"

/* Blanks around display name and parameters do not count here. */
struct element {
	const char *display, *uri, *params;
};

struct list_sample {
	struct slice text;
	struct element elements[4]; /* up to one without URI */
	const char *left;
};

static const struct list_sample samples[] = {
	{SLICE("<sip:bob@example.net>"), {{"", "sip:bob@example.net", ""}}, ""},
	{SLICE("Bob <sip:bob@example.net>;tag=1"),
	 {{"Bob", "sip:bob@example.net", ";tag=1"}},
	 ""},
	{SLICE("\"Bob\"<sip:b@c>"), {{"\"Bob\"", "sip:b@c", ""}}, ""},
	{SLICE("\"\" <sip:b@c>"), {{"\"\"", "sip:b@c", ""}}, ""},
	{SLICE("Bob of the hill <sip:b@c>"),
	 {{"Bob of the hill", "sip:b@c", ""}},
	 ""},
	/* Escaped quotes, commas and brackets in quotes. */
	{SLICE("\"B \\\"o\\\" b\" <sip:b@c>;x"),
	 {{"\"B \\\"o\\\" b\"", "sip:b@c", ";x"}},
	 ""},
	{SLICE("\"Hill, Bob\" <sip:b@c>, \"<sip:no@no>\" <sip:d@e>"),
	 {{"\"Hill, Bob\"", "sip:b@c", ""}, {"\"<sip:no@no>\"", "sip:d@e", ""}},
	 ""},
	{SLICE("\"a\\\\\" <sip:b@c>,\"\\\"\" <sip:d@e>"),
	 {{"\"a\\\\\"", "sip:b@c", ""}, {"\"\\\"\"", "sip:d@e", ""}},
	 ""},
	/* Commas, semicolons and question marks within brackets. */
	{SLICE("<sip:b,x@c;p=1?h=2>;q=0.5,<sip:d@e>"),
	 {{"", "sip:b,x@c;p=1?h=2", ";q=0.5"}, {"", "sip:d@e", ""}},
	 ""},
	/* UTF-8 without quotes, as many phones write it. */
	{SLICE("J\xc3\xbcrgen M\xc3\xbcller <sip:j@c>"),
	 {{"J\xc3\xbcrgen M\xc3\xbcller", "sip:j@c", ""}},
	 ""},
	{SLICE("\xe5\xbc\xa0\xe4\xb8\x89<sip:z@c>;tag=1"),
	 {{"\xe5\xbc\xa0\xe4\xb8\x89", "sip:z@c", ";tag=1"}},
	 ""},
	{SLICE("O'Hara (work) <sip:o@c>"),
	 {{"O'Hara (work)", "sip:o@c", ""}},
	 ""},
	/* Without brackets what follows ; is the field's, section 20.10. */
	{SLICE("sip:b@c;tag=1"), {{"", "sip:b@c", ";tag=1"}}, ""},
	{SLICE("sip:b@c ; tag = 1"), {{"", "sip:b@c", "; tag = 1"}}, ""},
	{SLICE("sip:b@c,sip:d@e;q=1 , <sip:f@g>"),
	 {{"", "sip:b@c", ""}, {"", "sip:d@e", ";q=1"}, {"", "sip:f@g", ""}},
	 ""},
	{SLICE("tel:+12125551212"), {{"", "tel:+12125551212", ""}}, ""},
	{SLICE("*"), {{"", "*", ""}}, ""},
	{SLICE(" * "), {{"", "*", ""}}, ""},
	/* White space, folded. */
	{SLICE("\r\n \"Bob\"\r\n\t<sip:b@c>\r\n ;\r\n tag=1"),
	 {{"\"Bob\"", "sip:b@c", ";\r\n tag=1"}},
	 ""},
	{SLICE("<sip:b@c>\t,\r\n <sip:d@e>"),
	 {{"", "sip:b@c", ""}, {"", "sip:d@e", ""}},
	 ""},
	{SLICE("<sip:b@c>;x=\"1,2;<3>\", <sip:d@e>"),
	 {{"", "sip:b@c", ";x=\"1,2;<3>\""}, {"", "sip:d@e", ""}},
	 ""},
	{SLICE("<>"), {{"", "", ""}}, ""},
	{SLICE("<urn:service:sos>,<tel:112>"),
	 {{"", "urn:service:sos", ""}, {"", "tel:112", ""}},
	 ""},
	/* What cannot be read ends the list and is left. */
	{SLICE(""), {{NULL, NULL, NULL}}, ""},
	{SLICE(" \t"), {{NULL, NULL, NULL}}, " \t"},
	{SLICE("Bob <sip:b@c"), {{NULL, NULL, NULL}}, "Bob <sip:b@c"},
	{SLICE("<sip:b@c>, <sip:d@e"), {{"", "sip:b@c", ""}}, " <sip:d@e"},
	{SLICE(",<sip:b@c>"), {{NULL, NULL, NULL}}, ",<sip:b@c>"},
	{SLICE("<sip:b@c>,,<sip:d@e>"), {{"", "sip:b@c", ""}}, ",<sip:d@e>"},
	{SLICE("<sip:b@c>,"), {{"", "sip:b@c", ""}}, ""},
	{SLICE(";tag=1"), {{NULL, NULL, NULL}}, ";tag=1"},
};

static bool is_text(struct slice s, const char *text)
{
	return s.p != NULL && slice_equal(slice_trim(s), slice_of(text));
}

static void check_sample(const struct list_sample *s)
{
	struct slice text = guard_copy(s->text.p, s->text.len);
	struct slice rest = text;
	struct sip_nameaddr a;
	size_t n = 0;

	while (sip_nameaddr_next(&rest, &a)) {
		const struct element *e = &s->elements[n];

		if (n == 4 || e->uri == NULL)
			fail_msg("too much in %s: %.*s", s->text.p,
				 SLICE_ARGS(a.uri));
		if (!is_text(a.display, e->display) ||
		    !slice_equal(a.uri, slice_of(e->uri)) ||
		    !is_text(a.params, e->params))
			fail_msg("element %zu of %s: %.*s, %.*s, %.*s", n,
				 s->text.p, SLICE_ARGS(a.display),
				 SLICE_ARGS(a.uri), SLICE_ARGS(a.params));
		n++;
	}
	if (n < 4 && s->elements[n].uri != NULL)
		fail_msg("element %zu of %s is missing", n, s->text.p);
	if (!slice_equal(rest, slice_of(s->left)))
		fail_msg("%s leaves %.*s", s->text.p, SLICE_ARGS(rest));
}

static void finds_display_uri_and_parameters(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		check_sample(&samples[i]);
}

static void walk(struct slice text)
{
	struct slice rest = text;
	struct sip_nameaddr a;
	size_t before = rest.len;

	while (sip_nameaddr_next(&rest, &a)) {
		assert_true(inside(a.display, text));
		assert_true(inside(a.uri, text));
		assert_true(inside(a.params, text));
		assert_true(inside(rest, text));
		assert_true(slice_end(a.display) <= a.uri.p);
		assert_true(slice_end(a.uri) <= a.params.p);
		assert_true(slice_end(a.params) <= rest.p);
		assert_true(rest.len < before);
		before = rest.len;
	}
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		guard_each_prefix(samples[i].text, walk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_display_uri_and_parameters),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
