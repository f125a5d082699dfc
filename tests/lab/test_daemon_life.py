# SPDX-License-Identifier: GPL-2.0-or-later
"""viaductd starts, stops, is killed and started again, in calls or not."""
import os
import signal

from daemon import Daemon
from lab import viaductd
from namespaces import (PHONES6, PROVIDER, PROVIDER6, ROUTER_OUTSIDE,
                        wait_for)
from sip import endpoint_of, hang_up, talk, uri_of


def try_to_start(lab, *args):
    """Start a daemon that is not to come up: exit status and output."""
    process = lab.network.start("router", *args, log="second.log")
    wait_for(lambda: process.poll() is not None, "it gives up")
    return process.returncode, lab.network.log_text("second.log")


def second_daemon(lab, **sections):
    second = Daemon(lab.network, name="second", **sections)
    return try_to_start(lab, second.program, "--config", second.config)


def test_after_kill_9_audio_goes_on_and_sip_passes(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    lab.viaductd.stop(number=signal.SIGKILL)
    lab.capture.unmodified()
    talk(here, there)
    here.bye()
    bye = there.expect("BYE")
    assert f"{alice.address}:{alice.port}" in bye["Via"]
    # The socket keeps its port, so answers still come back.
    assert bye.source == endpoint_of(uri_of(there.target))
    there.respond(200)
    assert here.expect(200)["Via"].startswith(bye["Via"][:40])


def test_after_kill_9_new_calls_pass_unmodified(lab):
    alice, dave = lab.phone(), lab.provider()
    lab.viaductd.stop(number=signal.SIGKILL)
    lab.capture.unmodified()
    call = alice.invite(dave)
    there = dave.take_call()
    assert there.request.raw == bytes(call.sent_invite)
    dave.respond(there.request, 486)
    call.expect(486)


def test_after_kill_9_it_starts_again(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    seen = there.target
    lab.viaductd.stop(number=signal.SIGKILL)
    assert os.path.exists(lab.viaductd.socket)
    lab.start()
    talk(here, there)
    here.bye()
    assert there.expect("BYE").source == endpoint_of(uri_of(seen))
    there.respond(200)
    here.expect(200)
    again, again_there = alice.call(dave)
    assert again_there.target == seen
    talk(again, again_there)


def test_after_a_restart_a_call_can_be_changed(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    lab.viaductd.stop()
    lab.start()
    here.invite(alice.sdp())
    there.expect("INVITE")
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
    hang_up(there, here)


def test_after_a_clean_stop_audio_goes_on(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    assert lab.viaductd.stop() == 0
    lab.capture.unmodified()
    talk(here, there, packets=50)
    there.bye()
    here.expect("BYE")
    here.respond(200)
    there.expect(200)


def test_stop_leaves_nothing_behind(lab):
    lab.viaductd.stop()
    clean = lab.router("nft", "list", "ruleset")
    for _ in range(3):
        lab.start()
        alice, dave = lab.phone(), lab.provider()
        alice.register(dave)
        there, here = dave.call(alice)
        talk(here, there)
        hang_up(here, there)
        ours = lab.router("nft", "list", "ruleset")
        assert "table ip viaduct" in ours
        assert f"{ROUTER_OUTSIDE} . {alice.reached_at[1]}" in ours
        assert lab.viaductd.stop() == 0
        assert lab.router("nft", "list", "ruleset") == clean
        assert not os.path.exists(lab.viaductd.socket)
        for agent in (alice, dave):
            agent.close()
    status, _, errors = lab.viaductd.viaduct("status")
    assert status == 3
    assert "is viaductd running?" in errors


def test_sigint_stops_as_well(lab):
    assert lab.viaductd.stop(number=signal.SIGINT) == 0
    assert "viaduct" not in lab.router("nft", "list", "tables")


def test_a_second_one_at_the_same_socket_refuses(lab):
    status, output = try_to_start(lab, lab.viaductd.program, "--config",
                                  lab.viaductd.config)
    assert status == 1
    assert f"{lab.viaductd.socket}: another viaductd answers there" in output
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)


def test_a_second_one_at_the_same_queue_refuses(lab):
    status, output = second_daemon(lab)
    assert status == 1
    assert "queue 5060: another program has it" in output
    assert not os.path.exists(os.path.join(lab.network.directory,
                                           "second.sock"))
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)


@viaductd(start=False)
def test_a_wrong_configuration_is_refused_with_its_line(lab):
    for section, key, value, what in (
            ("media", "ports", "1-2", "expected"),
            ("media", "colour", "blue", "unknown key colour in [media]"),
            ("limits", "calls", "many", "expected a number"),
            ("nonsense", "key", "1", "unknown section [nonsense]")):
        daemon = Daemon(lab.network, name="wrong", **{section: {key: value}})
        with open(daemon.config) as f:
            lines = f.read().splitlines()
        number = 1 + lines.index(f"[{section}]" if section == "nonsense"
                                 else f"{key} = {value}")
        for option, expected in (("--check", 1),
                                 ("--foreground", os.EX_CONFIG)):
            status, output = try_to_start(lab, daemon.program, option,
                                          "--config", daemon.config)
            assert status == expected
            assert f"{daemon.config}:{number}: " in output
            assert what in output
        os.unlink(os.path.join(lab.network.directory, "second.log"))
    assert "viaduct" not in lab.router("nft", "list", "tables")


@viaductd(start=False)
def test_a_phone_that_was_there_before_keeps_its_port(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    lab.capture.unmodified()
    before = {}
    for phone in (alice, bob):
        phone.options(dave.endpoint)
        asked = dave.expect("OPTIONS")
        before[phone] = asked.source
        dave.respond(asked, 200)
        phone.expect(200)
    assert before[alice] != before[bob]
    lab.start()
    lab.capture.rewritten()
    for phone in (alice, bob):
        phone.register(dave)
        assert phone.reached_at == before[phone]
        there, here = dave.call(phone)
        talk(here, there)


@viaductd(start=False)
def test_a_port_of_the_router_itself_stays_its_own(lab):
    alice, dave = lab.phone(), lab.provider()
    own = lab.network.socket("router", ROUTER_OUTSIDE, 5060)
    lab.capture.routers_own.add((ROUTER_OUTSIDE, 5060))
    lab.start()
    alice.options(dave.endpoint)
    assert dave.expect("OPTIONS").source[1] != 5060
    own.sendto(b"OPTIONS sip:provider SIP/2.0\r\n\r\n", dave.endpoint)
    message = dave.receive()
    assert message.source == (ROUTER_OUTSIDE, 5060)
    assert message.raw == b"OPTIONS sip:provider SIP/2.0\r\n\r\n"


@viaductd(start=False)
def test_a_call_from_before_the_start_can_be_ended(lab):
    alice, dave = lab.phone(), lab.provider()
    lab.capture.unmodified()
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(200, dave.sdp())
    here.expect(200)
    lab.start()
    lab.capture.rewritten()
    here.ack()
    there.expect("ACK")
    here.bye()
    bye = there.expect("BYE")
    assert bye.source == there.request.source
    there.respond(200)
    here.expect(200)
    assert lab.viaductd.calls() == []


def is_outside(lab):
    """Has a WAN the router's IPv4 address?"""
    return ROUTER_OUTSIDE in [
        wan["address"] for wan in lab.viaductd.ask("status")["status"]["wan"]]


def test_the_table_comes_back_when_the_wan_changes_its_address(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.options(dave.endpoint)
    dave.respond(dave.expect("OPTIONS"), 200)
    alice.expect(200)
    assert lab.viaductd.limits()["signalling ports"] == 1
    lab.network.ip("router", "addr", "del", f"{ROUTER_OUTSIDE}/24", "dev",
                   "wan0")
    wait_for(lambda: not is_outside(lab), "the address is gone")
    assert lab.viaductd.limits()["signalling ports"] == 0
    # The WAN has its IPv6 address still.
    here, there = lab.phone(addresses=PHONES6).call(lab.provider(PROVIDER6))
    talk(here, there)
    lab.network.ip("router", "addr", "add", f"{ROUTER_OUTSIDE}/24", "dev",
                   "wan0")
    lab.network.ip("router", "route", "add", "default", "via", "203.0.113.1")
    wait_for(lambda: is_outside(lab), "the address is back")
    here, there = alice.call(dave)
    talk(here, there)
    assert here.remote_media[0] == PROVIDER
