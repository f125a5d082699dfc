# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones of one LAN that call each other through a provider outside."""
from capture import is_sip
from lab import Lab
from namespaces import FIREWALL, wait_for
from peers import Baresip, Kamailio
from sip import expect_silence, hang_up, talk

OTHER_LAN = "192.168.2.1"
OTHER_PHONE = "192.168.2.20"


def media_rows(lab):
    return [row for row in lab.viaductd.pinholes()
            if row["kind"] in ("rtp", "rtcp")]


def has_no_opening(lab):
    """No stream has a flow or waits for a first packet."""
    rows = media_rows(lab)
    return not [row for row in rows
                if row["peer"] or row["state"] == "armed"]


def connect(dave, alice, bob):
    """A call from Alice to Bob; Dave is a B2BUA between them, which leaves
    the SDP as it is.  Alice's end, Dave's two, Bob's."""
    here = alice.invite(dave)
    one = dave.take_call()
    two = dave.invite(bob, one.remote_body)
    there = bob.take_call()
    there.respond(200, bob.sdp())
    two.expect(200)
    two.ack()
    there.expect("ACK")
    one.respond(200, two.remote_body)
    here.expect(200)
    here.ack()
    one.expect("ACK")
    return here, one, two, there


def renegotiate(one, other, offer, answer):
    one.invite(offer)
    other.expect("INVITE")
    other.respond(200, answer)
    one.expect(200)
    one.ack()
    other.expect("ACK")


def rtp_of(lab, side):
    lab.capture.flush()
    return [d for d in lab.capture.datagrams(side)
            if not is_sip(d.payload) and d.payload[:1] == b"\x80"]


def test_their_media_stays_in_the_lan(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    bob.register(dave)
    here, one, two, there = connect(dave, alice, bob)
    assert there.remote_media == (alice.address, alice.media.port)
    assert here.remote_media == (bob.address, bob.media.port)
    assert has_no_opening(lab)
    talk(here, there)
    assert not rtp_of(lab, "wan0")
    # Nobody outside gets to their ports.
    dave.media.send(one.remote_media, 3)
    dave.media.send(two.remote_media, 3)
    expect_silence(alice.media.rtp, bob.media.rtp)


def test_a_transfer_outside_opens_the_ports_that_were_kept(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    bob.register(dave)
    here, one, two, there = connect(dave, alice, bob)
    talk(here, there)
    outside = one.remote_media
    renegotiate(one, here, dave.sdp(), alice.sdp())
    assert one.remote_media == outside
    hang_up(two, there)
    talk(here, one)
    hang_up(one, here)


def test_a_transfer_into_the_lan_closes_them(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    bob.register(dave)
    here, one = alice.call(dave)
    talk(here, one)
    outside = one.remote_media
    two = dave.invite(bob, one.remote_body)
    there = bob.take_call()
    there.respond(200, bob.sdp())
    two.expect(200)
    renegotiate(one, here, two.remote_body, alice.sdp())
    two.ack()
    there.expect("ACK")
    assert here.remote_media == (bob.address, bob.media.port)
    assert has_no_opening(lab)
    talk(here, there)
    dave.media.send(outside, 3)
    expect_silence(alice.media.rtp)


def test_hold_between_them_keeps_the_origin(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    bob.register(dave)
    _, one, two, there = connect(dave, alice, bob)
    held = one.remote_body.replace(b"c=IN IP4 203.0.113.7",
                                   b"c=IN IP4 0.0.0.0")
    renegotiate(two, there, held, bob.sdp())
    assert f"IN IP4 {alice.address}\r\ns=".encode() in there.remote_body
    renegotiate(two, there, one.remote_body, bob.sdp())
    assert there.remote_media == (alice.address, alice.media.port)


def test_two_lans_of_the_router_talk_through_it():
    """Not through the WAN; the router's firewall decides."""
    firewall = FIREWALL.replace(
        'iifname "lan0" oifname "wan0" accept',
        'iifname { "lan0", "lan1" } accept')
    with Lab(firewall) as lab:
        lab.network.add_lan("router", "lan1", OTHER_LAN,
                            {"phone4": OTHER_PHONE})
        lab.start()
        kamailio = Kamailio(lab.network)
        assert kamailio.process.poll() is None
        alice = Baresip(lab.network, "phone1", "alice")
        bob = Baresip(lab.network, "phone4", "bob", OTHER_PHONE)
        alice.wait_registered()
        bob.wait_registered()
        alice.call(bob)
        wait_for(lambda: "incoming rtp" in alice.log_text() and
                 "incoming rtp" in bob.log_text(), "both hear something")
        assert f"receiving from {OTHER_PHONE}" in alice.log_text()
        assert f"receiving from {alice.address}" in bob.log_text()
        assert has_no_opening(lab)
        assert len(lab.viaductd.calls()) == 2
        wait_for(lambda: len(rtp_of(lab, "lan0")) >= 100, "audio")
        (sent, received), (bob_sent, bob_received) = alice.hang_up(bob)
        assert sent > 10 and bob_received >= sent - 10
        assert bob_sent > 10 and received >= bob_sent - 10
        assert not rtp_of(lab, "wan0")
        lab.quiet()
