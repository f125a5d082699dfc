/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sdp/test_scanner.c - addresses, ports and directions are found
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/writer.h"
#include "sdp/sdp.h"
#include "unit/base/dice.h"
#include "unit/guard.h"
#include "unit/sip/inside.h"

static struct sdp sdp;

static void put_optional(struct writer *w, const char *name, struct slice s)
{
	if (s.p == NULL)
		return;
	writer_printf(w, " %s=", name);
	writer_put(w, s);
}

static void put_direction(struct writer *w, enum sdp_direction direction)
{
	static const char *const names[] = {"", " sendrecv", " sendonly",
					    " recvonly", " inactive"};

	writer_put(w, slice_of(names[direction]));
}

static void put_media(struct writer *w, const struct sdp_media *media)
{
	writer_printf(w, "\n%.*s %.*s %.*s", SLICE_ARGS(media->type),
		      SLICE_ARGS(media->port), SLICE_ARGS(media->proto));
	put_optional(w, "fmt", media->formats);
	put_optional(w, "c", media->connection);
	put_optional(w, "rtcp", media->rtcp.port);
	put_optional(w, "at", media->rtcp.address);
	put_direction(w, media->direction);
	if (media->rtcp_mux)
		writer_put(w, SLICE(" mux"));
	writer_printf(w, " lines=%zu", media->lines.len);
}

/* What was found, in words: one line for the session, one for each medium. */
static const char *describe(void)
{
	static char text[65536];
	struct writer w;

	writer_init(&w, text, sizeof(text));
	writer_put(&w, SLICE("session"));
	put_optional(&w, "c", sdp.connection);
	put_direction(&w, sdp.direction);
	writer_put(&w, SLICE(" addresses"));
	for (unsigned int i = 0; i < sdp.address_count; i++) {
		writer_put_char(&w, i == 0 ? '=' : ',');
		writer_put(&w, sdp.addresses[i]);
	}
	for (unsigned int i = 0; i < sdp.media_count; i++)
		put_media(&w, &sdp.media[i]);
	assert_false(writer_is_full(&w));
	return text;
}

static void check_media(const struct sdp_media *media)
{
	uint32_t number = 0;

	assert_true(inside(media->type, sdp.body));
	assert_true(inside(media->port, sdp.body));
	assert_true(inside(media->proto, sdp.body));
	assert_true(inside(media->formats, sdp.body));
	assert_true(inside(media->connection, sdp.body));
	assert_true(inside(media->lines, sdp.body));
	assert_true(inside(media->rtcp.port, sdp.body));
	assert_true(inside(media->rtcp.address, sdp.body));
	assert_int_equal(slice_to_u32(media->port, &number), 0);
	assert_int_equal(media->port_number, number);
	if (media->connection.p != NULL)
		assert_true(inside(media->connection, media->lines));
	if (media->rtcp.port.p != NULL)
		assert_true(inside(media->rtcp.port, media->lines));
}

static int scan_here(struct slice body)
{
	int err = sdp_scan(body, &sdp);

	if (err != 0) {
		assert_true(err == -EINVAL || err == -E2BIG);
		return err;
	}
	assert_ptr_equal(sdp.body.p, body.p);
	assert_in_range(sdp.address_count, 0, SDP_MAX_ADDRESSES);
	assert_in_range(sdp.media_count, 0, SDP_MAX_MEDIA);
	assert_true(inside(sdp.connection, body));
	for (unsigned int i = 0; i < sdp.address_count; i++) {
		assert_true(inside(sdp.addresses[i], body));
		if (i > 0)
			assert_true(sdp.addresses[i].p >=
				    slice_end(sdp.addresses[i - 1]));
	}
	for (unsigned int i = 0; i < sdp.media_count; i++)
		check_media(&sdp.media[i]);
	return 0;
}

static int scan(struct slice body)
{
	return scan_here(guard_copy(body.p, body.len));
}

struct sample {
	const char *name;
	struct slice body;
	const char *description; /* NULL: -EINVAL */
};

#define HEAD "v=0\r\no=a 1 2 IN IP4 192.168.1.20\r\ns=-\r\n"
#define SESSION HEAD "c=IN IP4 192.168.1.20\r\nt=0 0\r\n"

static const struct sample samples[] = {
	{"session alone", SLICE(SESSION),
	 "session c=192.168.1.20 addresses=192.168.1.20,192.168.1.20"},
	{"version alone", SLICE("v=0"), "session addresses"},
	{"one medium below the session's c=",
	 SLICE(SESSION "m=audio 49170 RTP/AVP 0 8 101\r\n"
		       "a=rtpmap:101 telephone-event/8000\r\n"),
	 "session c=192.168.1.20 addresses=192.168.1.20,192.168.1.20\n"
	 "audio 49170 RTP/AVP fmt=0 8 101 lines=35"},
	{"c= of the media only",
	 SLICE(HEAD "t=0 0\r\nm=audio 5004 RTP/AVP 0\r\n"
		    "c=IN IP4 192.168.1.21\r\nm=video 5006 RTP/AVP 31\r\n"
		    "c=IN IP6 2001:db8::1\r\n"),
	 "session addresses=192.168.1.20,192.168.1.21,2001:db8::1\n"
	 "audio 5004 RTP/AVP fmt=0 c=192.168.1.21 lines=23\n"
	 "video 5006 RTP/AVP fmt=31 c=2001:db8::1 lines=22"},
	{"c= of session and media",
	 SLICE(SESSION "m=audio 5004 RTP/AVP 0\r\nc=IN IP4 10.0.0.1\r\n"),
	 "session c=192.168.1.20 "
	 "addresses=192.168.1.20,192.168.1.20,10.0.0.1\n"
	 "audio 5004 RTP/AVP fmt=0 c=10.0.0.1 lines=19"},
	{"several c= of one medium: the first counts, all are known",
	 SLICE(HEAD "m=audio 5004/2 RTP/AVP 0\r\nc=IN IP4 224.2.1.1/127\r\n"
		    "c=IN IP4 224.2.1.2/127/3\r\n"),
	 "session addresses=192.168.1.20,224.2.1.1,224.2.1.2\n"
	 "audio 5004 RTP/AVP fmt=0 c=224.2.1.1 lines=50"},
	{"a name instead of an address",
	 SLICE("v=0\r\no=- 1 1 IN IP4 phone.example.net\r\n"
	       "c=IN IP4 phone.example.net\r\n"),
	 "session c=phone.example.net "
	 "addresses=phone.example.net,phone.example.net"},
	{"port and count", SLICE(HEAD "m=video 49170/2 RTP/AVP 31\r\n"),
	 "session addresses=192.168.1.20\n"
	 "video 49170 RTP/AVP fmt=31 lines=0"},
	{"refused media", SLICE(HEAD "m=video 0 RTP/AVP 31\r\n"),
	 "session addresses=192.168.1.20\nvideo 0 RTP/AVP fmt=31 lines=0"},
	{"a=rtcp with a port",
	 SLICE(HEAD "m=audio 5004 RTP/AVP 0\r\na=rtcp:53020\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 rtcp=53020 lines=14"},
	{"a=rtcp with an address",
	 SLICE(HEAD "m=audio 5004 RTP/AVP 0\r\n"
		    "a=rtcp:53020 IN IP6 2001:db8::1\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 rtcp=53020 at=2001:db8::1 lines=33"},
	{"a=rtcp of the session means nothing",
	 SLICE(HEAD "a=rtcp:53020\r\nm=audio 5004 RTP/AVP 0\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 lines=0"},
	{"a=rtcp-mux, a=rtcp-fb and a=rtcp-rsize",
	 SLICE(HEAD "m=audio 5004 RTP/SAVPF 0\r\na=rtcp-mux\r\n"
		    "a=rtcp-fb:* nack\r\na=rtcp-rsize\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/SAVPF fmt=0 mux lines=44"},
	{"a=rtcp-mux-only is no a=rtcp-mux",
	 SLICE(HEAD "m=audio 5004 RTP/AVP 0\r\na=rtcp-mux-only\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 lines=17"},
	{"directions of session and media",
	 SLICE(SESSION "a=sendonly\r\nm=audio 5004 RTP/AVP 0\r\na=recvonly\r\n"
		       "m=audio 5006 RTP/AVP 0\r\na=inactive\r\n"
		       "m=audio 5008 RTP/AVP 0\r\na=sendrecv\r\n"
		       "m=audio 5010 RTP/AVP 0\r\n"),
	 "session c=192.168.1.20 sendonly "
	 "addresses=192.168.1.20,192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 recvonly lines=12\n"
	 "audio 5006 RTP/AVP fmt=0 inactive lines=12\n"
	 "audio 5008 RTP/AVP fmt=0 sendrecv lines=12\n"
	 "audio 5010 RTP/AVP fmt=0 lines=0"},
	{"LF alone",
	 SLICE("v=0\no=a 1 2 IN IP4 1.2.3.4\ns=-\nc=IN IP4 1.2.3.4\nt=0 0\n"
	       "m=audio 5004 RTP/AVP 0\na=sendonly\n"),
	 "session c=1.2.3.4 addresses=1.2.3.4,1.2.3.4\n"
	 "audio 5004 RTP/AVP fmt=0 sendonly lines=11"},
	{"no newline at the end",
	 SLICE(HEAD "m=audio 5004 RTP/AVP 0\r\na=inactive"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 inactive lines=10"},
	{"empty lines between and behind",
	 SLICE(HEAD "\r\nm=audio 5004 RTP/AVP 0\r\n\r\na=inactive\r\n\r\n\r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0 inactive lines=14"},
	{"no formats", SLICE(HEAD "m=application 9 UDP/BFCP\r\n"),
	 "session addresses=192.168.1.20\n"
	 "application 9 UDP/BFCP fmt= lines=0"},
	{"unknown lines and empty values",
	 SLICE("v=\r\no=\r\ns=\r\nx=what\r\na=\r\nm=audio 1 a b\r\nb=\r\n"),
	 "session addresses\naudio 1 a fmt=b lines=4"},
	{"several blanks in m=",
	 SLICE(HEAD "m=audio  5004  RTP/AVP  0  8 \r\n"),
	 "session addresses=192.168.1.20\n"
	 "audio 5004 RTP/AVP fmt=0  8 lines=0"},
	/* Broken lines. */
	{"no bytes", SLICE(""), NULL},
	{"no version", SLICE("o=a 1 2 IN IP4 1.2.3.4\r\n"), NULL},
	{"half a version", SLICE("v"), NULL},
	{"version below an empty line", SLICE("\r\nv=0\r\n"), NULL},
	{"line of one byte", SLICE("v=0\r\nx\r\n"), NULL},
	{"line without =", SLICE("v=0\r\nhello\r\n"), NULL},
	{"blank in front of =", SLICE("v=0\r\ns =-\r\n"), NULL},
	{"c= without an address", SLICE("v=0\r\nc=\r\n"), NULL},
	{"m= without a port", SLICE("v=0\r\nm=audio\r\n"), NULL},
	{"m= with nothing", SLICE("v=0\r\nm=\r\n"), NULL},
	{"port of letters", SLICE("v=0\r\nm=audio x RTP/AVP 0\r\n"), NULL},
	{"port below zero", SLICE("v=0\r\nm=audio -1 RTP/AVP 0\r\n"), NULL},
	{"port too large", SLICE("v=0\r\nm=audio 65536 RTP/AVP 0\r\n"), NULL},
	{"count without a port", SLICE("v=0\r\nm=audio /2 RTP/AVP 0\r\n"),
	 NULL},
};

static void each_sample_has_its_description(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		const struct sample *s = &samples[i];
		int err = scan(s->body);

		if (err != (s->description != NULL ? 0 : -EINVAL))
			fail_msg("%s: %d", s->name, err);
		if (err == 0 && strcmp(describe(), s->description) != 0)
			fail_msg("%s:\n%s\n%s", s->name, describe(),
				 s->description);
	}
}

/* Not legal, but there are phones that write it; without the address, their
 * calls would have no audio. */
static void overlooks_blanks_behind_an_address(void **state UNUSED)
{
	assert_int_equal(scan(SLICE("v=0\r\no=a 1 2 IN IP4 1.2.3.4 \r\n"
				    "c=IN IP4 1.2.3.4 \r\n"
				    "m=audio 5004 RTP/AVP 0\r\n")),
			 0);
	assert_true(slice_equal(sdp.connection, SLICE("1.2.3.4")));
	assert_int_equal(sdp.address_count, 2);
	assert_true(slice_equal(sdp.addresses[0], SLICE("1.2.3.4")));
}

/* A body of so many media, each with a c= line of its own or not. */
static int scan_media(unsigned int count, unsigned int connections)
{
	static char body[65536];
	struct writer w;

	writer_init(&w, body, sizeof(body));
	writer_put(&w, SLICE(SESSION));
	for (unsigned int i = 0; i < count; i++) {
		writer_printf(&w, "m=audio %u RTP/AVP 0\r\n", 5000 + 2 * i);
		if (i < connections)
			writer_printf(&w, "c=IN IP4 10.0.0.%u\r\n", i);
	}
	for (unsigned int i = count; i < connections; i++)
		writer_printf(&w, "c=IN IP4 10.0.1.%u\r\n", i);
	assert_false(writer_is_full(&w));
	return scan(writer_text(&w));
}

static void takes_so_many_media_and_not_one_more(void **state UNUSED)
{
	assert_int_equal(scan_media(SDP_MAX_MEDIA, SDP_MAX_MEDIA), 0);
	assert_int_equal(sdp.media_count, SDP_MAX_MEDIA);
	assert_int_equal(sdp.address_count, SDP_MAX_ADDRESSES);
	for (unsigned int i = 0; i < SDP_MAX_MEDIA; i++)
		assert_int_equal(sdp.media[i].port_number, 5000 + 2 * i);
	assert_int_equal(scan_media(SDP_MAX_MEDIA + 1, 0), -E2BIG);
	assert_int_equal(scan_media(1, SDP_MAX_MEDIA), 0);
	assert_int_equal(scan_media(1, SDP_MAX_MEDIA + 1), -E2BIG);
}

static void check_prefix(struct slice prefix)
{
	int err = scan_here(prefix);

	if (prefix.len < 2)
		assert_int_equal(err, -EINVAL);
}

static void reads_no_byte_behind_the_body(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
		guard_each_prefix(samples[i].body, check_prefix);
}

static void survives_changed_bytes(void **state UNUSED)
{
	static const char likely[] = "\r\n =/:amcov0";
	struct dice dice = {14};
	unsigned int good = 0;

	for (int round = 0; round < 20000; round++) {
		const struct sample *s =
			&samples[dice_throw(&dice, ARRAY_SIZE(samples))];
		char body[1024];

		memcpy(body, s->body.p, s->body.len);
		for (uint32_t n = dice_throw(&dice, 4); n > 0; n--)
			if (s->body.len > 0)
				body[dice_throw(&dice, (uint32_t)s->body.len)] =
					likely[dice_throw(&dice,
							  sizeof(likely))];
		good += scan((struct slice){body, s->body.len}) == 0;
	}
	assert_in_range(good, 3000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_sample_has_its_description),
		cmocka_unit_test(overlooks_blanks_behind_an_address),
		cmocka_unit_test(takes_so_many_media_and_not_one_more),
		cmocka_unit_test(reads_no_byte_behind_the_body),
		cmocka_unit_test(survives_changed_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
