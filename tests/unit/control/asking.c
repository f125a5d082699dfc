/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/asking.c - a gateway, and somebody who asks it
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asking.h"
#include "fakes/clock.h"
#include "protocol/envelope.h"

/* The gateway on the fake kernel, in this object so that it can be shown. */
#include "unit/rewrite/gateway.c"

#define ANSWER_FIELDS(method)                                                  \
	"Via: SIP/2.0/UDP 203.0.113.7:40000;branch=z9hG4bK1\r\n"               \
	"From: <sip:alice@example.net>;tag=a1\r\n"                             \
	"To: <sip:bob@example.net>;tag=b1\r\nCall-ID: 1@phone\r\n"             \
	"CSeq: 1 " method "\r\n"

static struct config config;
int asking_config_error;
unsigned int asking_reloads, asking_checks;
uint64_t asking_queue_lost;

static int take_config(unsigned int *count, json_t *notes)
{
	++*count;
	if (asking_config_error != 0)
		json_array_append_new(notes, json_string("x.conf:3: wrong"));
	return asking_config_error;
}

static int reload(void *ctx UNUSED, json_t *notes)
{
	return take_config(&asking_reloads, notes);
}

static int check(void *ctx UNUSED, json_t *notes)
{
	return take_config(&asking_checks, notes);
}

static uint64_t queue_lost(void *ctx UNUSED)
{
	return asking_queue_lost;
}

const struct control_context asking_context = {
	.gateway = &gateway,
	.config = &config,
	.config_path = "/etc/x.conf",
	.started_wall_s = 1700000000,
	.started_ms = ASKING_START_MS - 60000,
	.reload = reload,
	.check = check,
	.queue_lost = queue_lost,
};

int asking_set_up(void **state UNUSED)
{
	fake_clock_set_ms(ASKING_START_MS);
	log_set_level(LOG_LEVEL_ERROR);
	config_default(&config);
	asking_config_error = 0;
	asking_reloads = asking_checks = 0;
	asking_queue_lost = 0;
	gateway_set_up();
	return 0;
}

int asking_tear_down(void **state UNUSED)
{
	gateway_tear_down();
	return 0;
}

char *asking_run(const char *command, const char *argument, bool may_change)
{
	char *request = envelope_request(command, argument);
	char *answer;

	if (request == NULL)
		return NULL;
	request[strlen(request) - 1] = '\0'; /* as the server cuts lines */
	answer = control_run(&asking_context, request, may_change);
	free(request);
	return answer;
}

json_t *asking_result(const char *command, const char *argument)
{
	char *answer = asking_run(command, argument, true);
	json_t *holder, *result;
	const char *error;

	assert_non_null(answer);
	result = envelope_open_answer(answer, &holder, &error);
	if (result == NULL)
		fail_msg("%s: %s", command, error);
	json_decref(holder);
	free(answer);
	return result;
}

void asking_assert_answer(char *answer, const char *expected)
{
	assert_non_null(answer);
	assert_string_equal(answer, expected);
	free(answer);
}

void asking_assert_refused(char *answer, const char *why)
{
	char expected[256];

	snprintf(expected, sizeof(expected),
		 "{\"viaduct\":1,\"ok\":false,\"error\":\"%s\"}\n", why);
	asking_assert_answer(answer, expected);
}

void asking_send_out(const char *message)
{
	gateway_send(slice_of(message), true);
}

static void send_in(const char *message)
{
	gateway_send(slice_of(message), false);
}

void asking_call_out(void)
{
	asking_send_out(
		"INVITE sip:bob@example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"INVITE")
			ASKING_SDP("192.168.1.20", "m=audio 49170 RTP/AVP 0"));
}

void asking_answer_call(void)
{
	send_in("SIP/2.0 200 OK\r\n" ANSWER_FIELDS("INVITE")
			ASKING_SDP("198.51.100.9", "m=audio 40000 RTP/AVP 0"));
}

void asking_register_phone(void)
{
	asking_send_out(
		"REGISTER sip:example.net SIP/2.0\r\n" ASKING_PHONE_FIELDS(
			"REGISTER") "Expires: 600\r\n\r\n");
	send_in("SIP/2.0 200 OK\r\n" ANSWER_FIELDS(
		"REGISTER") "Contact: <sip:alice@203.0.113.7:40000>;"
			    "expires=300\r\n\r\n");
}

bool asking_has_exactly(const json_t *row, const char *const *names,
			size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (json_object_get(row, names[i]) == NULL)
			return false;
	return json_object_size(row) == count;
}

json_t *asking_only_row(json_t *result, const char *member)
{
	json_t *rows = json_object_get(result, member);

	assert_int_equal(json_array_size(rows), 1);
	return json_array_get(rows, 0);
}

void asking_assert_text(const json_t *row, const char *name,
			const char *expected)
{
	const char *text = json_string_value(json_object_get(row, name));

	if (text == NULL || strcmp(text, expected) != 0)
		fail_msg("%s is %s", name, text);
}
