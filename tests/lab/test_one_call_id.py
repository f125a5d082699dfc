# SPDX-License-Identifier: GPL-2.0-or-later
"""Several INVITEs under one Call-ID, of which none ends another."""
from namespaces import wait_for
from sip import Call, Message, hang_up, talk


def send_branch(call, **fields):
    """The INVITE of @call once more, as a fork does: with another branch."""
    invite = call.sent_invite
    branch = Message(invite.first_line, invite.headers, invite.body)
    branch.replace("Via", call.agent.via())
    for name, value in fields.items():
        branch.replace(name, value)
    call.agent.send(branch, call.destination)
    return branch


def end_branch(call, branch, response):
    """The ACK of a branch that failed."""
    call.agent.send(Message(branch.first_line.replace("INVITE", "ACK", 1), [
        ("Via", branch["Via"]), ("Max-Forwards", "70"),
        ("From", branch["From"]), ("To", response["To"]),
        ("Call-ID", branch["Call-ID"]),
        ("CSeq", branch["CSeq"].replace("INVITE", "ACK")),
        ("Content-Length", "0")]), call.destination)


def test_the_second_branch_to_a_phone_is_refused(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    here = alice.take_call()
    here.respond(180)
    there.expect(180)
    branch = send_branch(there)
    alice.take_call().respond(482)
    end_branch(there, branch, dave.expect(482))
    alice.expect("ACK")
    here.respond(200, alice.sdp())
    there.expect(200)
    there.ack()
    here.expect("ACK")
    talk(here, there)
    hang_up(there, here)


def test_the_second_contact_is_tried_when_the_first_is_busy(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    alice.take_call().respond(486)
    there.ack_failure(dave.expect(486))
    alice.expect("ACK")
    there.sent_invite = send_branch(there)
    here = alice.take_call()
    here.respond(200, alice.sdp())
    there.expect(200)
    there.ack()
    here.expect("ACK")
    talk(here, there)


def test_two_branches_ring_and_the_loser_is_cancelled(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    there = dave.invite(alice)
    here = alice.take_call()
    here.respond(180)
    there.expect(180)
    loser = send_branch(there, From=f"<{dave.aor}>;tag=other")
    line = Call.incoming(alice, alice.expect("INVITE"))
    line.respond(183, alice.sdp(port=alice.media.port + 10))
    dave.expect(183)
    here.respond(200, alice.sdp())
    there.expect(200)
    there.ack()
    here.expect("ACK")
    dave.send(Message(loser.first_line.replace("INVITE", "CANCEL", 1), [
        ("Via", loser["Via"]), ("Max-Forwards", "70"),
        ("From", loser["From"]), ("To", loser["To"]),
        ("Call-ID", loser["Call-ID"]), ("CSeq", "1 CANCEL"),
        ("Content-Length", "0")]), there.destination)
    cancel = alice.expect("CANCEL")
    alice.respond(cancel, 200)
    dave.expect(200)
    line.respond(487, request=line.invite_request)
    end_branch(there, loser, dave.expect(487))
    alice.expect("ACK")
    talk(here, there)
    rows = [row for row in lab.viaductd.pinholes()
            if row["kind"] == "rtp" and row["peer"]]
    assert [row["inside"] for row in rows] == [
        f"{alice.address}:{alice.media.port}"]
    hang_up(here, there)
    wait_for(lambda: lab.viaductd.calls()[0]["end_reason"] == "ended by BYE",
             "the call has ended")


def test_a_phone_that_calls_itself_gets_the_mailbox(lab):
    alice, dave = lab.phone(), lab.provider()
    alice.register(dave)
    here = alice.invite(dave)
    there = dave.take_call()
    back = dave.new_request("INVITE", alice.aor, call_id=there.call_id)
    back.replace("From", there.remote)
    dave.send(back.with_body(there.remote_body), alice.reached_at)
    returned = alice.expect("INVITE")
    alice.respond(returned, 486)
    dave.expect(486)
    there.respond(200, dave.sdp())
    here.expect(200)
    here.ack()
    there.expect("ACK")
    talk(here, there)
