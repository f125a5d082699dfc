# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones with IPv6, and with public IPv4 addresses: nothing is rewritten, which
the capture checks in each test, and what a call needs is opened."""
import re
import subprocess

import pytest

from lab import viaductd
from namespaces import (MEDIA_SERVER, MEDIA_SERVER6, PHONES6, PROVIDER,
                        PROVIDER6, PUBLIC_PHONES, STRANGER, STRANGER6,
                        wait_for)
from sip import Media, endpoint_text, hang_up, talk


class Family:
    """Addresses of one of the two kinds of routed phones."""

    def __init__(self, lab, version):
        self.lab = lab
        self.conntrack = version
        is_v6 = version == "ipv6"
        self.table = "ip6" if is_v6 else "ip"
        self.phones = PHONES6 if is_v6 else PUBLIC_PHONES
        self.provider = PROVIDER6 if is_v6 else PROVIDER
        self.media_server = MEDIA_SERVER6 if is_v6 else MEDIA_SERVER
        self.stranger = STRANGER6 if is_v6 else STRANGER

    def pair(self):
        """A phone and somebody outside, Alice and Dave."""
        return (self.lab.phone(addresses=self.phones),
                self.lab.provider(self.provider))

    def flows(self):
        return self.lab.flows(self.conntrack)

    def elements(self, name):
        return self.lab.elements(name, self.table)

    def flush(self):
        self.lab.router("conntrack", "-F", "-f", self.conntrack)


@pytest.fixture(params=["ipv6", "ipv4"])
def family(lab, request):
    return Family(lab, request.param)


def element(agent, port=None):
    return f"{agent.address} . {port or agent.port}"


def test_a_routed_phone_calls_out(lab, family):
    alice, dave = family.pair()
    here, there = alice.call(dave)
    assert there.remote_media == (alice.address, alice.media.port)
    talk(here, there, packets=50)
    rows = lab.viaductd.pinholes()
    assert {row["kind"] for row in rows} == {"rtp", "rtcp"}
    assert all(row["inside"] == row["outside"] for row in rows)
    row, = [row for row in rows if row["kind"] == "rtp"]
    assert row["inside"] == endpoint_text((alice.address, alice.media.port))
    assert row["peer"] == endpoint_text((dave.address, dave.media.port))
    assert lab.viaductd.limits()["media ports"] == 0
    hang_up(here, there)


def test_a_routed_phone_is_called(lab, family):
    alice, dave = family.pair()
    alice.register(dave)
    assert alice.reached_at == alice.endpoint
    row, = lab.viaductd.registrations()
    assert row["inside"] == row["outside"] == endpoint_text(alice.endpoint)
    assert element(alice) in family.elements("armed")
    assert element(alice) in family.elements("phones")
    there, here = dave.call(alice)
    talk(here, there, packets=50)
    hang_up(there, here)


def test_it_is_called_after_its_flows_are_gone(lab, family):
    alice, dave = family.pair()
    alice.register(dave)
    for _ in range(2):
        family.flush()
        there, here = dave.call(alice)
        talk(here, there)
        hang_up(there, here)


def test_a_stranger_is_kept_out(lab, family):
    alice, dave = family.pair()
    stranger = Media(lab.network, "provider", family.stranger, 40000)
    here, there = alice.call(dave)
    stranger.send(there.remote_media, 2)
    talk(here, there)
    stranger.send(there.remote_media, 2)
    alice.media.expect_silence()
    assert lab.viaductd.counters()["rule_media_source"] == 2
    mallory = lab.provider(family.stranger, user="mallory", media_port=40020)
    alice.register(dave)
    mallory.invite(alice)
    alice.expect_silence()
    assert lab.viaductd.counters()["rule_signalling_source"] == 1


def test_nothing_is_open_before_the_offer(lab, family):
    alice, dave = family.pair()
    for port in (alice.port, alice.media.port):
        dave.media.send((alice.address, port), 2)
    alice.media.expect_silence()
    alice.expect_silence()
    assert lab.viaductd.pinholes() == []


def test_media_may_come_first_and_from_another_port(lab, family):
    alice, dave = family.pair()
    here = alice.invite(dave)
    there = dave.take_call()
    early = Media(lab.network, "provider", family.provider, 45000)
    early.send(there.remote_media, 3)
    alice.media.expect(3, early, (family.provider, 45000))
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    alice.media.send(here.remote_media, 3)
    dave.media.expect(3, alice.media, there.remote_media)


def test_media_may_come_from_another_host(lab, family):
    alice, dave = family.pair()
    erin = lab.provider(family.media_server, user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(200, erin.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    there.agent = erin
    talk(here, there)


@viaductd(media={"linger": 1})
def test_an_ended_call_leaves_nothing_open(lab, family):
    alice, dave = family.pair()
    here, there = alice.call(dave)
    talk(here, there)
    hang_up(here, there)
    wait_for(lambda: lab.viaductd.limits()["calls"] == 0,
             "the call is forgotten", 8)
    assert not [flow for flow in family.flows()
                if f"dport={alice.media.port}" in flow]
    assert "elements" not in family.elements("armed")
    dave.media.send(there.remote_media, 3)
    alice.media.expect_silence()


def test_the_flows_of_a_call_come_back_after_a_flush(lab, family):
    alice, dave = family.pair()
    here, there = alice.call(dave)
    talk(here, there)
    family.flush()
    wait_for(lambda: lab.viaductd.counters()["flows_lost"] >= 3,
             "the flows are made again", 15)
    talk(here, there)


def test_large_messages_stay_whole(lab, family):
    alice, dave = family.pair()
    here = alice.invite(dave, alice.sdp(extra=["a=x:" + "y" * 3000]))
    there = dave.take_call()
    assert there.request.raw == bytes(here.sent_invite)
    there.respond(200, dave.sdp(extra=["a=x:" + "z" * 3000]))
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


def test_all_kinds_of_phones_call_at_once(lab):
    calls = [lab.phone().call(lab.provider())]
    for number, version in ((2, "ipv6"), (3, "ipv4")):
        family = Family(lab, version)
        phone = lab.phone(number, addresses=family.phones)
        calls.append(phone.call(lab.provider(family.media_server)))
    for here, there in calls:
        talk(here, there)
    assert len(lab.viaductd.calls()) == 3
    for here, there in calls:
        hang_up(here, there)


def introduce(phone, agent):
    """Let the router learn a phone's link-layer address."""
    one = Media(phone.network, phone.role, phone.address, 50000)
    other = Media(agent.network, agent.role, agent.address, 50000)
    one.send((agent.address, other.port))
    seen_at, = other.take(1)
    other.send(seen_at)
    one.take(1)


@pytest.mark.parametrize("signalling,media", [(4, 6), (6, 4)])
def test_a_call_has_a_stream_of_each_family(lab, signalling, media):
    """The other family's address is the phone's as well: the router knows
    both by the same link-layer address."""
    ends = {4: (lab.phone(), lab.provider()),
            6: (lab.phone(addresses=PHONES6, media_port=49190),
                lab.provider(PROVIDER6, media_port=40020))}
    lab.capture.either()
    (alice, dave), (alice2, dave2) = ends[signalling], ends[media]
    introduce(alice2, dave2)

    def with_second(agent, other):
        text = other.sdp().decode()
        stream = text[text.index("m="):].replace("m=audio", "m=video")
        line = re.search("c=.*\r\n", text)[0]
        first, rest = stream.split("\r\n", 1)
        return agent.sdp() + f"{first}\r\n{line}{rest}".encode()

    here = alice.invite(dave, with_second(alice, alice2))
    there = dave.take_call()
    there.respond(200, with_second(dave, dave2))
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
    for call, agent in ((here, alice2), (there, dave2)):
        call.agent = agent
        call.remote_body = call.remote_body[call.remote_body.index(
            b"m=video"):]
    talk(here, there)


def test_one_phone_has_calls_of_both_families(lab):
    calls = [lab.phone().call(lab.provider()),
             lab.phone(addresses=PHONES6).call(lab.provider(PROVIDER6))]
    for here, there in calls:
        talk(here, there)
    addresses = {row["outside"].rpartition(":")[0]
                 for row in lab.viaductd.pinholes()}
    assert addresses == {"203.0.113.7", f"[{PHONES6['phone1']}]"}


def test_media_of_another_host_opens_nothing(lab):
    alice, bob = lab.phone(), lab.phone(2, addresses=PHONES6)
    dave, erin = lab.provider(), lab.provider(PROVIDER6, media_port=40020)
    introduce(bob, erin)
    here = alice.invite(dave, bob.sdp())
    there = dave.take_call()
    there.respond(200, erin.sdp())
    here.expect(200)
    assert lab.viaductd.counters()["rule_address"] > 0
    assert "elements" not in lab.elements("armed", "ip6")
    erin.media.send((bob.address, bob.media.port))
    bob.media.expect_silence()


@viaductd(start=False)
def test_without_a_table_for_ipv6_there_is_ipv4(lab):
    """Somebody else has a table of that name, and lets nobody in."""
    owner = lab.network.start("router", "nft", "-i", stdin=subprocess.PIPE)
    owner.stdin.write(b"add table ip6 viaduct { flags owner; }\n")
    owner.stdin.flush()
    wait_for(lambda: "viaduct" in lab.router("nft", "list", "tables", "ip6"),
             "the table is there")
    lab.start()
    warning, = lab.viaductd.ask("status")["status"]["warnings"]
    assert "only IPv4 is served" in warning
    here, there = lab.phone().call(lab.provider())
    talk(here, there)
    alice, dave = lab.phone(addresses=PHONES6), lab.provider(PROVIDER6)
    alice.register(dave)
    assert lab.viaductd.registrations() == []
    owner.stdin.close()
    wait_for(lambda: owner.poll() is not None, "its table goes with it")
    lab.viaductd.viaduct("reload")
    assert lab.viaductd.ask("status")["status"]["warnings"] == []
    alice.call(dave)
    assert len(lab.viaductd.calls()) == 2
