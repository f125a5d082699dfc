# SPDX-License-Identifier: GPL-2.0-or-later
"""Hold and resume: the ports that the world sees stay the same."""
import pytest

from sip import describe, talk

# RFC 3264 section 8.4, and how RFC 2543 had it.
WAYS = {"sendonly": {"direction": "sendonly"},
        "inactive": {"direction": "inactive"},
        "0.0.0.0": {"address": "0.0.0.0"}}
ANSWERS = {"sendonly": "recvonly", "inactive": "inactive",
           "0.0.0.0": "sendrecv"}


def renegotiate(one, other, offer, answer):
    one.invite(offer)
    other.expect("INVITE")
    other.respond(200, answer)
    one.expect(200)
    one.ack()
    other.expect("ACK")


def audio_rows(lab):
    """The rows of flows, RTP's and RTCP's."""
    return [row for row in lab.viaductd.pinholes()
            if row["medium"] == "audio" and row["peer"]]


def hold(agent, way):
    return agent.sdp(origin=agent.address, **WAYS[way])


@pytest.mark.parametrize("way", WAYS)
def test_the_phone_holds_and_resumes(lab, way):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    outside = there.remote_media
    renegotiate(here, there, hold(alice, way), dave.sdp(ANSWERS[way]))
    assert lab.viaductd.calls()[0]["held"]
    assert all(row["state"] == "held" for row in audio_rows(lab))
    assert lab.viaductd.limits()["media ports"] == 2
    renegotiate(here, there, alice.sdp(), dave.sdp())
    assert there.remote_media == outside
    assert not lab.viaductd.calls()[0]["held"]
    assert {row["state"] for row in audio_rows(lab)} == {"open"}
    talk(here, there)


@pytest.mark.parametrize("way", WAYS)
def test_the_other_side_holds_and_resumes(lab, way):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    outside = there.remote_media
    renegotiate(there, here, hold(dave, way), alice.sdp(ANSWERS[way]))
    assert there.remote_media == outside
    assert lab.viaductd.calls()[0]["held"]
    renegotiate(there, here, dave.sdp(), alice.sdp())
    assert there.remote_media == outside
    assert not lab.viaductd.calls()[0]["held"]
    talk(here, there)


def test_music_on_hold_is_heard(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here, there = alice.call(dave)
    talk(here, there)
    renegotiate(there, here, erin.sdp("sendonly"), alice.sdp("recvonly"))
    erin.media.send(there.remote_media, 10)
    alice.media.expect(10, erin.media, here.remote_media)
    renegotiate(there, here, dave.sdp(), alice.sdp())
    talk(here, there)
    erin.media.send(there.remote_media, 3)
    alice.media.expect_silence()


def test_a_refused_change_changes_nothing(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    agreed = here.remote_body, there.remote_body
    here.invite(describe(alice.address, 50000))
    there.expect("INVITE")
    there.respond(488)
    here.ack_failure(here.expect(488))
    there.expect("ACK")
    here.remote_body, there.remote_body = agreed
    talk(here, there)
    assert len(audio_rows(lab)) == 2


def test_the_phone_moves_its_media_to_another_port(lab):
    alice, dave = lab.phone(), lab.provider()
    second = lab.phone(port=5070, media_port=50000)
    here, there = alice.call(dave)
    talk(here, there)
    before = there.remote_media
    renegotiate(here, there, second.sdp(), dave.sdp())
    assert there.remote_media != before
    second.media.send(here.remote_media, 5)
    dave.media.expect(5, second.media, there.remote_media)
    dave.media.send(there.remote_media, 5)
    second.media.expect(5, dave.media, here.remote_media)
    dave.media.send(before, 3)
    alice.media.expect_silence()
