/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_body.c - one body among several
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sip/body.h"
#include "sip/scanner.h"
#include "unit/guard.h"
#include "unit/sip/inside.h"

#define HEAD                                                                   \
	"MESSAGE sip:b@example.net SIP/2.0\r\n"                                \
	"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"                       \
	"From: <sip:a@example.net>;tag=a\r\n"                                  \
	"To: <sip:b@example.net>\r\n"                                          \
	"Call-ID: 1\r\n"                                                       \
	"CSeq: 1 MESSAGE\r\n"

static struct sip_message sip;

struct sample {
	const char *what;
	struct slice message;
	const char *content; /* NULL: there is none */
	unsigned int lengths;
};

static const struct sample samples[] = {
	{"the body itself",
	 SLICE(HEAD "Content-Type: application/sdp\r\n\r\nv=0\r\n"), "v=0\r\n",
	 0},
	{"compact, in another case, with a parameter",
	 SLICE(HEAD "c: Application/SDP ;x=y\r\n\r\nv=0\r\n"), "v=0\r\n", 0},
	{"another type", SLICE(HEAD "c: text/plain\r\n\r\nv=0\r\n"), NULL, 0},
	{"no type", SLICE(HEAD "\r\nv=0\r\n"), NULL, 0},
	{"no body", SLICE(HEAD "c: application/sdp\r\n\r\n"), NULL, 0},
	{"second of two parts",
	 SLICE(HEAD "c: multipart/mixed;boundary=b\r\n\r\n"
		    "to be ignored\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
		    "c: application/sdp\r\n--b\r\nContent-Type: "
		    "application/sdp\r\n\r\nv=0\r\n--b--\r\n"),
	 "v=0", 0},
	{"quoted boundary, lengths at both levels, folded field",
	 SLICE(HEAD "c: multipart/mixed; boundary=\"b c\"\r\n\r\n"
		    "--b c\r\nc: multipart/related;\r\n boundary=d\r\nl: 9\r\n"
		    "\r\n--d\r\nl: 3\r\nc: application/sdp\r\n\r\nv=0\r\n"
		    "--d--\r\n--b c--\r\n"),
	 "v=0", 2},
	{"lines that end in LF",
	 SLICE(HEAD "c: multipart/mixed;boundary=b\r\n\r\n"
		    "--b\nc: application/sdp\n\nv=0\n--b--\n"),
	 "v=0", 0},
	{"no boundary",
	 SLICE(HEAD "c: multipart/mixed\r\n\r\n--\r\nc: "
		    "application/sdp\r\n\r\nv=0\r\n----\r\n"),
	 NULL, 0},
	{"the last delimiter is missing",
	 SLICE(HEAD "c: multipart/mixed;boundary=b\r\n\r\n"
		    "--b\r\nc: application/sdp\r\n\r\nv=0\r\n"),
	 NULL, 0},
	{"deeper than we look",
	 SLICE(HEAD "c: multipart/mixed;boundary=a\r\n\r\n"
		    "--a\r\nc: multipart/mixed;boundary=b\r\n\r\n"
		    "--b\r\nc: multipart/mixed;boundary=c\r\n\r\n"
		    "--c\r\nc: multipart/mixed;boundary=d\r\n\r\n"
		    "--d\r\nc: multipart/mixed;boundary=e\r\n\r\n"
		    "--e\r\nc: application/sdp\r\n\r\nv=0\r\n"
		    "--e--\r\n--d--\r\n--c--\r\n--b--\r\n--a--\r\n"),
	 NULL, 0},
};

static void finds_the_part_of_a_type(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		struct slice raw = guard_copy(s->message.p, s->message.len);
		struct sip_body body;
		bool is_found;

		assert_int_equal(sip_scan(raw, &sip), SIP_SCAN_OK);
		is_found = sip_body_find(&sip, SLICE("application/sdp"), &body);
		if (is_found != (s->content != NULL))
			fail_msg("%s: found %d", s->what, is_found);
		if (!is_found)
			continue;
		if (!slice_equal(body.content, slice_of(s->content)) ||
		    body.length_count != s->lengths)
			fail_msg("%s: '%.*s', %u lengths", s->what,
				 SLICE_ARGS(body.content), body.length_count);
	}
}

static void check_prefix(struct slice prefix)
{
	struct sip_body body;

	if (sip_scan(prefix, &sip) != SIP_SCAN_OK ||
	    !sip_body_find(&sip, SLICE("application/sdp"), &body))
		return;
	assert_true(inside(body.content, prefix));
	for (unsigned int i = 0; i < body.length_count; i++)
		assert_true(inside(body.lengths[i], prefix));
}

static void reads_no_byte_behind_the_message(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		guard_each_prefix(samples[i].message, check_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_part_of_a_type),
		cmocka_unit_test(reads_no_byte_behind_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
