# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole calls between real phones, through a real provider."""
import pytest

from namespaces import MEDIA_SERVER, PHONES, wait_for
from peers import Baresip, DOMAIN, Kamailio


@pytest.fixture
def kamailio(lab):
    return Kamailio(lab.network)


def dave_outside(lab):
    return Baresip(lab.network, "provider", "dave", MEDIA_SERVER,
                   "40000-40100")


def rtp_row(lab):
    rows = [row for row in lab.viaductd.pinholes()
            if row["kind"] == "rtp" and row["peer"]]
    return rows[0] if rows else {"packets_in": 0, "packets_out": 0}


def wait_for_audio(lab, packets=50):
    wait_for(lambda: rtp_row(lab)["packets_in"] >= packets and
             rtp_row(lab)["packets_out"] >= packets,
             f"{packets} packets of audio each way", 10)


def nearly(received, sent):
    """All but what was on its way when one of them hung up."""
    return sent - 10 <= received <= sent


@pytest.mark.parametrize("way", ["out", "in"])
def test_two_phones_talk_through_the_router(lab, kamailio, way):
    alice, dave = Baresip(lab.network, "phone1", "alice"), dave_outside(lab)
    alice.wait_registered()
    dave.wait_registered()
    caller, callee = (alice, dave) if way == "out" else (dave, alice)
    caller.call(callee)
    wait_for_audio(lab)
    call, = lab.viaductd.calls()
    assert call["direction"] == way
    assert call["state"] == "answered"
    assert call["streams"][0]["codec"] == "PCMU"
    (a_sent, a_received), (b_sent, b_received) = caller.hang_up(callee)
    assert min(a_sent, b_sent) >= 50
    assert nearly(b_received, a_sent)
    assert nearly(a_received, b_sent)
    wait_for(lambda: lab.viaductd.calls()[0]["end_reason"] == "ended by BYE",
             "the call has ended")


def test_two_phones_of_the_lan_talk_directly(lab, kamailio):
    alice = Baresip(lab.network, "phone1", "alice")
    bob = Baresip(lab.network, "phone2", "bob")
    alice.wait_registered()
    bob.wait_registered()
    alice.call(bob)
    wait_for(lambda: "incoming rtp" in alice.log_text() and
             "incoming rtp" in bob.log_text(), "both hear something")
    assert f"receiving from {PHONES['phone2']}" in alice.log_text()
    assert f"receiving from {PHONES['phone1']}" in bob.log_text()
    alice.hang_up(bob)
    lab.capture.flush()
    assert not [d for d in lab.capture.datagrams("wan0")
                if d.payload[:1] == b"\x80"]


def test_a_phone_rejects_a_call(lab, kamailio):
    alice, dave = Baresip(lab.network, "phone1", "alice"), dave_outside(lab)
    alice.wait_registered()
    dave.wait_registered()
    dave.command("dial", f"sip:alice@{DOMAIN}")
    alice.expect("CALL_INCOMING")
    alice.command("hangup")
    dave.expect("CALL_CLOSED")
    wait_for(lambda: lab.viaductd.calls()[0]["end_reason"] == "refused",
             "the call has ended")
    assert not [row for row in lab.viaductd.pinholes()
                if row["kind"] != "signalling" and row["state"] == "armed"]
