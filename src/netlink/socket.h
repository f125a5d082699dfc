/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/socket.h - messages to the kernel, many at a time
 *
 * The kernel works through a netlink request before send() returns.  So no
 * acknowledgement is asked for: what is not in the receive buffer afterwards
 * has succeeded, and only errors cost anything.
 */
#ifndef NETLINK_SOCKET_H
#define NETLINK_SOCKET_H

#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

/** Room for the requests of one send and for the answers of one read. */
#define NETLINK_BUFFER_SIZE 262144

/** Room for the kernel's own words about an error. */
#define NETLINK_TEXT_MAX 160

/** netlink_align - @len rounded up to where the next part may begin. */
static inline size_t netlink_align(size_t len)
{
	return (len + NLMSG_ALIGNTO - 1) & ~((size_t)NLMSG_ALIGNTO - 1);
}

struct netlink_socket {
	struct mnl_socket *mnl;
	int fd;
	uint32_t sequence; /* of the next request */
	size_t used;       /* bytes of the request buffer */
	size_t split;      /* where the second datagram begins; 0: only one */
	char *request;     /* NETLINK_BUFFER_SIZE */
	char *answer;      /* NETLINK_BUFFER_SIZE */
	/** What the kernel says about the last error, "" when nothing. */
	char text[NETLINK_TEXT_MAX];
};

/** netlink_socket_open - 0 or a negative errno.
 * @bus: NETLINK_NETFILTER, NETLINK_ROUTE
 * @groups: multicast groups as bits, 0 for none */
MUST_CHECK int netlink_socket_open(struct netlink_socket *s, int bus,
				   unsigned int groups);
void netlink_socket_close(struct netlink_socket *s);

/** netlink_socket_has_room - for one more request of @size bytes. */
static inline bool netlink_socket_has_room(const struct netlink_socket *s,
					   size_t size)
{
	return NETLINK_BUFFER_SIZE - s->used >= size;
}

/**
 * netlink_socket_put - begin a request behind those that are there
 * @type, @flags: of the header; NLM_F_REQUEST is added
 * @extra_len: size of the family header, which is zeroed at @extra
 *
 * Its sequence number is the one in the header returned.
 */
struct nlmsghdr *netlink_socket_put(struct netlink_socket *s, int type,
				    int flags, size_t extra_len, void **extra);

/** netlink_socket_end - the request at @h is complete. */
void netlink_socket_end(struct netlink_socket *s, const struct nlmsghdr *h);

/** netlink_socket_split - what follows goes in a datagram of its own, but with
 * the same system call; once per send. */
static inline void netlink_socket_split(struct netlink_socket *s)
{
	s->split = s->used;
}

/** Called for each error: the request's sequence number and a negative
 * errno. */
typedef void netlink_error_fn(void *ctx, uint32_t sequence, int err);

/** Called for each other message of an answer. */
typedef void netlink_answer_fn(void *ctx, const struct nlmsghdr *h);

/**
 * netlink_socket_send - hand over all requests and read what comes back
 * @on_error, @on_answer: may be NULL
 *
 * Returns 0, or a negative errno when the requests did not get there.
 */
MUST_CHECK int netlink_socket_send(struct netlink_socket *s,
				   netlink_error_fn *on_error,
				   netlink_answer_fn *on_answer, void *ctx);

/** netlink_socket_dump - the same for one dump request, read to its end. */
MUST_CHECK int netlink_socket_dump(struct netlink_socket *s,
				   netlink_answer_fn *on_answer, void *ctx);

#endif /* NETLINK_SOCKET_H */
