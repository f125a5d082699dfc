# SPDX-License-Identifier: GPL-2.0-or-later
"""What viaductd does not understand passes as it came, and is counted."""
import random

import pytest

from lab import viaductd
from namespaces import STRANGER
from sip import Media, talk

GOOD = (b"OPTIONS sip:dave@example.net SIP/2.0\r\n"
        b"Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK1\r\n"
        b"From: <sip:alice@192.168.1.20>;tag=1\r\n"
        b"To: <sip:dave@example.net>\r\n"
        b"Call-ID: 1@192.168.1.20\r\n"
        b"CSeq: 7 OPTIONS\r\n"
        b"Contact: <sip:alice@192.168.1.20:5060>\r\n"
        b"Content-Length: 0\r\n\r\n")

INVITE = GOOD.replace(b"OPTIONS", b"INVITE")


def without(name):
    return b"".join(line for line in INVITE.splitlines(keepends=True)
                    if not line.startswith(name + b":"))


def twice(name, value):
    return INVITE.replace(name + b":", name + b": " + value + b"\r\n" +
                          name + b":")


# What is sent: what it is, and the counter that says why it passed.
BAD = {
    "nothing": (b"", "empty"),
    "an empty line": (b"\r\n", "keepalives"),
    "two empty lines": (b"\r\n\r\n", "keepalives"),
    "a zero byte": (b"\0", "keepalives"),
    "one letter": (b"I", "not_sip"),
    "binary": (bytes(range(256)), "not_sip"),
    "zeros and more": (b"\0" * 100 + b"x", "not_sip"),
    "STUN": (b"\0\1\0\0\x21\x12\xa4\x42" + b"\7" * 12, "keepalives"),
    "HTTP": (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "not_sip"),
    "another version": (INVITE.replace(b"SIP/2.0\r", b"SIP/3.0\r", 1),
                        "not_sip"),
    "SIP behind other bytes": (b"x" + b"\r\n" + INVITE, "not_sip"),
    "a first line alone": (INVITE.split(b"\r\n")[0] + b"\r\n", "truncated"),
    "half of the fields": (INVITE[:120], "truncated"),
    "no empty line": (INVITE[:-2], "truncated"),
    "no colon": (INVITE.replace(b"From:", b"From"), "bad_header"),
    "no name": (INVITE.replace(b"From:", b":"), "bad_header"),
    "no Via": (without(b"Via"), "missing_header"),
    "no From": (without(b"From"), "missing_header"),
    "no To": (without(b"To"), "missing_header"),
    "no Call-ID": (without(b"Call-ID"), "missing_header"),
    "no CSeq": (without(b"CSeq"), "missing_header"),
    "empty Call-ID": (INVITE.replace(b"1@192.168.1.20", b""),
                      "missing_header"),
    "two Call-IDs": (twice(b"Call-ID", b"2@192.168.1.20"), "contradiction"),
    "two Froms": (twice(b"From", b"<sip:eve@192.168.1.20>"),
                  "contradiction"),
    "two Content-Lengths": (twice(b"Content-Length", b"5"), "contradiction"),
    "CSeq of another method": (INVITE.replace(b"7 INVITE", b"7 BYE"),
                               "bad_cseq"),
    "CSeq without a number": (INVITE.replace(b"7 INVITE", b"INVITE"),
                              "bad_cseq"),
    "CSeq too large": (INVITE.replace(b"7 INVITE", b"4294967296 INVITE"),
                       "bad_cseq"),
    "Content-Length in words": (INVITE.replace(b"Length: 0", b"Length: no"),
                                "bad_content_length"),
    "Content-Length below zero": (INVITE.replace(b"Length: 0",
                                                 b"Length: -1"),
                                  "bad_content_length"),
    "Content-Length beyond the end": (INVITE.replace(b"Length: 0",
                                                     b"Length: 5"),
                                      "short_body"),
    "too many fields": (INVITE.replace(b"From:", b"X: 1\r\n" * 260 +
                                       b"From:"), "too_many_headers"),
}

STATE = ("calls", "registrations", "signalling ports", "media ports",
         "armed ports", "flows")


def state(lab):
    limits = lab.viaductd.limits()
    return [limits[name] for name in STATE] + [
        lab.elements(name) for name in ("phones", "mapped", "armed")]


def as_seen(elements):
    """nft shows how long an element still has; that changes."""
    return elements if not isinstance(elements, str) else [
        word for word in elements.split() if not word.endswith("ms")]


def expect_unchanged(lab, before):
    assert [as_seen(part) for part in state(lab)] == \
        [as_seen(part) for part in before]


def count(lab, counter):
    return lab.viaductd.counters()[counter]


def test_from_the_lan_it_passes_unmodified_and_is_counted(lab):
    alice, dave = lab.phone(), lab.provider()
    lab.capture.unmodified()
    before = state(lab)
    for what, (payload, counter) in BAD.items():
        counted = count(lab, counter)
        alice.socket.sendto(payload, dave.endpoint)
        assert dave.receive_bytes() == payload, what
        assert count(lab, counter) == counted + 1, what
    expect_unchanged(lab, before)


def test_from_outside_it_passes_unmodified_and_is_counted(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    lab.capture.unmodified()
    before = state(lab)
    for what, (payload, counter) in BAD.items():
        counted = count(lab, counter)
        dave.socket.sendto(payload, alice.reached_at)
        assert alice.receive_bytes() == payload, what
        assert count(lab, counter) == counted + 1, what
    expect_unchanged(lab, before)


@viaductd(signalling={"on_malformed": "drop"})
def test_it_can_be_dropped_instead(lab):
    alice, dave = lab.phone(), lab.provider()
    lab.capture.dropped.append(INVITE[:120])
    alice.socket.sendto(INVITE[:120], dave.endpoint)
    dave.expect_silence()
    assert count(lab, "malformed_dropped") == 1
    assert count(lab, "truncated") == 1
    alice.socket.sendto(b"\r\n\r\n", dave.endpoint)
    assert dave.receive_bytes() == b"\r\n\r\n"


@pytest.mark.parametrize("size", [1472, 1473, 9000, 65507])
def test_binary_of_any_size_passes_both_ways(lab, size):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    before = state(lab)
    payload = random.Random(size).randbytes(size)
    for sender, destination, receiver in (
            (alice, dave.endpoint, dave), (dave, alice.reached_at, alice)):
        sender.socket.sendto(payload, destination)
        assert receiver.receive_bytes() == payload
    counters = lab.viaductd.counters()
    # What is too long for the queue's messages counts as no UDP.
    assert counters["not_sip"] + counters["not_udp"] == 2
    expect_unchanged(lab, before)


BAD_BODIES = [b"v=0\r\nm=audio\r\n", b"v=0\r\nm=audio 70000 RTP/AVP 0\r\n",
              b"v=0\r\nnonsense\r\n",
              b"m=audio 49170 RTP/AVP 0\r\n", b"\0" * 50, b"x"]


def test_a_body_that_is_no_sdp_passes_unmodified(lab):
    alice, dave = lab.phone(), lab.provider()
    for number, body in enumerate(BAD_BODIES):
        alice.invite(dave, body)
        seen = dave.expect("INVITE")
        assert seen.body == body
        assert alice.address not in seen["Contact"]
        assert count(lab, "bad_sdp") == number + 1
    assert lab.viaductd.limits()["media ports"] == 0


def test_random_bytes_do_no_harm(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    lab.capture.either()
    rng = random.Random(5060)
    for i in range(300):
        payload = bytearray(INVITE)
        for _ in range(rng.randrange(1, 20)):
            payload[rng.randrange(len(payload))] = rng.randrange(256)
        alice.socket.sendto(payload, dave.endpoint)
        dave.receive_bytes()
    talk(here, there)


def test_parts_of_fragments_do_no_harm(lab):
    alice, dave = lab.phone(), lab.provider()
    before = lab.viaductd.limits()
    lab.network.execute("phone1", "/usr/bin/python3", "-c", FRAGMENT)
    dave.expect_silence()
    assert lab.viaductd.limits() == before
    here, there = alice.call(dave)
    talk(here, there)


# The first fragment of an INVITE whose rest never comes.
FRAGMENT = """
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
udp = struct.pack(">HHHH", 5060, 5060, 1000, 0) + b"INVITE sip:a SIP/2.0" * 10
packet = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 77, 0x2000, 64,
                     17, 0, bytes((192, 168, 1, 20)),
                     bytes((198, 51, 100, 5))) + udp
s.sendto(packet, ("198.51.100.5", 0))
"""


def test_sip_that_comes_to_a_media_port_is_no_media(lab):
    alice, dave = lab.phone(), lab.provider()
    _, there = alice.call(dave)
    stranger = Media(lab.network, "provider", STRANGER, 40000)
    stranger.rtp.sendto(INVITE, there.remote_media)
    alice.media.expect_silence()
    talk(*alice.call(dave))
