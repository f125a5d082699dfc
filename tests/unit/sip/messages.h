/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/sip/messages.h - messages as phones and servers send them
 */
#ifndef UNIT_SIP_MESSAGES_H
#define UNIT_SIP_MESSAGES_H

#include "base/slice.h"

struct message {
	const char *name;
	struct slice text;
	/* Length from which on it is complete, before its end only where no
	 * Content-Length says how long the body is. */
	size_t complete_at;
};

#define MESSAGE_INVITE                                                         \
	"INVITE sip:bob@example.net SIP/2.0\r\n"                               \
	"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK776asdhds;rport\r\n" \
	"Max-Forwards: 70\r\n"                                                 \
	"To: Bob <sip:bob@example.net>\r\n"                                    \
	"From: \"Alice, at home\" <sip:alice@example.net>;tag=1928301774\r\n"  \
	"Call-ID: a84b4c76e66710@192.168.1.20\r\n"                             \
	"CSeq: 314159 INVITE\r\n"                                              \
	"Contact: <sip:alice@192.168.1.20:5060>\r\n"                           \
	"Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n"                         \
	"Content-Type: application/sdp\r\n"                                    \
	"Content-Length: 112\r\n"                                              \
	"\r\n"                                                                 \
	"v=0\r\n"                                                              \
	"o=alice 1 1 IN IP4 192.168.1.20\r\n"                                  \
	"s=-\r\n"                                                              \
	"c=IN IP4 192.168.1.20\r\n"                                            \
	"t=0 0\r\n"                                                            \
	"m=audio 49170 RTP/AVP 0 8\r\n"                                        \
	"a=sendrecv\r\n"

#define MESSAGE_OK                                                             \
	"SIP/2.0 200 OK\r\n"                                                   \
	"Via: SIP/2.0/UDP p1.example.net;branch=z9hG4bK4b43c2ff8.1\r\n"        \
	" ;received=192.0.2.3\r\n"                                             \
	"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK77ef4c2312983.1\r\n" \
	"Record-Route: <sip:p1.example.net;lr>,\r\n"                           \
	"\t<sip:p2.example.net;lr>\r\n"                                        \
	"To: Bob <sip:bob@example.net>;tag=a6c85cf\r\n"                        \
	"From: Alice <sip:alice@example.net>;tag=1928301774\r\n"               \
	"Call-ID: a84b4c76e66710\r\n"                                          \
	"CSeq: 314159 INVITE\r\n"                                              \
	"Contact: <sip:bob@192.0.2.4>\r\n"                                     \
	"Content-Length: 0\r\n"                                                \
	"\r\n"

/* Compact names, no blanks, LF alone. */
#define MESSAGE_COMPACT                                                        \
	"REGISTER sip:example.net SIP/2.0\n"                                   \
	"v:SIP/2.0/UDP 10.0.0.7;branch=z9hG4bKnashds7\n"                       \
	"f:sip:carol@example.net;tag=456248\n"                                 \
	"t:sip:carol@example.net\n"                                            \
	"i:843817637684230@998sdasdh09\n"                                      \
	"CSeq:1826 REGISTER\n"                                                 \
	"m:*\n"                                                                \
	"Expires:0\n"                                                          \
	"l:0\n"                                                                \
	"\n"

/* No Content-Length: what follows is the body, however long. */
#define MESSAGE_HEAD                                                           \
	"MESSAGE sip:bob@example.net SIP/2.0\r\n"                              \
	"Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bK1\r\n"                 \
	"From: <sip:a@[2001:db8::9:1]>;tag=1\r\n"                              \
	"To: <sip:bob@example.net>\r\n"                                        \
	"Call-ID: 1@[2001:db8::9:1]\r\n"                                       \
	"CSeq: 1 MESSAGE\r\n"                                                  \
	"Content-Type: text/plain\r\n"                                         \
	"\r\n"
#define MESSAGE_UNMEASURED MESSAGE_HEAD "Watson, come here.\r\n"

/* Odd but legal: case, blanks, folding, empty values, unknown fields. */
#define MESSAGE_ODD                                                            \
	"BYE sip:bob@example.net;maddr=[::1]?x=y sip/2.0\r\n"                  \
	"TO :\r\n"                                                             \
	" sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"      \
	"fRoM   : \"J Rosenberg \\\\\\\"\"       "                             \
	"<sip:jdrosen@example.com>\r\n"                                        \
	"  ;\r\n"                                                              \
	"  tag = 98asjd8\r\n"                                                  \
	"CaLl-Id: intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{\r\n"            \
	"cseq: 0009\r\n"                                                       \
	"  BYE\r\n"                                                            \
	"Subject:\r\n"                                                         \
	"s : \r\n"                                                             \
	"NewFangledHeader:   newfangled value\r\n"                             \
	" continued newfangled value\r\n"                                      \
	"V  : SIP  /   2.0\r\n"                                                \
	" /UDP\r\n"                                                            \
	"    192.0.2.2;branch=390skdjuw\r\n"                                   \
	"Content-Length: 0\r\n"                                                \
	"\r\n"

#define MESSAGE(name, literal)                                                 \
	{                                                                      \
		name, {literal, sizeof(literal) - 1}, sizeof(literal) - 1      \
	}

static const struct message messages[] = {
	MESSAGE("INVITE with SDP", MESSAGE_INVITE),
	MESSAGE("200 through two proxies", MESSAGE_OK),
	MESSAGE("REGISTER in compact form", MESSAGE_COMPACT),
	{"MESSAGE without length",
	 {MESSAGE_UNMEASURED, sizeof(MESSAGE_UNMEASURED) - 1},
	 sizeof(MESSAGE_HEAD) - 1},
	MESSAGE("BYE, oddly spaced", MESSAGE_ODD),
};

#endif /* UNIT_SIP_MESSAGES_H */
