/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/sample_others.h - answers, and what comes from outside
 */
#ifndef UNIT_REWRITE_SAMPLE_OTHERS_H
#define UNIT_REWRITE_SAMPLE_OTHERS_H

#include "sample.h"

#define PEER_VIA                                                               \
	"Via: SIP/2.0/UDP 198.51.100.5;branch=z9hG4bKp1\n"                     \
	"Via: SIP/2.0/UDP 198.51.100.9:5060;received=203.0.113.99;"            \
	"branch=z9hG4bKp0\n"
#define OWN_VIA                                                                \
	"Via: SIP/2.0/UDP 203.0.113.7:40000;branch=z9hG4bK1;"                  \
	"received=203.0.113.7;rport=40000\n"
#define FROM_PEER "From: <sip:bob@example.net>;tag=b1\n"
#define TO_PHONE "To: <sip:alice@203.0.113.7:40000>"
#define FROM_PHONE "From: \"Alice\" <sip:alice@example.net>;tag=a1\n"
#define TO_PEER "To: <sip:bob@example.net>;tag=b1\n"
#define CALL_7(method) "Call-ID: 1@198.51.100.9\nCSeq: 7 " method "\n"
#define OWN "<sip:alice@203.0.113.7:40000>"
#define EMPTY "Content-Length: 0\n\n"
#define SDP "Content-Type: application/sdp\nContent-Length: {length}\n\n"
#define PEER_SESSION                                                           \
	"v=0\no=bob 7 7 IN IP4 198.51.100.9\ns=-\nc=IN IP4 198.51.100.9\n"     \
	"t=0 0\nm=audio 40000 RTP/AVP 0\n"
#define PHONE_SESSION                                                          \
	"v=0\no=alice 1 1 IN IP4 192.168.1.20\ns=-\nc=IN IP4 192.168.1.20\n"   \
	"t=0 0\nm=audio 49170 RTP/AVP 0\n"

/* clang-format off */
static const struct sample sample_others[] = {
	/* Answers of the phone. */
	{.name = "200 with SDP from the phone", .way = OUT,
	 .text =
		"SIP/2.0 200 OK\n"
		PEER_VIA
		"Record-Route: <sip:198.51.100.5;lr>\n"
		FROM_PEER
		"To: <sip:alice@192.168.1.20:5060>;tag=a1\n"
		CALL_7("INVITE")
		"Contact: <sip:alice@192.168.1.20:5060>\n"
		SDP PHONE_SESSION},
	{.name = "183 in compact form with LF alone", .way = OUT,
	 .text =
		"SIP/2.0 183 Session Progress\n"
		"v:SIP/2.0/UDP 198.51.100.5;branch=z1\n"
		"f:<sip:bob@example.net>;tag=b1\n"
		"t:<sip:alice@192.168.1.20>;tag=a1\n"
		"i:1\n"
		"CSeq:7 INVITE\n"
		"RSeq:1\n"
		"m:<sip:alice@192.168.1.20>\n"
		"c:application/sdp\n"
		"l:{length}\n\n"
		PHONE_SESSION,
	 .keep_lf = true},
	{.name = "180 without body", .way = OUT,
	 .text =
		"SIP/2.0 180 Ringing\n"
		PEER_VIA FROM_PEER
		"To: sip:alice@192.168.1.20:5060;tag=a1\n"
		CALL_7("INVITE")
		"Contact: sip:alice@192.168.1.20:5060\n"
		EMPTY},
	{.name = "302 to other places", .way = OUT,
	 .text =
		"SIP/2.0 302 Moved Temporarily\n"
		PEER_VIA FROM_PEER
		"To: <sip:alice@example.net>;tag=a1\n"
		CALL_7("INVITE")
		"Contact: <sip:carol@example.net>;q=0.7, <tel:+12125551212>,\n"
		" <sip:alice@192.168.1.20:5060>;expires=60\n"
		EMPTY},
	{.name = "486 with a reason of its own", .way = OUT,
	 .text =
		"SIP/2.0 486 192.168.1.20 is busy\n"
		PEER_VIA FROM_PEER
		"To: <sip:alice@example.net>;tag=a1\n"
		CALL_7("INVITE")
		"Warning: 399 192.0.2.1 \"busy, 192.0.2.1\"\n"
		EMPTY,
	 .left = 1 /* a word is no address */},
	{.name = "200 to OPTIONS with SDP of abilities", .way = OUT,
	 .text =
		"SIP/2.0 200\n"
		PEER_VIA FROM_PEER
		"To: <sip:a@example.net>;tag=a1\n"
		CALL_7("OPTIONS")
		"Accept: application/sdp\n"
		"Allow: INVITE,ACK\n"
		SDP
		"v=0\n"
		"o=alice 1 1 IN IP4 192.168.1.20\n"
		"s=-\n"
		"c=IN IP4 0.0.0.0\n"
		"t=0 0\n"
		"m=audio 0 RTP/AVP 0\n"},
	/* Questions from outside. */
	{.name = "INVITE to the phone", .way = IN,
	 .text =
		"INVITE sip:alice@203.0.113.7:40000 SIP/2.0\n"
		PEER_VIA
		"Record-Route: <sip:198.51.100.5;lr>\n"
		FROM_PEER TO_PHONE
		"\n"
		CALL_7("INVITE")
		"Contact: <sip:bob@198.51.100.9>\n"
		SDP PEER_SESSION},
	{.name = "INVITE in compact form, folded", .way = IN,
	 .text =
		"INVITE sip:alice@203.0.113.7:40000;line=1 SIP/2.0\n"
		"v:SIP/2.0/UDP\n"
		" 198.51.100.5\n"
		" ;branch=z9hG4bK1\n"
		"f:\n"
		" sip:bob@example.net\n"
		" ;tag=b1\n"
		"t:\n"
		" "
		OWN
		"\n"
		"i:1\n"
		"CSeq:7\n"
		" INVITE\n"
		"m:sip:bob@198.51.100.9\n"
		"l:0\n\n"},
	{.name = "Request-URI without the port", .way = IN,
	 .text =
		"OPTIONS sip:alice@203.0.113.7 SIP/2.0\n"
		PEER_VIA FROM_PEER
		"To: <sip:alice@203.0.113.7>\n"
		CALL_7("OPTIONS") EMPTY},
	{.name = "Request-URI sips", .way = IN,
	 .text =
		"OPTIONS sips:alice@203.0.113.7:40000 SIP/2.0\n"
		PEER_VIA FROM_PEER
		"To: <sips:alice@example.net>\n"
		CALL_7("OPTIONS") EMPTY},
	{.name = "Request-URI of a number", .way = IN,
	 .text =
		"INVITE tel:+12125551212 SIP/2.0\n"
		PEER_VIA FROM_PEER
		"To: <tel:+12125551212>\n"
		CALL_7("INVITE")
		"Contact: <sip:gw@198.51.100.9;maddr=203.0.113.99>\n"
		SDP PEER_SESSION},
	{.name = "BYE with Route", .way = IN,
	 .text =
		"BYE sip:alice@203.0.113.7:40000 SIP/2.0\n"
		PEER_VIA
		"Route: <sip:203.0.113.7:40000;lr>, <sip:other.example.net;"
		"lr>\n"
		FROM_PEER TO_PHONE
		";tag=a1\n"
		CALL_7("BYE") EMPTY},
	{.name = "an address of ours in From is another phone's", .way = IN,
	 .text =
		"MESSAGE sip:alice@203.0.113.7:40000 SIP/2.0\n"
		PEER_VIA
		"From: <sip:carol@203.0.113.7:40001>;tag=c1\n"
		TO_PHONE
		"\n"
		CALL_7("MESSAGE")
		"Content-Type: text/plain\n"
		"Content-Length: {length}\n\n"
		"203.0.113.7 called\n",
	 .left = 2 /* her address, and what somebody writes */},
	{.name = "NOTIFY", .way = IN,
	 .text =
		"NOTIFY sip:alice@203.0.113.7:40000;x=y SIP/2.0\n"
		PEER_VIA FROM_PEER TO_PHONE
		";tag=a1\n"
		CALL_7("NOTIFY")
		"Event: message-summary\n"
		"Subscription-State: active\n"
		"Content-Type: application/simple-message-summary\n"
		"Content-Length: {length}\n\n"
		"Messages-Waiting: yes\n"},
	{.name = "INVITE with IPv6 places", .way = IN,
	 .text =
		"INVITE sip:alice@203.0.113.7:40000 SIP/2.0\n"
		"Via: SIP/2.0/UDP [2001:db8::5]:5060;branch=z9hG4bKp1\n"
		"From: <sip:bob@[2001:db8::9]>;tag=b1\n"
		TO_PHONE
		"\n"
		CALL_7("INVITE")
		"Contact: <sip:bob@[2001:db8::9]:5070>\n"
		SDP
		"v=0\n"
		"o=- 1 1 IN IP6 2001:db8::9\n"
		"s=-\n"
		"c=IN IP6 2001:db8::9\n"
		"t=0 0\n"
		"m=audio 40000 RTP/AVP 0\n"},
	/* Answers from outside. */
	{.name = "200 to REGISTER", .way = IN,
	 .text =
		"SIP/2.0 200 OK\n"
		OWN_VIA FROM_PHONE TO_PEER CALL_7("REGISTER")
		"Contact: "
		OWN
		";expires=60, <sip:alice@192.0.2.99>;expires=5\n"
		"Service-Route: <sip:198.51.100.5;lr>\n"
		"Date: Sat, 13 Nov 2010 23:29:00 GMT\n"
		EMPTY},
	{.name = "401", .way = IN,
	 .text =
		"SIP/2.0 401 Unauthorized\n"
		OWN_VIA FROM_PHONE TO_PEER CALL_7("REGISTER")
		"WWW-Authenticate: Digest realm=\"example.net\", nonce=\"a,"
		"b\", algorithm=MD5, qop=\"auth\"\n"
		EMPTY},
	{.name = "180 by several proxies", .way = IN,
	 .text =
		"SIP/2.0 180 Ringing\n"
		"v: SIP/2.0/UDP 203.0.113.7:40000;branch=z9hG4bK1;"
		"rport=40000;received=203.0.113.7, SIP/2.0/UDP 192.168.1.30;"
		"branch=z9hG4bK0\n"
		"Record-Route: <sip:p2.example.net;lr>,\n"
		" <sip:198.51.100.5;lr>\n"
		"Record-Route: <sip:203.0.113.7:40000;lr>\n"
		FROM_PHONE TO_PEER CALL_7("INVITE")
		"Contact: <sip:bob@198.51.100.9>\n"
		EMPTY},
	{.name = "200 with SDP, odd spacing", .way = IN,
	 .text =
		"SIP/2.0 200  Fine,  thanks\n"
		"Via:SIP/2.0/UDP  203.0.113.7:40000 ;  received = "
		"203.0.113.7 ; rport = 40000;branch=z9hG4bK1\n"
		FROM_PHONE TO_PEER CALL_7("INVITE")
		"Contact : Bob <sip:bob@198.51.100.9:5062> ; q = 1\n"
		"Content-Type:   application/sdp\n"
		"Content-Length :  {length}\n\n"
		PEER_SESSION},
	{.name = "302 to a place of ours", .way = IN,
	 .text =
		"SIP/2.0 302 Moved\n"
		OWN_VIA FROM_PHONE TO_PEER CALL_7("INVITE")
		"Contact: <sip:bob@192.0.2.1>;q=1, \"me\" "
		OWN
		";q=0.1\n"
		EMPTY},
	{.name = "487", .way = IN,
	 .text =
		"SIP/2.0 487 Request Terminated\n"
		OWN_VIA
		"From: <sip:alice@203.0.113.7>;tag=a1\n"
		"To: <sip:bob@example.net>\n"
		CALL_7("INVITE") EMPTY},
};

/* clang-format on */

#endif /* UNIT_REWRITE_SAMPLE_OTHERS_H */
