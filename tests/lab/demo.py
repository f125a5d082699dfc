#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""See Viaduct work: a phone behind a NAT router calls, and is called.

Everything is real but the wires: baresip as phones, Kamailio as provider,
Linux network namespaces between them.  Needs root, and leaves nothing behind.
"""
import os
import shutil
import signal
import sys
import time

from capture import Capture, split
from daemon import BUILD, Daemon
from namespaces import (MEDIA_SERVER, Network, PHONES, PROVIDER,
                        ROUTER_OUTSIDE, STRANGER, end_like_ctrl_c, wait_for)
from peers import Baresip, Kamailio
from sip import Media, endpoint_of

PICTURE = f"""
    Alice's phone            router                     provider
    baresip            viaductd, NAT, firewall          Kamailio {PROVIDER}
    {PHONES['phone1']} --- 192.168.1.1 | {ROUTER_OUTSIDE} ---+
                                                  +---- Dave's phone
                                                        baresip {MEDIA_SERVER}
"""

NEEDED = {"ip": "iproute2", "nft": "nftables", "sysctl": "procps",
          "tcpdump": "tcpdump", "kamailio": "kamailio",
          "baresip": "baresip-core"}

TALK_PACKETS = 100  # two seconds


class Trouble(Exception):
    """Something that the demo cannot do or did not see, in a sentence."""


def say(text=""):
    print(text, flush=True)


def show(text):
    """Output of a command, a little to the right."""
    for line in text.rstrip().splitlines():
        say(f"    {line}")
    say()


class Demo:
    def __init__(self, network):
        self.network = network
        self.begin = time.monotonic()
        self.proved = []

    def heading(self, text):
        say(f"\033[1m{text}\033[0m" if sys.stdout.isatty() else text)

    def viaduct(self, command):
        """Show what a user sees who types it on the router."""
        status, text, errors = self.viaductd.viaduct(command)
        if status != 0:
            raise Trouble(f"viaduct {command} said: {errors}")
        say(f"    router# viaduct {command}")
        show(text)

    def start(self):
        self.heading("A router, with the firewall that one has")
        show(self.network.execute("router", "nft", "list", "chain", "inet",
                                  "filter", "forward"))
        self.capture = Capture(self.network)
        self.viaductd = Daemon(self.network, media={"linger": 1})
        self.viaductd.start()
        self.kamailio = Kamailio(self.network)

    def register(self):
        self.heading("Alice's phone registers, with a password")
        self.dave = Baresip(self.network, "provider", "dave", MEDIA_SERVER,
                            "40000-40100")
        self.alice = Baresip(self.network, "phone1", "alice")
        for phone in (self.dave, self.alice):
            phone.wait_registered()
        rows = self.viaductd.registrations()
        if len(rows) != 1:
            raise Trouble(f"one registration was expected, not {len(rows)}")
        say(f"    She calls herself {rows[0]['inside']}; the provider knows "
            f"her as {rows[0]['outside']}.")
        say()
        self.viaduct("registrations")
        self.proved.append(
            f"Registered: the provider reaches Alice at "
            f"{rows[0]['outside']}.")

    def audio_row(self):
        for row in self.viaductd.pinholes():
            if row["kind"] == "rtp" and row["state"] == "open":
                return row
        return {"packets_in": 0, "packets_out": 0}

    def call(self, title, caller, callee):
        """Talk for two seconds; the packets that went out, and in."""
        self.heading(title)
        before = self.viaductd.counters()["first_packets"]
        caller.call(callee)
        wait_for(lambda: min(self.audio_row()["packets_in"],
                             self.audio_row()["packets_out"])
                 >= TALK_PACKETS, "two seconds of sound each way", 15)
        if caller is self.alice:
            self.show_rewriting()
        self.viaduct("calls")
        self.viaduct("pinholes")
        seen = self.viaductd.counters()["first_packets"] - before
        row = self.audio_row()
        self.knock(endpoint_of(row["outside"]))
        counts = caller.hang_up(callee)
        if caller is not self.alice:
            counts = counts[::-1]
        (alice_sent, alice_got), (dave_sent, dave_got) = counts
        say(f"    Alice sent {alice_sent} packets of sound, Dave got "
            f"{dave_got}.  Dave sent {dave_sent}, Alice got {alice_got}.")
        self.compare_sides(endpoint_of(row["inside"]),
                           endpoint_of(row["outside"]))
        say(f"    The kernel carried them; viaductd was shown {seen} of "
            "them, and of RTCP.")
        say()
        if min(alice_got, dave_got) < TALK_PACKETS:
            raise Trouble("too little sound arrived")
        return dave_got, alice_got

    def show_rewriting(self):
        """The lines of the INVITE that viaductd changed."""
        invites = [[d.payload for d in self.capture.sip(side)
                    if d.payload.startswith(b"INVITE")][-1]
                   for side in ("lan0", "wan0")]
        inside, outside = (head + body.splitlines(keepends=True)
                           for head, body in map(split, invites))
        say("    What her phone wrote (-), and what the provider got (+):")
        for before, after in zip(inside, outside):
            if before != after:
                say(f"      - {before.decode().strip()}")
                say(f"      + {after.decode().strip()}")
        say()

    def compare_sides(self, inside, outside):
        """All sound that reached the router left it on the other side."""
        self.capture.flush()
        lan, wan = map(self.capture.datagrams, ("lan0", "wan0"))
        out = [sum(d.source == end for d in side)
               for side, end in ((lan, inside), (wan, outside))]
        into = [sum(d.destination == end and d.source[0] != STRANGER
                    for d in side)
                for side, end in ((wan, outside), (lan, inside))]
        if out[0] != out[1] or into[0] != into[1]:
            raise Trouble(f"the router lost sound: {out} out, {into} in")
        say(f"    The router got {out[0]} for outside and passed {out[1]}, "
            f"got {into[0]} for inside and passed {into[1]}.")

    def knock(self, endpoint):
        """A stranger sends to where Alice is listening."""
        stranger = Media(self.network, "provider", STRANGER, 30000)
        stranger.send(endpoint, 3)
        self.capture.flush()
        came, passed = (
            len([d for d in self.capture.datagrams(side)
                 if d.source[0] == STRANGER]) for side in ("wan0", "lan0"))
        if came == 0 or passed > 0:
            raise Trouble(f"of {came} packets of a stranger {passed} passed "
                          "the firewall")
        say("    A stranger sent to the same port: the firewall dropped it.")

    def look_back(self):
        """What the capture of both sides of the router says."""
        messages = len(self.capture.sip("wan0"))
        for phone in (self.alice, self.dave):
            self.network.stop(phone.process, patience=1)
        self.capture.check()
        self.proved += [
            f"Do no harm: {messages} SIP messages passed; but for our "
            "addresses and ports, not one byte of them changed.",
            "Nothing on the WAN named an address of the LAN."]

    def run(self):
        say("Viaduct: a phone behind a NAT router calls, and is called.")
        say(PICTURE)
        self.start()
        self.register()
        out = self.call("Alice calls Dave", self.alice, self.dave)
        wait_for(lambda: not self.viaductd.calls(), "the call is over")
        into = self.call("Dave calls Alice, through the closed firewall",
                         self.dave, self.alice)
        self.proved += [
            f"Call out: {out[0]} packets of sound out, {out[1]} in.",
            f"Call in: {into[0]} packets of sound out, {into[1]} in.",
            "Firewall: policy drop all the time, and a stranger was kept "
            "out."]
        self.look_back()
        self.heading("What was proved")
        for line in self.proved:
            say(f"  * {line}")
        say(f"\nIt took {time.monotonic() - self.begin:.0f} seconds.  "
            "Nothing of it is left on this machine.")


def check_needs():
    if os.geteuid() != 0:
        raise Trouble("it makes network namespaces, and only root may")
    for program in ("viaductd", "viaduct"):
        if not os.path.exists(os.path.join(BUILD, program)):
            raise Trouble(f"there is no {BUILD}/{program}: 'make' builds it")
    for program, package in NEEDED.items():
        if not shutil.which(program):
            raise Trouble(f"there is no {program}: 'make dependencies' "
                          f"installs {package}")


def show_last_words(network):
    """The end of viaductd's log, if it came so far."""
    path = network and os.path.join(network.directory, "viaductd.log")
    if path and os.path.exists(path):
        say("The last that viaductd said:")
        show("\n".join(network.log_text("viaductd.log").splitlines()[-5:]))


def main():
    signal.signal(signal.SIGTERM, end_like_ctrl_c)
    network = None
    try:
        check_needs()
        network = Network()
        Demo(network).run()
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 1
    except (AssertionError, OSError, RuntimeError, Trouble) as trouble:
        say(f"\nThe demo did not work: {trouble}")
        show_last_words(network)
        return 1
    finally:
        if network:
            network.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
