/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_uri.c - the parts of sip: and sips: URIs
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inside.h"
#include "sip/uri.h"
#include "unit/guard.h"

/* NULL stands for "absent". */
struct uri_sample {
	struct slice text;
	bool is_sips;
	const char *user, *host, *port, *params, *headers;
};

static const struct uri_sample good[] = {
	{SLICE("sip:example.net"), false, NULL, "example.net", NULL, "", ""},
	{SLICE("sip:bob@example.net"), false, "bob", "example.net", NULL, "",
	 ""},
	{SLICE("SIP:bob@192.168.1.20:5062"), false, "bob", "192.168.1.20",
	 "5062", "", ""},
	{SLICE("sips:bob@[2001:db8::5]:5061"), true, "bob", "[2001:db8::5]",
	 "5061", "", ""},
	{SLICE("SiPs:[::1]"), true, NULL, "[::1]", NULL, "", ""},
	{SLICE("sip:bob:secret@example.net;transport=udp;lr"), false,
	 "bob:secret", "example.net", NULL, ";transport=udp;lr", ""},
	{SLICE("sip:bob@example.net:5060;user=phone?subject=x&to=y"), false,
	 "bob", "example.net", "5060", ";user=phone", "?subject=x&to=y"},
	{SLICE("sip:bob@example.net?Replaces=a%40b%3Bto-tag%3D1"), false, "bob",
	 "example.net", NULL, "", "?Replaces=a%40b%3Bto-tag%3D1"},
	/* The user may hold ; and ? without escapes, section 25.1. */
	{SLICE("sip:+1-212-555-1212;ext=5?x@gw.example.net"), false,
	 "+1-212-555-1212;ext=5?x", "gw.example.net", NULL, "", ""},
	{SLICE("sip:al%40ice@192.0.2.1"), false, "al%40ice", "192.0.2.1", NULL,
	 "", ""},
	{SLICE("sip:@example.net"), false, "", "example.net", NULL, "", ""},
	{SLICE("sip:a_host.example:1"), false, NULL, "a_host.example", "1", "",
	 ""},
	{SLICE("sip:bob@example.net;"), false, "bob", "example.net", NULL, ";",
	 ""},
	{SLICE("sip:bob@example.net?"), false, "bob", "example.net", NULL, "",
	 "?"},
	{SLICE("sip:192.168.1.20:5060;maddr=[::1]"), false, NULL,
	 "192.168.1.20", "5060", ";maddr=[::1]", ""},
};

static const struct slice bad[] = {
	SLICE(""),
	SLICE("sip"),
	SLICE("sip:"),
	SLICE("sips:"),
	SLICE("sip:bob@"),
	SLICE("sip:bob@;lr"),
	SLICE("tel:+12125551212"),
	SLICE("http://example.net"),
	SLICE("*"),
	SLICE(" sip:example.net"),
	SLICE("xsip:example.net"),
	SLICE("sip:example.net:"),
	SLICE("sip:example.net:0"),
	SLICE("sip:example.net:65536"),
	SLICE("sip:example.net:99999999999999999999"),
	SLICE("sip:example.net:5o6o"),
	SLICE("sip:example.net/path"),
	SLICE("sip:example.net,x"),
	SLICE("sip:[::1"),
	SLICE("sip:bob@[::1]x"),
	SLICE("sip:b\xc3\xbc"
	      "cher.example"),
};

static bool is_text(struct slice s, const char *text)
{
	return text != NULL ? s.p != NULL && slice_equal(s, slice_of(text))
			    : s.p == NULL;
}

static void finds_all_parts(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		const struct uri_sample *s = &good[i];
		struct slice text = guard_copy(s->text.p, s->text.len);
		struct sip_uri uri;
		uint32_t port = 0;

		if (sip_uri_scan(text, &uri) != 0)
			fail_msg("refused %s", s->text.p);
		assert_int_equal(uri.is_sips, s->is_sips);
		assert_int_equal(sip_uri_default_port(&uri),
				 s->is_sips ? 5061 : 5060);
		if (!is_text(uri.user, s->user) ||
		    !is_text(uri.where.host, s->host) ||
		    !is_text(uri.where.port, s->port) ||
		    !is_text(uri.params, s->params) ||
		    !is_text(uri.headers, s->headers))
			fail_msg("parts of %s", s->text.p);
		if (s->port != NULL)
			assert_int_equal(slice_to_u32(slice_of(s->port), &port),
					 0);
		assert_int_equal(uri.where.number, port);
	}
}

static void refuses_what_is_no_sip_uri(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct slice text = guard_copy(bad[i].p, bad[i].len);
		struct sip_uri uri;

		if (sip_uri_scan(text, &uri) != -EINVAL)
			fail_msg("accepted %s", bad[i].p);
	}
}

static bool has_endpoint(struct slice text, uint16_t default_port,
			 struct endpoint *out)
{
	struct sip_hostport where;

	return sip_hostport_scan(text, &where, NULL) == 0 &&
	       sip_hostport_endpoint(&where, default_port, out) == 0;
}

static void reads_the_endpoint_of_a_literal(void **state UNUSED)
{
	static const struct {
		struct slice text;
		const char *endpoint; /* NULL: a name */
	} samples[] = {
		{SLICE("192.168.1.20"), "192.168.1.20:5060"},
		{SLICE("192.168.1.20:5070"), "192.168.1.20:5070"},
		{SLICE("192.168.1.20 : 5070"), "192.168.1.20:5070"},
		{SLICE("[2001:DB8::5]"), "[2001:db8::5]:5060"},
		{SLICE("[::1]:1"), "[::1]:1"},
		{SLICE("example.net"), NULL},
		{SLICE("example.net:5070"), NULL},
		{SLICE("192.168.1.020"), NULL},
		{SLICE("192.168.1"), NULL},
		{SLICE("192.168.1.20.example"), NULL},
		{SLICE("[192.168.1.20]"), NULL},
		{SLICE("[::1%25eth0]"), NULL},
		{SLICE("[]"), NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice text =
			guard_copy(samples[i].text.p, samples[i].text.len);
		struct endpoint e = {.port = 4711};
		bool found = has_endpoint(text, 5060, &e);

		if (found != (samples[i].endpoint != NULL))
			fail_msg("%s: %d", samples[i].text.p, found);
		if (found)
			assert_string_equal(endpoint_text(&e).text,
					    samples[i].endpoint);
		else
			assert_int_equal(e.port, 4711);
	}
}

static void leaves_what_follows_the_port(void **state UNUSED)
{
	static const struct {
		struct slice text;
		const char *host, *port, *rest; /* host NULL: refused */
	} samples[] = {
		{SLICE("a.b;x"), "a.b", NULL, ";x"},
		{SLICE("a.b:5;x"), "a.b", "5", ";x"},
		{SLICE("a.b \r\n : \t5 ;x"), "a.b", "5", " ;x"},
		{SLICE("a.b  ;x"), "a.b", NULL, "  ;x"},
		{SLICE("a.b  "), "a.b", NULL, "  "},
		{SLICE("[::1]:5,d"), "[::1]", "5", ",d"},
		{SLICE("[::1]5"), "[::1]", NULL, "5"},
		{SLICE("a b"), "a", NULL, " b"},
		{SLICE("a.b:"), NULL, NULL, NULL},
		{SLICE("a.b: ;x"), NULL, NULL, NULL},
		{SLICE("a.b::5"), NULL, NULL, NULL},
		{SLICE(":5"), NULL, NULL, NULL},
		{SLICE("[::1"), NULL, NULL, NULL},
		{SLICE(""), NULL, NULL, NULL},
		{SLICE(" a.b"), NULL, NULL, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice text =
			guard_copy(samples[i].text.p, samples[i].text.len);
		struct sip_hostport where;
		struct slice rest = {NULL, 0};
		int err = sip_hostport_scan(text, &where, &rest);

		assert_int_equal(err, samples[i].host != NULL ? 0 : -EINVAL);
		if (err != 0)
			continue;
		if (!is_text(where.host, samples[i].host) ||
		    !is_text(where.port, samples[i].port) ||
		    !is_text(rest, samples[i].rest))
			fail_msg("parts of %s", samples[i].text.p);
		assert_int_equal(sip_hostport_scan(text, &where, NULL), 0);
	}
}

/* The quick look may say yes in vain, but never no to what has an address. */
static void a_quick_look_misses_no_literal(void **state UNUSED)
{
	static const struct {
		struct slice text;
		bool has_literal;
	} samples[] = {
		{SLICE("sip:192.168.1.20"), true},
		{SLICE("sips:bob@10.0.0.1:5061"), true},
		{SLICE("SIP:b@[::1]"), true},
		{SLICE("sip:1234@192.168.1.20"), true},
		{SLICE("sip:@1.2.3.4"), true},
		{SLICE("sip:1234@example.net"), false},
		{SLICE("sip:example.net"), false},
		{SLICE("sip:bob@"), false},
		{SLICE("sip:"), false},
		{SLICE("tel:1.2.3.4"), false},
		{SLICE("*"), false},
		{SLICE(""), false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice text =
			guard_copy(samples[i].text.p, samples[i].text.len);

		if (sip_uri_has_literal(text) != samples[i].has_literal)
			fail_msg("%s", samples[i].text.p);
	}
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		struct endpoint e;
		struct sip_uri uri;

		assert_int_equal(sip_uri_scan(good[i].text, &uri), 0);
		if (sip_hostport_endpoint(&uri.where, 5060, &e) == 0)
			assert_true(sip_uri_has_literal(good[i].text));
	}
}

static void scan_prefix(struct slice text)
{
	struct sip_hostport where;
	struct slice rest;
	struct sip_uri uri;

	if (sip_uri_scan(text, &uri) == 0) {
		assert_true(inside(uri.user, text));
		assert_true(inside(uri.where.host, text));
		assert_true(uri.where.host.len > 0);
		assert_true(inside(uri.where.port, text));
		assert_true(inside(uri.params, text));
		assert_true(inside(uri.headers, text));
		assert_ptr_equal(slice_end(uri.headers), slice_end(text));
	}
	if (sip_hostport_scan(text, &where, &rest) == 0) {
		assert_true(inside(where.host, text));
		assert_true(inside(where.port, text));
		assert_ptr_equal(slice_end(rest), slice_end(text));
	}
	(void)sip_uri_has_literal(text);
}

static void reads_no_byte_behind_the_text(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		guard_each_prefix(good[i].text, scan_prefix);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		guard_each_prefix(bad[i], scan_prefix);
	guard_each_prefix(SLICE("[2001:db8::1] \r\n : 5060;x"), scan_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_all_parts),
		cmocka_unit_test(refuses_what_is_no_sip_uri),
		cmocka_unit_test(reads_the_endpoint_of_a_literal),
		cmocka_unit_test(leaves_what_follows_the_port),
		cmocka_unit_test(a_quick_look_misses_no_literal),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
