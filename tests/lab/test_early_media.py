# SPDX-License-Identifier: GPL-2.0-or-later
"""Sound before the call is answered: ringback tones, announcements."""
import pytest

from lab import viaductd
from namespaces import MEDIA_SERVER, PROVIDER, wait_for
from sip import describe, hang_up, talk


def test_early_media_comes_before_the_phone_has_sent_any(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(183, dave.sdp())
    here.expect(183)
    dave.media.send(there.remote_media, 10)
    alice.media.expect(10, dave.media, here.remote_media)
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


def test_before_any_answer_the_signalling_address_may_send(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    dave.media.send(there.remote_media, 10)
    alice.media.expect(10, dave.media, (PROVIDER, dave.media.port))
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


def test_before_any_answer_another_address_may_not_send(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    erin.media.send(there.remote_media, 3)
    alice.media.expect_silence()
    assert lab.viaductd.counters()["rule_media_source"] == 3
    there.respond(183, erin.sdp())
    here.expect(183)
    erin.media.send(there.remote_media, 5)
    alice.media.expect(5, erin.media, (MEDIA_SERVER, erin.media.port))


def test_the_answer_may_name_other_media_than_was_early(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(183, erin.sdp())
    here.expect(183)
    erin.media.send(there.remote_media, 5)
    alice.media.expect(5, erin.media)
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


def test_of_a_forked_call_only_who_answers_is_heard_afterwards(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    for agent, tag in ((dave, "first"), (erin, "second")):
        dave.respond(there.request, 183, agent.sdp(), tag)
        here.expect(183)
        agent.media.send(there.remote_media, 5)
        alice.media.expect(5, agent.media)
    assert len([row for row in lab.viaductd.pinholes()
                if row["kind"] == "rtp" and row["peer"]]) == 2
    dave.respond(there.request, 200, dave.sdp(), "first")
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
    erin.media.send(there.remote_media, 5)
    alice.media.expect_silence()


@viaductd(media={"linger": 1})
def test_what_was_early_ends_when_the_call_fails(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(183, dave.sdp())
    here.expect(183)
    dave.media.send(there.remote_media, 5)
    alice.media.expect(5, dave.media)
    there.respond(486)
    here.ack_failure(here.expect(486))
    there.expect("ACK")
    wait_for(lambda: not lab.viaductd.calls(), "the call is forgotten")
    dave.media.send(there.remote_media, 5)
    alice.media.expect_silence()


@pytest.mark.parametrize("status", [183, 200])
def test_the_phone_may_answer_early_too(lab, status):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    here = alice.take_call()
    here.respond(status, alice.sdp())
    there.expect(status)
    dave.media.send(there.remote_media, 10)
    alice.media.expect(10, dave.media)
    alice.media.send(here.remote_media, 10)
    dave.media.expect(10, alice.media, there.remote_media)
    if status != 200:
        here.respond(200, alice.sdp())
        there.expect(200)
    there.ack()
    here.expect("ACK")
    talk(here, there)
    hang_up(here, there)


def test_an_offer_without_a_port_opens_nothing(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, describe(alice.address, 0))
    there = dave.take_call()
    there.respond(200, describe(PROVIDER, 0))
    here.expect(200)
    assert lab.viaductd.pinholes() == []
