/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_via.c - who sent it, and by which way
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "inside.h"
#include "sip/via.h"
#include "unit/guard.h"

/* NULL stands for absent; transport NULL for the end of the list. */
struct element {
	const char *transport, *host, *port;
	const char *branch, *received, *rport, *maddr;
};

struct via_sample {
	struct slice text;
	struct element elements[3];
	const char *left;
};

static const struct via_sample samples[] = {
	{SLICE("SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;rport"),
	 {{"UDP", "192.168.1.20", "5060", "z9hG4bK1", NULL, "", NULL}},
	 ""},
	{SLICE("SIP/2.0/TCP example.net"),
	 {{"TCP", "example.net", NULL, NULL, NULL, NULL, NULL}},
	 ""},
	/* White space around / and :, section 25.1. */
	{SLICE("SIP / 2.0\t/\r\n UDP  first.example.net : 4000 ;ttl=16\r\n"
	       " ; maddr = 224.2.0.1 ; branch=z9hG4bKa7c6a8dlze.1"),
	 {{"UDP", "first.example.net", "4000", "z9hG4bKa7c6a8dlze.1", NULL,
	   NULL, "224.2.0.1"}},
	 ""},
	{SLICE("  SIP/2.0/UDP a.b"),
	 {{"UDP", "a.b", NULL, NULL, NULL, NULL, NULL}},
	 ""},
	/* IPv6, RFC 5118: received with and without brackets. */
	{SLICE("SIP/2.0/UDP [2001:db8::9:1]:6050;received=[2001:db8::9:255];"
	       "branch=z9hG4bKas3"),
	 {{"UDP", "[2001:db8::9:1]", "6050", "z9hG4bKas3", "[2001:db8::9:255]",
	   NULL, NULL}},
	 ""},
	{SLICE("SIP/2.0/UDP [::1];received=2001:db8::9:255"),
	 {{"UDP", "[::1]", NULL, NULL, "2001:db8::9:255", NULL, NULL}},
	 ""},
	/* Several in one field. */
	{SLICE("SIP/2.0/UDP a.b:1;branch=z9hG4bK1,SIP/2.0/TLS c.d;x=\"1,2\" ,"
	       "\r\n SIP/2.0/TCP [::1]:3;rport=4;received=192.0.2.1"),
	 {{"UDP", "a.b", "1", "z9hG4bK1", NULL, NULL, NULL},
	  {"TLS", "c.d", NULL, NULL, NULL, NULL, NULL},
	  {"TCP", "[::1]", "3", NULL, "192.0.2.1", "4", NULL}},
	 ""},
	{SLICE("SIP/2.0/UDP a.b;rport=;RPORT=7"),
	 {{"UDP", "a.b", NULL, NULL, NULL, "7", NULL}},
	 ""},
	{SLICE("SIP/2.0/UDP a.b;Branch=Z9HG4BK;ReceiveD=1.2.3.4;MADDR=x"),
	 {{"UDP", "a.b", NULL, "Z9HG4BK", "1.2.3.4", NULL, "x"}},
	 ""},
	/* A transport of the future, another protocol. */
	{SLICE("SIP/2.0/TLS-SCTP a.b:5061;keep"),
	 {{"TLS-SCTP", "a.b", "5061", NULL, NULL, NULL, NULL}},
	 ""},
	{SLICE("SIP/2.0/UDP 192.0.2.1;branch=\"z,9\",SIP/2.0/UDP"),
	 {{"UDP", "192.0.2.1", NULL, "\"z,9\"", NULL, NULL, NULL}},
	 "SIP/2.0/UDP"},
	/* What cannot be read is left. */
	{SLICE(""), {{.transport = NULL}}, ""},
	{SLICE("SIP/2.0"), {{.transport = NULL}}, "SIP/2.0"},
	{SLICE("SIP/2.0/"), {{.transport = NULL}}, "SIP/2.0/"},
	{SLICE("SIP/2.0/UDP"), {{.transport = NULL}}, "SIP/2.0/UDP"},
	{SLICE("SIP/2.0/UDP ;x"), {{.transport = NULL}}, "SIP/2.0/UDP ;x"},
	{SLICE("SIP//UDP a"), {{.transport = NULL}}, "SIP//UDP a"},
	{SLICE("SIP/2.0 UDP a"), {{.transport = NULL}}, "SIP/2.0 UDP a"},
	{SLICE("SIP/2.0/UDP a:x"), {{.transport = NULL}}, "SIP/2.0/UDP a:x"},
	{SLICE("SIP/2.0/UDP a:0"), {{.transport = NULL}}, "SIP/2.0/UDP a:0"},
	{SLICE("SIP/2.0/UDP [::1"), {{.transport = NULL}}, "SIP/2.0/UDP [::1"},
};

static bool is_text(struct slice s, const char *text)
{
	return text != NULL ? s.p != NULL && slice_equal(s, slice_of(text))
			    : s.p == NULL;
}

static bool is_element(const struct sip_via *via, const struct element *e)
{
	struct sip_via_params params;

	sip_via_params(via, &params);
	return is_text(via->transport, e->transport) &&
	       is_text(via->sent_by.host, e->host) &&
	       is_text(via->sent_by.port, e->port) &&
	       is_text(params.branch, e->branch) &&
	       is_text(params.received, e->received) &&
	       is_text(params.rport, e->rport) &&
	       is_text(params.maddr, e->maddr);
}

static void finds_sent_by_and_parameters(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct via_sample *s = &samples[i];
		struct slice rest = guard_copy(s->text.p, s->text.len);
		struct sip_via via;
		size_t n = 0;

		while (sip_via_next(&rest, &via)) {
			if (n == 3 || s->elements[n].transport == NULL ||
			    !is_element(&via, &s->elements[n]))
				fail_msg("element %zu of %s", n, s->text.p);
			n++;
		}
		if (n < 3 && s->elements[n].transport != NULL)
			fail_msg("element %zu of %s is missing", n, s->text.p);
		if (!slice_equal(rest, slice_of(s->left)))
			fail_msg("%s leaves %.*s", s->text.p, SLICE_ARGS(rest));
	}
}

static void walk(struct slice text)
{
	struct sip_via_params params;
	struct slice rest = text;
	struct sip_via via;
	size_t before = rest.len;

	while (sip_via_next(&rest, &via)) {
		assert_true(inside(via.transport, text));
		assert_true(inside(via.sent_by.host, text));
		assert_true(inside(via.sent_by.port, text));
		assert_true(inside(via.params, text));
		assert_true(inside(rest, text));
		sip_via_params(&via, &params);
		assert_true(inside(params.branch, via.params));
		assert_true(inside(params.received, via.params));
		assert_true(inside(params.rport, via.params));
		assert_true(inside(params.maddr, via.params));
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
		cmocka_unit_test(finds_sent_by_and_parameters),
		cmocka_unit_test(reads_no_byte_behind_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
