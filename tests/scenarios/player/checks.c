/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/scenarios/player/checks.c - what went out, what is open
 */
#include <stdio.h>
#include <string.h>

#include "base/counters.h"
#include "control/reasons.h"
#include "player.h"

/* The line at the front of @rest, without its end. */
static struct slice next_line(struct slice *rest)
{
	const char *nl = slice_find(*rest, '\n');
	const char *end = nl != NULL ? nl : slice_end(*rest);
	struct slice line = slice_between(rest->p, end);

	*rest = slice_between(nl != NULL ? nl + 1 : end, slice_end(*rest));
	return slice_trim(line);
}

static bool is_same(const struct player *p)
{
	return p->input_len == p->output_len &&
	       memcmp(p->input, p->output, p->input_len) == 0;
}

/* The lines that differ, in their order, and nothing else. */
static void check_lines(const struct player *p, struct slice expected)
{
	struct slice in = {p->input, p->input_len};
	struct slice out = {p->output, p->output_len};

	while (in.len > 0 || out.len > 0) {
		struct slice before = next_line(&in);
		struct slice after = next_line(&out);
		struct slice want;

		if (slice_equal(before, after))
			continue;
		want = next_line(&expected);
		if (!slice_equal(after, want))
			player_fail(p,
				    "went out otherwise:\n"
				    "  in       %.*s\n  out      %.*s\n"
				    "  expected %.*s",
				    SLICE_ARGS(before), SLICE_ARGS(after),
				    SLICE_ARGS(want));
	}
	if (expected.len > 0) {
		struct slice want = next_line(&expected);

		player_fail(p, "did not change to: %.*s", SLICE_ARGS(want));
	}
}

/* out same | out drop | out lan|wan with the changed lines below */
void checks_out(struct player *p, const struct statement *s)
{
	struct slice what = s->word_count > 1 ? s->words[1] : SLICE("");

	if (p->was_dropped != slice_equal(what, SLICE("drop")))
		player_fail(p, "packet was %sdropped",
			    p->was_dropped ? "" : "not ");
	if (slice_equal(what, SLICE("same"))) {
		if (!is_same(p))
			player_fail(p, "message changed:\n%.*s",
				    (int)p->output_len, p->output);
	} else if (!p->was_dropped) {
		check_lines(p, s->block);
	}
}

static bool is_none(const struct statement *s)
{
	return s->word_count == 2 && slice_equal(s->words[1], SLICE("none"));
}

static size_t count_objects(const struct player *p, enum kernel_object kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->kernel.count; i++)
		n += p->kernel.objects[i].object == kind;
	return n;
}

static void print_objects(const struct player *p, enum kernel_object kind)
{
	for (size_t i = 0; i < p->kernel.count; i++) {
		const struct fake_object *o = &p->kernel.objects[i];

		if (o->object == kind)
			fprintf(stderr, "  there is %s > %s as %s\n",
				endpoint_text(&o->inside).text,
				endpoint_text(&o->peer).text,
				endpoint_text(&o->outside).text);
	}
}

/* One line of a list: "A > B as C", "A as C" or "C". */
static void expect_object(struct player *p, enum kernel_object kind,
			  struct slice line)
{
	struct kernel_change like = {.object = kind};
	struct endpoint ends[3] = {{.port = 0}};
	unsigned int n = 0;
	struct fake_object *o;
	struct endpoint outside;

	while (line.len > 0) {
		const char *space = slice_find(line, ' ');
		struct slice word = slice_between(
			line.p, space != NULL ? space : slice_end(line));

		line = slice_trim(
			slice_between(slice_end(word), slice_end(line)));
		if (slice_equal(word, SLICE(">")) ||
		    slice_equal(word, SLICE("as")))
			continue;
		if (n == 3)
			player_fail(p, "too many endpoints");
		ends[n++] = player_endpoint(p, word);
	}
	outside = ends[n - 1];
	like.outside = outside;
	like.inside = ends[0];
	like.peer = ends[1];
	o = fake_kernel_find(&p->kernel, &like);
	if (o != NULL && endpoint_equal(&o->outside, &outside))
		return;
	print_objects(p, kind);
	player_fail(p, "not there: %s", endpoint_text(&ends[0]).text);
}

static void check_objects(struct player *p, const struct statement *s,
			  enum kernel_object kind)
{
	struct slice rest = s->block;
	size_t expected = 0;

	fake_kernel_expire(&p->kernel);
	for (unsigned int i = 1; i < s->word_count && !is_none(s); i++) {
		expect_object(p, kind, s->words[i]);
		expected++;
	}
	while (rest.len > 0) {
		struct slice line = next_line(&rest);

		if (line.len == 0)
			continue;
		expect_object(p, kind, line);
		expected++;
	}
	if (count_objects(p, kind) == expected)
		return;
	print_objects(p, kind);
	player_fail(p, "there are %zu, not %zu", count_objects(p, kind),
		    expected);
}

void checks_flows(struct player *p, const struct statement *s)
{
	check_objects(p, s, KERNEL_FLOW);
}

void checks_armed(struct player *p, const struct statement *s)
{
	check_objects(p, s, KERNEL_ARMED);
}

void checks_mapped(struct player *p, const struct statement *s)
{
	check_objects(p, s, KERNEL_MAPPED);
}

/* calls N, registrations N */
void checks_count(struct player *p, const struct statement *s)
{
	const struct hashtable *table =
		slice_equal(s->words[0], SLICE("calls"))
			? &p->gateway.calls.calls
			: &p->gateway.registrations.registrations;
	uint32_t expected = player_number(p, s->words[1]);

	if (table->count != expected)
		player_fail(p, "%zu %.*s", table->count,
			    SLICE_ARGS(s->words[0]));
}

/* counter NAME N */
void checks_counter(struct player *p, const struct statement *s)
{
	if (s->word_count != 3)
		player_fail(p, "counter NAME N");
	for (unsigned int i = 0; i < COUNTER_COUNT; i++) {
		struct slice name = slice_of(counter_name((enum counter)i));

		if (!slice_equal(name, s->words[1]))
			continue;
		if (counters[i] != player_number(p, s->words[2]))
			player_fail(p, "counter is %llu",
				    (unsigned long long)counters[i]);
		return;
	}
	player_fail(p, "no such counter");
}

/* problem NAME: the one call that there is has it */
void checks_problem(struct player *p, const struct statement *s)
{
	static const struct {
		const char *name;
		enum call_problem problem;
	} names[] = {
		{"address", CALL_PROBLEM_ADDRESS},
		{"port", CALL_PROBLEM_PORT},
		{"no-ports", CALL_PROBLEM_NO_PORTS},
		{"limit", CALL_PROBLEM_LIMIT},
		{"name", CALL_PROBLEM_NAME},
		{"kernel", CALL_PROBLEM_KERNEL},
	};
	struct hash_node *node = hashtable_walk(&p->gateway.calls.calls, NULL);
	unsigned int expected = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (slice_equal(s->words[1], slice_of(names[i].name)))
			expected = names[i].problem;
	if (node == NULL ||
	    container_of(node, struct call, node)->problems != expected)
		player_fail(p, "not the problem of the call");
}

/* The one call that there is, or else the last one that was. */
static struct call_facts take_facts(struct player *p)
{
	struct call_table *calls = &p->gateway.calls;
	struct hash_node *node = hashtable_walk(&calls->calls, NULL);
	const struct call_facts *past =
		facts_find_past(&calls->past, SLICE(""));
	struct call_facts facts;

	if (node != NULL) {
		struct call *call = container_of(node, struct call, node);

		facts_look(call);
		facts_take(call, &facts);
	} else if (past != NULL) {
		facts = *past;
	} else {
		player_fail(p, "no call, now or before");
	}
	facts.is_bypassed = p->gateway.is_bypassed;
	return facts;
}

/* why nothing | why with the sentences below, in their order */
void checks_why(struct player *p, const struct statement *s)
{
	struct reason_found found[REASON_COUNT];
	struct call_facts facts = take_facts(p);
	unsigned int count = reasons_find(&facts, found);
	struct slice rest = s->block;

	for (unsigned int i = 0; i < count; i++) {
		struct slice want = next_line(&rest);

		if (!slice_equal(want, slice_of(found[i].words)))
			player_fail(p, "why says: %s\n  expected: %.*s",
				    found[i].words, SLICE_ARGS(want));
	}
	if (rest.len > 0)
		player_fail(p, "why does not say: %.*s",
			    SLICE_ARGS(next_line(&rest)));
}

/* After a day of silence. */
void checks_nothing_left(struct player *p)
{
	const struct nat *nat = &p->gateway.nat;

	if (p->kernel.count != 0) {
		for (int kind = KERNEL_PHONE; kind <= KERNEL_FLOW; kind++)
			print_objects(p, (enum kernel_object)kind);
		player_fail(p, "%zu objects left in the kernel",
			    p->kernel.count);
	}
	if (p->gateway.calls.calls.count != 0 ||
	    p->gateway.registrations.registrations.count != 0 ||
	    p->gateway.registrations.attempts.count != 0 ||
	    nat->flows.count != 0 || nat->by_inside.count != 0 ||
	    nat->by_outside.count != 0)
		player_fail(p, "something is left in a table");
	if (nat->signalling_ports.used != 0 || nat->media_ports.used != 0)
		player_fail(p, "ports were not given back");
	if (nat->change_count != 0)
		player_fail(p, "changes were not committed");
}

/* The kernel has exactly what our tables say. */
void checks_invariants(struct player *p)
{
	struct nat *nat = &p->gateway.nat;
	struct hash_node *node = NULL;
	size_t armed = 0, pinned = 0;

	fake_kernel_expire(&p->kernel);
	while ((node = hashtable_walk(&nat->by_inside, node)) != NULL) {
		struct mapping *m =
			container_of(node, struct mapping, by_inside);
		struct kernel_change like = {.object = KERNEL_ARMED,
					     .inside = m->inside,
					     .outside = m->outside};

		armed += m->is_armed;
		pinned += m->is_pinned;
		if (m->is_armed && fake_kernel_find(&p->kernel, &like) == NULL)
			player_fail(p, "armed %s is not in the kernel",
				    endpoint_text(&m->outside).text);
	}
	if (count_objects(p, KERNEL_ARMED) != armed ||
	    count_objects(p, KERNEL_MAPPED) != pinned ||
	    nat->armed_count != armed)
		player_fail(p, "the kernel has other elements than we");
	if (nat->is_undoing || nat->slot != NAT_NO_SLOT)
		player_fail(p, "left in the middle of a round");
}
