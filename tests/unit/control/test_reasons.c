/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_reasons.c - each sentence, and what is next to it
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "control/reasons.h"

static struct call_facts facts;
static struct reason_found found[REASON_COUNT];

static struct endpoint endpoint_of(const char *text)
{
	struct endpoint e;

	assert_int_equal(endpoint_parse(slice_of(text), &e), 0);
	return e;
}

/* A call of twelve seconds in which both talk. */
static int set_up(void **state UNUSED)
{
	struct stream_facts *s = &facts.streams[0];

	memset(&facts, 0, sizeof(facts));
	facts.number = 1;
	facts.state = CALL_ANSWERED;
	facts.began_inside = true;
	facts.is_mapped = true;
	facts.phone = endpoint_of("192.168.1.20:5060");
	facts.peer = endpoint_of("198.51.100.5:5060");
	facts.began_ms = 1000;
	facts.answered_ms = facts.progress_ms = 2000;
	facts.until_ms = 14000;
	facts.notes.status = 200;
	facts.stream_count = 1;
	s->named = endpoint_of("198.51.100.9:40000");
	s->opened_ms = 2000;
	s->in_ms = s->out_ms = 13000;
	s->packets_in = s->packets_out = 600;
	facts.notes.peer_media = s->named;
	facts.notes.has_peer_media = true;
	return 0;
}

/* The names of all that are true, with spaces between them. */
static void assert_reasons(const char *expected)
{
	unsigned int count = reasons_find(&facts, found);
	char names[1024] = "";

	for (unsigned int i = 0; i < count; i++) {
		strcat(names, i > 0 ? " " : "");
		strcat(names, found[i].name);
		assert_true(strlen(found[i].words) > 0);
		assert_null(strchr(found[i].words, '{'));
		assert_null(strchr(found[i].hint, '{'));
		assert_true(strlen(found[i].words) <
			    sizeof(found[i].words) - 32);
	}
	assert_string_equal(names, expected);
}

static void finds_nothing_wrong(void **state UNUSED)
{
	assert_reasons("");
}

static void has_a_sentence_for_each_problem(void **state UNUSED)
{
	static const struct {
		unsigned int problem;
		const char *name;
	} rows[] = {
		{CALL_PROBLEM_ADDRESS, "other_host"},
		{CALL_PROBLEM_PORT, "service_port"},
		{CALL_PROBLEM_NO_PORTS, "no_ports"},
		{CALL_PROBLEM_LIMIT, "too_many_streams"},
		{CALL_PROBLEM_NAME, "host_name"},
		{CALL_PROBLEM_MEMORY, "no_memory"},
		{CALL_PROBLEM_STALE, "address_changed"},
		{CALL_PROBLEM_CAP_CALLS, "limit_of_calls"},
		{CALL_PROBLEM_CAP_PHONE, "limit_of_phone"},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		facts.problems = rows[i].problem;
		assert_reasons(rows[i].name);
	}
}

static void has_a_sentence_for_each_end(void **state UNUSED)
{
	static const struct {
		const char *end_reason;
		const char *name;
	} rows[] = {
		{"ended by BYE", ""},
		{"cancelled", "cancelled"},
		{"peer does not know it", "unknown_dialog"},
		{"session not refreshed", "not_refreshed"},
		{"no media", "idle"},
		{"on hold too long", "held_too_long"},
		{"longest call", "longest_call"},
		{"closed by hand", "by_hand"},
		{"CANCEL without answer", "cancel_unanswered"},
	};

	facts.state = CALL_CLOSING;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		facts.end_reason = rows[i].end_reason;
		assert_reasons(rows[i].name);
	}
}

static void has_a_sentence_for_each_rule_of_contact(void **state UNUSED)
{
	facts.notes.contact = endpoint_of("192.168.1.99:5060");
	facts.notes.contact_rule = 2;
	assert_reasons("contact_host");
	facts.notes.contact_rule = 3;
	assert_reasons("contact_port");
}

static void says_who_refused(void **state UNUSED)
{
	facts.state = CALL_CLOSING;
	facts.end_reason = "refused";
	facts.answered_ms = 0;
	facts.notes.status = 503;
	assert_reasons("refused");
	assert_string_equal(found[0].words,
			    "198.51.100.5:5060 refused the call with 503.");
	facts.began_inside = false;
	facts.notes.status = 603;
	assert_reasons("refused");
	assert_string_equal(found[0].words,
			    "192.168.1.20:5060 refused the call with 603.");
	facts.notes.status = 401;
	assert_reasons("credentials");
	facts.notes.status = 606;
	assert_reasons("no_common_media");
}

static void waits_before_an_answer_is_missing(void **state UNUSED)
{
	facts.state = CALL_TRYING;
	facts.answered_ms = 0;
	facts.notes.status = 0;
	facts.until_ms = facts.began_ms + 1999;
	assert_reasons("");
	facts.until_ms++;
	assert_reasons("invite_unanswered");
	facts.began_inside = false;
	assert_reasons("phone_unanswered");
	facts.state = CALL_RINGING;
	facts.notes.status = 180;
	facts.until_ms = facts.began_ms + 59999;
	assert_reasons("");
	facts.until_ms++;
	assert_reasons("not_taken");
}

static void waits_before_a_bye_is_unanswered(void **state UNUSED)
{
	facts.is_bye_open = true;
	facts.progress_ms = facts.until_ms - 1999;
	assert_reasons("");
	facts.progress_ms--;
	assert_reasons("bye_unanswered");
}

static void tells_the_direction_of_silence(void **state UNUSED)
{
	struct stream_facts *s = &facts.streams[0];

	s->in_ms = s->packets_in = 0;
	assert_reasons("one_way_out");
	assert_string_equal(found[0].words,
			    "One way only: the phone has sent 600 packets to "
			    "198.51.100.9:40000, and nothing came back for "
			    "12 s.");
	s->out_ms = s->packets_out = 0;
	assert_reasons("silent");
	s->in_ms = 13000;
	s->packets_in = 5;
	assert_reasons("one_way_in");
	facts.is_held = true;
	assert_reasons("hold");
	facts.is_held = false;
	facts.until_ms = facts.answered_ms + 2999;
	assert_reasons("");
	facts.answered_ms = 0;
	facts.until_ms = 90000;
	facts.state = CALL_RINGING;
	assert_reasons("");
}

/* Both silent may be a pause; one silent while the other goes on is not. */
static void notices_what_stops(void **state UNUSED)
{
	struct stream_facts *s = &facts.streams[0];

	facts.until_ms = 60000;
	s->out_ms = 55000;
	s->in_ms = 40001;
	assert_reasons("");
	s->in_ms = 40000;
	assert_reasons("one_way_out");
	s->out_ms = 45000;
	assert_reasons("");
	facts.is_past = true;
	facts.state = CALL_CLOSING;
	s->out_ms = 55000;
	assert_reasons("");
}

static void tells_strangers_from_peers(void **state UNUSED)
{
	struct stream_facts *s = &facts.streams[0];

	facts.notes.strangers = 1;
	facts.notes.stranger = endpoint_of("198.51.100.66:4000");
	assert_reasons("");
	s->packets_in = s->in_ms = 0;
	assert_reasons("stranger one_way_out");
	facts.notes.is_no_media = true;
	assert_reasons("not_media one_way_out");
	facts.notes.strangers = 0;
	s->packets_in = s->in_ms = 13000;
	s->learnt = endpoint_of("198.51.100.9:42000");
	assert_reasons("other_source");
	assert_false(found[0].is_fault);
}

static void knows_private_addresses(void **state UNUSED)
{
	static const struct {
		const char *address;
		bool is_private;
	} rows[] = {
		{"10.255.0.1:4000", true},   {"11.0.0.1:4000", false},
		{"172.16.0.1:4000", true},   {"172.31.255.1:4000", true},
		{"172.32.0.1:4000", false},  {"192.168.9.9:4000", true},
		{"192.169.0.1:4000", false}, {"100.64.0.1:4000", true},
		{"100.128.0.1:4000", false}, {"169.254.1.1:4000", true},
		{"127.0.0.1:4000", true},    {"0.0.0.0:4000", false},
		{"[fc00::1]:4000", false},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		facts.notes.peer_media = endpoint_of(rows[i].address);
		assert_reasons(rows[i].is_private ? "peer_private" : "");
	}
	facts.notes.peer_media = endpoint_of("10.0.0.9:4000");
	facts.peer = endpoint_of("10.0.0.1:5060");
	assert_reasons("");
	facts.notes.peer_media.address.family = 0;
	assert_reasons("peer_host_name");
}

static void tells_what_the_kernel_did(void **state UNUSED)
{
	facts.notes.flows_lost = 2;
	assert_reasons("flows_lost");
	facts.notes.flows_lost = 0;
	facts.notes.error = -EPERM;
	assert_reasons("");
	facts.problems = CALL_PROBLEM_KERNEL;
	assert_reasons("kernel_refused");
	assert_string_equal(found[0].words, "The kernel refused an opening: "
					    "Operation not permitted.");
	facts.problems = 0;
	facts.streams[0].error = -ENOMEM;
	assert_reasons("kernel_refused");
}

static void misses_the_phones_outside_port(void **state UNUSED)
{
	facts.is_mapped = false;
	assert_reasons("not_mapped");
	facts.problems = CALL_PROBLEM_STALE;
	assert_reasons("address_changed");
}

/* The first one explains the rest. */
static void mentions_bypass_first(void **state UNUSED)
{
	facts.is_bypassed = true;
	facts.notes.flows_lost = 1;
	assert_reasons("bypass flows_lost");
	assert_string_equal(found[0].hint, "viaduct bypass off");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, NULL)
	const struct CMUnitTest tests[] = {
		TEST(finds_nothing_wrong),
		TEST(has_a_sentence_for_each_problem),
		TEST(has_a_sentence_for_each_end),
		TEST(has_a_sentence_for_each_rule_of_contact),
		TEST(says_who_refused),
		TEST(waits_before_an_answer_is_missing),
		TEST(waits_before_a_bye_is_unanswered),
		TEST(tells_the_direction_of_silence),
		TEST(notices_what_stops),
		TEST(tells_strangers_from_peers),
		TEST(knows_private_addresses),
		TEST(tells_what_the_kernel_did),
		TEST(misses_the_phones_outside_port),
		TEST(mentions_bypass_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
