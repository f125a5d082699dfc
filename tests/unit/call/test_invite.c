/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/call/test_invite.c - which messages are one transaction, and how
 * many a call keeps
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "call/call.h"
#include "call/invite.h"
#include "fakes/memory.h"
#include "sip/scanner.h"

static uint64_t transaction_of(const char *first_line, const char *via,
			       const char *cseq, enum call_side requester)
{
	char text[512];
	struct sip_message sip;
	int len = snprintf(text, sizeof(text),
			   "%s\r\nVia: %s\r\nFrom: <sip:a@b>;tag=1\r\n"
			   "To: <sip:c@d>\r\nCall-ID: 1\r\nCSeq: %s\r\n\r\n",
			   first_line, via, cseq);

	assert_int_equal(sip_scan((struct slice){text, (size_t)len}, &sip),
			 SIP_SCAN_OK);
	return invite_transaction(&sip, requester);
}

#define VIA "SIP/2.0/UDP 192.168.1.20;branch=z9hG4bK1"
#define INVITE_LINE "INVITE sip:c@d SIP/2.0"

static void knows_what_belongs_together(void **state UNUSED)
{
	uint64_t invite =
		transaction_of(INVITE_LINE, VIA, "1 INVITE", CALL_INSIDE);

	assert_true(invite != 0);
	/* The response, with our address and more elements below. */
	assert_int_equal(transaction_of("SIP/2.0 180 Ringing",
					"SIP/2.0/UDP 203.0.113.7:40000;rport=4;"
					"branch=z9hG4bK1 , " VIA "2",
					"1 INVITE", CALL_INSIDE),
			 invite);
	assert_int_equal(transaction_of("CANCEL sip:c@d SIP/2.0", VIA,
					"1 CANCEL", CALL_INSIDE),
			 invite);
}

static void knows_what_does_not(void **state UNUSED)
{
	uint64_t invite =
		transaction_of(INVITE_LINE, VIA, "1 INVITE", CALL_INSIDE);
	const char *old = "SIP/2.0/UDP 192.168.1.20";

	assert_true(transaction_of(INVITE_LINE, VIA "2", "1 INVITE",
				   CALL_INSIDE) != invite);
	assert_true(transaction_of(INVITE_LINE, VIA, "2 INVITE", CALL_INSIDE) !=
		    invite);
	/* A proxy may send a call back with the branch that it had. */
	assert_true(transaction_of(INVITE_LINE, VIA, "1 INVITE",
				   CALL_OUTSIDE) != invite);
	/* RFC 2543. */
	assert_true(transaction_of(INVITE_LINE, old, "1 INVITE", CALL_INSIDE) !=
		    transaction_of(INVITE_LINE, old, "2 INVITE", CALL_INSIDE));
}

static void ended_ones_make_room(void **state UNUSED)
{
	struct call call = {.invite_count = 0};

	list_init(&call.invites);
	for (uint64_t i = 1; i <= CALL_MAX_INVITES; i++)
		assert_non_null(invite_open(&call, i));
	assert_null(invite_open(&call, 100));
	invite_find(&call, 3)->is_open = false;
	assert_non_null(invite_open(&call, 100));
	assert_null(invite_find(&call, 3));
	assert_non_null(invite_find(&call, 1));
	assert_null(invite_open(&call, 101));
	assert_true(invite_any_open(&call));
	invite_close_all(&call);
	assert_false(invite_any_open(&call));
	assert_int_equal(call.invite_count, CALL_MAX_INVITES);
	invite_free_all(&call);
	assert_int_equal(call.invite_count, 0);
}

static void there_may_be_no_memory(void **state UNUSED)
{
	struct call call = {.invite_count = 0};

	list_init(&call.invites);
	fake_memory_fail_at(0);
	assert_null(invite_open(&call, 1));
	fake_memory_fail_at(-1);
	assert_int_equal(call.invite_count, 0);
	assert_false(invite_any_open(&call));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_what_belongs_together),
		cmocka_unit_test(knows_what_does_not),
		cmocka_unit_test(ended_ones_make_room),
		cmocka_unit_test(there_may_be_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
