# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones that are all alike, and many calls at once."""
from capture import is_lan
from lab import viaductd
from namespaces import MEDIA_SERVER, PHONES, ROUTER_OUTSIDE, wait_for
from peers import Sipp, TONE_PACKETS
from sip import expect_silence, hang_up, talk

CALLS = 50


def test_three_phones_at_port_5060_are_reached_one_by_one(lab):
    phones = [lab.phone(n) for n in (1, 2, 3)]
    dave = lab.provider()
    for phone in phones:
        phone.register(dave)
    assert len({phone.reached_at for phone in phones}) == 3
    rows = lab.viaductd.registrations()
    assert {row["inside"] for row in rows} == {
        f"{phone.address}:5060" for phone in phones}
    for phone in reversed(phones):
        there, here = dave.call(phone)
        assert here.request.uri == f"sip:{phone.user}@{phone.address}:5060"
        talk(here, there)
        hang_up(there, here)
        expect_silence(*[phone.socket for phone in phones])


def test_two_phones_with_the_same_ports_talk_at_once(lab):
    alice, bob = lab.phone(1), lab.phone(2)
    dave, erin = lab.provider(), lab.media_server(user="erin")
    assert (alice.port, alice.media.port) == (bob.port, bob.media.port)
    one, one_there = alice.call(dave)
    two, two_there = bob.call(erin)
    assert one_there.remote_media != two_there.remote_media
    talk(one, one_there)
    talk(two, two_there)
    talk(one, one_there)
    expect_silence(bob.media.rtp, erin.media.rtp)
    hang_up(one, one_there)
    talk(two, two_there)


def test_one_phone_holds_two_calls(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    first, first_there = alice.call(dave)
    second, second_there = alice.call(erin)
    # The same socket is seen at the same port by both.
    assert first_there.remote_media == second_there.remote_media
    talk(second, second_there)
    hang_up(second, second_there)
    talk(first, first_there)


@viaductd(media={"linger": 1})
def test_fifty_calls_at_once(lab):
    callee = Sipp(lab.network, "provider", "callee", MEDIA_SERVER,
                  "-m", str(CALLS), "-mp", "30000")
    caller = Sipp(lab.network, "phone1", "caller", PHONES["phone1"],
                  "-m", str(CALLS), "-l", str(CALLS), "-r", "100",
                  "-d", "2500", "-mp", "20000", f"{MEDIA_SERVER}:5060")

    def all_have_talked():
        rows = [row for row in lab.viaductd.pinholes()
                if row["kind"] == "rtp" and row["peer"]]
        return rows if len(rows) == CALLS and all(
            row["packets_in"] == row["packets_out"] == TONE_PACKETS
            for row in rows) else None

    rows = wait_for(all_have_talked, "all calls have all their audio", 10)
    assert len({row["outside"] for row in rows}) == CALLS
    assert lab.viaductd.limits()["media ports"] == 2 * CALLS
    caller.wait()
    callee.wait()
    wait_for(lambda: lab.viaductd.limits()["calls"] == 0,
             "all calls are forgotten", 10)
    assert lab.viaductd.limits()["flows"] == 0
    lab.capture.flush()
    rtp = [d for d in lab.capture.datagrams("lan0") if len(d.payload) == 172]
    for address in (PHONES["phone1"], MEDIA_SERVER):
        assert len([d for d in rtp if d.source[0] == address]) == \
            CALLS * TONE_PACKETS
    assert not [d for d in rtp if not is_lan(d.source) and
                d.source[0] == ROUTER_OUTSIDE]
