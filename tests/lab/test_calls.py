# SPDX-License-Identifier: GPL-2.0-or-later
"""Calls that simply work, with their audio counted at both ends."""
from lab import viaductd
from namespaces import MEDIA_SERVER, PROVIDER, ROUTER_OUTSIDE, wait_for
from sip import hang_up, talk


def test_a_call_out_has_audio_both_ways(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    assert there.remote_media[0] == ROUTER_OUTSIDE
    assert there.remote_media[1] % 2 == 0
    talk(here, there, packets=50)
    hang_up(here, there)


def test_a_call_in_has_audio_both_ways(lab):
    alice, dave = lab.phone(), lab.provider()
    registered = alice.register(dave)
    assert alice.reached_at[0] == ROUTER_OUTSIDE
    assert registered.source == alice.reached_at
    there, here = dave.call(alice)
    assert here.request.uri == f"sip:alice@{alice.address}:{alice.port}"
    talk(here, there, packets=50)
    hang_up(there, here)


def test_media_may_come_from_another_host_than_signalling(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave)
    there = dave.take_call()
    there.respond(200, erin.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    there.agent = erin
    assert here.remote_media == (MEDIA_SERVER, erin.media.port)
    talk(here, there)


def test_an_offer_may_come_with_the_200(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, b"")
    there = dave.take_call()
    assert there.remote_body == b""
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack(alice.sdp())
    there.expect("ACK")
    talk(here, there)


def test_the_phone_may_offer_in_its_200(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice, b"")
    here = alice.take_call()
    here.respond(200, alice.sdp())
    there.expect(200)
    there.ack(dave.sdp())
    here.expect("ACK")
    talk(here, there)


def test_every_stream_has_ports_of_its_own(lab):
    alice, dave = lab.phone(), lab.provider()
    video = f"m=video {alice.media.port + 10} RTP/AVP 31"
    here = alice.invite(dave, alice.sdp(extra=["a=ptime:20"]) +
                        video.encode() + b"\r\n")
    there = dave.take_call()
    there.respond(200, dave.sdp() + b"m=video 40010 RTP/AVP 31\r\n")
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
    rows = {(row["medium"], row["kind"]): row
            for row in lab.viaductd.pinholes() if row["peer"]}
    assert set(rows) == {("audio", "rtp"), ("audio", "rtcp"),
                         ("video", "rtp"), ("video", "rtcp")}
    assert len({row["outside"] for row in rows.values()}) == 4
    for medium, inside, peer in (("audio", alice.media.port, 40000),
                                 ("video", alice.media.port + 10, 40010)):
        for offset, kind in enumerate(("rtp", "rtcp")):
            row = rows[medium, kind]
            assert row["inside"] == f"{alice.address}:{inside + offset}"
            assert row["peer"] == f"{PROVIDER}:{peer + offset}"


def test_rtcp_goes_where_its_attribute_says(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave, alice.sdp(extra=["a=rtcp:49171"]))
    there = dave.take_call()
    _, port = there.remote_media
    assert f"a=rtcp:{port + 1}\r\n".encode() in there.remote_body
    there.respond(200, dave.sdp(extra=["a=rtcp:40001"]))
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)


def test_a_message_sent_again_goes_out_the_same(lab):
    alice, dave = lab.phone(), lab.provider()
    here = alice.invite(dave)
    there = dave.take_call()
    alice.send(here.sent_invite, dave.endpoint)
    assert dave.expect("INVITE").raw == there.request.raw
    answer = there.respond(200, dave.sdp())
    first = here.expect(200)
    dave.send(answer, there.request.source)
    assert here.expect(200).raw == first.raw
    here.ack()
    there.expect("ACK")
    assert len(lab.viaductd.calls()) == 1
    talk(here, there)


def test_an_update_moves_early_media(lab):
    alice, dave = lab.phone(), lab.provider()
    erin = lab.media_server(user="erin")
    here = alice.invite(dave, headers=[("Supported", "100rel")])
    there = dave.take_call()
    outside = there.remote_media
    there.respond(183, dave.sdp())
    here.expect(183)
    here.send("PRACK")
    there.expect("PRACK")
    there.respond(200)
    here.expect(200)
    dave.media.send(outside, 3)
    alice.media.expect(3, dave.media)
    there.send("UPDATE", erin.sdp())
    here.expect("UPDATE")
    here.respond(200, alice.sdp())
    there.expect(200)
    assert there.remote_media == outside
    erin.media.send(outside, 3)
    alice.media.expect(3, erin.media)
    there.respond(200, request=there.invite_request)
    here.expect(200)
    here.ack()
    there.expect("ACK")
    there.agent = erin
    talk(here, there)


def test_no_audio_passes_through_viaductd_but_first_packets(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there, packets=1)
    seen = lab.viaductd.counters()["first_packets"]
    assert 1 <= seen <= 4
    talk(here, there, packets=300)
    assert lab.viaductd.counters()["first_packets"] == seen


@viaductd(media={"linger": 1})
def test_an_ended_call_leaves_nothing_open(lab):
    alice, dave = lab.phone(), lab.provider()
    before = lab.viaductd.limits()
    here, there = alice.call(dave)
    talk(here, there)
    outside = there.remote_media
    assert lab.viaductd.limits()["flows"] == 3
    hang_up(here, there)
    wait_for(lambda: lab.viaductd.limits()["calls"] == 0,
             "the call is forgotten", 8)
    left = lab.viaductd.limits()
    for name in ("calls", "media ports", "armed ports", "flows"):
        assert left[name] == before[name], name
    assert not [flow for flow in lab.flows()
                if f"dport={outside[1]}" in flow]
    dave.media.send(outside, 5)
    alice.media.expect_silence()


def test_late_audio_still_arrives_after_bye(lab):
    alice, dave = lab.phone(), lab.provider()
    here, there = alice.call(dave)
    talk(here, there)
    hang_up(here, there)
    dave.media.send(there.remote_media, 3)
    alice.media.expect(3, dave.media)
    rows = lab.viaductd.pinholes()
    assert rows and {row["state"] for row in rows} == {"closing"}
