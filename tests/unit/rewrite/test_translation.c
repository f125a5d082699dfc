/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/test_translation.c - which way each field is translated
 *
 * The table that other gateways' manuals print: direction, request or response,
 * and who began the call, against the field.  Its columns are the four kinds of
 * message; who began the call makes no difference here, and is tried both ways.
 * Where a field names the peer it stays in all of them.  How each field may be
 * spelt is the matter of test_fields.c; the SDP is that of the scenarios.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "gateway.h"

/* A unit test is linked from one object of its folder. */
#include "gateway.c"

#define INSIDE "192.168.1.20:5060"
#define OUTSIDE "203.0.113.7:40000"
#define PEER "198.51.100.9:5070"

enum kind { REQUEST_OUT, RESPONSE_IN, REQUEST_IN, RESPONSE_OUT, KIND_COUNT };

static const char *const kind_names[KIND_COUNT] = {
	"request out", "response in", "request in", "response out"};

enum action {
	STAYS,
	HIDDEN,   /* the phone's address becomes ours */
	RESTORED, /* ours becomes the phone's */
	ABSENT,   /* no such field in this kind of message */
};

/** A field, and what is done where it names the phone or us. */
struct translation {
	const char *name;
	const char *format; /* of the line, with the address */
	enum action actions[KIND_COUNT];
};

static const struct translation translations[] = {
	/*              request out  response in  request in  response out */
	/* Outbound only to a socket of the LAN, which the peer knows by ours.
	 */
	{"Request-URI",
	 "INFO sip:a@%s SIP/2.0",
	 {HIDDEN, ABSENT, RESTORED, ABSENT}},
	{"Via",
	 "Via: SIP/2.0/UDP %s;branch=z9hG4bK1",
	 {HIDDEN, RESTORED, STAYS, STAYS}},
	{"From", "From: <sip:a@%s>;tag=1", {HIDDEN, RESTORED, STAYS, STAYS}},
	{"To", "To: <sip:b@%s>;tag=2", {HIDDEN, RESTORED, RESTORED, HIDDEN}},
	{"Call-ID", "Call-ID: 1@%s", {STAYS, STAYS, STAYS, STAYS}},
	{"CSeq", "CSeq: 7 INFO", {STAYS, STAYS, STAYS, STAYS}},
	{"Contact",
	 "Contact: <sip:a@%s>",
	 {HIDDEN, RESTORED, RESTORED, HIDDEN}},
	{"Record-Route",
	 "Record-Route: <sip:%s;lr>",
	 {HIDDEN, RESTORED, RESTORED, HIDDEN}},
	{"Route", "Route: <sip:%s;lr>", {HIDDEN, ABSENT, RESTORED, ABSENT}},
};

static bool is_outbound(enum kind kind)
{
	return kind == REQUEST_OUT || kind == RESPONSE_OUT;
}

static bool is_response(enum kind kind)
{
	return kind == RESPONSE_IN || kind == RESPONSE_OUT;
}

/* A message of this kind in which only field @row names @address. */
static size_t write_message(enum kind kind, size_t row, const char *address,
			    char *out, size_t size)
{
	int len = 0;

	for (size_t i = 0; i < ARRAY_SIZE(translations); i++) {
		const struct translation *t = &translations[i];

		if (t->actions[kind] == ABSENT && i > 0)
			continue;
		if (i == 0 && is_response(kind))
			len += snprintf(out, size, "SIP/2.0 200 OK");
		else
			len += snprintf(out + len, size - (size_t)len,
					t->format, i == row ? address : PEER);
		len += snprintf(out + len, size - (size_t)len, "\r\n");
	}
	len += snprintf(out + len, size - (size_t)len, "\r\n");
	assert_in_range(len, 1, size - 1);
	return (size_t)len;
}

/* An INVITE with the Call-ID of the table's messages, so that they are of a
 * call, which one side or the other began. */
static void begin_call(bool from_inside, const char *call_id_address)
{
	char text[1024];
	int len = snprintf(text, sizeof(text),
			   "INVITE sip:b@%s SIP/2.0\r\n"
			   "Via: SIP/2.0/UDP %s;branch=z9hG4bK0\r\n"
			   "From: <sip:a@example.net>;tag=1\r\n"
			   "To: <sip:b@example.net>\r\n"
			   "Call-ID: 1@%s\r\n"
			   "CSeq: 1 INVITE\r\n\r\n",
			   PEER, from_inside ? INSIDE : PEER, call_id_address);

	gateway_send((struct slice){text, (size_t)len}, from_inside);
}

static bool check(enum kind kind, size_t row, const char *before,
		  const char *after, bool from_inside)
{
	char message[2048], want[2048];
	size_t len, want_len;
	struct passage p;

	gateway_set_up();
	begin_call(true, "hello"); /* the phone's socket is known */
	begin_call(from_inside, row == 4 ? before : PEER);
	len = write_message(kind, row, before, message, sizeof(message));
	want_len = write_message(kind, row, after, want, sizeof(want));
	p = gateway_send((struct slice){message, len}, is_outbound(kind));
	if (slice_equal(p.after, (struct slice){want, want_len}))
		return true;
	print_error("%s, %s, of %s, call began %s:\n%.*s\n",
		    translations[row].name, kind_names[kind], before,
		    from_inside ? "inside" : "outside", SLICE_ARGS(p.after));
	return false;
}

static unsigned int count_wrong(size_t row, enum kind kind)
{
	/* The address of the side that the message comes from, and of the
	 * side that it goes to. */
	const char *ours = is_outbound(kind) ? INSIDE : OUTSIDE;
	const char *theirs = is_outbound(kind) ? OUTSIDE : INSIDE;
	enum action action = translations[row].actions[kind];
	unsigned int wrong = 0;

	if (action == ABSENT)
		return 0;
	assert_true(action == STAYS || (action == HIDDEN) == is_outbound(kind));
	for (int from_inside = 0; from_inside < 2; from_inside++) {
		wrong += !check(kind, row, ours,
				action == STAYS ? ours : theirs, from_inside);
		wrong += !check(kind, row, PEER, PEER, from_inside);
	}
	return wrong;
}

static void each_field_is_translated_its_way(void **state UNUSED)
{
	unsigned int wrong = 0;

	for (size_t row = 0; row < ARRAY_SIZE(translations); row++)
		for (int kind = 0; kind < KIND_COUNT; kind++)
			wrong += count_wrong(row, (enum kind)kind);
	assert_int_equal(wrong, 0);
}

static int clean_up(void **state UNUSED)
{
	gateway_tear_down();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_field_is_translated_its_way),
	};

	log_set_level(LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, clean_up);
}
