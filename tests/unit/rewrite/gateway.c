/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/gateway.c - the whole gateway on the fake kernel
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alg/intercept.h"
#include "fakes/kernel.h"
#include "gateway.h"
#include "packet/packet.h"
#include "packet/rebuild.h"
#include "sip/scanner.h"

/*
 * The list of edits is the gateway's own.  So the program has an edit_apply()
 * that keeps a copy and stands in front of the archive's; that one is compiled
 * here under another name.
 */
long apply_edits(const struct edit_list *list, char *out, size_t size);
#define edit_apply apply_edits
#include "../src/sip/edit.c"
#undef edit_apply

static struct edit_list applied;

long edit_apply(const struct edit_list *list, char *out, size_t size)
{
	applied = *list;
	return apply_edits(list, out, size);
}

static struct fake_kernel kernel;
static struct timers timers;
static struct gateway gateway;
static struct intercept *intercept;

static const struct gateway_settings settings = {
	.nat =
		{
			.realm =
				{
					.translate = true,
					.wan_auto = true,
					.lan_auto = true,
				},
			.trust =
				{
					.port_count = 1,
					.ports = {5060},
					.per_phone = 32,
				},
			.signalling_first = 40000,
			.signalling_last = 40999,
			.media_first = 16384,
			.media_last = 32767,
			.media_source = NAT_MEDIA_ADDRESS,
		},
	.calls =
		{
			.calls = 4096,
			.idle_timeout_s = 120,
			.hold_timeout_s = 7200,
			.longest_call_s = 43200,
			.linger_s = 5,
			.history = 64,
			.history_kib = 256,
		},
	.registrations = {.registrations = 4096},
};

void gateway_tear_down(void)
{
	if (intercept == NULL)
		return;
	gateway_close(&gateway);
	intercept_free(intercept);
	intercept = NULL;
}

static struct {
	struct endpoint phone, peer;
} ends;

void gateway_place(const struct endpoint *phone, const struct endpoint *peer)
{
	ends.phone = *phone;
	ends.peer = *peer;
}

static struct endpoint endpoint_of(const char *text)
{
	struct endpoint e;

	assert_int_equal(endpoint_parse(slice_of(text), &e), 0);
	return e;
}

void gateway_set_up(void)
{
	gateway_tear_down(); /* of a test that failed */
	ends.phone = endpoint_of("192.168.1.20:5060");
	ends.peer = endpoint_of("198.51.100.5:5060");
	fake_kernel_init(&kernel);
	timers_init(&timers);
	assert_int_equal(gateway_open(&gateway, &settings, fake_kernel(&kernel),
				      &timers),
			 0);
	intercept = intercept_new(&gateway);
	assert_non_null(intercept);
}

static void put_port(uint8_t *at, uint16_t port)
{
	at[0] = (uint8_t)(port >> 8);
	at[1] = (uint8_t)port;
}

/* An IPv4 packet around the message; its length. */
static size_t build_packet(struct slice message, bool is_outbound, uint8_t *out)
{
	uint8_t headers[28] = {0x45, [6] = 0x40, [8] = 64, [9] = 17};
	struct packet packet = {.data = headers, .headers = 28, .udp = 20};
	int len;

	packet.source = is_outbound ? ends.phone : ends.peer;
	packet.destination = is_outbound ? ends.peer : ends.phone;
	memcpy(headers + 12, packet.source.address.bytes, 4);
	memcpy(headers + 16, packet.destination.address.bytes, 4);
	put_port(headers + 20, packet.source.port);
	put_port(headers + 22, packet.destination.port);
	memcpy(out + 28, message.p, message.len);
	len = rebuild_packet(&packet, out, message.len, 0);
	assert_true(len > 0);
	return (size_t)len;
}

struct passage gateway_send(struct slice message, bool is_outbound)
{
	static uint8_t data[PACKET_MAX];
	static char copy[PACKET_MAX];
	static struct sip_message sip;
	struct queue_packet packet = {.data = data};
	struct queue_verdict verdict;
	struct passage passage = {{copy, message.len}, {NULL, 0}, &applied};
	struct packet parsed;

	/* What is no SIP would pass as it is, and prove nothing. */
	assert_int_equal(sip_scan(message, &sip), SIP_SCAN_OK);
	packet.len = build_packet(message, is_outbound, data);
	packet.in_link = is_outbound ? FAKE_LAN : FAKE_WAN;
	packet.out_link = is_outbound ? FAKE_WAN : FAKE_LAN;
	memmove(copy, message.p, message.len);
	edit_begin(&applied, passage.before);
	intercept_round(intercept, &packet, &verdict, 1);
	assert_false(verdict.drop);
	assert_int_equal(packet_parse(verdict.data ? verdict.data : data,
				      verdict.data ? verdict.len : packet.len,
				      &parsed),
			 0);
	passage.after = parsed.payload;
	return passage;
}
