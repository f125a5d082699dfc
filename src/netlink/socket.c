/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/socket.c - messages to the kernel, many at a time
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "socket.h"

int netlink_socket_open(struct netlink_socket *s, int bus, unsigned int groups)
{
	int on = 1, size = 4 << 20;

	memset(s, 0, sizeof(*s));
	s->sequence = 1;
	s->request = malloc(NETLINK_BUFFER_SIZE);
	s->answer = malloc(NETLINK_BUFFER_SIZE);
	if (s->request == NULL || s->answer == NULL) {
		netlink_socket_close(s);
		return -ENOMEM;
	}
	s->mnl = mnl_socket_open2(bus, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (s->mnl == NULL ||
	    mnl_socket_bind(s->mnl, groups, MNL_SOCKET_AUTOPID) < 0) {
		int err = -errno;

		netlink_socket_close(s);
		return err;
	}
	s->fd = mnl_socket_get_fd(s->mnl);
	/* Words about errors, and errors without a copy of the request.
	 * Kernels that know neither work as well. */
	mnl_socket_setsockopt(s->mnl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(s->mnl, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(s->fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	setsockopt(s->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return 0;
}

void netlink_socket_close(struct netlink_socket *s)
{
	if (s->mnl != NULL)
		mnl_socket_close(s->mnl);
	free(s->request);
	free(s->answer);
	memset(s, 0, sizeof(*s));
}

struct nlmsghdr *netlink_socket_put(struct netlink_socket *s, int type,
				    int flags, size_t extra_len, void **extra)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(s->request + s->used);

	h->nlmsg_type = (uint16_t)type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	h->nlmsg_seq = s->sequence++;
	*extra = mnl_nlmsg_put_extra_header(h, extra_len);
	return h;
}

void netlink_socket_end(struct netlink_socket *s, const struct nlmsghdr *h)
{
	s->used += netlink_align(h->nlmsg_len);
}

static int take_text(const struct nlattr *attr, void *ctx)
{
	struct netlink_socket *s = ctx;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(s->text, sizeof(s->text), ": %s",
			 mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* The kernel's words stand behind the header that the error is about. */
static void keep_text(struct netlink_socket *s, const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);
	size_t offset = sizeof(*e);

	s->text[0] = '\0';
	if ((h->nlmsg_flags & NLM_F_ACK_TLVS) == 0)
		return;
	if ((h->nlmsg_flags & NLM_F_CAPPED) == 0)
		offset += e->msg.nlmsg_len - sizeof(struct nlmsghdr);
	mnl_attr_parse(h, (unsigned int)offset, take_text, s);
}

struct reading {
	netlink_error_fn *on_error;
	netlink_answer_fn *on_answer;
	void *ctx;
	bool is_done; /* the end of a dump */
	int error;
};

static void take_message(struct netlink_socket *s, const struct nlmsghdr *h,
			 struct reading *r)
{
	const struct nlmsgerr *e;

	switch (h->nlmsg_type) {
	case NLMSG_NOOP:
		break;
	case NLMSG_DONE:
		r->is_done = true;
		break;
	case NLMSG_ERROR:
		if (mnl_nlmsg_get_payload_len(h) < sizeof(*e))
			break;
		e = mnl_nlmsg_get_payload(h);
		r->is_done = true;
		if (e->error == 0)
			break;
		r->error = e->error;
		keep_text(s, h);
		if (r->on_error != NULL)
			r->on_error(r->ctx, h->nlmsg_seq, e->error);
		break;
	default:
		if (r->on_answer != NULL)
			r->on_answer(r->ctx, h);
	}
}

/* Take one datagram of answers.  0, or a negative errno. */
static int read_some(struct netlink_socket *s, struct reading *r)
{
	ssize_t n = recv(s->fd, s->answer, NETLINK_BUFFER_SIZE, MSG_DONTWAIT);
	const struct nlmsghdr *h = (const struct nlmsghdr *)s->answer;
	int left = (int)n;

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	while (mnl_nlmsg_ok(h, left)) {
		take_message(s, h, r);
		h = mnl_nlmsg_next(h, &left);
	}
	return 0;
}

/* Hand over one or two datagrams. */
static int send_all(struct netlink_socket *s)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	size_t split = s->split > 0 && s->split < s->used ? s->split : s->used;
	struct iovec parts[2] = {
		{s->request, split},
		{s->request + split, s->used - split},
	};
	unsigned int count = split < s->used ? 2 : 1, sent = 0;
	struct mmsghdr messages[2] = {0};

	if (s->used == 0)
		return 0;
	s->used = 0;
	s->split = 0;
	for (unsigned int i = 0; i < count; i++) {
		messages[i].msg_hdr.msg_name = &kernel;
		messages[i].msg_hdr.msg_namelen = sizeof(kernel);
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while (sent < count) {
		int n = sendmmsg(s->fd, messages + sent, count - sent, 0);

		if (n < 0 && errno != EINTR)
			return -errno;
		sent += n > 0 ? (unsigned int)n : 0;
	}
	return 0;
}

int netlink_socket_send(struct netlink_socket *s, netlink_error_fn *on_error,
			netlink_answer_fn *on_answer, void *ctx)
{
	struct reading r = {
		.on_error = on_error, .on_answer = on_answer, .ctx = ctx};
	int err = send_all(s);

	s->text[0] = '\0';
	while (err == 0)
		err = read_some(s, &r);
	return err == -EAGAIN ? 0 : err;
}

int netlink_socket_dump(struct netlink_socket *s, netlink_answer_fn *on_answer,
			void *ctx)
{
	struct reading r = {.on_answer = on_answer, .ctx = ctx};
	int err = send_all(s);

	/* A dump is produced as it is read: there is always more to read
	 * until its end. */
	while (err == 0 && !r.is_done)
		err = read_some(s, &r);
	return err != 0 ? err : r.error;
}
