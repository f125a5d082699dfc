# SPDX-License-Identifier: GPL-2.0-or-later
"""viaduct why and viaduct explain: calls with one fault each, and what is
said of them."""
import re
import time

import pytest

from lab import viaductd
from namespaces import PHONES, STRANGER, wait_for
from sip import describe, digest, hang_up, talk


def reasons(lab, call="1"):
    return [row["reason"] for row in lab.viaductd.ask("why", call)["why"]
            ["reasons"]]


def words(lab, call="1"):
    """The text for people."""
    status, out, errors = lab.viaductd.viaduct("why", call)
    assert (status, errors) == (0, "")
    return out


def wait_ended(lab, call="1"):
    wait_for(lambda: lab.viaductd.ask("why", call)["why"]["state"] == "ended",
             "the call is forgotten", 10)


def answered(lab, offer=None, answer=None):
    """A call, with SDP that may be strange."""
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, offer)
    there = dave.take_call()
    there.respond(200, answer or dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    return here, there


@viaductd(media={"linger": 1})
def test_a_good_call_is_explained(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    assert reasons(lab) == []
    assert "Nothing is wrong" in words(lab, here.call_id)
    hang_up(here, there)
    wait_ended(lab)
    assert reasons(lab) == []
    _, out, _ = lab.viaductd.viaduct("explain", here.call_id)
    address, port = there.remote_media
    for line in (
            r"call 1: \S+ > \S+, ended: ended by BYE",
            r" +0\.\d{3}  out  192\.168\.1\.20:5060 > 198\.51\.100\.5:5060  "
            r"INVITE sip:dave@\S+ SIP/2\.0",
            r" +Via: the outside port of the phone's mapping: .*",
            r" +- 192\.168\.1\.20:5060",
            rf" +\+ {address}:\d+",
            rf" +\S+  audio: 192\.168\.1\.20:{alice.media.port} is seen "
            rf"outside as {address}:{port}",
            r" +\S+  in  198\.51\.100\.5:5060 > 192\.168\.1\.20:5060  "
            r"SIP/2\.0 200 .*",
            rf" +\S+  audio: 192\.168\.1\.20:{alice.media.port} and "
            rf"198\.51\.100\.5:{dave.media.port} can talk",
            r" +\S+  audio: first packet from 198\.51\.100\.5:.*",
            r" +\S+  out  .*  BYE .*",
            r" +\S+  closed: ended by BYE"):
        assert re.search(f"^{line}$", out, re.M), f"{line}\n{out}"


def test_messages_are_shown_whole_and_secrets_are_not(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(401)
    here.ack_failure(here.expect(401))
    there.expect("ACK")
    assert reasons(lab) == ["credentials"]
    here.remote, here.target = f"<{dave.aor}>", dave.aor
    here.destination = dave.endpoint
    secret = digest("INVITE", dave.aor, "alice", "wonderland",
                    'Digest realm="example.net", nonce="1"')
    here.invite(alice.sdp(), [("Authorization", secret)])
    there = dave.take_call()
    last = [row for row in lab.viaductd.ask("explain", "1")
            ["explain"]["entries"] if row["kind"] == "message"][-1]
    response = re.search(r'response="?(\w+)', secret)[1]
    assert response not in last["before"] + last["after"]
    assert "Authorization: Digest ***" in last["after"]


def test_media_of_another_host(lab):
    answered(lab, describe(PHONES["phone2"], 49170))
    assert reasons(lab) == ["other_host"]
    text = words(lab)
    assert f"{PHONES['phone2']}:49170" in text and "media_host = lan" in text


@pytest.mark.parametrize("address,port,reason", [
    ("phone.example.net", 49170, "host_name"),
    (PHONES["phone1"], 1900, "service_port"),
])
def test_media_that_nothing_is_opened_for(lab, address, port, reason):
    answered(lab, describe(address, port))
    assert reasons(lab) == [reason]


@viaductd(media={"ports": "20000-20001"})
def test_no_port_is_free(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    alice.call(dave)
    bob.invite(dave)
    dave.take_call()
    assert "no_ports" in reasons(lab, "2")


@viaductd(limits={"calls": 1})
def test_a_limit(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    alice.call(dave)
    lab.capture.either()
    second = bob.invite(dave)
    dave.take_call()
    assert reasons(lab, second.call_id) == ["limit_of_calls"]
    assert "[limits] calls" in words(lab, second.call_id)


def test_the_phone_talks_to_the_wall(lab):
    here, there = answered(lab)
    here.agent.media.send(here.remote_media, 30)
    there.agent.media.take(30)
    time.sleep(3.1)
    assert reasons(lab) == ["one_way_out"]
    assert "the phone has sent 30 packets to" in words(lab)


@viaductd(media={"linger": 1})
def test_the_phone_is_silent_and_the_user_hangs_up(lab):
    here, there = answered(lab)
    there.agent.media.send(there.remote_media, 30)
    here.agent.media.take(30)
    time.sleep(3.1)
    assert reasons(lab) == ["one_way_in"]
    hang_up(here, there)
    wait_ended(lab)
    assert reasons(lab) == ["one_way_in"]
    assert "30 packets came from" in words(lab)


def test_nobody_talks(lab):
    answered(lab)
    time.sleep(3.1)
    assert reasons(lab) == ["silent"]


def test_media_from_elsewhere(lab):
    here, there = answered(lab)
    stranger = lab.provider(STRANGER, user="mallory", media_port=40020)
    stranger.media.send(there.remote_media, 3)
    here.agent.media.expect_silence()
    assert reasons(lab) == ["stranger"]
    assert f"{STRANGER}:40020" in words(lab)


def test_media_from_another_port(lab):
    here, there = answered(lab)
    other = lab.provider(port=5070, media_port=40010)
    other.media.send(there.remote_media, 3)
    here.agent.media.take(3)
    here.agent.media.send(here.remote_media)
    assert reasons(lab) == ["other_source"]
    assert "Nothing is wrong" in words(lab)


def test_the_other_sides_address_is_private(lab):
    answered(lab, answer=describe("10.9.8.7", 40000))
    assert "peer_private" in reasons(lab)
    assert "10.9.8.7:40000" in words(lab)


@viaductd(media={"linger": 1})
def test_the_other_side_refuses(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(486)
    here.ack_failure(here.expect(486))
    there.expect("ACK")
    wait_ended(lab)
    assert reasons(lab) == ["refused"]
    assert "198.51.100.5:5060 refused the call with 486" in words(lab)


def test_nobody_answers_the_invite(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.invite(dave)
    dave.take_call()
    time.sleep(2.1)
    assert reasons(lab) == ["invite_unanswered"]


def test_nobody_answers_the_bye(lab):
    here, there = answered(lab)
    talk(here, there)
    here.bye()
    there.expect("BYE")
    time.sleep(2.1)
    assert reasons(lab) == ["bye_unanswered"]


def test_the_kernel_loses_the_flows(lab):
    here, there = answered(lab)
    talk(here, there)
    lab.router("conntrack", "-F")
    wait_for(lambda: "flows_lost" in reasons(lab), "the loss is noticed", 25)


def test_bypass(lab):
    here, there = answered(lab)
    talk(here, there)
    lab.viaductd.ask("bypass", "on")
    assert reasons(lab) == ["bypass"]
    status, _, errors = lab.viaductd.viaduct("why", "77")
    assert status == 1 and "bypass is on" in errors
    lab.viaductd.ask("bypass", "off")
    for command in ("why", "explain"):
        status, out, errors = lab.viaductd.viaduct(command, "77")
        assert (status, out) == (1, "") and "no such call" in errors
        assert lab.viaductd.viaduct(command)[0] == 2


@viaductd(limits={"history": 0}, media={"linger": 1})
def test_nothing_is_kept_when_that_is_asked_for(lab):
    here, there = answered(lab)
    talk(here, there)
    assert reasons(lab) == []
    assert lab.viaductd.ask("explain", "1")["explain"]["entries"] == []
    hang_up(here, there)
    wait_for(lambda: lab.viaductd.viaduct("why", "1")[0] == 1,
             "the call is forgotten", 10)
