# SPDX-License-Identifier: GPL-2.0-or-later
"""A registered phone is reached when the router has forgotten its flow."""
from lab import viaductd
from namespaces import MEDIA_SERVER, STRANGER, wait_for
from sip import endpoint_of, hang_up, talk


def take_call(dave, alice):
    there, here = dave.call(alice)
    talk(here, there)
    hang_up(there, here)


def sip_flows(lab, phone):
    return [flow for flow in lab.flows()
            if f"src={phone.address} " in flow and
            f"sport={phone.port} " in flow]


def test_an_invite_comes_after_the_flow_was_deleted(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    assert sip_flows(lab, alice)
    lab.router("conntrack", "-D", "-p", "udp", "-s", alice.address)
    assert not sip_flows(lab, alice)
    take_call(dave, alice)


@viaductd(media={"linger": 1})
def test_an_invite_comes_after_all_flows_were_flushed(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    for _ in range(2):
        lab.router("conntrack", "-F")
        take_call(dave, alice)
        wait_for(lambda: not lab.viaductd.calls(), "the call is forgotten")


def test_an_invite_comes_long_after_the_flow_timed_out(lab):
    alice, dave = lab.phone(), lab.provider()
    for name in ("udp_timeout", "udp_timeout_stream"):
        lab.network.sysctl("router", f"net.netfilter.nf_conntrack_{name}=1")
    alice.register(dave)
    wait_for(lambda: not sip_flows(lab, alice), "the flow has timed out")
    take_call(dave, alice)


def test_the_registrar_may_call_from_another_port(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    lab.router("conntrack", "-F")
    proxy = lab.provider(port=5080, media_port=40010)
    there = proxy.invite(alice)
    here = alice.take_call()
    here.respond(200, alice.sdp())
    there.expect(200)
    assert endpoint_of(there.target) == alice.reached_at
    there.ack()
    here.expect("ACK")
    talk(here, there)


def test_a_known_phone_may_call_another_port(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    other = lab.provider(port=5080, media_port=40010)
    here, there = alice.call(other)
    assert endpoint_of(there.target) == alice.reached_at
    talk(here, there)
    hang_up(here, there)


def test_a_strangers_invite_does_not_get_in(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    mallory = lab.provider(STRANGER, user="mallory")
    for _ in range(2):
        mallory.invite(alice)
        alice.expect_silence()
        lab.router("conntrack", "-F")
    assert lab.viaductd.counters()["rule_signalling_source"] == 2
    assert lab.viaductd.calls() == []
    take_call(dave, alice)


def test_nobody_reaches_a_phone_that_is_not_registered(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.options(dave.endpoint)
    asked = dave.expect("OPTIONS")
    dave.respond(asked, 200)
    alice.expect(200)
    alice.reached_at = asked.source
    lab.router("conntrack", "-F")
    dave.invite(alice)
    alice.expect_silence()


@viaductd(signalling={"source": "any"})
def test_with_source_any_everybody_may_call(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    take_call(lab.media_server(user="erin"), alice)


@viaductd(signalling={"source": f"{MEDIA_SERVER}/32"})
def test_networks_besides_the_registrar_may_call(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    take_call(lab.media_server(user="erin"), alice)
    take_call(dave, alice)
    lab.provider(STRANGER, user="mallory", media_port=40020).invite(alice)
    alice.expect_silence()


def test_the_flows_of_a_call_come_back_after_a_flush(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    lab.router("conntrack", "-F")
    wait_for(lambda: lab.viaductd.counters()["flows_lost"] >= 3,
             "the flows are made again", 15)
    talk(here, there)
    hang_up(there, here)


def test_a_phone_that_talks_through_a_flush_gets_its_port_back(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    lab.router("conntrack", "-F")

    def is_seen_where_it_was():
        alice.media.send(here.remote_media)
        return dave.media.take(1) == {there.remote_media}

    wait_for(is_seen_where_it_was, "the flow is mended", 15)
    dave.media.send(there.remote_media, 5)
    alice.media.expect(5, dave.media, here.remote_media)
