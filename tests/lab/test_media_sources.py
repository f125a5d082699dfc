# SPDX-License-Identifier: GPL-2.0-or-later
"""Who may send media to a phone, and who may not."""
from lab import viaductd
from namespaces import FIREWALL, MEDIA_SERVER, PROVIDER, STRANGER
from sip import Media, talk

# A router without a firewall of its own.
OPEN_FIREWALL = FIREWALL.replace("policy drop", "policy accept")


def rtp_row(lab):
    rows = [row for row in lab.viaductd.pinholes() if row["kind"] == "rtp"]
    assert len(rows) == 1, rows
    return rows[0]


def test_media_may_come_from_another_port_than_announced(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    other = Media(lab.network, "provider", PROVIDER, 45000)
    other.send(there.remote_media, 10)
    alice.media.expect(10, other, (PROVIDER, 45000))
    alice.media.send((PROVIDER, 45000), 10)
    other.expect(10, alice.media, there.remote_media)
    # Who sends to where the SDP said, is heard there.
    alice.media.send(here.remote_media, 10)
    dave.media.expect(10, alice.media, there.remote_media)


def test_rtcp_may_come_from_another_port_than_announced(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    other = Media(lab.network, "provider", PROVIDER, 45000)
    address, port = there.remote_media
    other.send_rtcp((address, port + 1), 3)
    alice.media.expect(3, other, (PROVIDER, 45001), rtcp=True)
    talk(here, there)


@viaductd(media={"source": "exact"})
def test_with_source_exact_media_comes_from_where_announced_only(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    other = Media(lab.network, "provider", PROVIDER, 45000)
    other.send(there.remote_media, 3)
    alice.media.expect_silence()
    talk(here, there)


@viaductd(media={"source": "any"})
def test_with_source_any_the_first_sender_stays(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    other = Media(lab.network, "provider", MEDIA_SERVER, 45000)
    other.send(there.remote_media, 5)
    alice.media.expect(5, other)
    late = Media(lab.network, "provider", STRANGER, 46000)
    late.send(there.remote_media, 3)
    alice.media.expect_silence()


def test_a_stranger_is_heard_at_no_time(lab):
    alice, dave = lab.phone(), lab.provider()
    stranger = Media(lab.network, "provider", STRANGER, 40000)
    here = alice.invite(dave)
    there = dave.take_call()
    stranger.send(there.remote_media, 2)
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    stranger.send(there.remote_media, 2)
    alice.media.expect_silence()
    assert lab.viaductd.counters()["rule_media_source"] == 4
    talk(here, there)
    stranger.send(there.remote_media, 2)
    stranger.send_rtcp(there.remote_media, 2)
    address, port = there.remote_media
    stranger.send_rtcp((address, port + 1), 2)
    alice.media.expect_silence()
    talk(here, there)


def test_a_stranger_does_not_take_the_place_of_the_other_side(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    stranger = Media(lab.network, "provider", STRANGER, 40000)
    stranger.send(there.remote_media, 2)
    dave.media.send(there.remote_media, 5)
    alice.media.expect(5, dave.media)
    assert rtp_row(lab)["peer"] == f"{PROVIDER}:{dave.media.port}"


def test_what_is_no_media_does_not_open_a_way(lab):
    alice, dave = lab.phone(), lab.provider()
    _, there = alice.call(dave)
    other = Media(lab.network, "provider", PROVIDER, 45000)
    other.rtp.sendto(b"POST / HTTP/1.0\r\n\r\n", there.remote_media)
    alice.media.expect_silence()
    assert lab.viaductd.counters()["rule_not_media"] == 1


def test_media_may_overtake_the_phones_own_answer(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    here = alice.take_call()
    # Nothing is mapped yet: the router gives it a port of its own.
    alice.media.send(here.remote_media, 3)
    early = dave.media.expect(3, alice.media)
    here.respond(200, alice.sdp())
    there.expect(200)
    there.ack()
    here.expect("ACK")
    assert there.remote_media not in early
    talk(here, there)


@viaductd(firewall=OPEN_FIREWALL)
def test_media_that_came_too_early_does_not_stand_in_its_own_way(lab):
    """A router that takes in everything keeps an entry for a packet that
    came before its flow was there."""
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    erin.media.send(there.remote_media, 2)
    erin.media.send_rtcp((there.remote_media[0], there.remote_media[1] + 1))
    alice.media.expect_silence()
    there.respond(200, erin.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    there.agent = erin
    talk(here, there)


def test_no_port_around_the_calls_is_open(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    address, port = there.remote_media
    for wrong in (port - 2, port - 1, port + 2, port + 3, alice.media.port):
        dave.media.send((address, wrong), 1)
    alice.media.expect_silence()
