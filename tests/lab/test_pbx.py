# SPDX-License-Identifier: GPL-2.0-or-later
"""A PBX in the LAN: many calls over one SIP flow, the media of its phones."""
import copy

from lab import viaductd
from namespaces import PHONES, PROVIDER, wait_for
from sip import Media, hang_up, talk

pbx_of_the_lan = viaductd(media={"media_host": "lan", "linger": 1})


def speaking(agent, role, address, port):
    """The same SIP socket, other media sockets."""
    other = copy.copy(agent)
    other.media = Media(agent.network, role, address, port)
    return other


class Trunk:
    """The PBX at the first phone's place, its provider, and their calls."""

    def __init__(self, lab):
        self.lab = lab
        self.pbx, self.dave = lab.phone(user="pbx"), lab.provider()
        self.pbx.register(self.dave)
        self.count = 0

    def extension(self, number):
        """The PBX speaking for a phone of the LAN."""
        role = f"phone{2 + number % 2}"
        return speaking(self.pbx, role, PHONES[role], 20000 + 4 * number)

    def line(self):
        self.count += 1
        return speaking(self.dave, "provider", PROVIDER,
                        41000 + 4 * self.count)

    def call(self, phone):
        """Out and in by turns."""
        outside = self.line()
        if self.count % 2:
            return phone.call(outside)
        outside_end, inside_end = outside.call(self.reachable(phone))
        return inside_end, outside_end

    def reachable(self, phone):
        phone.reached_at = self.pbx.reached_at
        return phone


@pbx_of_the_lan
def test_what_ends_one_call_closes_nothing_of_another(lab):
    trunk = Trunk(lab)
    phones = [trunk.extension(i) for i in range(8)]
    calls = [trunk.call(phone) for phone in phones]
    for ends in calls:
        talk(*ends)
    assert lab.viaductd.limits()["calls"] == 8
    # A refused one, a cancelled one, and one that ends either way.
    here = phones[0].invite(trunk.dave)
    there = trunk.dave.take_call()
    there.respond(486)
    here.ack_failure(here.expect(486))
    trunk.dave.expect("ACK")
    here = phones[1].invite(trunk.dave)
    there = trunk.dave.take_call()
    here.cancel()
    trunk.dave.respond(trunk.dave.expect("CANCEL"), 200)
    phones[1].expect(200)
    there.respond(487, request=there.invite_request)
    here.ack_failure(here.expect(487))
    trunk.dave.expect("ACK")
    hang_up(*calls.pop(2))
    hang_up(*reversed(calls.pop(4)))
    wait_for(lambda: lab.viaductd.limits()["calls"] == 6,
             "the ended calls are forgotten", 10)
    for ends in calls:
        talk(*ends)
    # The PBX registers anew and goes on.
    trunk.pbx.register(trunk.dave)
    for ends in calls:
        talk(*ends)
        hang_up(*ends)
    wait_for(lambda: lab.viaductd.limits()["calls"] == 0,
             "all calls are forgotten", 10)
    assert lab.viaductd.limits()["media ports"] == 0


@pbx_of_the_lan
def test_two_calls_share_the_media_socket_of_a_phone(lab):
    trunk = Trunk(lab)
    phone = trunk.extension(0)
    first, second = trunk.call(phone), trunk.call(phone)
    assert first[1].remote_media == second[1].remote_media
    talk(*first)
    talk(*second)
    hang_up(*first)
    wait_for(lambda: lab.viaductd.limits()["calls"] == 1,
             "the first call is forgotten", 10)
    talk(*second)


@pbx_of_the_lan
def test_a_call_moves_between_the_phones_of_the_pbx(lab):
    """As parking and blind transfer do; each phone has a port of its own."""
    trunk = Trunk(lab)
    phones = [trunk.extension(i) for i in range(20)]
    here, there = trunk.call(phones[0])
    other = trunk.call(trunk.extension(30))
    for phone in phones[1:]:
        here.agent = phone
        here.invite(phone.sdp())
        there.expect("INVITE")
        there.respond(200, there.agent.sdp())
        here.expect(200)
        here.ack()
        there.expect("ACK")
        talk(here, there, packets=2)
    assert lab.viaductd.counters()["cap_streams"] == 0
    talk(*other)
