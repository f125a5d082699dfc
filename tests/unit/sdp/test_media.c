/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sdp/test_media.c - what an m= line and those below it mean
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sdp/sdp.h"
#include "unit/guard.h"
#include "unit/sip/inside.h"

static struct sdp sdp;

static const struct sdp_media *scan(struct slice body)
{
	assert_int_equal(sdp_scan(guard_copy(body.p, body.len), &sdp), 0);
	assert_true(sdp.media_count > 0);
	return &sdp.media[0];
}

static void own_direction_goes_before_the_sessions(void **state UNUSED)
{
	scan(SLICE("v=0\na=sendonly\nm=audio 1 a b\na=recvonly\n"
		   "m=audio 2 a b\n"));
	assert_int_equal(sdp_media_direction(&sdp, &sdp.media[0]),
			 SDP_RECVONLY);
	assert_int_equal(sdp_media_direction(&sdp, &sdp.media[1]),
			 SDP_SENDONLY);
	scan(SLICE("v=0\nm=audio 1 a b\n"));
	assert_int_equal(sdp_media_direction(&sdp, &sdp.media[0]),
			 SDP_DIRECTION_NONE);
}

static void own_address_goes_before_the_sessions(void **state UNUSED)
{
	struct slice address;

	scan(SLICE("v=0\nc=IN IP4 1.1.1.1\nm=audio 1 a b\n"
		   "c=IN IP4 2.2.2.2\nm=audio 2 a b\n"));
	address = sdp_media_address(&sdp, &sdp.media[0]);
	assert_true(slice_equal(address, SLICE("2.2.2.2")));
	address = sdp_media_address(&sdp, &sdp.media[1]);
	assert_true(slice_equal(address, SLICE("1.1.1.1")));
	scan(SLICE("v=0\nm=audio 1 a b\n"));
	assert_null(sdp_media_address(&sdp, &sdp.media[0]).p);
}

static void knows_rtp_by_its_profile(void **state UNUSED)
{
	static const struct {
		const char *proto;
		bool is_rtp;
	} samples[] = {
		{"RTP/AVP", true},        {"RTP/SAVP", true},
		{"RTP/AVPF", true},       {"UDP/TLS/RTP/SAVPF", true},
		{"TCP/RTP/AVP", true},    {"udptl", false},
		{"UDP/BFCP", false},      {"TCP/MSRP", false},
		{"UDP/DTLS/SCTP", false}, {"RTP", false},
		{"TCP/TLS/UDPTL", false}, {"x", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		char body[128];
		int len = snprintf(body, sizeof(body), "v=0\nm=audio 1 %s 0\n",
				   samples[i].proto);
		const struct sdp_media *media =
			scan((struct slice){body, (size_t)len});

		if (sdp_media_is_rtp(media) != samples[i].is_rtp)
			fail_msg("%s", samples[i].proto);
	}
}

struct codec_sample {
	struct slice lines; /* from the m= line on */
	const char *codec;
};

static const struct codec_sample codecs[] = {
	/* The static payload types of RFC 3551. */
	{SLICE("m=audio 1 RTP/AVP 0 8\r\n"), "PCMU"},
	{SLICE("m=audio 1 RTP/AVP 3\r\n"), "GSM"},
	{SLICE("m=audio 1 RTP/AVP 4\r\n"), "G723"},
	{SLICE("m=audio 1 RTP/AVP 8 0\r\n"), "PCMA"},
	{SLICE("m=audio 1 RTP/AVP 9\r\n"), "G722"},
	{SLICE("m=audio 1 RTP/AVP 18\r\n"), "G729"},
	{SLICE("m=video 1 RTP/AVP 26\r\n"), "JPEG"},
	{SLICE("m=video 1 RTP/AVP 31\r\n"), "H261"},
	{SLICE("m=video 1 RTP/AVP 34\r\n"), "H263"},
	{SLICE("m=audio 1 RTP/AVP 96\r\n"), "96"},
	{SLICE("m=image 1 udptl t38\r\n"), "t38"},
	{SLICE("m=audio 1 RTP/AVP\r\n"), ""},
	/* Names of their own. */
	{SLICE("m=audio 1 RTP/AVP 111 0\r\na=rtpmap:0 PCMU/8000\r\n"
	       "a=rtpmap:111 opus/48000/2\r\n"),
	 "opus"},
	{SLICE("m=audio 1 RTP/AVP 0\na=rtpmap:0 My-Law/8000\n"), "My-Law"},
	{SLICE("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 L16\r\n"), "L16"},
	{SLICE("m=audio 1 RTP/AVP 96\r\na=rtpmap:96 L16"), "L16"},
	/* Lines that are about something else. */
	{SLICE("m=audio 1 RTP/AVP 9\r\na=rtpmap:96 L16/44100\r\n"), "G722"},
	{SLICE("m=audio 1 RTP/AVP 96\r\na=rtpmap:9 x/1\r\n"), "96"},
	{SLICE("m=audio 1 RTP/AVP 9\r\na=rtpmap:9\r\n"), "G722"},
	{SLICE("m=audio 1 RTP/AVP 9\r\na=rtpmap:9 \r\n"), "G722"},
	{SLICE("m=audio 1 RTP/AVP 9\r\na=rtpmap:9 /8000\r\n"), "G722"},
	{SLICE("m=audio 1 RTP/AVP 9\r\na=fmtp:9 x=y\r\na=ptime:20\r\n"),
	 "G722"},
	{SLICE("m=audio 1 RTP/AVP 96\r\nm=video 1 RTP/AVP 97\r\n"
	       "a=rtpmap:96 other/1\r\n"),
	 "96"},
};

static void names_the_first_codec(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		char body[512];
		int len = snprintf(body, sizeof(body), "v=0\r\n%s",
				   codecs[i].lines.p);
		const struct sdp_media *media =
			scan((struct slice){body, (size_t)len});
		struct slice codec = sdp_media_codec(media);

		if (!slice_equal(codec, slice_of(codecs[i].codec)))
			fail_msg("%s gives %.*s", codecs[i].lines.p,
				 SLICE_ARGS(codec));
	}
}

static void check_prefix(struct slice prefix)
{
	struct slice codec;

	if (sdp_scan(prefix, &sdp) != 0 || sdp.media_count == 0)
		return;
	codec = sdp_media_codec(&sdp.media[0]);
	/* A name of the table, or a part of the body. */
	if (codec.p >= prefix.p && codec.p <= slice_end(prefix))
		assert_true(inside(codec, prefix));
	else
		assert_in_range(codec.len, 1, 16);
}

static void reads_no_byte_behind_the_body(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		char body[512];
		int len = snprintf(body, sizeof(body), "v=0\r\n%s",
				   codecs[i].lines.p);

		guard_each_prefix((struct slice){body, (size_t)len},
				  check_prefix);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_direction_goes_before_the_sessions),
		cmocka_unit_test(own_address_goes_before_the_sessions),
		cmocka_unit_test(knows_rtp_by_its_profile),
		cmocka_unit_test(names_the_first_codec),
		cmocka_unit_test(reads_no_byte_behind_the_body),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
