/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/engine.c - scan, rewrite and apply against libosip2
 *
 * One INVITE of about 750 bytes with SDP, again and again: what the gateway
 * does to it, and what parsing and serialising it with libosip2 takes, in
 * turns, so that both meet the same machine.  Prints the medians and their
 * ratio, which has to be at least 10.
 */
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "fakes/kernel.h"
#include "rewrite/rewrite.h"
#include "sip/body.h"
#include "sip/scanner.h"

#define ROUNDS 31
#define TURNS 20000

static const char invite[] =
	"INVITE sip:+4930123456@provider.example.net;user=phone SIP/2.0\r\n"
	"Via: SIP/2.0/UDP "
	"192.168.1.20:5060;branch=z9hG4bK-524287-1---a1;rport\r\n"
	"Max-Forwards: 70\r\n"
	"From: \"Alice\" <sip:alice@provider.example.net>;tag=8f2a61d0\r\n"
	"To: <sip:+4930123456@provider.example.net;user=phone>\r\n"
	"Call-ID: 3848276298220188511@192.168.1.20\r\n"
	"CSeq: 20 INVITE\r\n"
	"Contact: <sip:alice@192.168.1.20:5060;transport=udp>\r\n"
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE\r\n"
	"User-Agent: Phone 7.1\r\n"
	"Content-Type: application/sdp\r\n"
	"Content-Length: 221\r\n"
	"\r\n"
	"v=0\r\n"
	"o=alice 8000 8000 IN IP4 192.168.1.20\r\n"
	"s=SIP Call\r\n"
	"c=IN IP4 192.168.1.20\r\n"
	"t=0 0\r\n"
	"m=audio 49170 RTP/AVP 0 8 9 101\r\n"
	"a=rtpmap:0 PCMU/8000\r\n"
	"a=rtpmap:8 PCMA/8000\r\n"
	"a=rtpmap:101 telephone-event/8000\r\n"
	"a=fmtp:101 0-15\r\n"
	"a=ptime:20\r\n"
	"a=sendrecv\r\n";

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct nat nat;
static struct mapping *self;

static struct endpoint endpoint_of(const char *text)
{
	struct endpoint e;

	if (endpoint_parse(slice_of(text), &e) != 0)
		abort();
	return e;
}

static void open_nat(struct fake_kernel *k, struct timers *timers)
{
	static const struct nat_settings settings = {
		.realm = {.translate = true,
			  .wan_auto = true,
			  .lan_auto = true},
		.trust = {.port_count = 1, .ports = {5060}, .per_phone = 32},
		.signalling_first = 40000,
		.signalling_last = 40999,
		.media_first = 16384,
		.media_last = 32767,
	};
	struct endpoint phone = endpoint_of("192.168.1.20:5060");
	struct endpoint rtp = endpoint_of("192.168.1.20:49170");
	struct endpoint peer = endpoint_of("198.51.100.5:5060");
	struct mapping *media;

	fake_kernel_init(k);
	timers_init(timers);
	if (nat_open(&nat, &settings, fake_kernel(k), timers) != 0 ||
	    mapping_open_signalling(&nat, &phone, &peer, &nat.realm.wans[0], 0,
				    &self) != 0 ||
	    mapping_open_media(&nat, &rtp, 16400, &nat.realm.wans[0], &media) !=
		    0)
		abort();
}

static struct sip_message sip;
static struct sip_body body;
static struct sdp sdp;
static struct edit_list edits;
static char out[4096];

static void ours(void)
{
	struct rewrite rw = {
		.nat = &nat,
		.sip = &sip,
		.sdp = &sdp,
		.body = &body,
		.is_outbound = true,
		.phone = self->inside,
		.peer = {{{198, 51, 100, 5}, 4}, 5060},
		.wan = &nat.realm.wans[0],
		.self = self,
		.edits = &edits,
	};
	struct slice raw = {invite, sizeof(invite) - 1};

	if (sip_scan(raw, &sip) != SIP_SCAN_OK ||
	    !sip_body_find(&sip, SLICE("application/sdp"), &body) ||
	    sdp_scan(body.content, &sdp) != 0)
		abort();
	edit_begin(&edits, raw);
	rewrite_message(&rw);
	if (edit_apply(&edits, out, sizeof(out)) < 0)
		abort();
}

static void theirs(void)
{
	osip_message_t *message;
	char *text;
	size_t len;

	if (osip_message_init(&message) != 0 ||
	    osip_message_parse(message, invite, sizeof(invite) - 1) != 0 ||
	    osip_message_to_str(message, &text, &len) != 0)
		abort();
	osip_free(text);
	osip_message_free(message);
}

static double time_of(void (*work)(void))
{
	double begin = now_us();

	for (int i = 0; i < TURNS; i++)
		work();
	return (now_us() - begin) / TURNS;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(void)
{
	static struct fake_kernel kernel;
	double us_ours[ROUNDS], us_theirs[ROUNDS], ratio;
	struct timers timers;

	log_set_level(LOG_LEVEL_ERROR);
	parser_init();
	open_nat(&kernel, &timers);
	for (int i = 0; i < ROUNDS; i++) {
		us_ours[i] = time_of(ours);
		us_theirs[i] = time_of(theirs);
	}
	qsort(us_ours, ROUNDS, sizeof(double), compare);
	qsort(us_theirs, ROUNDS, sizeof(double), compare);
	ratio = us_theirs[ROUNDS / 2] / us_ours[ROUNDS / 2];
	printf("engine: %zu bytes, %u edits: ours %.2f us, libosip2 %.2f us, "
	       "ratio %.1f (at least 10)\n",
	       sizeof(invite) - 1, edits.count, us_ours[ROUNDS / 2],
	       us_theirs[ROUNDS / 2], ratio);
	return ratio < 10;
}
