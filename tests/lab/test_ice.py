# SPDX-License-Identifier: GPL-2.0-or-later
"""Interactive connectivity establishment through the router."""
from namespaces import MEDIA_SERVER, PROVIDER, ROUTER_OUTSIDE, STRANGER
from sip import Media, describe, media_of, talk

STUN = b"\0\1\0\0\x21\x12\xa4\x42" + b"\7" * 12


def candidates(address, port, kind="host"):
    return [f"a=candidate:1 {component} UDP 2130706431 {address} "
            f"{port + component - 1} typ {kind}" for component in (1, 2)]


def call_with_ice(lab):
    """Dave's m= leads to his own address, a candidate to another one."""
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, alice.sdp(
        extra=candidates(alice.address, alice.media.port)))
    there = dave.take_call()
    there.respond(200, dave.sdp(
        extra=candidates(MEDIA_SERVER, 42000, "srflx")))
    here.expect(200)
    here.ack()
    there.expect("ACK")
    return alice, here, there


def test_candidates_lead_to_where_the_m_line_does(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.invite(dave, alice.sdp(
        extra=candidates(alice.address, alice.media.port)))
    offer = dave.take_call().request.body
    for line in candidates(*media_of(offer)):
        assert line.encode() in offer


def test_media_comes_from_the_candidate_that_was_chosen(lab):
    alice, here, there = call_with_ice(lab)
    chosen = Media(lab.network, "provider", MEDIA_SERVER, 43000)
    named = Media(lab.network, "provider", MEDIA_SERVER, 42000)
    stranger = Media(lab.network, "provider", STRANGER, 43000)
    for media in (named, chosen, stranger):
        media.rtp.sendto(STUN, there.remote_media)
    sources = {alice.media.rtp.recvfrom(100)[1] for _ in range(2)}
    assert sources == {(MEDIA_SERVER, 42000), (MEDIA_SERVER, 43000)}
    chosen.send(there.remote_media, 50)
    alice.media.expect(50, chosen, (MEDIA_SERVER, 43000))
    alice.media.send((MEDIA_SERVER, 43000), 20)
    chosen.expect(20, alice.media, there.remote_media)
    # Checks to all places come from the same port, too.
    alice.media.send((MEDIA_SERVER, 42000), 2)
    named.expect(2, alice.media, there.remote_media)
    seen = lab.viaductd.counters()["first_packets"]
    chosen.send(there.remote_media, 50)
    alice.media.expect(50, chosen)
    assert lab.viaductd.counters()["first_packets"] == seen


def test_without_a_choice_the_m_line_is_talked_to(lab):
    alice, here, there = call_with_ice(lab)
    there.agent.media.send(there.remote_media, 20)
    alice.media.expect(20, there.agent.media, (PROVIDER, 40000))


def test_a_phone_that_knows_how_it_is_seen_is_shown_as_such(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, describe(ROUTER_OUTSIDE, alice.media.port))
    there = dave.take_call()
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    assert there.remote_media == (ROUTER_OUTSIDE, alice.media.port)
    talk(here, there)
    stream = lab.viaductd.calls()[0]["streams"][0]
    assert stream["notes"] == ["public address"]
    assert "(public address)" in lab.viaductd.viaduct("calls")[1]
