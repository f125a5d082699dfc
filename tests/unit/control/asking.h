/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/asking.h - a gateway, and somebody who asks it
 *
 * The phone 192.168.1.20:5060 is outside 203.0.113.7:40000; its one call is
 * number 1, with the Call-ID 1@phone.
 */
#ifndef UNIT_CONTROL_ASKING_H
#define UNIT_CONTROL_ASKING_H

#include "control/control.h"

/** The clock at the beginning of each test; the daemon is a minute older. */
#define ASKING_START_MS 5000000

#define ASKING_PHONE_FIELDS(method)                                            \
	"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1\r\n"               \
	"From: <sip:alice@example.net>;tag=a1\r\n"                             \
	"To: <sip:bob@example.net>\r\nCall-ID: 1@phone\r\n"                    \
	"CSeq: 1 " method "\r\nContact: <sip:alice@192.168.1.20:5060>\r\n"

/** A body of that address and with that m= line. */
#define ASKING_SDP(address, media)                                             \
	"Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 1 IN IP4 " address  \
	"\r\ns=-\r\nc=IN IP4 " address "\r\nt=0 0\r\n" media "\r\n"

extern const struct control_context asking_context;

/** What reading the configuration answers, and how often it was asked for. */
extern int asking_config_error;
extern unsigned int asking_reloads, asking_checks;

/** Packets that the kernel let pass because a queue was full. */
extern uint64_t asking_queue_lost;

/** asking_set_up, asking_tear_down - of each test. */
int asking_set_up(void **state);
int asking_tear_down(void **state);

/** asking_run - the answer to a command, which the caller frees. */
char *asking_run(const char *command, const char *argument, bool may_change);

/** asking_result - its result, which the caller releases; the test fails when
 * there is none. */
json_t *asking_result(const char *command, const char *argument);

/** asking_assert_answer, asking_assert_refused - that very line, or that very
 * error; @answer is freed. */
void asking_assert_answer(char *answer, const char *expected);
void asking_assert_refused(char *answer, const char *why);

/** asking_send_out - a message of the phone. */
void asking_send_out(const char *message);

/** asking_call_out, asking_answer_call - an INVITE with SDP and its 200. */
void asking_call_out(void);
void asking_answer_call(void);

/** asking_register_phone - REGISTER and its 200, for five minutes. */
void asking_register_phone(void);

/** asking_has_exactly - has @row these members and no others? */
bool asking_has_exactly(const json_t *row, const char *const *names,
			size_t count);

/** asking_only_row - the one row of @member, a list. */
json_t *asking_only_row(json_t *result, const char *member);

/** asking_assert_text - @row's member @name is this string. */
void asking_assert_text(const json_t *row, const char *name,
			const char *expected);

#endif /* UNIT_CONTROL_ASKING_H */
