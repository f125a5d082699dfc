# SPDX-License-Identifier: GPL-2.0-or-later
"""Phones register with Kamailio, which knows nothing of NAT."""
import pytest

from lab import viaductd
from namespaces import PROVIDER, ROUTER_OUTSIDE, wait_for
from peers import Baresip, Kamailio, PASSWORDS
from sip import digest, endpoint_of, endpoint_text, uri_of


@pytest.fixture
def kamailio(lab):
    return Kamailio(lab.network)


def register(phone, kamailio, expires=60, password=None, **kwargs):
    """REGISTER, be challenged, REGISTER again; the last answer."""
    request = phone.send_register(kamailio.endpoint, expires, **kwargs)
    challenge = phone.expect(401)["WWW-Authenticate"]
    uri = f"sip:{phone.domain}"
    credentials = digest("REGISTER", uri, phone.user,
                         password or PASSWORDS[phone.user], challenge)
    kwargs.update(call_id=request["Call-ID"], cseq=request.cseq + 1)
    phone.send_register(kamailio.endpoint, expires,
                        headers=[("Authorization", credentials)], **kwargs)
    return phone.receive("the answer to REGISTER")


def location(lab):
    """The contacts that Kamailio has, as it was told."""
    return [uri_of(m) for m in
            [d.payload.decode().split("Contact: ")[1].split("\r\n")[0]
             for d in lab.capture.sip("wan0")
             if d.payload.startswith(b"REGISTER")
             and b"\r\nAuthorization: " in d.payload]]


def test_a_phone_registers_with_digest(lab, kamailio):
    alice = lab.phone()
    answer = register(alice, kamailio)
    assert answer.status == 200
    assert answer["Contact"] == f"{alice.contact};expires=60"
    row, = lab.viaductd.registrations()
    assert row["aor"] == alice.aor
    assert row["inside"] == endpoint_text(alice.endpoint)
    assert row["registrar"] == f"{PROVIDER}:5060"
    assert 55 <= row["expires_s"] <= 60
    assert endpoint_of(row["outside"])[0] == ROUTER_OUTSIDE
    assert location(lab) == [f"sip:alice@{row['outside']}"]
    address, port = endpoint_of(row["outside"])
    assert f"{address} . {port}" in lab.elements("armed")
    assert f"{alice.address} . {alice.port}" in lab.elements("phones")
    pinhole, = lab.viaductd.pinholes()
    assert pinhole["kind"] == "signalling"
    assert pinhole["outside"] == row["outside"]


def test_registering_again_keeps_the_port(lab, kamailio):
    alice = lab.phone()
    call_id = "one@call"
    seen = set()
    for cseq in (1, 3, 5):
        assert register(alice, kamailio, call_id=call_id,
                        cseq=cseq).status == 200
        row, = lab.viaductd.registrations()
        seen.add(row["outside"])
    assert len(seen) == 1
    assert lab.viaductd.counters()["registrations"] == 1


def test_what_the_registrar_grants_counts(lab, kamailio):
    alice = lab.phone()
    assert register(alice, kamailio, expires=1)["Contact"].endswith(
        ";expires=10")
    row, = lab.viaductd.registrations()
    assert 8 <= row["expires_s"] <= 10


def test_a_wrong_password_registers_nothing(lab, kamailio):
    alice = lab.phone()
    assert register(alice, kamailio, password="guess").status == 401
    assert lab.viaductd.registrations() == []
    assert lab.viaductd.pinholes() == []


@pytest.mark.parametrize("contact", [None, "*"])
def test_a_phone_unregisters(lab, kamailio, contact):
    alice = lab.phone()
    assert register(alice, kamailio).status == 200
    assert lab.viaductd.registrations()
    if contact == "*":
        answer = unregister_all(alice, kamailio)
    else:
        answer = register(alice, kamailio, expires=0, call_id="out@call")
    assert answer.status == 200
    assert lab.viaductd.registrations() == []
    assert lab.viaductd.pinholes() == []
    assert "elements" not in lab.elements("armed")


def unregister_all(phone, kamailio):
    """RFC 3261 section 10.2.2: Contact: * with Expires: 0."""
    challenge, answer = None, None
    for cseq in (1, 2):
        request = phone.new_request("REGISTER", f"sip:{phone.domain}",
                                    to=phone.aor, call_id="all@call",
                                    cseq=cseq)
        request.replace("Contact", "*")
        request.replace("Expires", "0")
        if challenge:
            request.replace("Authorization", digest(
                "REGISTER", f"sip:{phone.domain}", phone.user,
                PASSWORDS[phone.user], challenge))
        phone.send(request, kamailio.endpoint)
        answer = phone.receive()
        challenge = answer["WWW-Authenticate"]
    return answer


@pytest.mark.parametrize("contact", ["<sip:alice@192.168.1.20>",
                                     "sip:alice@192.168.1.20:5060",
                                     "<sip:192.168.1.20:5060;line=1>"])
def test_contacts_come_back_as_the_phone_wrote_them(lab, kamailio, contact):
    alice = lab.phone()
    answer = register(alice, kamailio, contact=contact)
    assert answer.status == 200
    assert uri_of(answer["Contact"]) == uri_of(contact)


def test_a_registration_expires_by_itself(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave, expires=1)
    assert lab.viaductd.registrations()
    wait_for(lambda: not lab.viaductd.registrations(), "it expires")
    assert lab.viaductd.pinholes() == []
    assert "elements" not in lab.elements("armed")


@viaductd(start=False)
def test_without_viaductd_kamailio_is_told_the_inside_address(lab, kamailio):
    lab.capture.unmodified()
    alice = lab.phone()
    assert register(alice, kamailio).status == 200
    assert location(lab) == [f"sip:alice@{alice.address}:{alice.port}"]


def test_baresip_registers_and_leaves(lab, kamailio):
    phone = Baresip(lab.network, "phone1", "alice")
    phone.wait_registered()
    row, = lab.viaductd.registrations()
    assert row["aor"] == "sip:alice@example.net"
    assert row["inside"].startswith(phone.address)
    lab.network.stop(phone.process)
    wait_for(lambda: not lab.viaductd.registrations(), "it is gone")
    assert lab.viaductd.pinholes() == []
