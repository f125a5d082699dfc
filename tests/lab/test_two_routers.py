# SPDX-License-Identifier: GPL-2.0-or-later
"""A phone behind each of two routers, both with Viaduct, in two LANs that look
the same: baresip here, Linphone there, and Kamailio between."""
import pytest

from daemon import Daemon
from namespaces import FAR_ROUTER_OUTSIDE, ROUTER_OUTSIDE, wait_for
from peers import Baresip, DOMAIN, Kamailio, Linphone

AUDIO = 100  # packets

ice = pytest.param(True, id="ice")
no_ice = pytest.param(False, id="no-ice")


@pytest.fixture
def far(lab):
    """The viaductd of the other router."""
    lab.network.add_far_router()
    daemon = Daemon(lab.network, "far-router", "far-viaductd").start()
    yield daemon
    daemon.stop()


def phones(lab, with_ice):
    Kamailio(lab.network)
    alice = Baresip(lab.network, "phone1", "alice", ice=with_ice)
    dave = Linphone(lab.network, "far-phone", "dave", ice=with_ice)
    alice.wait_registered()
    dave.wait_registered()
    return alice, dave


def wait_for_audio(*daemons):
    """In both directions through each router."""
    def has_passed(daemon):
        rows = [row for row in daemon.pinholes()
                if row["kind"] == "rtp" and row["peer"]]
        return any(row["packets_in"] >= AUDIO and row["packets_out"] >= AUDIO
                   for row in rows)
    wait_for(lambda: all(has_passed(d) for d in daemons),
             f"{AUDIO} packets of audio each way", 15)


def check_end(alice, dave):
    """Alice hangs up; what one sent the other received."""
    alice.command("hangup")
    alice.expect("CALL_CLOSED")
    alice_sent, alice_received = alice.summary()
    dave_sent, dave_received = dave.summary()
    # Linphone listens a little later than its 200 says.
    assert alice_sent - 25 <= dave_received <= alice_sent
    assert dave_sent - 10 <= alice_received <= dave_sent
    assert min(alice_received, dave_received) >= AUDIO - 10


def check_peers(lab, far):
    """What each router's flow carries comes from the other one."""
    for daemon, other in ((lab.viaductd, FAR_ROUTER_OUTSIDE),
                          (far, ROUTER_OUTSIDE)):
        assert {row["peer"].split(":")[0] for row in daemon.pinholes()
                if row["kind"] == "rtp" and row["peer"] and
                row["packets_in"]} == {other}


@pytest.mark.parametrize("with_ice", [no_ice, ice])
def test_a_call_from_baresip_to_linphone(lab, far, with_ice):
    alice, dave = phones(lab, with_ice)
    alice.command("dial", f"sip:dave@{DOMAIN}")
    dave.answer()
    alice.expect("CALL_ESTABLISHED")
    wait_for_audio(lab.viaductd, far)
    check_peers(lab, far)
    check_end(alice, dave)


@pytest.mark.parametrize("with_ice", [no_ice, ice])
def test_a_call_from_linphone_to_baresip(lab, far, with_ice):
    alice, dave = phones(lab, with_ice)
    dave.command(f"call sip:alice@{DOMAIN}")
    alice.expect("CALL_INCOMING")
    alice.command("accept")
    alice.expect("CALL_ESTABLISHED")
    dave.play()
    wait_for_audio(lab.viaductd, far)
    check_peers(lab, far)
    check_end(alice, dave)
