# SPDX-License-Identifier: GPL-2.0-or-later
"""The viaduct command: what it shows and does while a call runs."""
import json
import os
import pty
import select
import shutil
import signal
import subprocess

import pytest

from lab import viaductd
from namespaces import PROVIDER, ROUTER_OUTSIDE, wait_for
from sip import hang_up, talk

PINHOLE = ["call", "medium", "kind", "inside", "outside", "peer", "state",
           "expires_s", "packets_in", "packets_out", "bytes_in",
           "bytes_out", "age_s"]

# Of the RTP that talk() sends: 20 of IP, 8 of UDP, 12 of RTP, 160 of PCMU.
PACKET_BYTES = 200

VIEWS = ["status", "pinholes", "calls", "registrations", "mappings",
         "counters", "limits", "config"]


@pytest.fixture
def call(lab):
    """A registered phone in a call that has had some audio."""
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    here, there = alice.call(dave)
    talk(here, there, packets=30)
    return here, there


def test_every_view_has_text_and_json(lab, call):
    for command in VIEWS:
        status, text, errors = lab.viaductd.viaduct(command)
        assert (status, errors) == (0, ""), command
        assert text.endswith("\n") and len(text.splitlines()) > 1, command
        status, out, errors = lab.viaductd.viaduct("--json", command)
        assert (status, errors) == (0, ""), command
        assert out.count("\n") == 1, command
        assert json.loads(out)[command], command


def test_pinholes_have_exactly_their_members(lab, call):
    here, there = call
    rows = lab.viaductd.pinholes()
    assert {row["kind"] for row in rows} == {"rtp", "rtcp", "signalling"}
    for row in rows:
        assert list(row) == PINHOLE
        assert row["state"] in ("armed", "open", "held", "closing")
        assert (row["peer"] is None) == (row["state"] == "armed")
    rtp, = [row for row in rows if row["kind"] == "rtp"]
    alice, dave = here.agent, there.agent
    address, port = there.remote_media
    assert rtp["call"] == here.call_id
    assert rtp["medium"] == "audio"
    assert rtp["inside"] == f"{alice.address}:{alice.media.port}"
    assert rtp["outside"] == f"{address}:{port}"
    assert rtp["peer"] == f"{PROVIDER}:{dave.media.port}"
    assert rtp["state"] == "open"
    assert 0 < rtp["expires_s"] <= 180


def test_counters_of_pinholes_equal_what_was_sent(lab, call):
    here, there = call
    here.agent.media.send(here.remote_media, 12)
    there.agent.media.take(12)
    there.agent.media.send(there.remote_media, 5)
    here.agent.media.take(5)
    rtp, = [row for row in lab.viaductd.pinholes() if row["kind"] == "rtp"]
    assert rtp["packets_out"] == 30 + 12
    assert rtp["packets_in"] == 30 + 5
    assert rtp["bytes_out"] == (30 + 12) * PACKET_BYTES
    assert rtp["bytes_in"] == (30 + 5) * PACKET_BYTES
    rtcp, = [row for row in lab.viaductd.pinholes() if row["kind"] == "rtcp"]
    assert (rtcp["packets_in"], rtcp["packets_out"]) == (1, 1)


def test_calls_tell_who_and_what(lab, call):
    here, there = call
    row, = lab.viaductd.calls()
    assert row["call"] == here.call_id
    assert row["direction"] == "out"
    assert row["caller"] == here.agent.aor
    assert row["callee"] == there.agent.aor
    assert row["state"] == "answered"
    assert row["end_reason"] is None
    assert row["problems"] == []
    stream, = row["streams"]
    assert stream["codec"] == "PCMU"
    assert stream["peers"] == [f"{PROVIDER}:{there.agent.media.port}"]


def test_one_call_is_asked_for_by_number_or_call_id(lab, call):
    here, _ = call
    other = lab.phone(2).call(there_of(call))[0]
    for name in ("1", here.call_id):
        row, = lab.viaductd.calls(name)
        assert row["call"] == here.call_id
        assert {row["call"] for row in lab.viaductd.pinholes(name)} == {
            here.call_id}
    assert len(lab.viaductd.calls()) == 2
    assert lab.viaductd.calls("2")[0]["call"] == other.call_id
    for command in ("calls", "pinholes", "close"):
        status, out, errors = lab.viaductd.viaduct(command, "77")
        assert (status, out) == (1, "")
        assert "no such call" in errors


def there_of(call):
    return call[1].agent


def test_status_and_limits_count(lab, call):
    status = lab.viaductd.ask("status")["status"]
    assert status["wan"] == [{"name": "wan0", "address": ROUTER_OUTSIDE,
                              "shown_as": ROUTER_OUTSIDE}]
    assert "192.168.1.0/24" in status["lan"]
    assert status["pid"] == lab.viaductd.process.pid
    assert (status["calls"], status["registrations"], status["flows"]) == \
        (1, 1, 3)
    assert status["mappings"] == 3
    assert status["warnings"] == []
    limits = lab.viaductd.limits()
    assert limits["calls"] == limits["registrations"] == 1
    assert limits["signalling ports"] == 1
    assert limits["media ports"] == 2
    text = lab.viaductd.viaduct("status")[1]
    assert f"WAN       wan0 {ROUTER_OUTSIDE}" in text
    assert "calls 1, registrations 1" in text


def test_mappings_and_registrations_agree(lab, call):
    rows = {row["inside"]: row
            for row in lab.viaductd.ask("mappings")["mappings"]}
    alice = call[0].agent
    for registration in lab.viaductd.registrations():
        row = rows[registration["inside"]]
        assert row["outside"] == registration["outside"]
        assert row["armed"] and row["kind"] == "signalling"
    assert rows[f"{alice.address}:{alice.media.port}"]["kind"] == "media"


def test_counters_are_explained(lab, call):
    text = lab.viaductd.viaduct("counters")[1]
    for line in ("rewritten", "calls", "registrations", "flows_opened"):
        found = [row for row in text.splitlines()
                 if row.split()[0] == line]
        assert len(found) == 1 and len(found[0].split()) > 3
    counters = lab.viaductd.counters()
    # REGISTER, INVITE, 180, 200, ACK and the 200 of the REGISTER.
    assert counters["requests_out"] == 3
    assert counters["responses_in"] == 3
    assert counters["rewritten"] == 6
    assert counters["calls"] == 1


@viaductd(media={"linger": 1})
def test_close_ends_the_openings_of_a_call(lab, call):
    here, there = call
    status, text, _ = lab.viaductd.viaduct("close", here.call_id)
    assert (status, text) == (0, "call 1 closed\n")
    assert lab.viaductd.calls()[0]["end_reason"] == "closed by hand"
    wait_for(lambda: not lab.viaductd.calls(), "the call is forgotten")
    there.agent.media.send(there.remote_media, 5)
    here.agent.media.expect_silence()
    # The phones do not know of it, and their SIP passes as before.
    hang_up(here, there)


def test_bypass_lets_sip_pass_untouched(lab, call):
    here, there = call
    alice, dave = here.agent, there.agent
    assert lab.viaductd.viaduct("bypass")[1] == "bypass is off\n"
    assert lab.viaductd.viaduct("bypass", "on") == (0, "bypass is on\n", "")
    lab.capture.unmodified()
    assert lab.viaductd.ask("status")["status"]["bypass"] is True
    assert "bypass is on" in lab.viaductd.viaduct("status")[1]
    request = alice.options(dave.endpoint)
    assert dave.expect("OPTIONS").raw == bytes(request)
    assert lab.viaductd.counters()["bypassed"] == 1
    talk(here, there)
    assert lab.viaductd.ask("bypass", "off") == {"bypass": False}
    lab.capture.rewritten()
    request = alice.options(dave.endpoint)
    assert dave.expect("OPTIONS").raw != bytes(request)
    hang_up(there, here)


def test_reload_applies_a_good_file_in_a_call(lab, call):
    daemon = lab.viaductd
    daemon.sections["limits"]["calls"] = 7
    daemon.sections["media"] = {"ports": "20000-20009"}
    daemon.write_config()
    status, text, errors = daemon.viaduct("reload")
    assert (status, errors) == (0, "")
    applied, note = text.splitlines()
    assert applied == f"{daemon.config}: applied"
    assert "[media] ports" in note
    limits = {row["name"]: row["limit"]
              for row in daemon.ask("limits")["limits"]}
    assert limits["calls"] == 7
    assert limits["media ports"] == 16384
    talk(*call)
    hang_up(*call)


def test_reload_refuses_a_wrong_file_and_goes_on(lab, call):
    daemon = lab.viaductd
    daemon.sections["limits"]["calls"] = "few"
    daemon.write_config()
    with open(daemon.config) as f:
        line = f.read().splitlines().index("calls = few") + 1
    for command in (("reload",), ("config", "check")):
        status, text, errors = daemon.viaduct(*command)
        assert (status, errors) == (1, "")
        assert f"{daemon.config}:{line}: calls = few: expected a number" \
            in text
    limits = {row["name"]: row["limit"]
              for row in daemon.ask("limits")["limits"]}
    assert limits["calls"] == 4096
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "configuration not read again" in daemon.log_text(),
             "SIGHUP is refused as well")
    talk(*call)
    hang_up(*call)


def test_sighup_reloads(lab):
    daemon = lab.viaductd
    daemon.sections["limits"]["calls"] = 9
    daemon.write_config()
    daemon.process.send_signal(signal.SIGHUP)
    wait_for(lambda: [row["limit"] for row in daemon.ask("limits")["limits"]
                      if row["name"] == "calls"] == [9], "it is applied")


def test_the_configuration_is_shown(lab):
    rows = lab.viaductd.ask("config")["config"]
    values = {(row["section"], row["key"]): row for row in rows}
    assert values["control", "socket"]["value"] == lab.viaductd.socket
    assert values["limits", "per_phone"]["value"] == "1000"
    assert values["limits", "per_phone"]["default"] == "32"
    assert lab.viaductd.viaduct("config", "check")[0] == 0


def test_the_log_level_changes(lab):
    assert lab.viaductd.ask("log-level") == {"log_level": "debug"}
    assert lab.viaductd.ask("log-level", "error") == {"log_level": "error"}
    status, _, errors = lab.viaductd.viaduct("log-level", "loud")
    assert status == 1 and "error, warning, notice, info, debug" in errors


def read_until(fd, text, seen=""):
    """What a terminal shows, up to and with @text."""
    def look():
        nonlocal seen
        if select.select([fd], [], [], 0)[0]:
            seen += os.read(fd, 65536).decode()
        return text in seen
    wait_for(look, f"{text!r} on the screen")
    return seen


def test_watch_shows_it_again_and_again(lab, call):
    here, there = call
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [lab.viaductd.command, "--socket", lab.viaductd.socket, "pinholes",
         "--watch"], stdout=theirs, stderr=theirs, process_group=0)
    lab.network.processes.append(process)
    os.close(theirs)
    row = f"{ROUTER_OUTSIDE}:{there.remote_media[1]}"
    first = read_until(ours, row)
    assert "\033[H" in first
    here.agent.media.send(here.remote_media, 70)
    there.agent.media.take(70)
    read_until(ours, " 100 ")
    lab.network.stop(process)
    os.close(ours)


EXITS = [
    (["status"], 0, ""),
    (["stat"], 0, ""),
    (["--help"], 0, ""),
    (["--version"], 0, ""),
    (["close", "nobody"], 1, "no such call"),
    (["bypass", "perhaps"], 1, "bypass takes on or off"),
    (["config", "delete"], 1, "config takes check or show"),
    ([], 2, "which command?"),
    (["fly"], 2, "no command is called 'fly'"),
    (["close"], 2, "usage: viaduct close CALL"),
    (["status", "now"], 2, "usage: viaduct status"),
    (["calls", "1", "2"], 2, "usage: viaduct calls [CALL]"),
    (["--colour", "status"], 2, "--help"),
]


def test_exit_codes(lab):
    for args, status, says in EXITS:
        result, out, errors = lab.viaductd.viaduct(*args)
        assert result == status, args
        assert says in errors, args
        assert (out == "") == (status != 0), args


def test_without_a_daemon_the_exit_code_is_3(lab):
    lab.viaductd.stop()
    for command in VIEWS + ["reload"]:
        status, out, errors = lab.viaductd.viaduct(command)
        assert (status, out) == (3, "")
        assert lab.viaductd.socket in errors
        assert "is viaductd running?" in errors


def test_only_root_and_the_group_may_change_things(lab):
    program = shutil.copy(lab.viaductd.command, lab.network.directory)

    def ask(*args):
        done = subprocess.run(
            [program, "--socket", lab.viaductd.socket, *args],
            capture_output=True, text=True, user="nobody", group="nogroup",
            extra_groups=[], timeout=15)
        return done.returncode, done.stderr

    assert os.stat(lab.viaductd.socket).st_mode & 0o777 == 0o660
    os.chmod(lab.network.directory, 0o755)
    status, errors = ask("status")
    assert status == 3 and "Permission denied" in errors
    os.chmod(lab.viaductd.socket, 0o666)
    assert ask("status") == (0, "")
    for command in (["reload"], ["bypass", "on"], ["close", "1"]):
        status, errors = ask(*command)
        assert status == 1
        assert "only root and the socket's group" in errors
