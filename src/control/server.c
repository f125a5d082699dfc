/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * control/server.c - the socket that `viaduct` talks to
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/list.h"
#include "base/log.h"
#include "control/control.h"
#include "protocol/envelope.h"

/* More conversations at once than anybody has terminals. */
#define MAX_CLIENTS 16

struct client {
	struct list node;
	struct control *control;
	struct loop_watch *watch;
	int fd;
	bool may_change;
	size_t have; /* bytes of a request that is not complete */
	char request[ENVELOPE_REQUEST_MAX];
	char *answer; /* being sent; NULL when none is */
	size_t sent;
};

struct control {
	struct loop *loop;
	struct loop_watch *watch;
	struct control_context context;
	int fd;
	gid_t group;
	unsigned int client_count;
	struct list clients;
	struct sockaddr_un address;
};

static void end_client(struct client *client)
{
	loop_unwatch(client->watch);
	close(client->fd);
	list_remove(&client->node);
	client->control->client_count--;
	free(client->answer);
	free(client);
}

/* Send what the socket takes.  False when the client is gone. */
static bool send_answer(struct client *client)
{
	size_t len = strlen(client->answer);
	ssize_t n;

	while (client->sent < len) {
		n = send(client->fd, client->answer + client->sent,
			 len - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN;
		client->sent += (size_t)n;
	}
	free(client->answer);
	client->answer = NULL;
	client->sent = 0;
	return true;
}

/* Carry out the request line at the front.  False when the client is to be
 * sent away. */
static bool run_request(struct client *client)
{
	char *nl = memchr(client->request, '\n', client->have);
	size_t used;

	if (nl == NULL)
		return client->have < sizeof(client->request);
	used = (size_t)(nl + 1 - client->request);
	*nl = '\0';
	client->answer = control_run(&client->control->context, client->request,
				     client->may_change);
	client->have -= used;
	memmove(client->request, nl + 1, client->have);
	return client->answer != NULL && send_answer(client);
}

/* Those that came together are answered one after the other. */
static bool run_requests(struct client *client)
{
	while (client->answer == NULL &&
	       memchr(client->request, '\n', client->have) != NULL)
		if (!run_request(client))
			return false;
	return client->have < sizeof(client->request);
}

static bool read_request(struct client *client)
{
	ssize_t n = recv(client->fd, client->request + client->have,
			 sizeof(client->request) - client->have, MSG_DONTWAIT);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	client->have += (size_t)n;
	return n > 0 && run_requests(client);
}

static void client_ready(void *ctx)
{
	struct client *client = ctx;
	bool goes_on = client->answer != NULL
			       ? send_answer(client) && run_requests(client)
			       : read_request(client);

	if (!goes_on) {
		end_client(client);
		return;
	}
	loop_watch_events(client->watch, client->answer != NULL
						 ? LOOP_WRITABLE
						 : LOOP_READABLE);
}

/* Is @group among the groups of the peer?  SO_PEERGROUPS, Linux 4.13. */
static bool peer_has_group(int fd, gid_t group)
{
	gid_t groups[64];
	socklen_t len = sizeof(groups);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) != 0)
		return false;
	for (size_t i = 0; i < len / sizeof(gid_t); i++)
		if (groups[i] == group)
			return true;
	return false;
}

static bool peer_may_change(const struct control *control, int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return false;
	return peer.uid == 0 || peer.gid == control->group ||
	       peer_has_group(fd, control->group);
}

static void client_came(void *ctx)
{
	struct control *control = ctx;
	struct client *client;
	int fd = accept4(control->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	client = control->client_count < MAX_CLIENTS
			 ? calloc(1, sizeof(*client))
			 : NULL;
	if (client == NULL) {
		close(fd);
		return;
	}
	client->control = control;
	client->fd = fd;
	client->may_change = peer_may_change(control, fd);
	list_append(&control->clients, &client->node);
	control->client_count++;
	if (loop_watch(control->loop, fd, LOOP_READABLE, client_ready, client,
		       &client->watch) != 0)
		end_client(client);
}

static void make_directory(const char *path)
{
	char directory[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	char *slash;

	snprintf(directory, sizeof(directory), "%s", path);
	slash = strrchr(directory, '/');
	if (slash == NULL || slash == directory)
		return;
	*slash = '\0';
	if (mkdir(directory, 0755) != 0 && errno != EEXIST)
		log_warning("%s: %s", directory, strerror(errno));
}

/* Does a daemon answer there?  Else the socket is what one has left. */
static bool is_answered(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool answered;

	if (fd < 0)
		return false;
	answered = connect(fd, (const struct sockaddr *)address,
			   sizeof(*address)) == 0;
	close(fd);
	return answered;
}

static int listen_at(struct control *control)
{
	const char *path = control->address.sun_path;

	make_directory(path);
	if (is_answered(&control->address))
		return -EADDRINUSE;
	unlink(path);
	control->fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (control->fd < 0)
		return -errno;
	/* Nobody may connect before owner and mode are right. */
	if (fchmod(control->fd, 0600) != 0 ||
	    bind(control->fd, (struct sockaddr *)&control->address,
		 sizeof(control->address)) != 0 ||
	    chown(path, (uid_t)-1, control->group) != 0 ||
	    chmod(path, 0660) != 0 || listen(control->fd, MAX_CLIENTS) != 0)
		return -errno;
	return 0;
}

int control_open(struct control **out, struct loop *loop, const char *path,
		 gid_t group, const struct control_context *context)
{
	struct control *control = calloc(1, sizeof(*control));
	int err;

	*out = NULL;
	if (control == NULL)
		return -ENOMEM;
	control->loop = loop;
	control->context = *context;
	control->group = group;
	control->fd = -1;
	list_init(&control->clients);
	control->address.sun_family = AF_UNIX;
	snprintf(control->address.sun_path, sizeof(control->address.sun_path),
		 "%s", path);
	err = listen_at(control);
	if (err == 0)
		err = loop_watch(loop, control->fd, LOOP_READABLE, client_came,
				 control, &control->watch);
	if (err != 0) {
		if (control->fd >= 0)
			close(control->fd);
		free(control);
		return err;
	}
	*out = control;
	return 0;
}

void control_close(struct control *control)
{
	if (control == NULL)
		return;
	while (!list_is_empty(&control->clients))
		end_client(list_first(&control->clients, struct client, node));
	loop_unwatch(control->watch);
	close(control->fd);
	unlink(control->address.sun_path);
	free(control);
}
