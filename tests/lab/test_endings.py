# SPDX-License-Identifier: GPL-2.0-or-later
"""How calls end, or never begin: BYE, CANCEL, refusals, tries again."""
import pytest

from lab import viaductd
from namespaces import wait_for
from sip import digest, hang_up, talk


def expect_closed(lab, reason):
    calls = lab.viaductd.calls()
    assert [call["state"] for call in calls] == ["closing"]
    assert calls[0]["end_reason"] == reason
    assert not [row for row in lab.viaductd.pinholes()
                if row["state"] == "armed"]
    wait_for(lambda: not lab.viaductd.calls(), "the call is forgotten")
    assert lab.viaductd.pinholes() == []
    assert lab.viaductd.limits()["media ports"] == 0


@viaductd(media={"linger": 1})
def test_the_caller_hangs_up(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    hang_up(here, there)
    expect_closed(lab, "ended by BYE")


@viaductd(media={"linger": 1})
def test_the_callee_hangs_up(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    hang_up(there, here)
    expect_closed(lab, "ended by BYE")


@viaductd(media={"linger": 1})
@pytest.mark.parametrize("who", ["phone", "other side"])
def test_a_bye_sent_again_is_passed_again(lab, who):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    one, other = (here, there) if who == "phone" else (there, here)
    bye = one.bye()
    first = other.expect("BYE")
    one.agent.send(bye, one.next_hop())
    again = other.expect("BYE")
    assert again.raw == first.raw
    other.respond(200)
    one.expect(200)
    one.agent.send(bye, one.next_hop())
    assert other.expect("BYE").raw == first.raw
    other.respond(200)
    one.expect(200)
    expect_closed(lab, "ended by BYE")
    one.agent.send(bye, one.next_hop())
    assert other.expect("BYE").raw == first.raw


@viaductd(media={"linger": 1})
def test_a_bye_whose_answer_is_481_ends_the_call(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    here.bye()
    there.expect("BYE")
    there.respond(481)
    here.expect(481)
    expect_closed(lab, "ended by BYE")


@viaductd(media={"linger": 1})
@pytest.mark.parametrize("ringing", [180, 183])
def test_the_caller_cancels(lab, ringing):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    invite = there.request
    there.respond(ringing, dave.sdp() if ringing == 183 else b"")
    here.expect(ringing)
    here.cancel()
    there.respond(200, request=there.expect("CANCEL"))
    here.expect(200)
    there.respond(487, request=invite)
    here.ack_failure(here.expect(487))
    there.expect("ACK")
    expect_closed(lab, "cancelled")


@viaductd(media={"linger": 1})
def test_a_caller_outside_cancels(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    here = alice.take_call()
    invite = here.request
    here.respond(180)
    there.expect(180)
    there.cancel()
    here.respond(200, request=here.expect("CANCEL"))
    there.expect(200)
    here.respond(487, request=invite)
    there.ack_failure(there.expect(487))
    here.expect("ACK")
    assert lab.viaductd.calls()[0]["end_reason"] == "cancelled"


@viaductd(media={"linger": 1})
@pytest.mark.parametrize("status", [486, 503, 600])
def test_the_callee_refuses(lab, status):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(status)
    here.ack_failure(here.expect(status))
    there.expect("ACK")
    expect_closed(lab, "refused")


@pytest.mark.parametrize("status", [401, 407])
def test_the_call_sent_again_with_credentials_keeps_its_ports(lab, status):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    ports = there.remote_media
    contact = there.request["Contact"]
    there.respond(status)
    refusal = here.expect(status)
    here.ack_failure(refusal)
    there.expect("ACK")
    here.remote = f"<{dave.aor}>"
    here.destination = dave.endpoint
    credentials = digest("INVITE", dave.aor, "alice", "wonderland",
                         'Digest realm="example.net", nonce="1"')
    here.target = dave.aor
    here.invite(alice.sdp(), [("Authorization", credentials)])
    there = dave.take_call()
    assert there.request["Authorization"] == credentials
    assert there.remote_media == ports
    assert there.request["Contact"] == contact
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


@viaductd(media={"idle_timeout": 1, "linger": 1})
def test_a_call_without_media_is_closed(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.call(dave)
    wait_for(lambda: "call 1: no media" in lab.viaductd.log_text(),
             "the silent call is closed", 15)
