/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/scenarios/player/player.h - plays one scenario file
 *
 * The whole gateway runs on a fake kernel and a fake clock; the scenario says
 * what comes in, what has to go out and what has to be open.  The statements
 * are described in docs/scenarios.md.
 */
#ifndef PLAYER_PLAYER_H
#define PLAYER_PLAYER_H

#include "alg/gateway.h"
#include "alg/intercept.h"
#include "fakes/kernel.h"
#include "packet/packet.h"

#define PLAYER_MAX_WORDS 32
#define PLAYER_MAX_VARIABLES 64

/** A statement: its words, and the indented lines below it. */
struct statement {
	unsigned int line; /* in the file */
	unsigned int word_count;
	struct slice words[PLAYER_MAX_WORDS];
	struct slice block;
};

struct variable {
	struct slice name;
	struct slice value;
};

struct player {
	const char *file;
	unsigned int line;
	struct fake_kernel kernel;
	struct timers timers;
	struct gateway_settings settings;
	struct gateway gateway;
	struct intercept *intercept; /* NULL until the first action */
	unsigned int variable_count;
	struct variable variables[PLAYER_MAX_VARIABLES];
	/* Of the last message that came from each side. */
	struct endpoint source[2];
	struct endpoint destination[2];
	struct endpoint from, to; /* of the last message */
	char input[PACKET_MAX];
	size_t input_len;
	char output[PACKET_MAX];
	size_t output_len;
	bool was_dropped;
	uint64_t now_ms;
};

/** player_fail - stop the test with a message that names file and line. */
_Noreturn void player_fail(const struct player *p, const char *fmt, ...)
	PRINTF_LIKE(2, 3);

/** player_settings - the defaults of the shipped configuration. */
void player_settings(struct gateway_settings *settings);

/** player_start - open the gateway, once. */
void player_start(struct player *p);

/** player_pass - let time pass, firing timers as they come due. */
void player_pass(struct player *p, uint64_t ms);

struct endpoint player_endpoint(const struct player *p, struct slice word);
uint32_t player_number(const struct player *p, struct slice word);

/* template.c */

/** template_expand - fill in ${name} and ${name:default}, CRLF for LF, and
 * ${length}.  Returns the length in @out. */
size_t template_expand(const struct player *p, struct slice text, char *out,
		       size_t size);

/* traffic.c: statements in and media */
void traffic_in(struct player *p, const struct statement *s);
void traffic_media(struct player *p, const struct statement *s);

/* checks.c: statements out, flows, armed, ... */
void checks_out(struct player *p, const struct statement *s);
void checks_flows(struct player *p, const struct statement *s);
void checks_armed(struct player *p, const struct statement *s);
void checks_mapped(struct player *p, const struct statement *s);
void checks_count(struct player *p, const struct statement *s);
void checks_counter(struct player *p, const struct statement *s);
void checks_problem(struct player *p, const struct statement *s);
void checks_why(struct player *p, const struct statement *s);
void checks_nothing_left(struct player *p);

/** checks_invariants - what must hold after every step. */
void checks_invariants(struct player *p);

#endif /* PLAYER_PLAYER_H */
