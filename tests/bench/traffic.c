/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/bench/traffic.c - traffic through a router, at both of its ends
 *
 *	traffic messages LAN WAN FILE SECONDS
 *	traffic calls LAN WAN AT_ONCE SECONDS
 *	traffic media LAN WAN INSIDE_PORT SECONDS
 *	traffic path LAN WAN INSIDE_PORT SECONDS
 *
 * LAN and WAN are network namespaces.  Messages: one thread sends and receives,
 * and keeps only so many packets on their way that no queue runs over: what is
 * counted has gone the whole way.  Prints one number: messages per second, how
 * many calls were made, or CPU nanoseconds of an RTP packet.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PHONE "192.168.1.20"
#define PROVIDER "198.51.100.5"
#define MEDIA_SERVER "198.51.100.9"

#define BURST 16
#define WINDOW 256
#define DATAGRAM 2048

/* Calls linger for a second: fewer than there are ports. */
#define MEDIA_PORTS 19000
#define CALLS_PER_SECOND 16000.0

static void die(const char *what)
{
	fprintf(stderr, "traffic: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void enter(const char *namespace)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", namespace);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET) != 0)
		die(namespace);
	close(fd);
}

static struct sockaddr_in address_of(const char *ip, int port)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
				.sin_port = htons((uint16_t)port)};

	inet_aton(ip, &a.sin_addr);
	return a;
}

/* A socket in @namespace at ip:port, connected when @peer is given. */
static int open_socket(const char *namespace, const char *ip, int port,
		       const struct sockaddr_in *peer)
{
	struct sockaddr_in a = address_of(ip, port);
	int size = 8 << 20, on = 1, fd;

	enter(namespace);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die(ip);
	if (peer != NULL &&
	    connect(fd, (const struct sockaddr *)peer, sizeof(*peer)) != 0)
		die("connect");
	return fd;
}

/* The same datagram in each message of a burst. */
static void send_burst(int fd, char *data, size_t len, unsigned int count)
{
	static struct mmsghdr messages[BURST];
	struct iovec v = {data, len};

	for (unsigned int i = 0; i < count; i++) {
		memset(&messages[i], 0, sizeof(messages[i]));
		messages[i].msg_hdr.msg_iov = &v;
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	sendmmsg(fd, messages, count, 0);
}

static unsigned int receive_some(int fd)
{
	static struct mmsghdr messages[64];
	static struct iovec v[64];
	static char data[64][DATAGRAM];
	int n;

	for (int i = 0; i < 64; i++) {
		v[i] = (struct iovec){data[i], DATAGRAM};
		memset(&messages[i], 0, sizeof(messages[i]));
		messages[i].msg_hdr.msg_iov = &v[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(fd, messages, 64, MSG_DONTWAIT, NULL);
	return n > 0 ? (unsigned int)n : 0;
}

/* Packets per second that go from @from to @to. */
static double measure(int from, int to, char *data, size_t len, double seconds)
{
	unsigned long sent = 0, received = 0, first = 0;
	double begin = now(), last = begin, start = begin + seconds / 5;
	bool started = false;

	while (last < begin + seconds) {
		if (sent - received < WINDOW) {
			send_burst(from, data, len, BURST);
			sent += BURST;
		}
		received += receive_some(to);
		last = now();
		if (!started && last >= start) { /* warmed up */
			started = true;
			start = last;
			first = received;
		}
	}
	if (received == 0) {
		fprintf(stderr, "traffic: nothing arrives\n");
		exit(1);
	}
	return (double)(received - first) / (last - start);
}

static void run_messages(char **argv)
{
	struct sockaddr_in peer = address_of(PROVIDER, 5060);
	static char data[DATAGRAM];
	FILE *f = fopen(argv[2], "r");
	int to = open_socket(argv[1], PROVIDER, 5060, NULL);
	int from = open_socket(argv[0], PHONE, 5060, &peer);
	size_t len;

	if (f == NULL)
		die(argv[2]);
	len = fread(data, 1, sizeof(data), f);
	printf("%.0f\n", measure(from, to, data, len, atof(argv[3])));
}

/* CPU seconds of this process, with what the kernel does in its name. */
static double cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void block(int fd)
{
	struct timeval patience = {.tv_sec = 1};

	fcntl(fd, F_SETFL, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

/* The far end: a packet back for each that comes, until nothing does. */
static void echo(int fd, double *used)
{
	char data[DATAGRAM];
	ssize_t n;

	while ((n = recv(fd, data, sizeof(data), 0)) > 0) {
		send(fd, data, (size_t)n, 0);
		*used = cpu();
	}
	_exit(0);
}

/*
 * Phone and server as two processes that wait for each other's packets, as
 * those of a call do, on one CPU.  Prints the CPU nanoseconds of a packet from
 * end to end.
 */
static void run_media(char **argv)
{
	struct sockaddr_in server = address_of(MEDIA_SERVER, 40000), outside;
	double *far = mmap(NULL, sizeof(*far), PROT_READ | PROT_WRITE,
			   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int outer = open_socket(argv[1], MEDIA_SERVER, 40000, NULL);
	int inner = open_socket(argv[0], PHONE, atoi(argv[2]), &server);
	socklen_t size = sizeof(outside);
	char data[172] = {(char)0x80};
	unsigned long packets = 0;
	double begin, before;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	sched_setaffinity(0, sizeof(one), &one);
	block(inner);
	block(outer);
	send(inner, data, sizeof(data), 0);
	if (recvfrom(outer, data, sizeof(data), 0, (struct sockaddr *)&outside,
		     &size) <= 0 ||
	    connect(outer, (struct sockaddr *)&outside, size) != 0)
		die("nothing arrives");
	if (fork() == 0)
		echo(outer, far);
	begin = now();
	before = cpu();
	while (now() < begin + atof(argv[3])) {
		send(inner, data, sizeof(data), 0);
		if (recv(inner, data, sizeof(data), 0) <= 0)
			die("media went one way only");
		packets += 2;
	}
	printf("%.1f\n", (cpu() - before + *far) * 1e9 / (double)packets);
	wait(NULL);
}

/* The path alone: one thread, both ends, no sleep, nanoseconds per packet. */
static void run_path(char **argv)
{
	struct sockaddr_in server = address_of(MEDIA_SERVER, 40000), outside;
	int outer = open_socket(argv[1], MEDIA_SERVER, 40000, NULL);
	int inner = open_socket(argv[0], PHONE, atoi(argv[2]), &server);
	socklen_t size = sizeof(outside);
	char data[172] = {(char)0x80}, in[DATAGRAM];
	double begin = now(), before = cpu();
	unsigned long packets = 0;

	send(inner, data, sizeof(data), 0);
	usleep(20000);
	if (recvfrom(outer, in, sizeof(in), 0, (struct sockaddr *)&outside,
		     &size) <= 0 ||
	    connect(outer, (struct sockaddr *)&outside, size) != 0)
		die("nothing arrives");
	while (now() < begin + atof(argv[3])) {
		for (int i = 0; i < 64; i++) {
			send(inner, data, sizeof(data), 0);
			packets += recv(outer, in, sizeof(in), 0) > 0;
			send(outer, data, sizeof(data), 0);
			packets += recv(inner, in, sizeof(in), 0) > 0;
		}
	}
	printf("%.1f\n", (cpu() - before) * 1e9 / (double)packets);
}

/* --- calls -------------------------------------------------------------- */

/* What baresip and Kamailio send each other, field for field: an INVITE of
 * about 850 bytes, and answers of their usual size. */
static const char request_format[] =
	"%s sip:bob@%s SIP/2.0\r\n"
	"Via: SIP/2.0/UDP " PHONE ":5060;branch=z9hG4bK%08x%c3f2a71;rport\r\n"
	"%s"
	"Contact: <sip:alice-0x55d4c7a1d2b0@" PHONE ":5060>\r\n"
	"Max-Forwards: 70\r\n"
	"From: \"Alice\" <sip:alice@example.net>;tag=a%u\r\n"
	"To: <sip:bob@example.net>%s\r\n"
	"Call-ID: %u-0123456789@bench\r\n"
	"CSeq: %d %s\r\n"
	"User-Agent: baresip v1.0.0 (x86_64/linux)\r\n"
	"Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,SUBSCRIBE,INFO,MESSAGE,"
	"UPDATE,REFER\r\n"
	"Supported: gruu,replaces,norefersub\r\n";

static const char response_format[] =
	"SIP/2.0 %s\r\n"
	"Via:%.*s\r\n"
	"Record-Route: <sip:" PROVIDER ";lr;ftag=a%u>\r\n"
	"To: <sip:bob@example.net>;tag=b%u\r\n"
	"From: \"Alice\" <sip:alice@example.net>;tag=a%u\r\n"
	"Call-ID: %u-0123456789@bench\r\n"
	"CSeq: %d %s\r\n"
	"Server: baresip v1.0.0 (x86_64/linux)\r\n"
	"Contact: <sip:bob-0x55e1aa0c9f10@" PROVIDER ":5070>\r\n"
	"Allow: INVITE,ACK,BYE,CANCEL,OPTIONS,NOTIFY,SUBSCRIBE,INFO,MESSAGE,"
	"UPDATE,REFER\r\n"
	"Supported: gruu,replaces,norefersub\r\n";

static const char route[] = "Route: <sip:" PROVIDER ";lr>\r\n";

static const char sdp_format[] = "Content-Type: application/sdp\r\n"
				 "Content-Length: %zu\r\n\r\n%s";
static const char no_sdp[] = "Content-Length: 0\r\n\r\n";

struct ends {
	int phone, provider;
	struct sockaddr_in outside; /* where the phone is seen */
	unsigned int ports;         /* media ports that calls take in turn */
};

static size_t put_sdp(char *out, size_t size, const char *address, int port)
{
	char sdp[512];
	int len = snprintf(sdp, sizeof(sdp),
			   "v=0\r\no=- 1867224310 1903562913 IN IP4 %s\r\n"
			   "s=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
			   "a=tool:baresip 1.0.0\r\n"
			   "m=audio %d RTP/AVP 0 8 101\r\n"
			   "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
			   "a=rtpmap:101 telephone-event/8000\r\n"
			   "a=fmtp:101 0-15\r\na=sendrecv\r\n"
			   "a=label:1\r\na=ptime:20\r\n",
			   address, address, port);

	return (size_t)snprintf(out, size, sdp_format, (size_t)len, sdp);
}

static int media_port(const struct ends *e, unsigned int call)
{
	return 20000 + (int)(call % e->ports) * 2;
}

static void send_request(const struct ends *e, unsigned int call,
			 const char *method, int cseq)
{
	bool first = strcmp(method, "INVITE") == 0;
	char out[DATAGRAM], tag[32] = "";
	size_t n;

	if (!first)
		snprintf(tag, sizeof(tag), ";tag=b%u", call);
	n = (size_t)snprintf(out, sizeof(out), request_format, method,
			     first ? "example.net" : PROVIDER ":5070", call,
			     method[0], first ? "" : route, call, tag, call,
			     cseq, method);
	if (first)
		n += put_sdp(out + n, sizeof(out) - n, PHONE,
			     media_port(e, call));
	else
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s", no_sdp);
	if (send(e->phone, out, n, 0) < 0)
		die("send");
}

/** An answer to a request. */
struct answer {
	const char *status;
	int cseq;
	const char *method;
	bool has_sdp;
};

static void send_response(const struct ends *e, const char *request,
			  unsigned int call, struct answer a)
{
	const char *via = strstr(request, "Via:");
	const char *end = strstr(via, "\r\n");
	char out[DATAGRAM];
	size_t n;

	n = (size_t)snprintf(out, sizeof(out), response_format, a.status,
			     (int)(end - via - 4), via + 4, call, call, call,
			     call, a.cseq, a.method);
	if (a.has_sdp)
		/* The kernel's ALG opens nothing for a media server of its
		 * own. */
		n += put_sdp(out + n, sizeof(out) - n, PROVIDER,
			     media_port(e, call));
	else
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s", no_sdp);
	if (sendto(e->provider, out, n, 0, (const struct sockaddr *)&e->outside,
		   sizeof(e->outside)) < 0)
		die("sendto");
}

static unsigned int call_of(const char *message)
{
	const char *id = strstr(message, "Call-ID: ");

	return id != NULL ? (unsigned int)strtoul(id + 9, NULL, 10) : 0;
}

/* The provider answers what it gets. */
static void serve_provider(struct ends *e)
{
	char in[DATAGRAM];
	socklen_t len = sizeof(e->outside);
	ssize_t n;

	while ((n = recvfrom(e->provider, in, sizeof(in) - 1, 0,
			     (struct sockaddr *)&e->outside, &len)) > 0) {
		unsigned int call;

		in[n] = '\0';
		call = call_of(in);
		if (strncmp(in, "INVITE", 6) == 0) {
			send_response(e, in, call,
				      (struct answer){"180 Ringing", 1,
						      "INVITE", false});
			send_response(
				e, in, call,
				(struct answer){"200 OK", 1, "INVITE", true});
		} else if (strncmp(in, "BYE", 3) == 0) {
			send_response(
				e, in, call,
				(struct answer){"200 OK", 2, "BYE", false});
		}
	}
}

/* The phone acknowledges and hangs up; how many calls have ended. */
static unsigned int serve_phone(const struct ends *e)
{
	unsigned int ended = 0;
	char in[DATAGRAM];
	ssize_t n;

	while ((n = recv(e->phone, in, sizeof(in) - 1, 0)) > 0) {
		unsigned int call;

		in[n] = '\0';
		call = call_of(in);
		if (strncmp(in, "SIP/2.0 200", 11) != 0)
			continue;
		if (strstr(in, "CSeq: 1 INVITE") != NULL) {
			send_request(e, call, "ACK", 1);
			send_request(e, call, "BYE", 2);
		} else {
			ended++;
		}
	}
	return ended;
}

/* Until all calls that have begun are over, or @limit.  Sleeps while it waits:
 * what it burnt would be charged to the router. */
static unsigned int finish_calls(struct ends *e, unsigned int count,
				 double limit)
{
	struct pollfd fds[] = {{e->phone, POLLIN, 0}, {e->provider, POLLIN, 0}};
	unsigned int ended = 0;

	while (ended < count && now() < limit) {
		poll(fds, 2, 100);
		serve_provider(e);
		ended += serve_phone(e);
	}
	return ended;
}

static void sleep_until(double when)
{
	double left = when - now();

	if (left > 0)
		usleep((useconds_t)(left * 1e6));
}

/*
 * Bursts of calls, so many in a second that none takes a media port from
 * which another has not gone yet: each call opens its own way.
 */
static void run_calls(char **argv)
{
	struct sockaddr_in peer = address_of(PROVIDER, 5060);
	struct ends e = {.ports = MEDIA_PORTS};
	unsigned int at_once = (unsigned int)atoi(argv[2]);
	double seconds = atof(argv[3]);
	unsigned int begun = 0, ended = 0;
	unsigned int base = (unsigned int)getpid() * 1000u;
	double begin;

	e.provider = open_socket(argv[1], PROVIDER, 5060, NULL);
	e.phone = open_socket(argv[0], PHONE, 5060, &peer);
	begin = now();
	while (ended == begun && now() < begin + seconds) {
		for (unsigned int i = 0; i < at_once; i++)
			send_request(&e, base + begun++, "INVITE", 1);
		ended += finish_calls(&e, at_once, now() + 2);
		sleep_until(begin + begun / CALLS_PER_SECOND);
	}
	if (ended != begun)
		fprintf(stderr, "traffic: %u of %u calls did not end\n",
			begun - ended, begun);
	printf("%u\n", begun);
	exit(ended != begun);
}

int main(int argc, char **argv)
{
	if (argc == 6 && strcmp(argv[1], "messages") == 0)
		run_messages(argv + 2);
	else if (argc == 6 && strcmp(argv[1], "calls") == 0)
		run_calls(argv + 2);
	else if (argc == 6 && strcmp(argv[1], "media") == 0)
		run_media(argv + 2);
	else if (argc == 6 && strcmp(argv[1], "path") == 0)
		run_path(argv + 2);
	else
		return 2;
	return 0;
}
