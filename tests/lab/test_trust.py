# SPDX-License-Identifier: GPL-2.0-or-later
"""What a phone, or a web page behind it, cannot have opened; and limits."""
import pytest

from lab import viaductd
from namespaces import PHONES, ROUTER_OUTSIDE
from sip import describe, response_to, talk


def opened(lab):
    """Rows of media; what signalling needs is another matter."""
    return [row for row in lab.viaductd.pinholes()
            if row["kind"] != "signalling"]


def try_call(lab, alice, dave, offer):
    """A call with a strange offer, answered; the other end of it."""
    here = alice.invite(dave, offer)
    there = dave.take_call()
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    return there


@pytest.mark.parametrize("address,counter,problem", [
    (PHONES["phone2"], "rule_address", "another address than the phone's"),
    ("192.168.1.1", "rule_address", "another address than the phone's"),
    ("phone.example.net", None, "host name"),
])
def test_media_of_another_host_opens_nothing(lab, address, counter, problem):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    there = try_call(lab, alice, dave, describe(address, 49170))
    assert opened(lab) == []
    if counter:
        assert lab.viaductd.counters()[counter] > 0
    problems = " ".join(lab.viaductd.calls()[0]["problems"])
    assert problem in problems
    assert lab.viaductd.limits()["flows"] == 1  # the signalling's
    for port in (49170, there.remote_media[1]):
        dave.media.send((ROUTER_OUTSIDE, port))
    bob.media.expect_silence()
    alice.media.expect_silence()


@pytest.mark.parametrize("port", [53, 123, 1023, 1900, 3478, 5060, 5353])
def test_media_at_the_port_of_a_service_opens_nothing(lab, port):
    alice, dave = lab.phone(), lab.provider()
    try_call(lab, alice, dave, describe(alice.address, port))
    assert opened(lab) == []
    assert lab.viaductd.counters()["rule_media_port"] > 0
    assert "port of a service" in lab.viaductd.calls()[0]["problems"][0]


@viaductd(media={"media_host": "lan"})
def test_a_pbx_may_name_its_phones_when_it_is_allowed(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    there = try_call(lab, alice, dave, bob.sdp())
    dave.media.send(there.remote_media, 5)
    bob.media.expect(5, dave.media)
    bob.media.send((dave.address, dave.media.port), 5)
    dave.media.expect(5, bob.media, there.remote_media)


@pytest.mark.parametrize("contact,counter", [
    ("<sip:alice@192.168.1.21:5060>", "rule_address"),
    ("<sip:alice@192.168.1.20:22>", "rule_contact_port"),
])
def test_a_contact_that_is_not_the_phones_own_is_not_mapped(lab, contact,
                                                            counter):
    alice, dave = lab.phone(), lab.provider()
    lab.capture.either()
    alice.send_register(dave.endpoint, contact=contact)
    request = dave.expect("REGISTER")
    assert request["Contact"].startswith(contact)
    dave.send(answer_with_contact(request), request.source)
    alice.expect(200)
    assert lab.viaductd.registrations() == []
    assert lab.viaductd.counters()[counter] == 1
    assert "elements" not in lab.elements("armed")


def answer_with_contact(request):
    answer = response_to(request, 200, "t")
    answer.headers.append(("Contact", request["Contact"]))
    return answer.with_body(b"")


def test_only_the_registrars_200_registers(lab):
    alice, dave = lab.phone(), lab.provider()
    for status in (401, 403, 423, 500):
        request = alice.send_register(dave.endpoint)
        dave.respond(dave.expect("REGISTER"), status)
        alice.expect(status)
        assert request["Contact"].startswith(alice.contact)
        assert lab.viaductd.registrations() == []
    assert "elements" not in lab.elements("armed")


@viaductd(limits={"requests_per_second": 5})
def test_requests_above_the_rate_pass_unmodified(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    lab.capture.either()
    sent = [alice.options(dave.endpoint) for _ in range(40)]
    passed = [dave.expect("OPTIONS") for _ in sent]
    untouched = [m for m, s in zip(passed, sent) if m.raw == bytes(s)]
    # Two seconds' worth, and what a slow machine adds meanwhile.
    assert 10 <= len(sent) - len(untouched) <= 30
    assert lab.viaductd.counters()["rate_limited"] == len(untouched)
    # One phone's flood is not another's trouble.
    request = bob.options(dave.endpoint)
    assert dave.expect("OPTIONS").raw != bytes(request)
    # Answers are none of it.
    dave.respond(passed[0], 200)
    assert alice.expect(200)["Via"] == sent[0]["Via"].replace(
        ";rport", f";received={alice.address};rport={alice.port}")


@viaductd(limits={"calls": 2})
def test_at_the_limit_of_calls_the_next_one_passes_untracked(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    first, first_there = alice.call(dave)
    bob.call(dave)
    lab.capture.either()
    third = alice.invite(dave)
    there = dave.take_call()
    assert there.remote_body == third.sent_invite.body
    assert lab.viaductd.counters()["cap_calls"] == 1
    assert lab.viaductd.limits()["calls"] == 2
    talk(first, first_there)


@viaductd(limits={"per_phone": 2})
def test_one_phone_has_a_limit_of_its_own(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    calls = [alice.call(dave) for _ in range(2)]
    lab.capture.either()
    third = alice.invite(dave)
    assert dave.take_call().remote_body == third.sent_invite.body
    assert lab.viaductd.counters()["cap_phone"] == 1
    talk(*bob.call(dave))
    talk(*calls[0])


@viaductd(limits={"registrations": 1})
def test_at_the_limit_of_registrations_none_is_pushed_out(lab):
    alice, bob, dave = lab.phone(1), lab.phone(2), lab.provider()
    alice.register(dave)
    bob.register(dave)
    assert [row["aor"] for row in lab.viaductd.registrations()] == [
        alice.aor]
    assert lab.viaductd.counters()["cap_registrations"] == 1
    alice.register(dave)
    talk(*dave.call(alice))


@viaductd(media={"ports": "20000-20003"})
def test_without_a_free_port_a_call_has_no_opening(lab):
    phones = [lab.phone(n) for n in (1, 2, 3)]
    dave = lab.provider()
    calls = [phone.call(dave) for phone in phones[:2]]
    third = phones[2].invite(dave)
    dave.take_call()
    assert lab.viaductd.counters()["cap_ports"] == 1
    row = [row for row in lab.viaductd.calls()
           if row["call"] == third.call_id][0]
    assert row["problems"] == ["no media port was left"]
    for call in calls:
        talk(*call)


def test_a_call_has_a_limit_of_streams(lab):
    alice, dave = lab.phone(), lab.provider()
    more = b"".join(b"m=audio %d RTP/AVP 0\r\n" % (50000 + 2 * i)
                    for i in range(20))
    alice.invite(dave, alice.sdp() + more)
    dave.take_call()
    assert lab.viaductd.counters()["cap_streams"] > 0
    assert lab.viaductd.limits()["media ports"] == 32
