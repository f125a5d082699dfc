/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_values.c - tags, seconds, RAck and media types
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sip/scanner.h"
#include "sip/values.h"
#include "unit/guard.h"

static struct sip_message message;

/* A message with one line of the test's own, scanned. */
static const struct sip_message *message_with(const char *line)
{
	char text[2048];
	int len = snprintf(text, sizeof(text),
			   "PRACK sip:b@c SIP/2.0\r\n"
			   "Via: SIP/2.0/UDP a\r\nCall-ID: 1\r\n"
			   "CSeq: 1 PRACK\r\n%s\r\n%s%s\r\n",
			   line,
			   strncmp(line, "From", 4) != 0 ? "From: x\r\n" : "",
			   strncmp(line, "To", 2) != 0 ? "To: y\r\n" : "");
	struct slice raw = guard_copy(text, (size_t)len);

	if (sip_scan(raw, &message) != SIP_SCAN_OK)
		fail_msg("no message with %s", line);
	return &message;
}

static void assert_text(struct slice s, const char *expected, const char *line)
{
	if (expected == NULL ? s.p != NULL
			     : !slice_equal(s, slice_of(expected)))
		fail_msg("%s gives %.*s", line, SLICE_ARGS(s));
}

static void finds_the_tag(void **state UNUSED)
{
	static const struct {
		const char *line, *tag;
	} samples[] = {
		{"From: <sip:a@b>;tag=1928301774", "1928301774"},
		{"From: sip:a@b;tag=1", "1"},
		{"From: \"x\" <sip:a@b;tag=no>;x=y ; TAG = yes", "yes"},
		{"From: \";tag=no\" <sip:a@b>;tag=yes", "yes"},
		{"From: <sip:a@b>\r\n ;\r\n\ttag=1", "1"},
		{"From: <sip:a@b;tag=no>", NULL},
		{"From: <sip:a@b>", NULL},
		{"From: <sip:a@b>;tagged=1", NULL},
		{"From: <sip:a@b", NULL},
		{"From: ;tag=1", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		assert_text(
			sip_values_tag(message_with(samples[i].line), SIP_FROM),
			samples[i].tag, samples[i].line);
	assert_text(sip_values_tag(message_with("To: <sip:a@b>;tag=7"), SIP_TO),
		    "7", "To");
	assert_text(sip_values_tag(message_with("X: y"), SIP_REFER_TO), NULL,
		    "no such field");
}

static void finds_the_uri(void **state UNUSED)
{
	static const struct {
		const char *line, *uri;
	} samples[] = {
		{"To: \"a\" <sip:a@b;x>;tag=1", "sip:a@b;x"},
		{"To: sip:a@b;tag=1", "sip:a@b"},
		{"To: <tel:112>", "tel:112"},
		{"To: <sip:a@b", NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		assert_text(
			sip_values_uri(message_with(samples[i].line), SIP_TO),
			samples[i].uri, samples[i].line);
	assert_text(sip_values_uri(message_with("X: y"), SIP_CONTACT), NULL,
		    "no such field");
}

static void reads_seconds(void **state UNUSED)
{
	static const struct {
		const char *line;
		enum sip_header_id id;
		int64_t seconds; /* -1: none */
	} samples[] = {
		{"Expires: 3600", SIP_EXPIRES, 3600},
		{"Expires: 0", SIP_EXPIRES, 0},
		{"Expires: 4294967295", SIP_EXPIRES, 4294967295},
		{"Expires: 4294967296", SIP_EXPIRES, -1},
		{"Expires: 99999999999999999999", SIP_EXPIRES, -1},
		{"Expires: \r\n 60", SIP_EXPIRES, 60},
		{"Expires: -1", SIP_EXPIRES, -1},
		{"Expires:", SIP_EXPIRES, -1},
		{"Expires: Thu, 01 Dec 2040 16:00:00 GMT", SIP_EXPIRES, -1},
		{"Session-Expires: 1800;refresher=uac", SIP_SESSION_EXPIRES,
		 1800},
		{"x:90 ; refresher=uas", SIP_SESSION_EXPIRES, 90},
		{"Retry-After: 18000 (in a meeting);duration=3600",
		 SIP_RETRY_AFTER, 18000},
		{"Min-Expires: 60", SIP_MIN_EXPIRES, 60},
		{"Min-Expires: 60", SIP_EXPIRES, -1},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		uint32_t seconds = 4711;
		bool found = sip_values_seconds(message_with(samples[i].line),
						samples[i].id, &seconds);

		if (found != (samples[i].seconds >= 0))
			fail_msg("%s: %d", samples[i].line, found);
		if (found)
			assert_true(seconds == samples[i].seconds);
	}
}

static void reads_rack(void **state UNUSED)
{
	static const struct {
		const char *line;
		uint32_t rseq, cseq; /* rseq 0: none */
		const char *method;
	} samples[] = {
		{"RAck: 776656 1 INVITE", 776656, 1, "INVITE"},
		{"RAck: 1\r\n 2147483647\t INVITE", 1, 2147483647, "INVITE"},
		{"rack:1 2 x-other", 1, 2, "x-other"},
		{"RAck: 1 2", 0, 0, NULL},
		{"RAck: 1 INVITE", 0, 0, NULL},
		{"RAck: INVITE", 0, 0, NULL},
		{"RAck:", 0, 0, NULL},
		{"RAck: 4294967296 1 INVITE", 0, 0, NULL},
		{"RAck: 1 4294967296 INVITE", 0, 0, NULL},
		{"X: y", 0, 0, NULL},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct sip_rack rack;
		bool found =
			sip_values_rack(message_with(samples[i].line), &rack);

		if (found != (samples[i].method != NULL))
			fail_msg("%s: %d", samples[i].line, found);
		if (!found)
			continue;
		assert_int_equal(rack.rseq, samples[i].rseq);
		assert_int_equal(rack.cseq, samples[i].cseq);
		assert_text(rack.method, samples[i].method, samples[i].line);
	}
}

struct type_sample {
	struct slice value;
	bool is_sdp;
};

static void assert_types(const struct type_sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct slice value =
			guard_copy(samples[i].value.p, samples[i].value.len);

		if (sip_values_is_type(value, SLICE("application/sdp")) !=
		    samples[i].is_sdp)
			fail_msg("%s", samples[i].value.p);
	}
}

static void knows_media_types(void **state UNUSED)
{
	static const struct type_sample samples[] = {
		{SLICE("application/sdp"), true},
		{SLICE("APPLICATION/Sdp"), true},
		{SLICE("application/sdp;charset=utf-8"), true},
		{SLICE("application/sdp ; charset=utf-8"), true},
		{SLICE("application/sdpx"), false},
		{SLICE("application/sdp-frag"), false},
		{SLICE("application/sd"), false},
		{SLICE("application"), false},
		{SLICE("xapplication/sdp"), false},
		{SLICE("text/plain;x=application/sdp"), false},
		{SLICE("multipart/mixed;boundary=x"), false},
		{SLICE(""), false},
		{{NULL, 0}, false},
	};

	assert_types(samples, ARRAY_SIZE(samples));
}

/* media-type = m-type SLASH m-subtype, and SLASH = SWS "/" SWS. */
static void allows_white_space_around_the_slash(void **state UNUSED)
{
	static const struct type_sample samples[] = {
		{SLICE("application / sdp"), true},
		{SLICE("application/\r\n sdp ;x=y"), true},
		{SLICE("application / sdpx"), false},
	};

	assert_types(samples, ARRAY_SIZE(samples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_tag),
		cmocka_unit_test(finds_the_uri),
		cmocka_unit_test(reads_seconds),
		cmocka_unit_test(reads_rack),
		cmocka_unit_test(knows_media_types),
		cmocka_unit_test(allows_white_space_around_the_slash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
