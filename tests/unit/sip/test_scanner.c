/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_scanner.c - what counts as SIP, and where is what in it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "inside.h"
#include "messages.h"
#include "sip/scanner.h"
#include "unit/base/dice.h"
#include "unit/guard.h"

static struct sip_message m;

static void check_headers(struct slice raw)
{
	const char *at = raw.p;

	assert_in_range(m.header_count, 5, SIP_MAX_HEADERS);
	for (unsigned int i = 0; i < m.header_count; i++) {
		const struct sip_header *h = &m.headers[i];

		assert_true(h->name.len > 0 && h->value.p != NULL);
		assert_true(inside(h->name, raw) && inside(h->value, raw));
		/* In the order of the bytes, and none over another. */
		assert_true(h->name.p >= at);
		assert_true(h->value.p > slice_end(h->name));
		assert_true(slice_equal(h->value, slice_trim(h->value)));
		assert_int_equal(h->id, sip_header_find(h->name));
		at = slice_end(h->value);
	}
	assert_true(m.body.p > at);
}

static void check_first(void)
{
	for (unsigned int id = 1; id < SIP_HEADER_COUNT; id++) {
		unsigned int i = 0;

		while (i < m.header_count && m.headers[i].id != id)
			i++;
		assert_int_equal(m.first[id],
				 i < m.header_count ? i : SIP_NO_HEADER);
	}
}

/* Everything that the scanner says of @raw is within it, and agrees. */
static void check_message(struct slice raw)
{
	assert_ptr_equal(m.raw.p, raw.p);
	assert_int_equal(m.raw.len, raw.len);
	assert_true(m.method_name.len > 0 && inside(m.method_name, raw));
	assert_int_equal(m.method, sip_method_find(m.method_name));
	assert_true(inside(m.request_uri, raw) && inside(m.reason, raw));
	if (m.is_request) {
		assert_true(m.request_uri.len > 0);
		assert_null(m.reason.p);
		assert_int_equal(m.status, 0);
	} else {
		assert_null(m.request_uri.p);
		assert_non_null(m.reason.p);
		assert_in_range(m.status, 100, 699);
	}
	check_headers(raw);
	check_first();
	assert_true(m.call_id.len > 0 && inside(m.call_id, raw));
	assert_true(inside(m.body, raw));
	assert_in_range(m.cseq, 0, INT32_MAX);
}

static enum sip_scan_result scan(struct slice text)
{
	struct slice raw = guard_copy(text.p, text.len);
	enum sip_scan_result result = sip_scan(raw, &m);

	assert_in_range(result, 0, SIP_SCAN_RESULT_COUNT - 1);
	if (result == SIP_SCAN_OK)
		check_message(raw);
	return result;
}

static void assert_value(enum sip_header_id id, const char *expected)
{
	struct slice value = sip_message_value(&m, id);

	if (!slice_equal(value, slice_of(expected)))
		fail_msg("%s is %.*s", sip_header_name(id), SLICE_ARGS(value));
}

static void finds_the_parts_of_a_request(void **state UNUSED)
{
	assert_int_equal(scan(messages[0].text), SIP_SCAN_OK);
	assert_true(m.is_request);
	assert_int_equal(m.method, SIP_INVITE);
	assert_true(slice_equal(m.method_name, SLICE("INVITE")));
	assert_true(slice_equal(m.request_uri, SLICE("sip:bob@example.net")));
	assert_int_equal(m.header_count, 10);
	assert_int_equal(m.cseq, 314159);
	assert_true(
		slice_equal(m.call_id, SLICE("a84b4c76e66710@192.168.1.20")));
	assert_value(SIP_MAX_FORWARDS, "70");
	assert_value(SIP_CONTACT, "<sip:alice@192.168.1.20:5060>");
	assert_value(SIP_CONTENT_TYPE, "application/sdp");
	assert_int_equal(m.headers[7].id, SIP_UNKNOWN_HEADER);
	assert_true(slice_equal(m.headers[7].name, SLICE("Allow")));
	assert_true(slice_starts_nocase(m.body, SLICE("v=0\r\no=")));
	assert_int_equal(m.body.len, 112);
	assert_null(sip_message_header(&m, SIP_ROUTE));
	assert_null(sip_message_value(&m, SIP_ROUTE).p);
}

static void finds_the_parts_of_a_response(void **state UNUSED)
{
	assert_int_equal(scan(messages[1].text), SIP_SCAN_OK);
	assert_false(m.is_request);
	assert_int_equal(m.status, 200);
	assert_true(slice_equal(m.reason, SLICE("OK")));
	assert_int_equal(m.method, SIP_INVITE); /* by the CSeq */
	assert_int_equal(m.header_count, 9);
	/* Of several the first; folded lines as they came. */
	assert_value(SIP_VIA, "SIP/2.0/UDP p1.example.net;"
			      "branch=z9hG4bK4b43c2ff8.1\r\n"
			      " ;received=192.0.2.3");
	assert_value(SIP_RECORD_ROUTE, "<sip:p1.example.net;lr>,\r\n"
				       "\t<sip:p2.example.net;lr>");
	assert_int_equal(m.body.len, 0);
}

static void reads_compact_names_and_lines_with_lf_only(void **state UNUSED)
{
	assert_int_equal(scan(messages[2].text), SIP_SCAN_OK);
	assert_int_equal(m.method, SIP_REGISTER);
	assert_value(SIP_VIA, "SIP/2.0/UDP 10.0.0.7;branch=z9hG4bKnashds7");
	assert_value(SIP_FROM, "sip:carol@example.net;tag=456248");
	assert_value(SIP_TO, "sip:carol@example.net");
	assert_value(SIP_CALL_ID, "843817637684230@998sdasdh09");
	assert_value(SIP_CONTACT, "*");
	assert_value(SIP_EXPIRES, "0");
	assert_value(SIP_CONTENT_LENGTH, "0");
	assert_int_equal(m.cseq, 1826);
}

static void reads_odd_but_legal_spelling(void **state UNUSED)
{
	assert_int_equal(scan(messages[4].text), SIP_SCAN_OK);
	assert_int_equal(m.method, SIP_BYE);
	assert_int_equal(m.cseq, 9);
	assert_int_equal(m.header_count, 9);
	assert_value(SIP_TO, "sip:vivekg@chair-dnrc.example.com ;"
			     "   tag    = 1918181833n");
	assert_value(SIP_CALL_ID,
		     "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
	assert_value(SIP_VIA, "SIP  /   2.0\r\n /UDP\r\n"
			      "    192.0.2.2;branch=390skdjuw");
	assert_true(slice_equal(m.headers[4].name, SLICE("Subject")));
	assert_int_equal(m.headers[4].value.len, 0);
}

static void takes_the_rest_when_no_length_is_given(void **state UNUSED)
{
	assert_int_equal(scan(messages[3].text), SIP_SCAN_OK);
	assert_true(slice_equal(m.body, SLICE("Watson, come here.\r\n")));
	assert_int_equal(scan(SLICE(MESSAGE_HEAD)), SIP_SCAN_OK);
	assert_int_equal(m.body.len, 0);
	assert_non_null(m.body.p);
}

/* What a sample has besides what every request has. */
#define REQUEST(lines)                                                         \
	SLICE("OPTIONS sip:b SIP/2.0\r\nv: SIP/2.0/UDP a\r\nf: sip:a;tag=1"    \
	      "\r\nt: sip:b\r\ni: 1\r\n" lines)
#define CSEQ "CSeq: 1 OPTIONS\r\n"

struct sample {
	const char *name;
	enum sip_scan_result result;
	struct slice text;
};

static const struct sample samples[] = {
	{"smallest request", SIP_SCAN_OK, REQUEST(CSEQ "\r\n")},
	{"no bytes", SIP_SCAN_EMPTY, SLICE("")},
	{"CRLF CRLF, RFC 5626", SIP_SCAN_KEEPALIVE, SLICE("\r\n\r\n")},
	{"CRLF", SIP_SCAN_KEEPALIVE, SLICE("\r\n")},
	{"one NUL", SIP_SCAN_KEEPALIVE, SLICE("\0")},
	{"four NULs", SIP_SCAN_KEEPALIVE, SLICE("\0\0\0\0")},
	{"NULs and newlines", SIP_SCAN_KEEPALIVE, SLICE("\r\n\0\n")},
	{"STUN, RFC 8489", SIP_SCAN_KEEPALIVE,
	 SLICE("\0\1\0\0\x21\x12\xa4\x42"
	       "123456789012")},
	{"a part of STUN", SIP_SCAN_NOT_SIP,
	 SLICE("\0\1\0\0\x21\x12\xa4\x42"
	       "12345678901")},
	{"one CR", SIP_SCAN_KEEPALIVE, SLICE("\r")},
	/* First lines. */
	{"words", SIP_SCAN_NOT_SIP, SLICE("hello\r\n\r\n")},
	{"no newline", SIP_SCAN_NOT_SIP, SLICE("OPTIONS sip:b SIP/2.0")},
	{"HTTP", SIP_SCAN_NOT_SIP, SLICE("GET / HTTP/1.1\r\nHost: a\r\n\r\n")},
	{"HTTP answer", SIP_SCAN_NOT_SIP, SLICE("HTTP/1.1 200 OK\r\n\r\n")},
	{"STUN", SIP_SCAN_NOT_SIP, SLICE("\0\1\0\0\x21\x12\xa4\x42")},
	{"other version", SIP_SCAN_NOT_SIP,
	 SLICE("OPTIONS sip:b SIP/7.0\r\n\r\n")},
	{"longer version", SIP_SCAN_NOT_SIP,
	 SLICE("OPTIONS sip:b SIP/2.01\r\n\r\n")},
	{"no version", SIP_SCAN_NOT_SIP, SLICE("OPTIONS sip:b\r\n\r\n")},
	{"no URI", SIP_SCAN_NOT_SIP, SLICE("OPTIONS  SIP/2.0\r\n\r\n")},
	{"no method", SIP_SCAN_NOT_SIP, SLICE(" sip:b SIP/2.0\r\n\r\n")},
	{"method is no token", SIP_SCAN_NOT_SIP,
	 SLICE("OPT@ sip:b SIP/2.0\r\n\r\n")},
	{"two blanks", SIP_SCAN_NOT_SIP,
	 SLICE("OPTIONS sip:b  SIP/2.0\r\n\r\n")},
	{"tabs", SIP_SCAN_NOT_SIP, SLICE("OPTIONS\tsip:b\tSIP/2.0\r\n\r\n")},
	{"blank at the end", SIP_SCAN_NOT_SIP,
	 SLICE("OPTIONS sip:b SIP/2.0 \r\n\r\n")},
	{"blank in the URI", SIP_SCAN_NOT_SIP,
	 SLICE("OPTIONS sip:b; lr SIP/2.0\r\n\r\n")},
	{"newline in front", SIP_SCAN_NOT_SIP,
	 SLICE("\r\nOPTIONS sip:b SIP/2.0\r\n\r\n")},
	{"status of two digits", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0 20 OK\r\n")},
	{"status of four digits", SIP_SCAN_NOT_SIP,
	 SLICE("SIP/2.0 2000 OK\r\n")},
	{"status 099", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0 099 OK\r\n")},
	{"status 700", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0 700 OK\r\n")},
	{"status of letters", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0 2xx OK\r\n")},
	{"no status", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0 \r\n")},
	{"status line of a version", SIP_SCAN_NOT_SIP, SLICE("SIP/2.0\r\n")},
	/* Cut in the header fields. */
	{"first line alone", SIP_SCAN_TRUNCATED,
	 SLICE("OPTIONS sip:b SIP/2.0\r\n")},
	{"no empty line", SIP_SCAN_TRUNCATED, REQUEST(CSEQ)},
	{"half an empty line", SIP_SCAN_TRUNCATED, REQUEST(CSEQ "\r")},
	{"cut in a name", SIP_SCAN_TRUNCATED, REQUEST(CSEQ "Subj")},
	{"cut in a value", SIP_SCAN_TRUNCATED, REQUEST(CSEQ "Subject: x")},
	{"cut behind a fold", SIP_SCAN_TRUNCATED,
	 REQUEST(CSEQ "Subject: x\r\n")},
	/* Lines that are no fields. */
	{"no colon", SIP_SCAN_BAD_HEADER, REQUEST(CSEQ "Subject\r\n\r\n")},
	{"no name", SIP_SCAN_BAD_HEADER, REQUEST(CSEQ ": x\r\n\r\n")},
	{"name of two words", SIP_SCAN_BAD_HEADER,
	 REQUEST(CSEQ "Sub ject: x\r\n\r\n")},
	{"name that is no token", SIP_SCAN_BAD_HEADER,
	 REQUEST(CSEQ "Sub@ject: x\r\n\r\n")},
	{"folded name", SIP_SCAN_BAD_HEADER,
	 REQUEST(CSEQ "Subject\r\n : x\r\n\r\n")},
	{"fold below the first line", SIP_SCAN_BAD_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\n v: SIP/2.0/UDP a\r\n\r\n")},
	{"NUL in a name", SIP_SCAN_BAD_HEADER,
	 REQUEST(CSEQ "Sub\0ject: x\r\n\r\n")},
	/* Fields that have to be there, and not empty. */
	{"nothing at all", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\n\r\n")},
	{"no CSeq", SIP_SCAN_MISSING_HEADER, REQUEST("\r\n")},
	{"empty CSeq", SIP_SCAN_MISSING_HEADER, REQUEST("CSeq:\r\n\r\n")},
	{"no Via", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\nf: a\r\nt: b\r\ni: 1\r\n" CSEQ
	       "\r\n")},
	{"empty Via", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\nv: \r\nf: a\r\nt: b\r\ni: 1\r\n" CSEQ
	       "\r\n")},
	{"no From", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\nv: a\r\nt: b\r\ni: 1\r\n" CSEQ
	       "\r\n")},
	{"no To", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\nv: a\r\nf: a\r\ni: 1\r\n" CSEQ
	       "\r\n")},
	{"no Call-ID", SIP_SCAN_MISSING_HEADER,
	 SLICE("OPTIONS sip:b SIP/2.0\r\nv: a\r\nf: a\r\nt: b\r\n" CSEQ
	       "\r\n")},
	/* Fields that may be there once. */
	{"two From", SIP_SCAN_CONTRADICTION,
	 REQUEST(CSEQ "From: sip:c\r\n\r\n")},
	{"two To, one compact", SIP_SCAN_CONTRADICTION,
	 REQUEST(CSEQ "TO: sip:b\r\n\r\n")},
	{"two Call-ID", SIP_SCAN_CONTRADICTION,
	 REQUEST(CSEQ "Call-ID: 1\r\n\r\n")},
	{"two CSeq", SIP_SCAN_CONTRADICTION, REQUEST(CSEQ CSEQ "\r\n")},
	{"two Content-Length", SIP_SCAN_CONTRADICTION,
	 REQUEST(CSEQ "l: 0\r\nContent-Length: 0\r\n\r\n")},
	{"two Content-Type", SIP_SCAN_CONTRADICTION,
	 REQUEST(CSEQ "c: a/b\r\nc: a/b\r\n\r\n")},
	{"several Via, Contact and Route", SIP_SCAN_OK,
	 REQUEST(CSEQ "v: b\r\nm: a\r\nm: b\r\nRoute: a\r\nRoute: b\r\n\r\n")},
	/* CSeq. */
	{"CSeq of another method", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 1 INVITE\r\n\r\n")},
	{"CSeq in another case", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 1 options\r\n\r\n")},
	{"CSeq without method", SIP_SCAN_BAD_CSEQ, REQUEST("CSeq: 1\r\n\r\n")},
	{"CSeq without number", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: OPTIONS\r\n\r\n")},
	{"CSeq without blank", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 1OPTIONS\r\n\r\n")},
	{"CSeq with more", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 1 OPTIONS x\r\n\r\n")},
	{"CSeq below zero", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: -1 OPTIONS\r\n\r\n")},
	{"CSeq 2^31", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 2147483648 OPTIONS\r\n\r\n")},
	{"CSeq 2^64 + 1", SIP_SCAN_BAD_CSEQ,
	 REQUEST("CSeq: 18446744073709551617 OPTIONS\r\n\r\n")},
	{"largest CSeq", SIP_SCAN_OK,
	 REQUEST("CSeq: 2147483647 OPTIONS\r\n\r\n")},
	{"folded CSeq", SIP_SCAN_OK, REQUEST("CSeq: 1\r\n\tOPTIONS\r\n\r\n")},
	/* Content-Length. */
	{"length of letters", SIP_SCAN_BAD_CONTENT_LENGTH,
	 REQUEST(CSEQ "l: many\r\n\r\n")},
	{"length below zero", SIP_SCAN_BAD_CONTENT_LENGTH,
	 REQUEST(CSEQ "l: -1\r\n\r\n")},
	{"empty length", SIP_SCAN_BAD_CONTENT_LENGTH,
	 REQUEST(CSEQ "l:\r\n\r\n")},
	{"length of two numbers", SIP_SCAN_BAD_CONTENT_LENGTH,
	 REQUEST(CSEQ "l: 0 0\r\n\r\n")},
	{"length beyond all numbers", SIP_SCAN_BAD_CONTENT_LENGTH,
	 REQUEST(CSEQ "l: 4294967296\r\n\r\n")},
	{"one byte too few", SIP_SCAN_SHORT_BODY,
	 REQUEST(CSEQ "l: 5\r\n\r\n1234")},
	{"no body", SIP_SCAN_SHORT_BODY, REQUEST(CSEQ "l: 1\r\n\r\n")},
	{"far too few", SIP_SCAN_SHORT_BODY,
	 REQUEST(CSEQ "l: 4294967295\r\n\r\n1234")},
	{"exactly enough", SIP_SCAN_OK, REQUEST(CSEQ "l: 4\r\n\r\n1234")},
	{"more than enough", SIP_SCAN_OK, REQUEST(CSEQ "l: 3\r\n\r\n1234")},
	/* Responses: their CSeq names the method. */
	{"response without reason", SIP_SCAN_OK,
	 SLICE("SIP/2.0 200 \r\nv: a\r\nf: a\r\nt: b\r\ni: 1\r\n" CSEQ "\r\n")},
	{"response without blank", SIP_SCAN_OK,
	 SLICE("sip/2.0 699\r\nv: a\r\nf: a\r\nt: b\r\ni: 1\r\n" CSEQ "\r\n")},
	{"response with a CSeq of no token", SIP_SCAN_BAD_CSEQ,
	 SLICE("SIP/2.0 200 OK\r\nv: a\r\nf: a\r\nt: b\r\ni: 1\r\n"
	       "CSeq: 1 a,b\r\n\r\n")},
	{"request of another method", SIP_SCAN_OK,
	 SLICE("!interesting-Method0123456789_*+`.%~' sip:b SIP/2.0\r\nv: a\r\n"
	       "f: a\r\nt: b\r\ni: 1\r\nCSeq: 0 "
	       "!interesting-Method0123456789_*+`.%~'\r\n\r\n")},
};

static void each_sample_has_its_result(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		enum sip_scan_result result = scan(samples[i].text);

		if (result != samples[i].result)
			fail_msg("%s: %s", samples[i].name,
				 sip_scan_words(result));
	}
}

static void each_result_has_a_sample_and_words(void **state UNUSED)
{
	for (int result = 0; result < SIP_SCAN_RESULT_COUNT; result++) {
		const char *words =
			sip_scan_words((enum sip_scan_result)result);
		size_t i = 0;

		while (i < ARRAY_SIZE(samples) &&
		       (int)samples[i].result != result)
			i++;
		/* That one takes more than a line: see below. */
		if (i == ARRAY_SIZE(samples))
			assert_int_equal(result, SIP_SCAN_TOO_MANY_HEADERS);
		assert_true(strlen(words) > 0);
		for (int other = 0; other < result; other++)
			assert_string_not_equal(
				words,
				sip_scan_words((enum sip_scan_result)other));
	}
}

static void cuts_the_body_at_its_length(void **state UNUSED)
{
	assert_int_equal(scan(REQUEST(CSEQ "l: 3\r\n\r\n1234")), SIP_SCAN_OK);
	assert_true(slice_equal(m.body, SLICE("123")));
	assert_int_equal(scan(REQUEST(CSEQ "l: 0\r\n\r\n1234")), SIP_SCAN_OK);
	assert_int_equal(m.body.len, 0);
	assert_int_equal(scan(REQUEST(CSEQ "\r\n1234")), SIP_SCAN_OK);
	assert_true(slice_equal(m.body, SLICE("1234")));
}

/* The smallest request with so many fields in all. */
static enum sip_scan_result scan_fields(unsigned int count)
{
	static char text[SIP_MAX_HEADERS * 16];
	struct slice head = REQUEST(CSEQ);
	size_t len = head.len;

	memcpy(text, head.p, len);
	for (unsigned int i = 5; i < count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"X-%u: %u\r\n", i, i);
	memcpy(text + len, "\r\n", 2);
	return scan((struct slice){text, len + 2});
}

static void takes_so_many_fields_and_not_one_more(void **state UNUSED)
{
	assert_int_equal(scan_fields(SIP_MAX_HEADERS - 1), SIP_SCAN_OK);
	assert_int_equal(scan_fields(SIP_MAX_HEADERS), SIP_SCAN_OK);
	assert_int_equal(m.header_count, SIP_MAX_HEADERS);
	assert_int_equal(scan_fields(SIP_MAX_HEADERS + 1),
			 SIP_SCAN_TOO_MANY_HEADERS);
}

static const struct message *current;

static void check_prefix(struct slice prefix)
{
	enum sip_scan_result result = sip_scan(prefix, &m);

	if ((result == SIP_SCAN_OK) != (prefix.len >= current->complete_at))
		fail_msg("%s, %zu bytes: %s", current->name, prefix.len,
			 sip_scan_words(result));
	if (result == SIP_SCAN_OK)
		check_message(prefix);
}

static void no_beginning_counts_as_the_whole(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		current = &messages[i];
		guard_each_prefix(current->text, check_prefix);
	}
}

/* A cut message is counted as cut, wherever the cut is. */
static void check_reason(struct slice prefix)
{
	enum sip_scan_result result = sip_scan(prefix, &m);
	const char *newline = slice_find(current->text, '\n');
	size_t first_line = (size_t)(newline + 1 - current->text.p);
	const char *end =
		memmem(current->text.p, current->text.len, "\r\n\r\n", 4);

	if (prefix.len < first_line || end == NULL)
		return;
	if (prefix.len < (size_t)(end + 4 - current->text.p) &&
	    result != SIP_SCAN_TRUNCATED)
		fail_msg("%s, %zu bytes: %s", current->name, prefix.len,
			 sip_scan_words(result));
}

static void a_cut_in_the_fields_is_called_one(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(messages); i++) {
		current = &messages[i];
		guard_each_prefix(current->text, check_reason);
	}
}

static void survives_changed_bytes(void **state UNUSED)
{
	static const char likely[] = "\r\n\t :;,<>\"\\@=[]0a";
	struct dice dice = {13};
	unsigned int good = 0;

	for (int round = 0; round < 20000; round++) {
		struct slice text =
			messages[dice_throw(&dice, ARRAY_SIZE(messages))].text;
		char bytes[2048];

		memcpy(bytes, text.p, text.len);
		for (uint32_t n = dice_throw(&dice, 4); n > 0; n--)
			bytes[dice_throw(&dice, (uint32_t)text.len)] =
				dice_throw(&dice, 4) == 0
					? (char)dice_throw(&dice, 256)
					: likely[dice_throw(&dice,
							    sizeof(likely))];
		good += scan((struct slice){bytes, text.len}) == SIP_SCAN_OK;
	}
	assert_in_range(good, 4000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_parts_of_a_request),
		cmocka_unit_test(finds_the_parts_of_a_response),
		cmocka_unit_test(reads_compact_names_and_lines_with_lf_only),
		cmocka_unit_test(reads_odd_but_legal_spelling),
		cmocka_unit_test(takes_the_rest_when_no_length_is_given),
		cmocka_unit_test(each_sample_has_its_result),
		cmocka_unit_test(each_result_has_a_sample_and_words),
		cmocka_unit_test(cuts_the_body_at_its_length),
		cmocka_unit_test(takes_so_many_fields_and_not_one_more),
		cmocka_unit_test(no_beginning_counts_as_the_whole),
		cmocka_unit_test(a_cut_in_the_fields_is_called_one),
		cmocka_unit_test(survives_changed_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
