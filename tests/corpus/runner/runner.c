/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/corpus/runner/runner.c - plays one message of the corpus
 *
 * It goes through the whole gateway.  Exactly those lines have to change that
 * the file lists, libosip2 has to agree, and what is sent back has to be then
 * what it was.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "corpus_file.h"
#include "unit/rewrite/gateway.h"
#include "unit/rewrite/oracle.h"

#define EARLIER_MAX 8

static struct corpus_file tested;

static struct passage send_between(const struct corpus_file *f,
				   struct slice message, bool is_outbound)
{
	gateway_place(&f->phone, &f->peer);
	return gateway_send(message, is_outbound);
}

/* Read the file called @name that stands next to @f. */
static void read_beside(const struct corpus_file *f, struct slice name,
			struct corpus_file *out)
{
	const char *slash = strrchr(f->path, '/');
	int folder = slash != NULL ? (int)(slash + 1 - f->path) : 0;

	*out = (struct corpus_file){.is_outbound = false};
	snprintf(out->path, sizeof(out->path), "%.*s%.*s", folder, f->path,
		 SLICE_ARGS(name));
	corpus_file_read(out);
}

/* Send what comes before the one that is tested, the first one first. */
static void play_earlier(void)
{
	static struct corpus_file files[EARLIER_MAX];
	static char message[CORPUS_MESSAGE_MAX];
	const struct corpus_file *f = &tested;
	unsigned int count = 0;

	for (; f->after.len > 0; f = &files[count++]) {
		assert_in_range(count, 0, EARLIER_MAX - 1);
		read_beside(f, f->after, &files[count]);
	}
	while (count-- > 0) {
		f = &files[count];
		send_between(f, corpus_file_message(f, message),
			     f->is_outbound);
	}
}

static struct slice without_cr(struct slice line)
{
	if (line.len > 0 && line.p[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Show the lines that are not as they should be. */
static void assert_same(const struct corpus_file *f, const char *what,
			struct slice expected, struct slice got)
{
	struct slice a = expected, b = got;

	if (slice_equal(expected, got))
		return;
	while (a.len > 0 || b.len > 0) {
		struct slice x = corpus_next_line(&a), y = corpus_next_line(&b);

		if (!slice_equal(x, y))
			print_error("%s: %s\n  expected %.*s\n  got      "
				    "%.*s\n",
				    f->path, what, SLICE_ARGS(without_cr(x)),
				    SLICE_ARGS(without_cr(y)));
	}
	fail_msg("%s: %s", f->path, what);
}

static void changes_what_is_listed(void **state UNUSED)
{
	static char message[CORPUS_MESSAGE_MAX], expected[CORPUS_MESSAGE_MAX];
	const struct corpus_file *f = &tested;
	struct passage p;
	bool is_read;

	gateway_set_up();
	play_earlier();
	p = send_between(f, corpus_file_message(f, message), f->is_outbound);
	assert_same(f, "not as listed", corpus_file_expected(f, expected),
		    p.after);
	is_read = oracle_check(p.before, p.after, p.edits);
	if (is_read != (f->unreadable.len == 0))
		fail_msg("%s: is it readable for libosip2 or not?", f->path);
}

static struct slice behind_first_line(struct slice text)
{
	const char *newline = slice_find(text, '\n');

	assert_non_null(newline);
	return slice_between(newline, slice_end(text));
}

/*
 * What came out is sent back: a request as the fields and the body of its
 * 200, a response of the phone as it is.
 */
static struct slice make_echo(const struct passage *p, char *out)
{
	static const char status[] = "SIP/2.0 200 OK";
	struct slice after = p->after;
	size_t len = 0;

	if (!slice_starts_nocase(after, SLICE("SIP/2.0 "))) {
		after = behind_first_line(after);
		memcpy(out, status, sizeof(status) - 1);
		len = sizeof(status) - 1;
		if (p->after.p[after.p - p->after.p - 1] == '\r')
			out[len++] = '\r';
	}
	memcpy(out + len, after.p, after.len);
	return (struct slice){out, len + after.len};
}

static void comes_back_as_it_was(void **state UNUSED)
{
	static char message[CORPUS_MESSAGE_MAX], echo[CORPUS_MESSAGE_MAX];
	const struct corpus_file *f = &tested;
	struct slice text = corpus_file_message(f, message);
	bool is_response = slice_starts_nocase(text, SLICE("SIP/2.0 "));
	struct passage p;

	/* What answers the phone ends there. */
	if (f->one_way.len == 0 && (f->is_outbound || !is_response)) {
		gateway_set_up();
		play_earlier();
		p = send_between(f, text, f->is_outbound);
		p = send_between(f, make_echo(&p, echo), !f->is_outbound);
		(void)oracle_check(p.before, p.after, p.edits);
		assert_same(f, "does not come back as it was",
			    behind_first_line(text),
			    behind_first_line(p.after));
	}
}

static int read_tested(void **state UNUSED)
{
	corpus_file_read(&tested);
	return 0;
}

static int clean_up(void **state UNUSED)
{
	gateway_tear_down();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(changes_what_is_listed, clean_up),
		cmocka_unit_test_teardown(comes_back_as_it_was, clean_up),
	};

	if (argc != 2) {
		fprintf(stderr, "usage: %s FILE\n", argv[0]);
		return 2;
	}
	snprintf(tested.path, sizeof(tested.path), "%s", argv[1]);
	log_set_level(getenv("VERBOSE") != NULL ? LOG_LEVEL_DEBUG
						: LOG_LEVEL_ERROR);
	return cmocka_run_group_tests(tests, read_tested, NULL);
}
