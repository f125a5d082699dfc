/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/test_secrets.c - nobody is shown what opens something
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sip/secrets.h"
#include "unit/guard.h"

/* Masked where no byte behind the text can be read. */
static void assert_masked(const char *text, const char *expected)
{
	struct slice copy = guard_copy(text, strlen(text));

	secrets_mask((char *)copy.p, copy.len);
	assert_memory_equal(copy.p, expected, copy.len);
}

static void masks_credentials(void **state UNUSED)
{
	assert_masked("Authorization: Digest a=\"b\", response=\"c\"\r\n",
		      "Authorization: Digest *******************\r\n");
	assert_masked("proxy-authorization :Digest response=c\r\nTo: x",
		      "proxy-authorization :Digest **********\r\nTo: x");
	assert_masked("Authorization: Basic YWJj\r\n",
		      "Authorization: **********\r\n");
	assert_masked("Authorization:", "Authorization:");
	assert_masked("Authorization: \r\n", "Authorization: \r\n");
}

static void masks_folded_lines(void **state UNUSED)
{
	assert_masked("Authorization: Digest a=b,\r\n\tresponse=c\r\nTo: x",
		      "Authorization: Digest ****\r\n\t**********\r\nTo: x");
	assert_masked("To: x\r\n response=c\r\n", "To: x\r\n response=c\r\n");
}

static void masks_keys_in_sdp(void **state UNUSED)
{
	assert_masked("a=crypto:1 AES inline:abc\r\nm=x",
		      "a=crypto:****************\r\nm=x");
	assert_masked("k=clear:abc\r\n", "k=*********\r\n");
	assert_masked("a=ice-pwd:abc\n", "a=ice-pwd:***\n");
	assert_masked("a=ice-ufrag:abc\n", "a=ice-ufrag:abc\n");
}

static void leaves_the_rest(void **state UNUSED)
{
	static const char *const texts[] = {
		"",
		"\n",
		"\r\n\r\n",
		":",
		"WWW-Authenticate: Digest nonce=1",
		"INVITE sip:a@b SIP/2.0\r\nFrom: <sip:k=1@b>\r\n"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_masked(texts[i], texts[i]);
}

/* Whatever it ends with, nothing behind it is touched. */
static void takes_any_beginning(void **state UNUSED)
{
	static const char text[] = "Authorization: Digest a=b,\r\n response=c\r"
				   "\n\r\nk=x\r\na=crypto:y\r\n";

	for (size_t len = 0; len < sizeof(text); len++) {
		struct slice copy = guard_copy(text, len);

		secrets_mask((char *)copy.p, copy.len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_credentials),
		cmocka_unit_test(masks_folded_lines),
		cmocka_unit_test(masks_keys_in_sdp),
		cmocka_unit_test(leaves_the_rest),
		cmocka_unit_test(takes_any_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
