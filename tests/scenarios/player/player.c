/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/scenarios/player/player.c - reads a scenario and plays it
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "fakes/clock.h"
#include "player.h"

_Noreturn void player_fail(const struct player *p, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "%s:%u: ", p->file, p->line);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(1);
}

struct endpoint player_endpoint(const struct player *p, struct slice word)
{
	struct endpoint e;

	if (endpoint_parse(word, &e) != 0)
		player_fail(p, "not ADDRESS:PORT: %.*s", SLICE_ARGS(word));
	return e;
}

uint32_t player_number(const struct player *p, struct slice word)
{
	uint32_t n;

	if (slice_to_u32(word, &n) != 0)
		player_fail(p, "no number: %.*s", SLICE_ARGS(word));
	return n;
}

void player_settings(struct gateway_settings *s)
{
	memset(s, 0, sizeof(*s));
	s->nat.realm.translate = true;
	s->nat.realm.wan_auto = true;
	s->nat.realm.lan_auto = true;
	s->nat.trust.port_count = 1;
	s->nat.trust.ports[0] = 5060;
	s->nat.trust.per_phone = 32;
	s->nat.signalling_first = 40000;
	s->nat.signalling_last = 40999;
	s->nat.media_first = 16384;
	s->nat.media_last = 32767;
	s->nat.media_source = NAT_MEDIA_ADDRESS;
	s->calls.calls = 4096;
	s->calls.idle_timeout_s = 120;
	s->calls.hold_timeout_s = 7200;
	s->calls.longest_call_s = 43200;
	s->calls.linger_s = 5;
	s->calls.history = 64;
	s->calls.history_kib = 256;
	s->registrations.registrations = 4096;
}

void player_start(struct player *p)
{
	if (p->intercept != NULL)
		return;
	if (gateway_open(&p->gateway, &p->settings, fake_kernel(&p->kernel),
			 &p->timers) != 0)
		player_fail(p, "gateway does not open");
	p->intercept = intercept_new(&p->gateway);
	if (p->intercept == NULL)
		player_fail(p, "out of memory");
}

void player_pass(struct player *p, uint64_t ms)
{
	uint64_t until = p->now_ms + ms;

	player_start(p);
	while (timers_next_ms(&p->timers) <= until) {
		uint64_t due = timers_next_ms(&p->timers);

		p->now_ms = due > p->now_ms ? due : p->now_ms;
		fake_clock_set_ms(p->now_ms);
		timers_run(&p->timers, p->now_ms);
		nat_commit(&p->gateway.nat);
	}
	p->now_ms = until;
	fake_clock_set_ms(p->now_ms);
}

static void parse_range(const struct player *p, struct slice value,
			uint16_t *first, uint16_t *last)
{
	const char *dash = slice_find(value, '-');

	if (dash == NULL ||
	    slice_to_port(slice_between(value.p, dash), first) != 0 ||
	    slice_to_port(slice_between(dash + 1, slice_end(value)), last) != 0)
		player_fail(p, "FIRST-LAST expected");
}

static void set_source(struct player *p, struct slice value)
{
	struct nat_settings *n = &p->settings.nat;

	if (slice_equal(value, SLICE("exact")))
		n->media_source = NAT_MEDIA_EXACT;
	else if (slice_equal(value, SLICE("any")))
		n->media_source = NAT_MEDIA_ANY;
	else if (slice_equal(value, SLICE("address")))
		n->media_source = NAT_MEDIA_ADDRESS;
	else
		player_fail(p, "exact, address or any");
}

static void set_signalling_source(struct player *p, struct slice value)
{
	struct nat_settings *n = &p->settings.nat;

	if (slice_equal(value, SLICE("any"))) {
		n->signalling_source = NAT_SOURCE_ANY;
	} else if (prefix_parse(value, &n->sources[0]) == 0) {
		n->signalling_source = NAT_SOURCE_PREFIXES;
		n->source_count = 1;
	} else {
		player_fail(p, "any or a prefix");
	}
}

static void set_option(struct player *p, struct slice name, struct slice value)
{
	struct gateway_settings *s = &p->settings;
	const struct {
		const char *name;
		uint32_t *number;
	} numbers[] = {
		{"calls", &s->calls.calls},
		{"idle_timeout", &s->calls.idle_timeout_s},
		{"hold_timeout", &s->calls.hold_timeout_s},
		{"longest_call", &s->calls.longest_call_s},
		{"history", &s->calls.history},
		{"registrations", &s->registrations.registrations},
		{"per_phone", &s->nat.trust.per_phone},
		{"requests_per_second", &s->nat.trust.requests_per_second},
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (slice_equal(name, slice_of(numbers[i].name))) {
			*numbers[i].number = player_number(p, value);
			return;
		}
	}
	if (slice_equal(name, SLICE("ports")))
		parse_range(p, value, &s->nat.media_first, &s->nat.media_last);
	else if (slice_equal(name, SLICE("outside_ports")))
		parse_range(p, value, &s->nat.signalling_first,
			    &s->nat.signalling_last);
	else if (slice_equal(name, SLICE("source")))
		set_source(p, value);
	else if (slice_equal(name, SLICE("signalling_source")))
		set_signalling_source(p, value);
	else if (slice_equal(name, SLICE("on_malformed")))
		s->drop_malformed = slice_equal(value, SLICE("drop"));
	else if (slice_equal(name, SLICE("ice")))
		s->nat.ice_passes = slice_equal(value, SLICE("pass"));
	else if (slice_equal(name, SLICE("mode")))
		s->nat.realm.translate = !slice_equal(value, SLICE("off"));
	else if (slice_equal(name, SLICE("media_host")))
		s->nat.trust.media_host_lan = slice_equal(value, SLICE("lan"));
	else
		player_fail(p, "no option %.*s", SLICE_ARGS(name));
}

/* config NAME=VALUE ...: before anything happens */
static void play_config(struct player *p, const struct statement *s)
{
	if (p->intercept != NULL)
		player_fail(p, "config comes first");
	for (unsigned int i = 1; i < s->word_count; i++) {
		const char *equals = slice_find(s->words[i], '=');

		if (equals == NULL)
			player_fail(p, "NAME=VALUE expected");
		set_option(p, slice_between(s->words[i].p, equals),
			   slice_between(equals + 1, slice_end(s->words[i])));
	}
}

/* set NAME=VALUE ...: for the blanks of messages */
static void play_set(struct player *p, const struct statement *s)
{
	for (unsigned int i = 1; i < s->word_count; i++) {
		const char *equals = slice_find(s->words[i], '=');

		if (equals == NULL || p->variable_count == PLAYER_MAX_VARIABLES)
			player_fail(p, "NAME=VALUE expected");
		p->variables[p->variable_count++] = (struct variable){
			slice_between(s->words[i].p, equals),
			slice_between(equals + 1, slice_end(s->words[i]))};
	}
}

/* pass 500ms | 31s | 2m | 1h */
static void play_pass(struct player *p, const struct statement *s)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
	struct slice word = s->word_count > 1 ? s->words[1] : SLICE("");
	size_t digits = 0;

	while (digits < word.len && word.p[digits] >= '0' &&
	       word.p[digits] <= '9')
		digits++;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		struct slice unit = {word.p + digits, word.len - digits};

		if (!slice_equal(unit, slice_of(units[i].unit)))
			continue;
		player_pass(p, units[i].ms * player_number(p, (struct slice){
								      word.p,
								      digits}));
		return;
	}
	player_fail(p, "how long?");
}

static bool is_lan_of_ipv6(const struct kernel_route *route)
{
	return route->link == FAKE_LAN &&
	       route->destination.address.family == 6 &&
	       route->destination.address.bytes[0] != 0xfe;
}

/* The WAN's address of that family, or the LAN's IPv6 network. */
static void change_network(struct player *p, bool is_lan, struct slice word)
{
	struct kernel_network *n = &p->kernel.network;
	struct prefix prefix;

	if (prefix_parse(word, &prefix) != 0)
		player_fail(p, "ADDRESS/LENGTH expected");
	for (unsigned int i = 0; !is_lan && i < n->address_count; i++)
		if (n->addresses[i].link == FAKE_WAN &&
		    n->addresses[i].prefix.address.family ==
			    prefix.address.family)
			n->addresses[i].prefix = prefix;
	for (unsigned int i = 0; is_lan && i < n->route_count; i++)
		if (is_lan_of_ipv6(&n->routes[i]))
			n->routes[i].destination = prefix;
	if (nat_learn(&p->gateway.nat) != 0)
		player_fail(p, "network not learnt");
	nat_commit(&p->gateway.nat);
}

static void set_traffic(struct player *p, const struct statement *s,
			struct fake_object *o)
{
	for (unsigned int i = 5; o != NULL && i < s->word_count; i++) {
		struct slice word = s->words[i];
		const char *equals = slice_find(word, '=');
		uint32_t n;

		if (equals == NULL)
			player_fail(p, "in=N or out=N");
		n = player_number(p,
				  slice_between(equals + 1, slice_end(word)));
		if (word.p[0] == 'i')
			o->packets_in += n;
		else
			o->packets_out += n;
	}
}

static void set_host(struct player *p, const struct statement *s)
{
	for (unsigned int i = 0; i < 2; i++)
		if (s->word_count != 4 ||
		    address_parse(s->words[2 + i], &p->kernel.one_host[i]) != 0)
			player_fail(p, "kernel host ADDRESS ADDRESS");
}

/*
 * kernel refuse N [COUNT] | kernel address|lan A/L | kernel host A B
 * kernel forget|has|traffic A > B [as C] [in=N out=N]
 */
static void play_kernel(struct player *p, const struct statement *s)
{
	struct kernel_change c = {.object = KERNEL_FLOW, .ttl_s = 30};
	struct slice what = s->word_count > 2 ? s->words[1] : SLICE("");
	struct fake_object *o;

	player_start(p);
	if (slice_equal(what, SLICE("refuse"))) {
		p->kernel.refuse_after = player_number(p, s->words[2]);
		p->kernel.refuse_count =
			s->word_count > 3 ? player_number(p, s->words[3]) : 1;
		return;
	}
	if (slice_equal(what, SLICE("address")) ||
	    slice_equal(what, SLICE("lan"))) {
		change_network(p, slice_equal(what, SLICE("lan")), s->words[2]);
		return;
	}
	if (slice_equal(what, SLICE("host"))) {
		set_host(p, s);
		return;
	}
	if (s->word_count < 5)
		player_fail(p, "refuse, address, lan, host, forget, has or "
			       "traffic");
	c.inside = player_endpoint(p, s->words[2]);
	c.peer = player_endpoint(p, s->words[4]);
	o = fake_kernel_find(&p->kernel, &c);
	if (slice_equal(what, SLICE("has")) && s->word_count == 7) {
		c.outside = player_endpoint(p, s->words[6]);
		fake_kernel_add(&p->kernel, &c);
		return;
	}
	if (o == NULL)
		player_fail(p, "no such flow");
	if (slice_equal(what, SLICE("forget")))
		fake_kernel_remove(&p->kernel, o);
	else
		set_traffic(p, s, o);
}

static const struct {
	const char *word;
	void (*play)(struct player *, const struct statement *);
} plays[] = {
	{"config", play_config},     {"set", play_set},
	{"in", traffic_in},          {"out", checks_out},
	{"media", traffic_media},    {"flows", checks_flows},
	{"armed", checks_armed},     {"mapped", checks_mapped},
	{"calls", checks_count},     {"registrations", checks_count},
	{"counter", checks_counter}, {"problem", checks_problem},
	{"why", checks_why},         {"pass", play_pass},
	{"kernel", play_kernel},
};

static void play_statement(struct player *p, const struct statement *s)
{
	p->line = s->line;
	for (size_t i = 0; i < ARRAY_SIZE(plays); i++) {
		if (!slice_equal(s->words[0], slice_of(plays[i].word)))
			continue;
		plays[i].play(p, s);
		if (p->intercept != NULL)
			checks_invariants(p);
		return;
	}
	player_fail(p, "unknown statement %.*s", SLICE_ARGS(s->words[0]));
}

static void split_words(const struct player *p, struct slice line,
			struct statement *s)
{
	s->word_count = 0;
	line = slice_trim(line);
	while (line.len > 0) {
		const char *space = slice_find(line, ' ');
		struct slice word = slice_between(
			line.p, space != NULL ? space : slice_end(line));

		if (s->word_count == PLAYER_MAX_WORDS)
			player_fail(p, "too many words");
		s->words[s->word_count++] = word;
		line = slice_trim(
			slice_between(slice_end(word), slice_end(line)));
	}
}

/* Indented lines belong to the statement above; their indentation goes, in
 * place, and an empty line is part of the block while one follows. */
static char *take_block(char *at, struct statement *s, unsigned int *line)
{
	char *to = at;
	char *begin = at;

	while (*at == '\t' || (*at == '\n' && at[1] == '\t')) {
		char *nl = strchrnul(at, '\n');
		char *from = *at == '\t' ? at + 1 : at;

		memmove(to, from, (size_t)(nl - from));
		to += nl - from;
		*to++ = '\n';
		at = *nl == '\n' ? nl + 1 : nl;
		++*line;
	}
	s->block = slice_between(begin, to);
	return at;
}

static void play_file(struct player *p, char *text)
{
	unsigned int line = 0;
	char *at = text;

	while (*at != '\0') {
		char *nl = strchrnul(at, '\n');
		struct statement s = {.line = ++line};

		p->line = line;
		split_words(p, slice_between(at, nl), &s);
		at = *nl == '\n' ? nl + 1 : nl;
		if (s.word_count == 0 || s.words[0].p[0] == '#')
			continue;
		at = take_block(at, &s, &line);
		play_statement(p, &s);
	}
}

static char *read_scenario(struct player *p)
{
	static char text[1 << 20];
	FILE *f = fopen(p->file, "r");
	size_t len;

	if (f == NULL)
		player_fail(p, "%s", strerror(errno));
	len = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[len] = '\0';
	return text;
}

int main(int argc, char **argv)
{
	static struct player player;

	if (argc != 2) {
		fprintf(stderr, "usage: %s SCENARIO\n", argv[0]);
		return 2;
	}
	player.file = argv[1];
	player.now_ms = clock_ms();
	player_settings(&player.settings);
	fake_kernel_init(&player.kernel);
	timers_init(&player.timers);
	log_set_level(getenv("VERBOSE") != NULL ? LOG_LEVEL_DEBUG
						: LOG_LEVEL_ERROR);
	play_file(&player, read_scenario(&player));
	player_pass(&player, 24 * 3600 * 1000ull);
	checks_invariants(&player);
	checks_nothing_left(&player);
	gateway_close(&player.gateway);
	intercept_free(player.intercept);
	return 0;
}
