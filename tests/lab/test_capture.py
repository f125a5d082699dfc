# SPDX-License-Identifier: GPL-2.0-or-later
"""The checks of capture.py find what they are there to find."""
import pytest

from capture import masked, unmapped_addresses
from lab import viaductd


@viaductd(start=False)
def test_a_lan_address_on_the_wan_is_found(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.options(dave.endpoint)
    dave.expect("OPTIONS")
    with pytest.raises(AssertionError, match="the LAN shows on the WAN"):
        lab.capture.check()
    lab.capture.changes = [(0.0, "unmodified")]


def change_one(lab, payload):
    """Let one datagram out, and pretend that it was sent otherwise."""
    alice, dave = lab.phone(), lab.provider()
    alice.socket.sendto(payload, dave.endpoint)
    dave.receive_bytes()
    lab.capture.check()
    lan, wan = (lab.capture.datagrams(s) for s in ("lan0", "wan0"))
    return lan, wan


@viaductd(start=False)
def test_any_other_change_is_found(lab):
    sip = b"OPTIONS sip:d@example.net SIP/2.0\r\nCall-ID: 1\r\n\r\n"
    lan, wan = change_one(lab, sip)
    for change in ((b"d@", b"e@"), (b"Call-ID: 1", b"Call-ID: 2"),
                   (b"\r\n", b"\n"), (b"Call-ID", b"Call-Id")):
        altered = [wan[0]._replace(payload=sip.replace(*change))]
        with pytest.raises(AssertionError, match="nobody sent this"):
            lab.capture.check_changes(lan, altered, lambda d: d.destination,
                                      "out", must_pass=True)
    with pytest.raises(AssertionError, match="did not go out"):
        lab.capture.check_changes(lan, [], lambda d: d.destination, "out",
                                  must_pass=True)
    with pytest.raises(AssertionError, match="nobody sent this"):
        lab.capture.check_changes(lan, wan * 2, lambda d: d.destination,
                                  "out", must_pass=True)


@viaductd(start=False)
def test_a_wrong_content_length_is_found(lab):
    sip = b"INVITE sip:d@x SIP/2.0\r\nContent-Length: 5\r\n\r\nv=0\r\n"
    lan, wan = change_one(lab, sip)
    altered = [wan[0]._replace(payload=sip.replace(b": 5", b": 6"))]
    with pytest.raises(AssertionError, match="Content-Length"):
        lab.capture.check_changes(lan, altered, lambda d: d.destination,
                                  "out", must_pass=True)


def test_only_what_names_us_is_masked():
    sip = (b'INVITE sip:d@192.168.1.20:5060 SIP/2.0\r\n'
           b'From: "192.168.1.20" <sip:203.0.113.7>;rport=7\r\n'
           b'Call-ID: 192.168.1.20\r\nContent-Length: 40\r\n\r\n'
           b'c=IN IP4 203.0.113.7\r\nm=audio 49170 RTP/AVP 0\r\n'
           b'c=IN IP4 203.0.113.77\r\n')
    # The request line is a line like others.
    assert masked(sip) == (
        b'INVITE sip:d@<ours> SIP/2.0\r\n'
        b'From: "192.168.1.20" <sip:<ours>>;rport=<port>\r\n'
        b'Call-ID: 192.168.1.20\r\nContent-Length: <length>\r\n\r\n'
        b'c=IN IP4 <ours>\r\nm=audio <port> RTP/AVP 0\r\n'
        b'c=IN IP4 203.0.113.77\r\n')
    assert unmapped_addresses(sip) == [
        b'INVITE sip:d@192.168.1.20:5060 SIP/2.0']
