/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/test_rewrite.c - only addresses change, and change back
 *
 * Messages of many spellings go through the whole gateway.  What comes out is
 * judged by libosip2, and what a phone asked has to come back as it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "fakes/memory.h"
#include "gateway.h"
#include "sample_others.h"
#include "sample_requests.h"
#include "unit/sip/messages.h"

/* A unit test is linked from one object of its folder. */
#include "findings.c"
#include "gateway.c"
#include "naive_cut.c"
#include "oracle.c"

/* What the phone needs for being reached: a first message of its own. */
static const char hello[] =
	"OPTIONS sip:example.net SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK0\r\n"
	"From: <sip:alice@example.net>;tag=1\r\nTo: <sip:example.net>\r\n"
	"Call-ID: hello\r\nCSeq: 1 OPTIONS\r\n"
	"Contact: <sip:alice@192.168.1.20:5060>\r\nContent-Length: 0\r\n\r\n";

static char message[65536];

/* The sample with its line ends and the length of its body. */
static struct slice expand(const struct sample *s)
{
	static const char blank[] = "{length}";
	size_t len = 0, body = 0, tail;
	char number[8], *at;

	for (const char *p = s->text; *p != '\0'; p++) {
		if (*p == '\n' && !s->keep_lf)
			message[len++] = '\r';
		message[len++] = *p;
		if (body == 0 && *p == '\n' && p[1] == '\n')
			body = len + (s->keep_lf ? 1 : 2);
	}
	message[len] = '\0';
	at = strstr(message, blank);
	if (at == NULL)
		return (struct slice){message, len};
	snprintf(number, sizeof(number), "%zu", len - body);
	tail = len - (size_t)(at + strlen(blank) - message);
	memmove(at + strlen(number), at + strlen(blank), tail);
	memcpy(at, number, strlen(number));
	return (struct slice){message, len - strlen(blank) + strlen(number)};
}

static unsigned int count_text(struct slice s, const char *text)
{
	unsigned int count = 0;
	const char *at = s.p;

	while ((at = memmem(at, (size_t)(slice_end(s) - at), text,
			    strlen(text))) != NULL) {
		count++;
		at++;
	}
	return count;
}

static void say_hello(void)
{
	struct passage p = gateway_send(SLICE(hello), true);

	assert_int_equal(count_text(p.after, "203.0.113.7:40000"), 2);
}

/* Nothing of one side is named on the other, but for what has to be. */
static void check_addresses(const struct sample *s, const struct passage *p)
{
	const char *own = s->way == OUT ? "192.168.1." : "203.0.113.7";
	unsigned int left = count_text(p->after, own);

	if (left != s->left)
		fail_msg("%s: %u addresses are left in\n%.*s", s->name, left,
			 SLICE_ARGS(p->after));
}

/* Send a sample; the oracle has to agree with what became of it. */
static struct passage pass(const struct sample *s)
{
	struct passage p = gateway_send(expand(s), s->way == OUT);

	if (oracle_check(p.before, p.after, p.edits) != (s->unreadable == NULL))
		fail_msg("%s: is it readable for libosip2 or not?", s->name);
	return p;
}

static void pass_all(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct passage p;

		gateway_set_up();
		if (samples[i].way == IN)
			say_hello();
		p = pass(&samples[i]);
		check_addresses(&samples[i], &p);
		gateway_tear_down();
	}
}

static void requests_change_only_where_edited(void **state UNUSED)
{
	pass_all(sample_requests, ARRAY_SIZE(sample_requests));
}

static void others_change_only_where_edited(void **state UNUSED)
{
	pass_all(sample_others, ARRAY_SIZE(sample_others));
}

static struct slice behind_first_line(struct slice text)
{
	const char *newline = slice_find(text, '\n');

	assert_non_null(newline);
	return slice_between(newline, slice_end(text));
}

static struct slice next_line(struct slice *rest)
{
	const char *newline = slice_find(*rest, '\n');
	const char *end = newline != NULL ? newline + 1 : slice_end(*rest);
	struct slice line = slice_between(rest->p, end);

	*rest = slice_between(end, slice_end(*rest));
	return line;
}

/* Byte by byte the same?  Else the first line that is not is shown. */
static bool is_same(const struct sample *s, struct slice wrote,
		    struct slice got)
{
	struct slice a, b;

	if (slice_equal(wrote, got))
		return true;
	do {
		a = next_line(&wrote);
		b = next_line(&got);
	} while (slice_equal(a, b));
	print_error("%s: the phone wrote %.*sand gets %.*s", s->name,
		    SLICE_ARGS(a), SLICE_ARGS(b));
	return false;
}

/* What went out comes back as a 200 with the same fields and body. */
static bool comes_back(const struct sample *s)
{
	static const char status[] = "SIP/2.0 200 OK";
	static char original[65536], answer[65536];
	struct slice text = expand(s);
	struct passage p;
	size_t len = sizeof(status) - 1;

	memcpy(original, text.p, text.len);
	p = gateway_send(text, true);
	memcpy(answer, status, len);
	if (!s->keep_lf)
		answer[len++] = '\r';
	memcpy(answer + len, behind_first_line(p.after).p,
	       behind_first_line(p.after).len);
	len += behind_first_line(p.after).len;
	p = gateway_send((struct slice){answer, len}, false);
	(void)oracle_check(p.before, p.after, p.edits);
	text.p = original;
	return is_same(s, behind_first_line(text), behind_first_line(p.after));
}

static void assert_come_back(const struct sample *samples, size_t count)
{
	unsigned int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		gateway_set_up();
		wrong += !comes_back(&samples[i]);
		gateway_tear_down();
	}
	assert_int_equal(wrong, 0);
}

static void requests_come_back_as_they_were(void **state UNUSED)
{
	assert_come_back(sample_requests, ARRAY_SIZE(sample_requests));
}

/*
 * What is hidden where no stream is open.  Nobody answers with the phone's own
 * description, but a call to another phone of the LAN leads back in, and its
 * o= line must not change between one offer and the next (RFC 3264 section 8).
 */
static void addresses_without_a_stream_come_back(void **state UNUSED)
{
	static const struct sample samples[] = {
		{.name = "hold of RFC 2543",
		 .text = HEAD("INVITE") MY_CONTACT SDP
		 "v=0\no=alice 1 1 IN IP4 192.168.1.20\ns=-\n"
		 "c=IN IP4 0.0.0.0\nt=0 0\nm=audio 49170 RTP/AVP 0\n"},
		{.name = "all media refused",
		 .text = HEAD("INVITE") MY_CONTACT SDP SESSION
		 "m=audio 0 RTP/AVP 0\n"},
		{.name = "media at the port of a service",
		 .text = HEAD("INVITE") MY_CONTACT SDP SESSION
		 "m=audio 1900 RTP/AVP 0\n"},
	};

	assert_come_back(samples, ARRAY_SIZE(samples));
}

/* A round without memory: whatever is left undone, the message is whole. */
static void rewrites_whole_messages_without_memory(void **state UNUSED)
{
	bool was_refused = true;
	long n = 0;

	for (; was_refused; n++) {
		struct slice text;
		struct passage p;

		assert_in_range(n, 0, 200);
		gateway_set_up();
		text = expand(&sample_requests[0]);
		fake_memory_fail_at(n);
		p = gateway_send(text, true);
		was_refused = fake_memory_has_failed();
		fake_memory_fail_at(-1);
		assert_true(oracle_check(p.before, p.after, p.edits));
		gateway_tear_down();
	}
	assert_in_range(n, 5, 200);
}

/* Is a change seen that no rule would make?  @list is what was done. */
static bool is_noticed(const struct edit_list *list)
{
	char after[1024];
	bool is_read;
	long len = edit_apply(list, after, sizeof(after));

	assert_true(len > 0);
	return oracle_compare(list->original,
			      (struct slice){after, (size_t)len}, list,
			      &is_read) != NULL;
}

/* The oracle would be no use if it agreed with everything. */
static void the_oracle_notices_what_is_wrong(void **state UNUSED)
{
	static const struct {
		const char *old, *new;
		bool is_wrong;
	} changes[] = {
		{"192.168.1.20:5060>", "203.0.113.7:40000>", false},
		{"<sip:bob@example.net>", "<sip:bob@192.0.2.1>", false},
		{"Max-Forwards", "Max-Backwards", true}, /* a field's name */
		{"Bob <sip", "\r\n <sip", true},         /* a line more */
		{"5060>", "5060>, <sip:a@b>", true},     /* an element more */
		{"<sip:alice@example.net>", "<sip:alice",
		 true},             /* unreadable */
		{"0 8", "0", true}, /* a body shorter than its length */
		{"SIP/2.0\r", "SIP/2.1\r", true},
	};
	static struct edit_list list;

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		struct slice text = SLICE(MESSAGE_INVITE);
		const char *at = memmem(text.p, text.len, changes[i].old,
					strlen(changes[i].old));

		assert_non_null(at);
		edit_begin(&list, text);
		edit_replace(&list, (struct slice){at, strlen(changes[i].old)},
			     slice_of(changes[i].new), "test");
		if (is_noticed(&list) != changes[i].is_wrong)
			fail_msg("%s for %s", changes[i].new, changes[i].old);
	}
}

/* What was not recorded must not have happened. */
static void the_oracle_notices_what_no_edit_did(void **state UNUSED)
{
	struct slice text = SLICE(MESSAGE_INVITE);
	static struct edit_list list;
	char after[1024];
	bool is_read = false;

	edit_begin(&list, text);
	memcpy(after, text.p, text.len);
	assert_null(oracle_compare(text, (struct slice){after, text.len}, &list,
				   &is_read));
	assert_true(is_read);
	for (size_t i = 0; i < text.len; i++) {
		after[i] ^= 1;
		assert_non_null(oracle_compare(text,
					       (struct slice){after, text.len},
					       &list, &is_read));
		after[i] ^= 1;
	}
	assert_non_null(oracle_compare(
		text, (struct slice){after, text.len - 1}, &list, &is_read));
}

static int clean_up(void **state UNUSED)
{
	gateway_tear_down();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_change_only_where_edited),
		cmocka_unit_test(others_change_only_where_edited),
		cmocka_unit_test(requests_come_back_as_they_were),
		cmocka_unit_test(addresses_without_a_stream_come_back),
		cmocka_unit_test(the_oracle_notices_what_is_wrong),
		cmocka_unit_test(the_oracle_notices_what_no_edit_did),
		cmocka_unit_test(rewrites_whole_messages_without_memory),
	};

	log_set_level(LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, NULL, clean_up);
}
