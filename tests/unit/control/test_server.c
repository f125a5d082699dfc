/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/control/test_server.c - conversations on the control socket
 *
 * Server and client share one loop, which is turned until the client has an
 * answer or is sent away.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "asking.h"
#include "base/loop.h"
#include "fakes/memory.h"
#include "protocol/envelope.h"

/* A unit test is linked from one object of its folder. */
#include "asking.c"

#define REQUEST "{\"viaduct\":1,\"command\":\"bypass\"}\n"
#define ANSWER "{\"viaduct\":1,\"ok\":true,\"result\":{\"bypass\":false}}\n"

/* Something is missing when it has not come after so many milliseconds. */
#define PATIENCE_MS 3000

static char directory[] = "/tmp/viaduct-test-XXXXXX";
static char path[64];
static struct timers server_timers;
static struct loop *loop;
static struct control *control;

static int open_server(void)
{
	return control_open(&control, loop, path, getgid(), &asking_context);
}

static int set_up(void **state)
{
	strcpy(directory, "/tmp/viaduct-test-XXXXXX");
	if (mkdtemp(directory) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/run/control.sock", directory);
	timers_init(&server_timers);
	if (asking_set_up(state) != 0 || loop_open(&loop, &server_timers) != 0)
		return -1;
	return open_server();
}

static int tear_down(void **state)
{
	char run[64];

	control_close(control);
	control = NULL;
	loop_close(loop);
	unlink(path);
	snprintf(run, sizeof(run), "%s/run", directory);
	rmdir(run);
	asking_tear_down(state);
	return rmdir(directory);
}

/* --- a client ------------------------------------------------------------- */

struct client_end {
	int fd;
	struct loop_watch *watch;
	size_t have;
	bool is_closed;
	char text[65536];
};

static struct client_end client;

static void read_answer(void *ctx)
{
	struct client_end *c = ctx;
	ssize_t n =
		read(c->fd, c->text + c->have, sizeof(c->text) - 1 - c->have);

	if (n > 0)
		c->have += (size_t)n;
	c->is_closed = n <= 0;
	c->text[c->have] = '\0';
}

static void stop_loop(void *ctx UNUSED)
{
	loop_stop(loop);
}

/* Whatever is ready now, without waiting for more. */
static void turn(void)
{
	loop_before_wait(loop, stop_loop, NULL);
	loop_run(loop);
}

/* Until the client has so many bytes, or is sent away. */
static void await(size_t wanted)
{
	const struct timespec pause = {.tv_nsec = 1000000};

	for (int ms = 0; ms < PATIENCE_MS; ms++) {
		turn();
		if (client.is_closed || client.have >= wanted)
			return;
		nanosleep(&pause, NULL);
	}
	fail_msg("waited in vain, with %zu bytes", client.have);
}

static int connect_to(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void connect_client(void)
{
	memset(&client, 0, sizeof(client));
	client.fd = connect_to(path);
	assert_true(client.fd >= 0);
	assert_int_equal(loop_watch(loop, client.fd, LOOP_READABLE, read_answer,
				    &client, &client.watch),
			 0);
}

static void disconnect_client(void)
{
	loop_unwatch(client.watch);
	close(client.fd);
}

/* Say @text and wait for that answer. */
static void say(const char *text, const char *answer)
{
	client.have = 0;
	assert_int_equal(write(client.fd, text, strlen(text)), strlen(text));
	await(strlen(answer));
	assert_string_equal(client.text, answer);
}

/* --- tests ---------------------------------------------------------------- */

static void belongs_to_root_and_the_group(void **state UNUSED)
{
	struct stat about;

	assert_int_equal(stat(path, &about), 0);
	assert_true(S_ISSOCK(about.st_mode));
	assert_int_equal(about.st_mode & 07777, 0660);
	assert_int_equal(about.st_gid, getgid());
}

static void answers_one_request_after_the_other(void **state UNUSED)
{
	connect_client();
	for (int i = 0; i < 3; i++)
		say(REQUEST, ANSWER);
	say("nonsense\n", "{\"viaduct\":1,\"ok\":false,\"error\":\"not the "
			  "control protocol of viaduct\"}\n");
	say(REQUEST, ANSWER);
	assert_false(client.is_closed);
	disconnect_client();
}

/* A stream has no messages: requests may come in pieces, or together. */
static void reads_requests_in_pieces(void **state UNUSED)
{
	const char *text = REQUEST;

	connect_client();
	for (; text[1] != '\0'; text++) {
		assert_int_equal(write(client.fd, text, 1), 1);
		turn();
		turn();
		assert_int_equal(client.have, 0);
	}
	say(text, ANSWER);
	disconnect_client();
}

static void answers_requests_that_came_together(void **state UNUSED)
{
	connect_client();
	say(REQUEST REQUEST, ANSWER ANSWER);
	disconnect_client();
}

static void sends_long_answers(void **state UNUSED)
{
	static const char request[] =
		"{\"viaduct\":1,\"command\":\"counters\"}\n";
	json_t *json;

	connect_client();
	assert_int_equal(write(client.fd, request, strlen(request)),
			 strlen(request));
	await(500);
	assert_int_equal(client.text[client.have - 1], '\n');
	json = json_loads(client.text, 0, NULL);
	assert_non_null(json);
	json_decref(json);
	disconnect_client();
}

static void sends_away_who_never_ends_a_line(void **state UNUSED)
{
	char text[ENVELOPE_REQUEST_MAX + 1];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	connect_client();
	assert_int_equal(write(client.fd, text, strlen(text)), strlen(text));
	await(1);
	assert_true(client.is_closed);
	assert_int_equal(client.have, 0);
	disconnect_client();
}

static void takes_the_longest_line(void **state UNUSED)
{
	char text[ENVELOPE_REQUEST_MAX + 1];

	memset(text, ' ', sizeof(text));
	memcpy(text + sizeof(text) - 1 - strlen(REQUEST), REQUEST,
	       strlen(REQUEST) + 1);
	connect_client();
	say(text, ANSWER);
	disconnect_client();
}

static void sends_away_who_is_one_too_many(void **state UNUSED)
{
	int fds[16];

	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = connect_to(path);
		assert_true(fds[i] >= 0);
		/* The server has to take this one before the next. */
		assert_int_equal(write(fds[i], "x", 1), 1);
	}
	connect_client();
	await(1);
	assert_true(client.is_closed);
	disconnect_client();
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
}

static void a_second_daemon_is_told(void **state UNUSED)
{
	struct control *other = (struct control *)&client;

	assert_int_equal(
		control_open(&other, loop, path, getgid(), &asking_context),
		-EADDRINUSE);
	assert_null(other);
	/* And the first one still answers. */
	connect_client();
	say(REQUEST, ANSWER);
	disconnect_client();
}

static void replaces_a_socket_that_nobody_answers_at(void **state UNUSED)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	control_close(control);
	control = NULL;
	assert_int_equal(access(path, F_OK), -1); /* removed with its daemon */
	strcpy(address.sun_path, path);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	close(fd);
	assert_int_equal(access(path, F_OK), 0); /* as after a crash */
	assert_int_equal(open_server(), 0);
	connect_client();
	say(REQUEST, ANSWER);
	disconnect_client();
}

static void says_when_it_cannot_listen(void **state UNUSED)
{
	struct control *other = NULL;

	assert_int_not_equal(control_open(&other, loop,
					  "/proc/nothing/control.sock",
					  getgid(), &asking_context),
			     0);
	assert_null(other);
	fake_memory_fail_at(0);
	assert_int_equal(
		control_open(&other, loop, path, getgid(), &asking_context),
		-ENOMEM);
	fake_memory_fail_at(-1);
	assert_null(other);
	control_close(NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(belongs_to_root_and_the_group),
		TEST(answers_one_request_after_the_other),
		TEST(reads_requests_in_pieces),
		TEST(answers_requests_that_came_together),
		TEST(sends_long_answers),
		TEST(sends_away_who_never_ends_a_line),
		TEST(takes_the_longest_line),
		TEST(sends_away_who_is_one_too_many),
		TEST(a_second_daemon_is_told),
		TEST(replaces_a_socket_that_nobody_answers_at),
		TEST(says_when_it_cannot_listen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
