# SPDX-License-Identifier: GPL-2.0-or-later
"""Messages above the MTU, and above what a packet can hold."""
import socket

import pytest

from sip import talk

IP_MTU_DISCOVER = 10
IP_PMTUDISC_DO = 2

# UDP's payload in a packet of 1500 bytes, and in the largest there is.
IN_MTU = 1472
LARGEST = 65507


def large_invite(alice, dave, size):
    """An INVITE of exactly that size; its Via and Contact grow by five bytes
    each when they get a port."""
    request = alice.new_request("INVITE", dave.aor)
    request.replace("Via", request["Via"].replace(":5060", ""))
    request.replace("Contact", f"<sip:alice@{alice.address}>")
    request.with_body(alice.sdp())
    fields = size // 8000 + 1
    for i in range(fields):
        request.headers.append((f"X-Large-{i}", "x"))
    missing = size - len(bytes(request))
    for i in range(fields):
        part = missing // fields + (missing % fields if i == 0 else 0)
        request.replace(f"X-Large-{i}", "x" * (1 + part))
    assert len(bytes(request)) == size
    return request


@pytest.mark.parametrize("size", [IN_MTU, IN_MTU + 1, 3000, 20000, 65400])
def test_a_large_invite_arrives_rewritten(lab, size):
    alice, dave = lab.phone(), lab.provider()
    alice.send(large_invite(alice, dave, size), dave.endpoint)
    there = dave.take_call()
    assert len(there.request.raw) > size
    assert there.request["Contact"] != f"<sip:alice@{alice.address}>"
    there.respond(200, dave.sdp())
    answer = alice.expect(200)
    assert answer["Via"].startswith(f"SIP/2.0/UDP {alice.address};branch")
    alice.media.send((dave.address, dave.media.port), 5)
    dave.media.expect(5, alice.media, there.remote_media)


def test_one_that_must_not_be_fragmented_may_grow(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER,
                            IP_PMTUDISC_DO)
    alice.send(large_invite(alice, dave, IN_MTU), dave.endpoint)
    assert len(dave.take_call().request.raw) > IN_MTU


def test_a_large_answer_arrives(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    body = dave.sdp(extra=["a=x:" + "y" * 120] * 40)
    there.respond(200, body)
    assert here.expect(200).body == body
    here.ack()
    there.expect("ACK")
    talk(here, there)


@pytest.mark.parametrize("size", [LARGEST - 7, LARGEST])
def test_one_that_cannot_grow_passes_unmodified(lab, size):
    alice, dave = lab.phone(), lab.provider()
    lab.capture.unmodified()
    invite = large_invite(alice, dave, size)
    alice.send(invite, dave.endpoint)
    assert dave.receive_bytes() == bytes(invite)
    counters = lab.viaductd.counters()
    assert counters["too_long"] + counters["not_udp"] == 1
    assert counters["rewritten"] == 0
