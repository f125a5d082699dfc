/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink/nfqueue.c - packets that wait for our verdict
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/counters.h"
#include "base/log.h"
#include "netlink/nfqueue.h"
#include "socket.h"

/*
 * A whole IP packet and the attributes around it.  Nearly all packets fit
 * into the first part, and those parts lie side by side, so that a round
 * stays in the cache; what is longer goes on in the second.
 */
#define PACKET_BUFFER_SIZE (65536 + 1024)
#define FIRST_PART_SIZE 2048

/* Packets that the kernel has copied and we have not read: 4,096 of the
 * usual size. */
#define RECEIVE_BUFFER_SIZE (8 << 20)

/* A round of verdicts, each with the largest packet. */
#define SEND_BUFFER_SIZE (NFQUEUE_ROUND_MAX * PACKET_BUFFER_SIZE)

/* The headers of one verdict: netlink, nfnetlink, verdict, payload's. */
#define VERDICT_HEADER_MAX 64

struct nfqueue {
	struct mnl_socket *mnl;
	int fd;
	int statistics; /* the kernel's, which only root may open */
	uint16_t number;
	struct mmsghdr messages[NFQUEUE_ROUND_MAX];
	struct iovec read_vectors[NFQUEUE_ROUND_MAX][2];
	struct iovec write_vectors[3 * NFQUEUE_ROUND_MAX];
	char headers[NFQUEUE_ROUND_MAX][VERDICT_HEADER_MAX];
	char first_parts[NFQUEUE_ROUND_MAX][FIRST_PART_SIZE];
	char wholes[NFQUEUE_ROUND_MAX][PACKET_BUFFER_SIZE];
};

/* Send one configuration request and wait for its acknowledgement. */
static int configure(struct nfqueue *q, struct nlmsghdr *h)
{
	char answer[4096];
	ssize_t n;

	h->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(q->mnl, h, h->nlmsg_len) < 0)
		return -errno;
	n = mnl_socket_recvfrom(q->mnl, answer, sizeof(answer));
	if (n < 0)
		return -errno;
	return mnl_cb_run(answer, (size_t)n, 0, mnl_socket_get_portid(q->mnl),
			  NULL, NULL) < 0
		       ? -errno
		       : 0;
}

static int bind_queue(struct nfqueue *q, uint32_t length)
{
	uint32_t flags = htonl(NFQA_CFG_F_FAIL_OPEN | NFQA_CFG_F_GSO);
	char buffer[256];
	struct nlmsghdr *h;
	int err;

	h = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);
	nfq_nlmsg_cfg_put_cmd(h, AF_INET, NFQNL_CFG_CMD_BIND);
	err = configure(q, h);
	if (err != 0)
		return err;
	h = nfq_nlmsg_put(buffer, NFQNL_MSG_CONFIG, q->number);
	nfq_nlmsg_cfg_put_params(h, NFQNL_COPY_PACKET, 0xffff);
	mnl_attr_put_u32(h, NFQA_CFG_FLAGS, flags);
	mnl_attr_put_u32(h, NFQA_CFG_MASK, flags);
	mnl_attr_put_u32(h, NFQA_CFG_QUEUE_MAXLEN, htonl(length));
	return configure(q, h);
}

static void prepare_vectors(struct nfqueue *q)
{
	for (size_t i = 0; i < NFQUEUE_ROUND_MAX; i++) {
		struct iovec *v = q->read_vectors[i];

		v[0] = (struct iovec){q->first_parts[i], FIRST_PART_SIZE};
		v[1] = (struct iovec){q->wholes[i] + FIRST_PART_SIZE,
				      PACKET_BUFFER_SIZE - FIRST_PART_SIZE};
		memset(&q->messages[i], 0, sizeof(q->messages[i]));
		q->messages[i].msg_hdr.msg_iov = v;
		q->messages[i].msg_hdr.msg_iovlen = 2;
	}
}

/* The message numbered @i in one piece. */
static const char *message_at(struct nfqueue *q, size_t i)
{
	if (q->messages[i].msg_len <= FIRST_PART_SIZE)
		return q->first_parts[i];
	memcpy(q->wholes[i], q->first_parts[i], FIRST_PART_SIZE);
	return q->wholes[i];
}

static void set_socket_options(struct nfqueue *q)
{
	int on = 1, receive = RECEIVE_BUFFER_SIZE, send = SEND_BUFFER_SIZE;

	/* A full buffer is the kernel's to count, not an error of ours. */
	mnl_socket_setsockopt(q->mnl, NETLINK_NO_ENOBUFS, &on, sizeof(on));
	setsockopt(q->fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive,
		   sizeof(receive));
	setsockopt(q->fd, SOL_SOCKET, SO_SNDBUFFORCE, &send, sizeof(send));
}

int nfqueue_open(struct nfqueue **out, uint16_t number, uint32_t length)
{
	struct nfqueue *q = malloc(sizeof(*q));
	int err;

	*out = NULL;
	if (q == NULL)
		return -ENOMEM;
	q->number = number;
	q->statistics = -1;
	q->mnl = mnl_socket_open2(NETLINK_NETFILTER, SOCK_CLOEXEC);
	if (q->mnl == NULL ||
	    mnl_socket_bind(q->mnl, 0, MNL_SOCKET_AUTOPID) < 0) {
		err = -errno;
		nfqueue_close(q);
		return err;
	}
	q->fd = mnl_socket_get_fd(q->mnl);
	q->statistics = open("/proc/net/netfilter/nfnetlink_queue",
			     O_RDONLY | O_CLOEXEC);
	prepare_vectors(q);
	set_socket_options(q);
	err = bind_queue(q, length);
	if (err != 0) {
		nfqueue_close(q);
		return err == -EPERM ? -EBUSY : err;
	}
	*out = q;
	return 0;
}

void nfqueue_close(struct nfqueue *queue)
{
	if (queue == NULL)
		return;
	if (queue->mnl != NULL)
		mnl_socket_close(queue->mnl);
	if (queue->statistics >= 0)
		close(queue->statistics);
	free(queue);
}

int nfqueue_fd(const struct nfqueue *queue)
{
	return queue->fd;
}

static uint32_t read_u32(const struct nlattr *attr)
{
	return attr != NULL ? ntohl(mnl_attr_get_u32(attr)) : 0;
}

/* One message of the queue; false when it is no packet. */
static bool take_packet(const char *buffer, size_t len,
			struct queue_packet *packet)
{
	const struct nlmsghdr *h = (const struct nlmsghdr *)buffer;
	struct nlattr *attr[NFQA_MAX + 1] = {NULL};
	const struct nfqnl_msg_packet_hdr *header;

	if (!mnl_nlmsg_ok(h, (int)len) ||
	    h->nlmsg_type != (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET) ||
	    nfq_nlmsg_parse(h, attr) < 0 || attr[NFQA_PACKET_HDR] == NULL)
		return false;
	header = mnl_attr_get_payload(attr[NFQA_PACKET_HDR]);
	*packet = (struct queue_packet){
		.id = ntohl(header->packet_id),
		.in_link = read_u32(attr[NFQA_IFINDEX_INDEV]),
		.out_link = read_u32(attr[NFQA_IFINDEX_OUTDEV]),
		.is_aggregated =
			(read_u32(attr[NFQA_SKB_INFO]) & NFQA_SKB_GSO) != 0,
		.is_cut = attr[NFQA_CAP_LEN] != NULL,
	};
	if (attr[NFQA_PAYLOAD] != NULL) {
		packet->data = mnl_attr_get_payload(attr[NFQA_PAYLOAD]);
		packet->len = mnl_attr_get_payload_len(attr[NFQA_PAYLOAD]);
	}
	return true;
}

size_t nfqueue_read(struct nfqueue *q, struct queue_packet *packets)
{
	size_t count = 0;
	int n;

	do {
		n = recvmmsg(q->fd, q->messages, NFQUEUE_ROUND_MAX,
			     MSG_DONTWAIT, NULL);
	} while (n < 0 && errno == EINTR);
	for (int i = 0; i < n; i++)
		if (take_packet(message_at(q, (size_t)i),
				q->messages[i].msg_len, &packets[count]))
			count++;
	return count;
}

/* The headers of one verdict; its payload follows in vectors of its own. */
static size_t put_verdict(struct nfqueue *q, char *buffer,
			  const struct queue_packet *packet,
			  const struct queue_verdict *verdict)
{
	struct nlmsghdr *h =
		nfq_nlmsg_put(buffer, NFQNL_MSG_VERDICT, q->number);
	struct nlattr *attr;

	nfq_nlmsg_verdict_put(h, (int)packet->id,
			      verdict->drop ? NF_DROP : NF_ACCEPT);
	if (verdict->data == NULL)
		return h->nlmsg_len;
	attr = mnl_nlmsg_get_payload_tail(h);
	attr->nla_type = NFQA_PAYLOAD;
	attr->nla_len = (uint16_t)(sizeof(*attr) + verdict->len);
	h->nlmsg_len += (uint32_t)sizeof(*attr);
	buffer += h->nlmsg_len;
	h->nlmsg_len += (uint32_t)netlink_align(verdict->len);
	return (size_t)(buffer - (char *)h);
}

void nfqueue_answer(struct nfqueue *q, const struct queue_packet *packets,
		    const struct queue_verdict *verdicts, size_t count)
{
	static char padding[NLMSG_ALIGNTO];
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct msghdr message = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = q->write_vectors,
	};
	struct iovec *v = q->write_vectors;

	for (size_t i = 0; i < count; i++) {
		const struct queue_verdict *verdict = &verdicts[i];

		v->iov_base = q->headers[i];
		v->iov_len =
			put_verdict(q, q->headers[i], &packets[i], verdict);
		v++;
		if (verdict->data == NULL)
			continue;
		*v++ = (struct iovec){(void *)verdict->data, verdict->len};
		*v++ = (struct iovec){padding, netlink_align(verdict->len) -
						       verdict->len};
	}
	message.msg_iovlen = (size_t)(v - q->write_vectors);
	while (count > 0 && sendmsg(q->fd, &message, 0) < 0) {
		if (errno == EINTR)
			continue;
		log_error("verdicts of %zu packets not sent: %s", count,
			  strerror(errno));
		break;
	}
}

/* Its line: number, port id, waiting, copy mode, range, lost in the queue,
 * lost on the way to us, ... */
uint64_t nfqueue_lost(const struct nfqueue *queue)
{
	unsigned long long number, lost[2];
	char text[4096], *line, *rest = text;
	ssize_t n = pread(queue->statistics, text, sizeof(text) - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL)
		if (sscanf(line, "%llu %*u %*u %*u %*u %llu %llu", &number,
			   &lost[0], &lost[1]) == 3 &&
		    number == queue->number)
			return lost[0] + lost[1];
	return 0;
}
