/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/test_fields.c - each field, in each of four directions
 *
 * The table of DESIGN.md section 4, as lines.  A field that is made known to
 * src/rewrite/fields.c gets a line here.
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

enum kind {
	REQUEST_OUT = 1,
	RESPONSE_OUT = 2,
	REQUEST_IN = 4,
	RESPONSE_IN = 8,
	OUT = REQUEST_OUT | RESPONSE_OUT,
	IN = REQUEST_IN | RESPONSE_IN,
};

#define INSIDE "192.168.1.20"
#define OUTSIDE "203.0.113.7"

/** A line, and what becomes of it; NULL: it stays. */
struct row {
	unsigned int kinds; /* set of enum kind */
	const char *line;
	const char *becomes;
};

static const struct row rows[] = {
	/* Via: the topmost sent-by, and what is said of it in answers. */
	{REQUEST_OUT, "Via: SIP/2.0/UDP " INSIDE ":5060;branch=z;rport",
	 "Via: SIP/2.0/UDP " OUTSIDE ":40000;branch=z;rport"},
	{REQUEST_OUT, "v: SIP/2.0/UDP " INSIDE,
	 "v: SIP/2.0/UDP " OUTSIDE ":40000"},
	{REQUEST_OUT, "Via: SIP/2.0/UDP " INSIDE " : 5060 ;branch=z",
	 "Via: SIP/2.0/UDP " OUTSIDE " : 40000 ;branch=z"},
	{RESPONSE_OUT | REQUEST_IN, "Via: SIP/2.0/UDP " INSIDE ":5060", NULL},
	{RESPONSE_OUT | REQUEST_IN, "Via: SIP/2.0/UDP " OUTSIDE ":40000", NULL},
	{RESPONSE_IN,
	 "Via: SIP/2.0/UDP " OUTSIDE ":40000;received=" OUTSIDE ";rport=40000",
	 "Via: SIP/2.0/UDP " INSIDE ":5060;received=" INSIDE ";rport=5060"},
	{RESPONSE_IN, "Via: SIP/2.0/UDP " OUTSIDE ":40000;received=192.0.2.1",
	 "Via: SIP/2.0/UDP " INSIDE ":5060;received=192.0.2.1"},
	{RESPONSE_IN, "Via: SIP/2.0/UDP " OUTSIDE ":40000;rport=40001",
	 "Via: SIP/2.0/UDP " INSIDE ":5060;rport=40001"},
	{REQUEST_OUT, "Via: SIP/2.0/UDP 192.0.2.1:5060", NULL},
	{REQUEST_OUT, "Via: SIP/2.0/UDP phone.example.net:5060", NULL},
	/* Contact: every URI of the list, and no parameter. */
	{OUT, "Contact: <sip:a@" INSIDE ":5060;x=" INSIDE ">;y=" INSIDE,
	 "Contact: <sip:a@" OUTSIDE ":40000;x=" INSIDE ">;y=" INSIDE},
	{OUT,
	 "m: sip:a@" INSIDE ":5060;q=1, <sip:b@192.0.2.1>,<sip:c@" INSIDE
	 ":5060>",
	 "m: sip:a@" OUTSIDE ":40000;q=1, <sip:b@192.0.2.1>,<sip:c@" OUTSIDE
	 ":40000>"},
	{IN, "Contact: <sip:a@" OUTSIDE ":40000>;q=1",
	 "Contact: <sip:a@" INSIDE ":5060>;q=1"},
	{IN, "Contact: <sip:a@" OUTSIDE ":40999>", NULL},
	{OUT | IN, "Contact: *", NULL},
	{OUT | IN, "Contact: <tel:+1-192-168-1-20>", NULL},
	{OUT, "Contact: \"" INSIDE "\" <sip:" INSIDE "@example.net>", NULL},
	{OUT, "Contact: <sip:a@" INSIDE ":22>", NULL},     /* no SIP port */
	{OUT, "Contact: <sip:a@192.168.1.99:5060>", NULL}, /* another's */
	/* Routes through us. */
	{OUT, "Record-Route: <sip:" INSIDE ":5060;lr>",
	 "Record-Route: <sip:" OUTSIDE ":40000;lr>"},
	{IN, "Record-Route: <sip:192.0.2.1;lr>,<sip:" OUTSIDE ":40000;lr>",
	 "Record-Route: <sip:192.0.2.1;lr>,<sip:" INSIDE ":5060;lr>"},
	{OUT, "Route: <sip:" INSIDE ":5060;lr>",
	 "Route: <sip:" OUTSIDE ":40000;lr>"},
	{IN, "Route: <sip:" OUTSIDE ":40000;lr>",
	 "Route: <sip:" INSIDE ":5060;lr>"},
	/* Who somebody is: the host, with its port only where that is one of
	 * ours. */
	{REQUEST_OUT, "From: <sip:a@" INSIDE ">;tag=1",
	 "From: <sip:a@" OUTSIDE ">;tag=1"},
	{REQUEST_OUT, "From: <sip:a@" INSIDE ":5060>;tag=1",
	 "From: <sip:a@" OUTSIDE ":40000>;tag=1"},
	{REQUEST_OUT, "f: sip:a@" INSIDE ":5070;tag=1",
	 "f: sip:a@" OUTSIDE ":5070;tag=1"},
	{REQUEST_OUT, "From: <sip:a@192.168.1.99>;tag=1", NULL},
	{RESPONSE_IN, "From: <sip:a@" OUTSIDE ">;tag=1",
	 "From: <sip:a@" INSIDE ">;tag=1"},
	{REQUEST_IN, "From: <sip:a@" OUTSIDE ">;tag=1", NULL},
	{OUT, "To: <sip:a@" INSIDE ":5060>", "To: <sip:a@" OUTSIDE ":40000>"},
	{IN, "To: <sip:a@" OUTSIDE ":40000>;tag=1",
	 "To: <sip:a@" INSIDE ":5060>;tag=1"},
	{IN, "To: sip:a@" OUTSIDE, "To: sip:a@" INSIDE},
	{OUT | IN, "To: <tel:112>", NULL},
	/* Never. */
	{OUT, "Call-ID: 1@" INSIDE, NULL},
	{IN, "Call-ID: 1@" OUTSIDE, NULL},
	{OUT, "Authorization: Digest username=\"a\", uri=\"sip:" INSIDE "\"",
	 NULL},
	{OUT, "Identity: " INSIDE, NULL},
	{OUT, "Subject: <sip:a@" INSIDE ":5060>", NULL},
	{OUT, "X-Unknown: <sip:a@" INSIDE ":5060>", NULL},
};

/* The fields of DESIGN.md section 4 that stand beside those above. */
static const struct row more_rows[] = {
	{OUT, "Path: <sip:" INSIDE ":5060;lr>",
	 "Path: <sip:" OUTSIDE ":40000;lr>"},
	{IN, "Path: <sip:" OUTSIDE ":40000;lr>",
	 "Path: <sip:" INSIDE ":5060;lr>"},
	{OUT, "Service-Route: <sip:" INSIDE ":5060;lr>",
	 "Service-Route: <sip:" OUTSIDE ":40000;lr>"},
	{REQUEST_OUT, "Refer-To: <sip:a@" INSIDE "?Replaces=1%40" INSIDE ">",
	 "Refer-To: <sip:a@" OUTSIDE "?Replaces=1%40" INSIDE ">"},
	{REQUEST_OUT, "r: <sip:a@" INSIDE ">", "r: <sip:a@" OUTSIDE ">"},
	{REQUEST_OUT, "b: <sip:a@" INSIDE ">", "b: <sip:a@" OUTSIDE ">"},
	{REQUEST_OUT, "P-Asserted-Identity: \"a\" <sip:a@" INSIDE ">",
	 "P-Asserted-Identity: \"a\" <sip:a@" OUTSIDE ">"},
	{RESPONSE_IN, "P-Asserted-Identity: <sip:a@" OUTSIDE ">",
	 "P-Asserted-Identity: <sip:a@" INSIDE ">"},
	{REQUEST_OUT, "P-Preferred-Identity: <sip:a@" INSIDE ">",
	 "P-Preferred-Identity: <sip:a@" OUTSIDE ">"},
	{REQUEST_OUT, "Remote-Party-ID: <sip:a@" INSIDE ">;party=calling",
	 "Remote-Party-ID: <sip:a@" OUTSIDE ">;party=calling"},
	{OUT, "Diversion: <sip:a@" INSIDE ">;reason=no-answer",
	 "Diversion: <sip:a@" OUTSIDE ">;reason=no-answer"},
	{OUT, "History-Info: <sip:a@" INSIDE ">;index=1",
	 "History-Info: <sip:a@" OUTSIDE ">;index=1"},
	{REQUEST_OUT, "Reply-To: <sip:a@" INSIDE ">",
	 "Reply-To: <sip:a@" OUTSIDE ">"},
	{OUT, "Alert-Info: <sip:ring@" INSIDE ">",
	 "Alert-Info: <sip:ring@" OUTSIDE ">"},
	{OUT, "Call-Info: <sip:photo@" INSIDE ">;purpose=icon",
	 "Call-Info: <sip:photo@" OUTSIDE ">;purpose=icon"},
	{RESPONSE_OUT, "Error-Info: <sip:sorry@" INSIDE ">",
	 "Error-Info: <sip:sorry@" OUTSIDE ">"},
};

/* The kind of message with the fields that every one has, but for those that
 * @row brings. */
static size_t write_message(enum kind kind, const struct row *row, char *out,
			    size_t size)
{
	static const struct {
		const char *name, *compact, *line;
	} mandatory[] = {
		{"Via:", "v:", "Via: SIP/2.0/UDP 198.51.100.5;branch=z"},
		{"From:", "f:", "From: <sip:a@example.net>;tag=1"},
		{"To:", "t:", "To: <sip:b@example.net>"},
		{"Call-ID:", "i:", "Call-ID: 1"},
		{"CSeq:", "", "CSeq: 1 OPTIONS"},
	};
	bool is_request = kind == REQUEST_OUT || kind == REQUEST_IN;
	int len = snprintf(out, size, "%s\r\n%s\r\n",
			   is_request ? "OPTIONS sip:b@example.net SIP/2.0"
				      : "SIP/2.0 200 OK",
			   row->line);

	for (size_t i = 0; i < ARRAY_SIZE(mandatory); i++) {
		struct slice line = slice_of(row->line);

		if (slice_starts_nocase(line, slice_of(mandatory[i].name)) ||
		    (mandatory[i].compact[0] != '\0' &&
		     slice_starts_nocase(line, slice_of(mandatory[i].compact))))
			continue;
		len += snprintf(out + len, size - (size_t)len, "%s\r\n",
				mandatory[i].line);
	}
	len += snprintf(out + len, size - (size_t)len, "\r\n");
	assert_in_range(len, 1, size - 1);
	return (size_t)len;
}

/* So that the phone's socket is known, as it is when it has registered. */
static void say_hello(void)
{
	static const struct row row = {
		REQUEST_OUT, "Via: SIP/2.0/UDP " INSIDE ":5060;branch=h", NULL};
	char message[1024];
	size_t len = write_message(REQUEST_OUT, &row, message, sizeof(message));

	gateway_send((struct slice){message, len}, true);
}

/* The message that comes out is the same but for the line of the row. */
static bool check_row(const struct row *row, enum kind kind)
{
	struct row expected = {.line = row->becomes ? row->becomes : row->line};
	char message[2048], want[2048];
	size_t len, want_len;
	struct passage p;

	gateway_set_up();
	say_hello();
	len = write_message(kind, row, message, sizeof(message));
	want_len = write_message(kind, &expected, want, sizeof(want));
	p = gateway_send((struct slice){message, len}, (kind & OUT) != 0);
	if (slice_equal(p.after, (struct slice){want, want_len}))
		return true;
	print_error("%s %s, %s\nexpected\n%s\n",
		    (kind & (REQUEST_OUT | REQUEST_IN)) != 0 ? "request"
							     : "response",
		    (kind & OUT) != 0 ? "out" : "in", row->line, expected.line);
	return false;
}

static void check_rows(const struct row *table, size_t count)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < count; i++)
		for (unsigned int kind = REQUEST_OUT; kind <= RESPONSE_IN;
		     kind *= 2)
			if ((table[i].kinds & kind) != 0)
				wrong += !check_row(&table[i], (enum kind)kind);
	assert_int_equal(wrong, 0);
}

static void fields_are_rewritten_as_the_table_says(void **state UNUSED)
{
	check_rows(rows, ARRAY_SIZE(rows));
}

static void the_rest_of_the_designs_table_is_there(void **state UNUSED)
{
	check_rows(more_rows, ARRAY_SIZE(more_rows));
}

static int clean_up(void **state UNUSED)
{
	gateway_tear_down();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_rewritten_as_the_table_says),
		cmocka_unit_test(the_rest_of_the_designs_table_is_there),
	};

	log_set_level(LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, clean_up);
}
