/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli/client.c - one request, one answer
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli_internal.h"
#include "protocol/envelope.h"

/* A daemon that does not answer for so long is stuck. */
#define PATIENCE_S 10

static int connect_to(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = PATIENCE_S};
	int fd;

	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool send_line(int fd, const char *line)
{
	size_t len = strlen(line);

	while (len > 0) {
		ssize_t n = send(fd, line, len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			line += n;
			len -= (size_t)n;
		}
	}
	return true;
}

/* Everything up to the newline, terminated; NULL on failure. */
static char *read_line(int fd)
{
	size_t size = 65536, have = 0;
	char *line = malloc(size);
	ssize_t n;

	while (line != NULL) {
		n = recv(fd, line + have, size - have - 1, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		have += (size_t)n;
		if (line[have - 1] == '\n') {
			line[have] = '\0';
			return line;
		}
		if (have + 1 == size) {
			char *larger = realloc(line, size * 2);

			if (larger == NULL)
				break;
			line = larger;
			size *= 2;
		}
	}
	free(line);
	return NULL;
}

static const char *hint_for(int err)
{
	if (err == ENOENT || err == ECONNREFUSED)
		return " (is viaductd running?)";
	if (err == EACCES)
		return " (only root and the group viaduct may ask)";
	return "";
}

static char *exchange(const struct command_line *line)
{
	char *request =
		envelope_request(commands[line->command].name, line->argument);
	int fd = connect_to(line->socket);
	char *answer = NULL;

	if (fd < 0)
		fprintf(stderr, "viaduct: %s: %s%s\n", line->socket,
			strerror(errno), hint_for(errno));
	else if (request == NULL || !send_line(fd, request) ||
		 (answer = read_line(fd)) == NULL)
		fprintf(stderr, "viaduct: %s: no answer\n", line->socket);
	if (fd >= 0)
		close(fd);
	free(request);
	return answer;
}

/* Programs read standard output. */
static void print_error_json(const char *error)
{
	json_t *json = json_pack("{s:s}", "error", error);

	json_dumpf(json, stdout, JSON_COMPACT);
	fputc('\n', stdout);
	json_decref(json);
}

enum exit_status client_ask(const struct command_line *line, json_t **out)
{
	char *answer = exchange(line);
	json_t *holder = NULL;
	const char *error;

	*out = NULL;
	if (answer == NULL)
		return EXIT_NO_DAEMON;
	*out = envelope_open_answer(answer, &holder, &error);
	if (*out == NULL && line->json)
		print_error_json(error);
	if (*out == NULL)
		fprintf(stderr, "viaduct: %s\n", error);
	json_decref(holder);
	free(answer);
	return *out != NULL ? EXIT_DONE : EXIT_REFUSED;
}
