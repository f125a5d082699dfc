/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sdp/test_attributes.c - single a= lines
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sdp/attributes.h"
#include "unit/guard.h"
#include "unit/sip/inside.h"

static void knows_the_four_directions(void **state UNUSED)
{
	static const struct {
		struct slice value;
		enum sdp_direction direction;
	} samples[] = {
		{SLICE("sendrecv"), SDP_SENDRECV},
		{SLICE("sendonly"), SDP_SENDONLY},
		{SLICE("recvonly"), SDP_RECVONLY},
		{SLICE("inactive"), SDP_INACTIVE},
		{SLICE("SendRecv"), SDP_DIRECTION_NONE}, /* RFC 8866 6.7 */
		{SLICE("sendrecv "), SDP_DIRECTION_NONE},
		{SLICE("sendrec"), SDP_DIRECTION_NONE},
		{SLICE("rtcp-mux"), SDP_DIRECTION_NONE},
		{SLICE("sendonly:x"), SDP_DIRECTION_NONE},
		{SLICE(""), SDP_DIRECTION_NONE},
	};

	for (size_t i = 0; i < ARRAY_SIZE(samples); i++) {
		struct slice value =
			guard_copy(samples[i].value.p, samples[i].value.len);

		assert_int_equal(sdp_attribute_direction(value),
				 samples[i].direction);
	}
}

static bool is_text(struct slice s, const char *text)
{
	return text != NULL ? s.p != NULL && slice_equal(s, slice_of(text))
			    : s.p == NULL;
}

struct rtcp_sample {
	struct slice value;
	const char *port, *address; /* NULL: absent */
};

static const struct rtcp_sample rtcp[] = {
	{SLICE("rtcp:53020"), "53020", NULL},
	{SLICE("rtcp:1"), "1", NULL},
	{SLICE("rtcp:65535"), "65535", NULL},
	{SLICE("rtcp:53020 IN IP4 126.16.64.4"), "53020", "126.16.64.4"},
	{SLICE("rtcp:53020 IN IP6 2001:db8::1"), "53020", "2001:db8::1"},
	{SLICE("rtcp:53020 "), "53020", NULL},
	{SLICE("rtcp:"), NULL, NULL},
	{SLICE("rtcp: 53020"), NULL, NULL},
	{SLICE("rtcp:0"), NULL, NULL},
	{SLICE("rtcp:65536"), NULL, NULL},
	{SLICE("rtcp:x"), NULL, NULL},
	{SLICE("rtcp-mux"), NULL, NULL},
	{SLICE("rtcp-fb:96 nack"), NULL, NULL},
	{SLICE("rtcp"), NULL, NULL},
	{SLICE("xrtcp:53020"), NULL, NULL},
	{SLICE(""), NULL, NULL},
};

static void reads_where_rtcp_goes(void **state UNUSED)
{
	for (size_t i = 0; i < ARRAY_SIZE(rtcp); i++) {
		struct slice value =
			guard_copy(rtcp[i].value.p, rtcp[i].value.len);
		struct sdp_rtcp out = {{NULL, 0}, {NULL, 0}};

		sdp_attribute_rtcp(value, &out);
		if (!is_text(out.port, rtcp[i].port) ||
		    !is_text(out.address, rtcp[i].address))
			fail_msg("%s gives %.*s and %.*s", rtcp[i].value.p,
				 SLICE_ARGS(out.port), SLICE_ARGS(out.address));
	}
}

static void leaves_the_result_when_there_is_none(void **state UNUSED)
{
	const struct sdp_rtcp before = {SLICE("1"), SLICE("a")};

	for (size_t i = 0; i < ARRAY_SIZE(rtcp); i++) {
		struct sdp_rtcp out = before;

		if (rtcp[i].port != NULL)
			continue;
		sdp_attribute_rtcp(rtcp[i].value, &out);
		assert_ptr_equal(out.port.p, before.port.p);
		assert_ptr_equal(out.address.p, before.address.p);
	}
}

static void check_prefix(struct slice prefix)
{
	struct sdp_rtcp out = {{NULL, 0}, {NULL, 0}};

	assert_int_equal(sdp_attribute_direction(prefix),
			 prefix.len == 8 && prefix.p[0] == 's' ? SDP_SENDONLY
							       : 0);
	sdp_attribute_rtcp(prefix, &out);
	assert_true(inside(out.port, prefix));
	assert_true(inside(out.address, prefix));
}

static void reads_no_byte_behind_the_value(void **state UNUSED)
{
	guard_each_prefix(SLICE("sendonly:x"), check_prefix);
	guard_each_prefix(SLICE("rtcp:53020 IN IP4 126.16.64.4"), check_prefix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_four_directions),
		cmocka_unit_test(reads_where_rtcp_goes),
		cmocka_unit_test(leaves_the_result_when_there_is_none),
		cmocka_unit_test(reads_no_byte_behind_the_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
