/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/scenarios/player/traffic.c - packets that come in
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alg/media_gate.h"
#include "packet/rebuild.h"
#include "player.h"

enum side { LAN, WAN };

/** The IP header of each family, and where its addresses are. */
struct ip_header {
	size_t len;
	size_t source;
	size_t destination;
	size_t address_len;
	uint8_t bare[40];
};

static const struct ip_header *ip_header(const struct address *a)
{
	static const struct ip_header v4 = {
		20, 12, 16, 4, {0x45, [6] = 0x40, [8] = 64, [9] = 17}};
	static const struct ip_header v6 = {
		40, 8, 24, 16, {0x60, [6] = 17, [7] = 64}};

	return a->family == 4 ? &v4 : &v6;
}

/* A packet around p->input. */
static size_t build_packet(const struct player *p, uint8_t *out)
{
	const struct ip_header *ip = ip_header(&p->from.address);
	uint8_t headers[48] = {0};
	uint8_t *udp = headers + ip->len;
	struct packet packet = {
		.data = headers, .headers = ip->len + 8, .udp = ip->len};
	int len;

	memcpy(headers, ip->bare, ip->len);
	memcpy(headers + ip->source, p->from.address.bytes, ip->address_len);
	memcpy(headers + ip->destination, p->to.address.bytes, ip->address_len);
	udp[0] = (uint8_t)(p->from.port >> 8);
	udp[1] = (uint8_t)p->from.port;
	udp[2] = (uint8_t)(p->to.port >> 8);
	udp[3] = (uint8_t)p->to.port;
	packet.source = p->from;
	packet.destination = p->to;
	memcpy(out + packet.headers, p->input, p->input_len);
	len = rebuild_packet(&packet, out, p->input_len, 0);
	if (len < 0)
		player_fail(p, "packet too long");
	return (size_t)len;
}

/* RFC 1071, written differently from what is tested. */
static uint16_t slow_sum(const uint8_t *data, size_t len, uint32_t sum)
{
	for (size_t i = 0; i < len; i++)
		sum += i % 2 == 0 ? (uint32_t)data[i] << 8 : data[i];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void check_checksums(const struct player *p, const uint8_t *data,
			    size_t len)
{
	const struct ip_header *ip = ip_header(&p->from.address);
	uint32_t udp_len = (uint32_t)(len - ip->len);
	uint32_t pseudo =
		slow_sum(data + ip->source, 2 * ip->address_len, 17 + udp_len);

	if (p->from.address.family == 4 && slow_sum(data, 20, 0) != 0xffff)
		player_fail(p, "wrong IP checksum");
	if (slow_sum(data + ip->len, udp_len, pseudo) != 0xffff)
		player_fail(p, "wrong UDP checksum");
}

static void keep_output(struct player *p, const struct queue_packet *packet,
			const struct queue_verdict *verdict)
{
	const uint8_t *data = verdict->data ? verdict->data : packet->data;
	size_t len = verdict->data ? verdict->len : packet->len;
	struct packet parsed;

	p->was_dropped = verdict->drop;
	if (packet_parse(data, len, &parsed) != 0)
		player_fail(p, "what went out is no packet");
	if (!endpoint_equal(&parsed.source, &p->from) ||
	    !endpoint_equal(&parsed.destination, &p->to))
		player_fail(p, "addresses of the packet itself changed");
	check_checksums(p, data, len);
	memcpy(p->output, parsed.payload.p, parsed.payload.len);
	p->output_len = parsed.payload.len;
}

/* "SRC > DST" from word @at on, or what it was the last time.  Answers with
 * the next word. */
static unsigned int find_ends(struct player *p, const struct statement *s,
			      enum side side, unsigned int at)
{
	if (s->word_count > at + 2 &&
	    slice_equal(s->words[at + 1], SLICE(">"))) {
		p->source[side] = player_endpoint(p, s->words[at]);
		p->destination[side] = player_endpoint(p, s->words[at + 2]);
		at += 3;
	}
	p->from = p->source[side];
	p->to = p->destination[side];
	if (p->from.port == 0)
		player_fail(p, "from where to where?");
	return at;
}

static struct slice read_file(const struct player *p, struct slice name,
			      char *buffer, size_t size)
{
	char path[512];
	const char *slash = strrchr(p->file, '/');
	const char *base = slash != NULL ? slash + 1 : p->file;
	FILE *f;
	size_t len;

	snprintf(path, sizeof(path), "%.*smessages/%.*s", (int)(base - p->file),
		 p->file, SLICE_ARGS(name));
	f = fopen(path, "r");
	if (f == NULL)
		player_fail(p, "%s: %s", path, strerror(errno));
	len = fread(buffer, 1, size, f);
	fclose(f);
	return (struct slice){buffer, len};
}

static void take_variables(struct player *p, const struct statement *s,
			   unsigned int at)
{
	for (; at < s->word_count; at++) {
		const char *equals = slice_find(s->words[at], '=');

		if (equals == NULL)
			player_fail(p, "name=value expected");
		if (p->variable_count == PLAYER_MAX_VARIABLES)
			player_fail(p, "too many values");
		p->variables[p->variable_count++] = (struct variable){
			slice_between(s->words[at].p, equals),
			slice_between(equals + 1, slice_end(s->words[at]))};
	}
}

static void load_message(struct player *p, const struct statement *s,
			 unsigned int at)
{
	unsigned int variables = p->variable_count;
	char text[PACKET_MAX];
	struct slice message = s->block;

	if (at + 1 < s->word_count &&
	    slice_equal(s->words[at], SLICE("file"))) {
		message = read_file(p, s->words[at + 1], text, sizeof(text));
		at += 2;
	}
	take_variables(p, s, at);
	p->input_len = template_expand(p, message, p->input, sizeof(p->input));
	/* A message without a body need not show its empty line. */
	if (memmem(p->input, p->input_len, "\r\n\r\n", 4) == NULL) {
		memcpy(p->input + p->input_len, "\r\n", 2);
		p->input_len += 2;
	}
	p->variable_count = variables;
}

/* in lan|wan [SRC > DST] [file NAME] [name=value ...] */
void traffic_in(struct player *p, const struct statement *s)
{
	enum side side;
	uint8_t data[PACKET_MAX];
	struct queue_packet packet = {.data = data};
	struct queue_verdict verdict;

	if (s->word_count < 2)
		player_fail(p, "in lan or in wan?");
	side = slice_equal(s->words[1], SLICE("lan")) ? LAN : WAN;
	player_start(p);
	load_message(p, s, find_ends(p, s, side, 2));
	packet.len = build_packet(p, data);
	packet.in_link = side == LAN ? FAKE_LAN : FAKE_WAN;
	packet.out_link = side == LAN ? FAKE_WAN : FAKE_LAN;
	intercept_round(p->intercept, &packet, &verdict, 1);
	keep_output(p, &packet, &verdict);
}

static void load_media(struct player *p, struct slice kind)
{
	static const struct {
		const char *name;
		char first[2];
	} kinds[] = {
		{"rtp", {(char)0x80, 0}}, {"rtcp", {(char)0x80, (char)200}},
		{"stun", {0, 1}},         {"dtls", {22, (char)0xfe}},
		{"udptl", {0, 5}},        {"text", {'G', 'E'}},
	};

	memset(p->input, 0, 172);
	p->input_len = 172;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!slice_equal(kind, slice_of(kinds[i].name)))
			continue;
		memcpy(p->input, kinds[i].first, 2);
		return;
	}
	player_fail(p, "what kind of media?");
}

/* media SRC > DST KIND: a first packet at an armed port; ports that are not
 * armed show nothing to the gateway */
void traffic_media(struct player *p, const struct statement *s)
{
	uint8_t data[PACKET_MAX];
	struct queue_packet packet = {.data = data, .in_link = FAKE_WAN};
	struct queue_verdict verdict;
	struct kernel_change like = {.object = KERNEL_ARMED};

	if (s->word_count != 5)
		player_fail(p, "media SRC > DST KIND");
	player_start(p);
	p->from = player_endpoint(p, s->words[1]);
	p->to = player_endpoint(p, s->words[3]);
	like.outside = p->to;
	if (fake_kernel_find(&p->kernel, &like) == NULL)
		return;
	load_media(p, s->words[4]);
	packet.len = build_packet(p, data);
	media_gate_round(&p->gateway, &packet, &verdict, 1);
	if (verdict.drop || verdict.data != NULL)
		player_fail(p, "media was changed");
}
