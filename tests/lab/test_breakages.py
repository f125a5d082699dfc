# SPDX-License-Identifier: GPL-2.0-or-later
"""What breaks at others, as far as it needs the real kernel; the other ones are
tests/scenarios/breakage-*.scn.  The numbers are those of docs/breakages.md."""
import socket

from sip import hang_up, talk

IP_MTU_DISCOVER = 10
IP_PMTUDISC_DO = 2


def test_breakage_11_large_messages(lab):
    """Elsewhere an INVITE or NOTIFY above the MTU loses its fragments, keeps DF
    though it grew, or passes unmodified above 1500 or 3000 bytes."""
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    here = alice.invite(dave, headers=[("X-Large", "x" * 4000)])
    there = dave.take_call()
    assert here.sent_invite["Contact"] != there.request["Contact"]
    there.respond(200, dave.sdp(extra=["a=x:" + "y" * 120] * 40))
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
    there.send("NOTIFY", b"<dialog-info/>" * 400)
    assert here.expect("NOTIFY").body == b"<dialog-info/>" * 400
    here.respond(200)
    there.expect(200)
    # One that fills the MTU and must not be fragmented grows, and arrives.
    alice.socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO)
    request = alice.new_request("OPTIONS", dave.aor)
    request.replace("Via", request["Via"].replace(":5060", ""))
    request.replace("X-Large", "")
    request.replace("X-Large", "x" * (1472 - len(bytes(request))))
    alice.send(request, dave.endpoint)
    assert len(dave.expect("OPTIONS").raw) > 1472
    hang_up(here, there)


def test_breakage_18_off_switch(lab):
    """Elsewhere the ALG cannot be found, or goes on after it was switched off.
    Here the switch is a command that says what it did, and without the daemon
    there is neither rule nor table left."""
    alice, dave = lab.phone(), lab.provider()
    assert "table ip viaduct" in lab.router("nft", "list", "ruleset")
    lab.capture.unmodified()
    assert lab.viaductd.viaduct("bypass", "on") == (0, "bypass is on\n", "")
    assert "bypass is on" in lab.viaductd.viaduct("status")[1]
    request = alice.options(dave.endpoint)
    assert dave.expect("OPTIONS").raw == bytes(request)
    assert lab.viaductd.stop() == 0
    assert "viaduct" not in lab.router("nft", "list", "ruleset")
    request = alice.options(dave.endpoint)
    assert dave.expect("OPTIONS").raw == bytes(request)
