/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tests/unit/rewrite/sample_requests.h - what phones ask
 *
 * Each goes out, comes back as the fields and body of a 200, and has to be
 * then what it was.
 */
#ifndef UNIT_REWRITE_SAMPLE_REQUESTS_H
#define UNIT_REWRITE_SAMPLE_REQUESTS_H

#include "sample.h"

#define MY_VIA "Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1;rport\n"
#define MY_FROM "From: \"Alice\" <sip:alice@example.net>;tag=a1\n"
#define MY_TO "To: <sip:bob@example.net>\n"
#define ID(method) "Call-ID: 1@phone\nCSeq: 1 " method "\n"
#define MY_CONTACT "Contact: <sip:alice@192.168.1.20:5060>\n"
#define HEAD(method)                                                           \
	method " sip:bob@example.net SIP/2.0\n" MY_VIA MY_FROM MY_TO ID(method)
#define EMPTY "Content-Length: 0\n\n"
#define SDP "Content-Type: application/sdp\nContent-Length: {length}\n\n"
#define SESSION                                                                \
	"v=0\no=alice 1 1 IN IP4 192.168.1.20\ns=-\nc=IN IP4 192.168.1.20\n"   \
	"t=0 0\n"
#define AUDIO                                                                  \
	"m=audio 49170 RTP/AVP 0 8 101\na=rtpmap:101 telephone-event/8000\n"

#define TEN "0123456789"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

/* clang-format off */
static const struct sample sample_requests[] = {
	{.name = "INVITE with SDP", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION AUDIO},
	{.name = "INVITE in compact form", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		"v:SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1\n"
		"f:sip:alice@example.net;tag=a1\n"
		"t:sip:bob@example.net\n"
		"i:1\n"
		"CSeq:1 INVITE\n"
		"m:<sip:alice@192.168.1.20:5060>\n"
		"k:replaces,100rel\n"
		"c:application/sdp\n"
		"l:{length}\n\n"
		SESSION AUDIO},
	{.name = "INVITE with LF alone", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION AUDIO,
	 .keep_lf = true},
	{.name = "INVITE without Content-Length", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT
		"Content-Type: application/sdp\n\n"
		SESSION AUDIO},
	{.name = "INVITE with Content-Length first", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		"Content-Length: {length}\n"
		MY_VIA MY_CONTACT MY_FROM MY_TO ID("INVITE")
		"Content-Type: application/sdp\n\n"
		SESSION AUDIO},
	{.name = "folded lines", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		"Via: SIP/2.0/UDP\n"
		" 192.168.1.20:5060\n"
		"\t;branch=z9hG4bK1\n"
		"From: \"Alice\"\n"
		" <sip:alice@example.net>\n"
		" ;tag=a1\n"
		"To:\n"
		" <sip:bob@example.net>\n"
		ID("INVITE")
		"Contact:\n"
		" \"Alice\"\n"
		"\t<sip:alice@192.168.1.20:5060>\n"
		" ;q=1\n"
		"Subject: about\n"
		" several\n"
		" lines\n"
		"Content-Length:\n"
		" {length}\n"
		"Content-Type: application/sdp\n\n"
		SESSION AUDIO},
	{.name = "odd spacing", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		"Via  :  SIP / 2.0 / UDP   192.168.1.20 : 5060 ; branch = "
		"z9hG4bK1\n"
		"FROM   :  \"Alice\"   <sip:alice@192.168.1.20> ;  tag  =  a1\n"
		"tO : sip:bob@example.net\n"
		"call-id:   1@phone   \n"
		"cseq:  1   INVITE\n"
		"CONTACT :   Alice   <sip:alice@192.168.1.20:5060>   ;  q = "
		"0.5 \n"
		"content-type :application/sdp \n"
		"content-length :  {length} \n\n"
		SESSION AUDIO},
	{.name = "REGISTER", .way = OUT,
	 .text =
		"REGISTER sip:example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER") MY_CONTACT
		"Expires: 3600\n"
		"Max-Forwards: 70\n"
		EMPTY},
	{.name = "REGISTER with a list of Contacts", .way = OUT,
	 .text =
		"REGISTER sip:example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER")
		"Contact: \"A, B\" <sip:alice@192.168.1.20:5060>;q=0.7;"
		"expires=60,\n"
		" <sip:alice@192.0.2.99>;q=0.1, <tel:+12125551212>,<sip:a,"
		"b@192.168.1.20:5060;transport=udp>\n"
		EMPTY},
	{.name = "REGISTER with several Contact fields", .way = OUT,
	 .text =
		"REGISTER sip:example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER")
		"Contact: <sip:alice@192.168.1.20:5060>\n"
		"m: <sip:alice@192.168.1.20:5062>\n"
		"Contact: sip:a@192.0.2.99;q=0\n"
		EMPTY},
	{.name = "REGISTER of everything away", .way = OUT,
	 .text =
		"REGISTER sip:example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER")
		"Contact: *\n"
		"Expires: 0\n"
		EMPTY},
	{.name = "REGISTER with an instance, RFC 5626", .way = OUT,
	 .text =
		"REGISTER sip:example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER")
		"Supported: path, outbound\n"
		"Contact: <sip:line1@192.168.1.20:5060;transport=udp;ob>;"
		"reg-id=1;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-0"
		"00A95A0E128>\";expires=1800\n"
		EMPTY},
	{.name = "REGISTER with credentials", .way = OUT,
	 .text =
		"REGISTER sip:192.168.1.1 SIP/2.0\n"
		MY_VIA MY_FROM MY_TO ID("REGISTER") MY_CONTACT
		"Authorization: Digest username=\"alice\", "
		"realm=\"192.168.1.1\", nonce=\"dcd98b7102dd\", "
		"uri=\"sip:192.168.1.1\", response=\"6629fae49393a05397450978"
		"507c4ef1\"\n"
		EMPTY,
	 .left = 3 /* Request-URI, realm and uri: not of this side */},
	{.name = "ports left out", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		"Via: SIP/2.0/UDP 192.168.1.20;branch=z9hG4bK1\n"
		MY_FROM MY_TO ID("INVITE")
		"Contact: <sip:alice@192.168.1.20>\n"
		SDP SESSION AUDIO},
	{.name = "port left out in Via only", .way = OUT,
	 .text =
		"OPTIONS sip:bob@example.net SIP/2.0\n"
		"Via: SIP/2.0/UDP 192.168.1.20 ;branch=z9hG4bK1\n"
		MY_FROM MY_TO ID("OPTIONS") MY_CONTACT EMPTY},
	{.name = "port left out in Contact only", .way = OUT,
	 .text =
		HEAD("OPTIONS")
		"Contact: sip:alice@192.168.1.20;x=y\n"
		EMPTY},
	{.name = "sips without a port", .way = OUT,
	 .text =
		HEAD("INVITE")
		"Contact: <sips:alice@192.168.1.20>\n"
		SDP SESSION AUDIO},
	{.name = "sips at a port", .way = OUT,
	 .text =
		"INVITE sips:bob@example.net SIP/2.0\n"
		MY_VIA
		"From: <sips:alice@example.net>;tag=a1\n"
		"To: <sips:bob@example.net>\n"
		ID("INVITE")
		"Contact: <sips:alice@192.168.1.20:5061>\n"
		SDP SESSION AUDIO},
	{.name = "telephone numbers", .way = OUT,
	 .text =
		"INVITE tel:+12125551212;phone-context=example.net SIP/2.0\n"
		MY_VIA
		"From: <tel:7042;phone-context=example.net>;tag=a1\n"
		"To: <tel:+12125551212>\n"
		ID("INVITE")
		"Contact: <sip:7042@192.168.1.20:5060;user=phone>\n"
		SDP SESSION AUDIO},
	{.name = "addresses in From and To", .way = OUT,
	 .text =
		"INVITE sip:bob@198.51.100.5 SIP/2.0\n"
		MY_VIA
		"From: <sip:alice@192.168.1.20>;tag=a1\n"
		"To: <sip:bob@198.51.100.5>\n"
		ID("INVITE") MY_CONTACT SDP SESSION AUDIO},
	{.name = "address and port in From", .way = OUT,
	 .text =
		"INVITE sip:bob@198.51.100.5 SIP/2.0\n"
		MY_VIA
		"From: sip:alice@192.168.1.20:5060;tag=a1\n"
		"To: sip:bob@198.51.100.5:5060\n"
		ID("INVITE") MY_CONTACT SDP SESSION AUDIO},
	{.name = "another port in From", .way = OUT,
	 .text =
		"MESSAGE sip:bob@198.51.100.5 SIP/2.0\n"
		MY_VIA
		"From: <sip:alice@192.168.1.20:5070>;tag=a1\n"
		MY_TO ID("MESSAGE") EMPTY},
	{.name = "several Vias in fields", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		MY_VIA
		"Via: SIP/2.0/UDP 192.168.1.30:5060;branch=z9hG4bK0;"
		"received=192.168.1.31;rport=5061\n"
		"v: SIP/2.0/TCP 192.168.1.40;branch=z9hG4bK9\n"
		MY_FROM MY_TO ID("INVITE") MY_CONTACT SDP SESSION AUDIO,
	 .left = 3 /* only the topmost is where answers go to us */},
	{.name = "several Vias in one field", .way = OUT,
	 .text =
		"BYE sip:bob@example.net SIP/2.0\n"
		"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=\"z9,1\", "
		"SIP/2.0/UDP 192.168.1.30:5060;branch=z9hG4bK0 ,\n"
		" SIP/2.0/UDP pbx.example.net\n"
		MY_FROM MY_TO ID("BYE") EMPTY,
	 .left = 1 /* of a hop behind the topmost */},
	{.name = "Via of another host", .way = OUT,
	 .text =
		"OPTIONS sip:bob@example.net SIP/2.0\n"
		"Via: SIP/2.0/UDP phone.example.net:5060;branch=z9hG4bK1\n"
		MY_FROM MY_TO ID("OPTIONS") EMPTY},
	{.name = "a PBX with Record-Route", .way = OUT,
	 .text =
		"INVITE sip:bob@example.net SIP/2.0\n"
		MY_VIA
		"Record-Route: <sip:192.168.1.20;lr>, \"x\" "
		"<sip:pbx@192.168.1.20;lr=on>;y=z\n"
		"Record-Route: <sip:192.0.2.1;lr>\n"
		MY_FROM MY_TO ID("INVITE") MY_CONTACT SDP SESSION AUDIO},
	{.name = "Route to the proxy", .way = OUT,
	 .text =
		"BYE sip:bob@192.0.2.77:5090 SIP/2.0\n"
		MY_VIA
		"Route: <sip:198.51.100.5;lr>,<sip:p2.example.net:5061;lr>\n"
		"Route: <sip:[2001:db8::7];lr>\n"
		MY_FROM
		"To: <sip:bob@example.net>;tag=b1\n"
		ID("BYE") EMPTY},
	{.name = "IPv6 literals of others", .way = OUT,
	 .text =
		"INVITE sip:bob@[2001:db8::5] SIP/2.0\n"
		MY_VIA
		"Via: SIP/2.0/UDP [2001:db8::9:1]:5062;"
		"received=[2001:db8::9:255];branch=z9hG4bK0\n"
		"From: <sip:alice@[2001:db8::9:1]>;tag=a1\n"
		"To: <sip:bob@[2001:db8::5]:5060>\n"
		ID("INVITE")
		"Contact: <sip:alice@192.168.1.20:5060>, <sip:alice@[::1]>\n"
		SDP
		"v=0\n"
		"o=alice 1 1 IN IP6 2001:db8::9:1\n"
		"s=-\n"
		"c=IN IP6 2001:db8::9:1\n"
		"t=0 0\n"
		AUDIO},
	{.name = "several media", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION AUDIO
		"m=video 51372 RTP/AVP 31 34\n"
		"a=rtpmap:31 H261/90000\n"
		"m=application 32416 udp wb\n"
		"a=orient:portrait\n"
		"m=audio 0 RTP/AVP 0\n"
		"m=image 49190 udptl t38\n"},
	{.name = "addresses of media only", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP
		"v=0\n"
		"o=- 1 1 IN IP4 192.168.1.20\n"
		"s=-\n"
		"t=0 0\n"
		"m=audio 49170 RTP/AVP 0\n"
		"c=IN IP4 192.168.1.20\n"
		"a=sendrecv\n"
		"m=video 49180 RTP/AVP 31\n"
		"c=IN IP4 192.168.1.20/127\n"},
	{.name = "RTCP at another port", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION
		"m=audio 49170 RTP/AVP 0\n"
		"a=rtcp:53020\n"
		"m=video 49180 RTP/AVP 31\n"
		"a=rtcp:53022 IN IP4 192.168.1.20\n"},
	{.name = "RTP and RTCP at one port", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION
		"m=audio 49170 RTP/SAVPF 111\n"
		"a=rtcp-mux\n"
		"a=rtcp:49170\n"
		"a=rtpmap:111 opus/48000/2\n"
		"a=fmtp:111 useinbandfec=1\n"},
	{.name = "ports with a count", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT SDP SESSION
		"m=audio 49170/2 RTP/AVP 0\n"
		"b=AS:64\n"
		"i=hello\n"
		"k=prompt\n"},
	{.name = "on hold", .way = OUT,
	 .text =
		"INVITE sip:bob@198.51.100.9 SIP/2.0\n"
		MY_VIA MY_FROM
		"To: <sip:bob@example.net>;tag=b1\n"
		ID("INVITE") MY_CONTACT SDP SESSION AUDIO
		"a=sendonly\n"},
	{.name = "SDP with empty lines", .way = OUT,
	 .text =
		"UPDATE sip:bob@198.51.100.9 SIP/2.0\n"
		MY_VIA MY_FROM
		"To: <sip:bob@example.net>;tag=b1\n"
		ID("UPDATE") MY_CONTACT SDP SESSION AUDIO
		"\n"
		"a=inactive\n\n"},
	{.name = "bytes behind the body", .way = OUT,
	 .text =
		HEAD("INFO")
		"Content-Type: application/dtmf-relay\n"
		"Content-Length: 8\n\n"
		"Signal=5\n"
		"Duration=160 192.168.1.20\n",
	 .left = 1 /* not read at all */},
	{.name = "escaped characters", .way = OUT,
	 .text =
		"REFER sip:b%6fb;x=%3b@example.net;maddr=%41 SIP/2.0\n"
		MY_VIA
		"From: \"Al\\\"ice \\\\\" <sip:al%69ce%40home@192.168.1.20;"
		"p=%3e>;tag=a%31\n"
		MY_TO ID("REFER")
		"Contact: <sip:al%20ice@192.168.1.20:5060;x=%2c?h=%3d>\n"
		"Refer-To: <sip:carol@example.net?Replaces=12%40192.0.2.8%3Bt"
		"o-tag%3D1%3Bfrom-tag%3D2>\n"
		EMPTY},
	{.name = "names in quotes, in UTF-8", .way = OUT,
	 .text =
		"MESSAGE sip:bob@example.net SIP/2.0\n"
		MY_VIA
		"From: \"J\xc3\xbcrgen\" <sip:j@192.168.1.20>;tag=a1\n"
		"To: \"\xe5\xbc\xa0, <sip:no@192.0.2.1>\" "
		"<sip:bob@example.net>\n"
		ID("MESSAGE")
		"Contact: \"<192.0.2.1>\" <sip:j@192.168.1.20:5060>\n"
		"Subject: Gr\xc3\xbc\xc3\x9f"
		"e, 192.0.2.1\n"
		"Content-Type: text/plain;charset=utf-8\n"
		"Content-Length: {length}\n\n"
		"192.168.1.20 is my address: \xe2\x82\xac\n",
	 .left = 1 /* what people write to each other is theirs */},
	{.name = "a name in UTF-8 without quotes", .way = OUT,
	 .text =
		"OPTIONS sip:bob@example.net SIP/2.0\n"
		MY_VIA
		"From: J\xc3\xbcrgen <sip:j@192.168.1.20>;tag=a1\n"
		MY_TO ID("OPTIONS")
		"Contact: O'Hara (home) <sip:j@192.168.1.20:5060>\n"
		EMPTY,
	 .unreadable = "not legal, but written by many phones"},
	{.name = "a comma in a URI of mail", .way = OUT,
	 .text =
		HEAD("OPTIONS")
		"Contact: <mailto:a,b@example.net>, "
		"<sip:alice@192.168.1.20:5060>\n"
		EMPTY,
	 .unreadable = "its commas are searched in brackets of sip: only"},
	{.name = "a strange method and user", .way = OUT,
	 .text =
		"!a-Method_*+`.%~' sip:1_u.~(to-be!sure)&isn't+it$/?,;;"
		"*:&=pas$wo~d_too.(no)@example.net;x SIP/2.0\n"
		MY_VIA
		"From: <sip:~(a)&=+$,;?/@192.168.1.20>;tag=a1\n"
		MY_TO ID("!a-Method_*+`.%~'")
		"Contact: <sip:;?&=+$,@192.168.1.20:5060;a=b?c=d>;+x=\"<,;>\"\n"
		EMPTY},
	{.name = "empty fields and long ones", .way = OUT,
	 .text =
		"OPTIONS sip:bob@example.net SIP/2.0\n"
		"Subject:\n"
		MY_VIA MY_FROM MY_TO
		"Supported: \n"
		"X-Long: "
		LONG LONG LONG LONG
		"\n"
		ID("OPTIONS") MY_CONTACT
		"Allow: INVITE, ACK, "
		LONG
		"\n"
		"Server:\n"
		EMPTY},
	{.name = "ACK", .way = OUT,
	 .text =
		HEAD("ACK") MY_CONTACT EMPTY},
	{.name = "CANCEL", .way = OUT,
	 .text =
		HEAD("CANCEL")
		"Reason: SIP;cause=200;text=\"Call completed elsewhere\"\n"
		EMPTY},
	{.name = "PRACK", .way = OUT,
	 .text =
		HEAD("PRACK")
		"RAck: 776656 1 INVITE\n"
		EMPTY},
	{.name = "SUBSCRIBE", .way = OUT,
	 .text =
		HEAD("SUBSCRIBE") MY_CONTACT
		"Event: presence;id=1\n"
		"o: x\n"
		"Accept: application/pidf+xml, application/xpidf+xml\n"
		"Expires: 600\n"
		EMPTY},
	{.name = "NOTIFY with XML", .way = OUT,
	 .text =
		HEAD("NOTIFY") MY_CONTACT
		"Event: presence\n"
		"Subscription-State: active;expires=599\n"
		"Content-Type: application/pidf+xml\n"
		"Content-Length: {length}\n\n"
		"<presence><contact>sip:a@192.168.1.20</contact></presence>\n",
	 .left = 1 /* not SDP */},
	{.name = "PUBLISH", .way = OUT,
	 .text =
		HEAD("PUBLISH")
		"Event: presence\n"
		"SIP-If-Match: dx200xyz\n"
		EMPTY},
	{.name = "a method of the future", .way = OUT,
	 .text =
		HEAD("FETCH") MY_CONTACT
		"X-Future: 192.168.1.20, <sip:a@192.168.1.20>\n"
		EMPTY,
	 .left = 2 /* nobody knows what they mean */},
	{.name = "no Contact, no SDP", .way = OUT,
	 .text =
		HEAD("INVITE") EMPTY},
	{.name = "other bodies", .way = OUT,
	 .text =
		HEAD("INVITE") MY_CONTACT
		"MIME-Version: 1.0\n"
		"Content-Type: multipart/mixed; boundary=\"b1\"\n"
		"Content-Length: {length}\n\n"
		"--b1\n"
		"Content-Type: text/plain\n\n"
		"hello\n"
		"--b1\n"
		"Content-Type: application/isup; version=nxv3\n\n"
		"binary\n"
		"--b1--\n"},
	{.name = "an address in Call-ID", .way = OUT,
	 .text =
		"OPTIONS sip:bob@example.net SIP/2.0\n"
		MY_VIA MY_FROM MY_TO
		"Call-ID: a84b4c76e66710@192.168.1.20\n"
		"CSeq: 1 OPTIONS\n"
		MY_CONTACT
		"User-Agent: Phone/1 (192.168.1.20)\n"
		"Allow: INVITE, ACK, BYE\n"
		"Date: Sat, 13 Nov 2010 23:29:00 GMT\n"
		"Organization: A, B\n"
		EMPTY,
	 .left = 2 /* names a call, and tells a story; leads nowhere */},
};

/* clang-format on */

#endif /* UNIT_REWRITE_SAMPLE_REQUESTS_H */
