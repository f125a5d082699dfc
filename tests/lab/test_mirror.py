# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes out and comes back is byte for byte what the phone wrote.

The provider is a mirror: it answers each request with a 200 that carries the
same fields, in their spelling, and the same body.
"""
import re

import pytest

from sip import new_token

# A whole request but its first line; ME is the phone's address.
HEAD = """\
Via: SIP/2.0/UDP ME:5060;branch=z9hG4bKmirror;rport
Max-Forwards: 70
From: "Alice" <sip:alice@example.net>;tag=1
To: <sip:dave@example.net>
Call-ID: mirror@ME
CSeq: 1 METHOD
Contact: <sip:alice@ME:5060>
"""


def with_line(old, new):
    """HEAD with another line in place of the one that begins so."""
    lines = [new if line.startswith(old) else line
             for line in HEAD.splitlines()]
    return "\n".join(lines) + "\n"


SDP = """\
v=0
o=alice 1 1 IN IP4 ME
s=-
c=IN IP4 ME
t=0 0
m=audio 49170 RTP/AVP 0 8
a=rtpmap:0 PCMU/8000
a=sendrecv
"""

HEADS = {
    "as usual": HEAD,
    "Via without port": with_line(
        "Via", "Via: SIP/2.0/UDP ME;branch=z9hG4bKmirror"),
    "Via without rport": with_line(
        "Via", "Via: SIP/2.0/UDP ME:5060;branch=z9hG4bKmirror"),
    "Via with blanks": with_line(
        "Via", "Via: SIP / 2.0 / UDP ME : 5060 ;branch = z9hG4bKmirror"),
    "Via in short": with_line(
        "Via", "v: SIP/2.0/UDP ME:5060;branch=z9hG4bKmirror;rport"),
    "two Vias": with_line(
        "Via", "Via: SIP/2.0/UDP ME:5060;branch=z9hG4bKmirror\n"
        "Via: SIP/2.0/UDP 10.1.1.1:5060;branch=z9hG4bKother"),
    "two Vias in one line": with_line(
        "Via", "Via: SIP/2.0/UDP ME:5060;branch=z9hG4bKmirror, "
        "SIP/2.0/UDP 10.1.1.1:5060;branch=z9hG4bKother"),
    "Contact without port": with_line("Contact", "Contact: <sip:alice@ME>"),
    "Contact without brackets": with_line("Contact",
                                          "Contact: sip:alice@ME:5060"),
    "Contact without user": with_line("Contact", "Contact: <sip:ME>;q=0.5"),
    "Contact with parameters": with_line(
        "Contact", 'Contact: "ME, at home" <sip:alice@ME:5060;transport=UDP'
        ';x="ME">;expires=60;+sip.instance="<urn:uuid:1>"'),
    "Contact in short": with_line("Contact", "m:<sip:alice@ME:5060>"),
    "Contact over two lines": with_line(
        "Contact", "Contact:\n <sip:alice@ME:5060>\n\t;expires=60"),
    "several Contacts": with_line(
        "Contact", "Contact: <sip:alice@ME:5060>, <sip:a@198.51.100.77>,\n"
        " <mailto:alice@example.net>\nContact: <sip:al@ME:5060>;q=0.1"),
    "Contact of all": with_line("Contact", "Contact: *"),
    "Contact of a name": with_line("Contact",
                                   "Contact: <sip:alice@alice.example.net>"),
    "From and To are addresses": with_line(
        "From", "From: <sip:alice@ME>;tag=1").replace(
        "<sip:dave@example.net>", "sip:ME"),
    "From with a port": with_line("From",
                                  "From: sip:alice@ME:5060;tag=1"),
    "From and To in short": with_line(
        "From", 'f: "\\"ME\\"" <sip:alice@ME:5060>;tag=1').replace(
        "To:", "t :"),
    "Record-Route": HEAD + "Record-Route: <sip:ME:5060;lr>\n",
    "Record-Route without port": HEAD + "Record-Route: <sip:ME;lr>,"
    "<sip:198.51.100.5;lr>\n",
    "Route": HEAD + "Route: <sip:198.51.100.5;lr>\n",
    "free text": HEAD + "Subject: call ME:5060 back\n"
    "User-Agent: ME\nX-Strange: <sip:alice@198.51.100.5:5060>\n",
    "odd fields": HEAD + "X-Empty:\nX-Fold: a\n b\n  c\nX-8bit: \xe9\xff\n"
    "x-CASE:  1  \n",
}

BODIES = {
    "as usual": SDP,
    "a=rtcp": SDP + "a=rtcp:49171\n",
    "a=rtcp with address": SDP + "a=rtcp:49180 IN IP4 ME\n",
    "c= of the medium": SDP.replace("c=IN IP4 ME\n", "") +
    "c=IN IP4 ME\na=ptime:20\n",
    "two media": SDP + "m=video 49190 RTP/AVP 31\nc=IN IP4 ME\n"
    "a=rtcp:49191 IN IP4 ME\n",
    "a stream that is off": SDP + "m=video 0 RTP/AVP 31\n",
    "held": SDP.replace("sendrecv", "inactive"),
    "held as of old": SDP.replace("c=IN IP4 ME", "c=IN IP4 0.0.0.0"),
    "a name": SDP.replace("c=IN IP4 ME", "c=IN IP4 alice.example.net"),
    "o= of another": SDP.replace("alice 1 1 IN IP4 ME",
                                 "- 1 1 IN IP4 10.9.9.9"),
    "lines that end in LF": SDP,
    "no newline at the end": SDP.rstrip("\n"),
    "blanks at the ends of lines": SDP.replace("ME\n", "ME \n").replace(
        "0 8\n", "0 8 \n"),
    "several ports": SDP.replace("49170", "49170/2"),
    "not SDP": "hello\n",
}


# Newlines of a body are RFC 8866's, but in these.
BARE_NEWLINES = {"lines that end in LF"}


def make(phone, method, head, body, newline):
    """All of a request behind its first line."""
    body = body.replace("ME", phone.address).replace("\n", newline)
    head = head.replace("METHOD", method).replace(
        "mirror@", new_token() + "@")
    if body:
        head += "Content-Type: application/sdp\n"
    head += f"Content-Length: {len(body)}\n\n"
    head = head.replace("ME", phone.address).replace("\n", "\r\n")
    return (head + body).encode("latin-1")


def reflect(alice, dave, method, head, body="", newline="\r\n"):
    """Send it and have it answered with itself; None when it came back as it
    was, else both."""
    rest = make(alice, method, head, body, newline)
    line = f"{method} sip:dave@example.net SIP/2.0\r\n".encode()
    alice.socket.sendto(line + rest, dave.endpoint)
    seen = dave.receive()
    assert seen.raw.startswith(line)
    dave.socket.sendto(b"SIP/2.0 200 OK\r\n" + seen.raw[len(line):],
                       seen.source)
    back = alice.receive_bytes()
    if back == b"SIP/2.0 200 OK\r\n" + rest:
        return None
    return f"{rest}\nwas seen as\n{seen.raw}\nand came back as\n{back}"


def expect_all(results):
    wrong = {what: text for what, text in results.items() if text}
    assert not wrong, "\n".join(f"{w}:\n{t}" for w, t in wrong.items())


@pytest.mark.parametrize("method", ["OPTIONS", "REGISTER", "INVITE"])
def test_header_fields_come_back_as_they_were(lab, method):
    alice, dave = lab.phone(), lab.provider()
    expect_all({what: reflect(alice, dave, method, head)
                for what, head in HEADS.items()})


def test_they_do_from_a_socket_at_another_port_too(lab):
    alice, dave = lab.phone(port=5071), lab.provider()
    expect_all({what: reflect(alice, dave, "OPTIONS",
                              head.replace("5060", "5071"))
                for what, head in HEADS.items()})


def test_bodies_come_back_as_they_were(lab):
    alice, dave = lab.phone(), lab.provider()
    results = {}
    for i, (what, body) in enumerate(BODIES.items()):
        # Streams of their own: no case lives on another's mapping.
        body = re.sub(r"\b49(\d\d\d)\b",
                      lambda m: str(int(m[0]) - 100 * i), body)
        results[what] = reflect(
            alice, dave, "INVITE", HEAD, body,
            "\n" if what in BARE_NEWLINES else "\r\n")
    expect_all(results)


def test_a_body_without_content_length_comes_back(lab):
    alice, dave = lab.phone(), lab.provider()
    rest = make(alice, "INVITE", HEAD, SDP, "\r\n")
    rest = re.sub(rb"Content-Length: \d+\r\n", b"", rest)
    line = b"INVITE sip:dave@example.net SIP/2.0\r\n"
    alice.socket.sendto(line + rest, dave.endpoint)
    seen = dave.receive()
    assert b"Content-Length" not in seen.raw
    dave.socket.sendto(b"SIP/2.0 200 OK\r\n" + seen.raw[len(line):],
                       seen.source)
    assert alice.receive_bytes() == b"SIP/2.0 200 OK\r\n" + rest
