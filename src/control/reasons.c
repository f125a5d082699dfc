/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/reasons.c - what is wrong with a call, in words
 */
#include <string.h>

#include "control/reasons.h"
#include "words_internal.h"

/* Before that a missing answer or packet is only late. */
#define ANSWER_MS 2000
#define MEDIA_MS 3000

/* People let it ring for so long. */
#define RINGING_MS 60000

/* The counts are read every ten seconds: what has been silent for two
 * readings is, and what has moved since the last one goes on. */
#define STOPPED_MS 20000
#define GOES_ON_MS 11000

static bool has_problem(const struct call_facts *f, enum call_problem problem)
{
	return (f->problems & (unsigned int)problem) != 0;
}

static bool has_ended(const struct call_facts *f, const char *reason)
{
	return f->end_reason != NULL && strcmp(f->end_reason, reason) == 0;
}

static uint64_t passed(uint64_t from_ms, uint64_t to_ms)
{
	return to_ms > from_ms ? to_ms - from_ms : 0;
}

/* Who answers the INVITE. */
static struct endpoint callee_of(const struct call_facts *f)
{
	return f->began_inside ? f->peer : f->phone;
}

static bool test_bypass(const struct call_facts *f, struct words *w UNUSED)
{
	return f->is_bypassed;
}

static bool test_limit_of_calls(const struct call_facts *f,
				struct words *w UNUSED)
{
	return has_problem(f, CALL_PROBLEM_CAP_CALLS);
}

static bool test_limit_of_phone(const struct call_facts *f, struct words *w)
{
	w->a.address = f->phone.address;
	return has_problem(f, CALL_PROBLEM_CAP_PHONE);
}

static bool test_not_mapped(const struct call_facts *f, struct words *w)
{
	w->a = f->phone;
	return f->number != 0 && !f->is_mapped &&
	       !has_problem(f, CALL_PROBLEM_STALE);
}

static bool test_contact_host(const struct call_facts *f, struct words *w)
{
	w->a.address = f->phone.address;
	w->b = f->notes.contact;
	return f->notes.contact_rule == 2;
}

static bool test_contact_port(const struct call_facts *f, struct words *w)
{
	w->a = f->phone;
	w->b = f->notes.contact;
	return f->notes.contact_rule == 3;
}

static bool test_refusal(const struct call_facts *f, struct words *w,
			 enum call_problem problem)
{
	w->a.address = f->phone.address;
	w->b = f->notes.refused;
	return has_problem(f, problem);
}

static bool test_other_host(const struct call_facts *f, struct words *w)
{
	return test_refusal(f, w, CALL_PROBLEM_ADDRESS);
}

static bool test_service_port(const struct call_facts *f, struct words *w)
{
	return test_refusal(f, w, CALL_PROBLEM_PORT);
}

static bool test_host_name(const struct call_facts *f, struct words *w)
{
	return test_refusal(f, w, CALL_PROBLEM_NAME);
}

static bool test_no_ports(const struct call_facts *f, struct words *w)
{
	return test_refusal(f, w, CALL_PROBLEM_NO_PORTS);
}

static bool test_too_many_streams(const struct call_facts *f, struct words *w)
{
	return test_refusal(f, w, CALL_PROBLEM_LIMIT);
}

static bool test_address_changed(const struct call_facts *f,
				 struct words *w UNUSED)
{
	return has_problem(f, CALL_PROBLEM_STALE);
}

static bool test_kernel_refused(const struct call_facts *f, struct words *w)
{
	int error = has_problem(f, CALL_PROBLEM_KERNEL) ? f->notes.error : 0;

	for (unsigned int i = 0; i < f->stream_count; i++)
		if (f->streams[i].error != 0)
			error = f->streams[i].error;
	w->text = strerror(-error);
	return error != 0;
}

static bool test_no_memory(const struct call_facts *f, struct words *w UNUSED)
{
	return has_problem(f, CALL_PROBLEM_MEMORY);
}

/* Not one response came to the INVITE. */
static bool is_unanswered(const struct call_facts *f, struct words *w)
{
	w->a = callee_of(f);
	w->seconds = passed(f->began_ms, f->until_ms) / 1000;
	return f->number != 0 && f->notes.status == 0 && f->answered_ms == 0 &&
	       f->state != CALL_ANSWERED &&
	       passed(f->began_ms, f->until_ms) >= ANSWER_MS;
}

static bool test_invite_unanswered(const struct call_facts *f, struct words *w)
{
	return f->began_inside && is_unanswered(f, w);
}

static bool test_phone_unanswered(const struct call_facts *f, struct words *w)
{
	return !f->began_inside && is_unanswered(f, w);
}

static bool test_not_taken(const struct call_facts *f, struct words *w)
{
	uint64_t ms = passed(f->began_ms, f->until_ms);

	w->a = callee_of(f);
	w->number = f->notes.status;
	w->seconds = ms / 1000;
	if (f->notes.status == 0 || f->notes.status >= 200)
		return false;
	return has_ended(f, "no final answer") ||
	       (f->state < CALL_ANSWERED && ms >= RINGING_MS);
}

static bool test_cancel_unanswered(const struct call_facts *f,
				   struct words *w UNUSED)
{
	return f->notes.status != 0 && has_ended(f, "CANCEL without answer");
}

static bool is_refused(const struct call_facts *f, struct words *w)
{
	w->a = callee_of(f);
	w->number = f->notes.status;
	return has_ended(f, "refused") && f->notes.status >= 300;
}

static bool test_credentials(const struct call_facts *f, struct words *w)
{
	return is_refused(f, w) &&
	       (f->notes.status == 401 || f->notes.status == 407);
}

static bool test_no_common_media(const struct call_facts *f, struct words *w)
{
	return is_refused(f, w) &&
	       (f->notes.status == 415 || f->notes.status == 488 ||
		f->notes.status == 606);
}

static bool test_refused(const struct call_facts *f, struct words *w)
{
	return is_refused(f, w) && !test_credentials(f, w) &&
	       !test_no_common_media(f, w);
}

static bool test_unknown_dialog(const struct call_facts *f,
				struct words *w UNUSED)
{
	return has_ended(f, "peer does not know it");
}

static bool test_bye_unanswered(const struct call_facts *f, struct words *w)
{
	uint64_t ms = passed(f->progress_ms, f->until_ms);

	w->seconds = ms / 1000;
	return f->is_bye_open && ms >= ANSWER_MS;
}

static bool test_not_refreshed(const struct call_facts *f,
			       struct words *w UNUSED)
{
	return has_ended(f, "session not refreshed");
}

static bool test_idle(const struct call_facts *f, struct words *w)
{
	w->seconds = f->idle_timeout_s;
	return has_ended(f, "no media");
}

static bool test_held_too_long(const struct call_facts *f,
			       struct words *w UNUSED)
{
	return has_ended(f, "on hold too long");
}

static bool test_longest_call(const struct call_facts *f,
			      struct words *w UNUSED)
{
	return has_ended(f, "longest call");
}

static bool test_by_hand(const struct call_facts *f, struct words *w UNUSED)
{
	return has_ended(f, "closed by hand");
}

static bool test_peer_host_name(const struct call_facts *f,
				struct words *w UNUSED)
{
	return f->notes.has_peer_media &&
	       !address_is_set(&f->notes.peer_media.address);
}

/* RFC 1918, RFC 6598, RFC 3927, and this very host. */
static bool is_private(const struct address *a)
{
	static const struct {
		uint8_t first, mask, second;
	} ranges[] = {
		{10, 0, 0},      {127, 0, 0},      {100, 0xc0, 64},
		{172, 0xf0, 16}, {192, 0xff, 168}, {169, 0xff, 254},
	};

	for (size_t i = 0; a->family == 4 && i < ARRAY_SIZE(ranges); i++)
		if (a->bytes[0] == ranges[i].first &&
		    (a->bytes[1] & ranges[i].mask) == ranges[i].second)
			return true;
	return false;
}

/* Of a peer that is itself on a private network nothing else is expected. */
static bool test_peer_private(const struct call_facts *f, struct words *w)
{
	w->b = f->notes.peer_media;
	return is_private(&w->b.address) && !is_private(&f->peer.address);
}

static uint64_t count_in(const struct call_facts *f)
{
	uint64_t packets = 0;

	for (unsigned int i = 0; i < f->stream_count; i++)
		packets += f->streams[i].packets_in;
	return packets;
}

/* Scanners knock at every port: a stranger matters when nobody else comes. */
static bool test_stranger(const struct call_facts *f, struct words *w)
{
	w->a = f->notes.stranger;
	w->b = f->notes.peer_media;
	return f->notes.strangers > 0 && !f->notes.is_no_media &&
	       count_in(f) == 0;
}

static bool test_not_media(const struct call_facts *f, struct words *w)
{
	w->a = f->notes.stranger;
	return f->notes.strangers > 0 && f->notes.is_no_media &&
	       count_in(f) == 0;
}

/** How long each side of a stream has been silent; 0: it is not, or that
 * cannot be told. */
struct silence {
	uint64_t in_ms;
	uint64_t out_ms;
};

/* Nothing yet, or nothing any more while the other direction goes on. */
static uint64_t silent_ms(const struct call_facts *f, uint64_t since_ms,
			  uint64_t last_ms, uint64_t other_ms)
{
	uint64_t ms;

	if (last_ms == 0) {
		ms = passed(since_ms, f->until_ms);
		return ms >= MEDIA_MS ? ms : 0;
	}
	ms = passed(last_ms, f->until_ms);
	return f->state == CALL_ANSWERED && ms >= STOPPED_MS &&
			       passed(other_ms, f->until_ms) < GOES_ON_MS
		       ? ms
		       : 0;
}

static struct silence silence_of(const struct call_facts *f,
				 const struct stream_facts *s)
{
	struct silence silence = {0, 0};
	uint64_t since =
		s->opened_ms > f->answered_ms ? s->opened_ms : f->answered_ms;

	if (f->answered_ms == 0 || f->is_held || s->opened_ms == 0 ||
	    s->error != 0)
		return silence;
	silence.in_ms = silent_ms(f, since, s->in_ms, s->out_ms);
	silence.out_ms = silent_ms(f, since, s->out_ms, s->in_ms);
	return silence;
}

/* The first stream that is silent in these directions and no other. */
static bool find_silent(const struct call_facts *f, bool in, bool out,
			struct words *w)
{
	for (unsigned int i = 0; i < f->stream_count; i++) {
		const struct stream_facts *s = &f->streams[i];
		struct silence silence = silence_of(f, s);

		if ((silence.in_ms > 0) != in || (silence.out_ms > 0) != out)
			continue;
		w->b = s->named.port != 0 ? s->named : s->learnt;
		w->number = in ? s->packets_out : s->packets_in;
		w->seconds = (in ? silence.in_ms : silence.out_ms) / 1000;
		return true;
	}
	return false;
}

static bool test_one_way_out(const struct call_facts *f, struct words *w)
{
	return find_silent(f, true, false, w);
}

static bool test_one_way_in(const struct call_facts *f, struct words *w)
{
	return find_silent(f, false, true, w);
}

static bool test_silent(const struct call_facts *f, struct words *w)
{
	return find_silent(f, true, true, w);
}

static bool test_flows_lost(const struct call_facts *f, struct words *w)
{
	w->number = f->notes.flows_lost;
	return f->notes.flows_lost > 0;
}

static bool test_other_source(const struct call_facts *f, struct words *w)
{
	for (unsigned int i = 0; i < f->stream_count; i++) {
		w->a = f->streams[i].learnt;
		w->b = f->streams[i].named;
		if (w->a.port != 0 && w->b.port != 0)
			return true;
	}
	return false;
}

static bool test_cancelled(const struct call_facts *f, struct words *w UNUSED)
{
	return has_ended(f, "cancelled");
}

static bool test_hold(const struct call_facts *f, struct words *w UNUSED)
{
	return f->is_held && f->state == CALL_ANSWERED;
}

static const struct {
	const char *name;
	bool is_fault;
	const char *words;
	const char *hint;
	bool (*test)(const struct call_facts *facts, struct words *words);
} reasons[REASON_COUNT] = {
#define X(id, is_fault, words, hint)                                           \
	[REASON_##id] = {#id, is_fault, words, hint, test_##id},
	REASONS(X)
#undef X
};

static void fill(char *out, size_t size, const char *sentence,
		 const struct words *words)
{
	struct writer w;

	writer_init(&w, out, size);
	if (sentence != NULL)
		words_fill(&w, sentence, words);
}

unsigned int reasons_find(const struct call_facts *facts,
			  struct reason_found out[REASON_COUNT])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < REASON_COUNT; i++) {
		struct words words = {.number = 0};

		if (!reasons[i].test(facts, &words))
			continue;
		out[count].name = reasons[i].name;
		out[count].is_fault = reasons[i].is_fault;
		fill(out[count].words, sizeof(out[count].words),
		     reasons[i].words, &words);
		fill(out[count].hint, sizeof(out[count].hint), reasons[i].hint,
		     &words);
		count++;
	}
	return count;
}
