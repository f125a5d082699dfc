# SPDX-License-Identifier: GPL-2.0-or-later
"""What passed the router: a capture of both its sides, and what has to hold.

Every test runs under these checks:

* no address of the LAN is named in any SIP message on the WAN side, but in
  Call-IDs, which are opaque, and in fields of free text;
* every datagram that left on one side came in on the other, and differs in
  nothing but the addresses and ports of ours that it names and in
  Content-Length; what is not SIP does not differ at all;
* what comes from a phone with a routed address or goes there is the same on
  both sides, byte for byte.

A test that has viaductd pass SIP untouched says so with unmodified(), and
from then on messages are compared byte for byte.
"""
import collections
import difflib
import os
import re
import socket
import struct
import time

from namespaces import (PHONES, PHONES6, PROVIDER, PUBLIC_PHONES,
                        ROUTER_OUTSIDE, wait_for)

Datagram = collections.namedtuple(
    "Datagram", "time source destination payload")

LAN_PREFIX = "192.168.1."
ROUTED = {*PHONES6.values(), *PUBLIC_PHONES.values()}
END = b"the capture ends here"
END_PORT = 9

REWRITTEN = "rewritten"
UNMODIFIED = "unmodified"
EITHER = "either"

FIRST_LINE = re.compile(rb"SIP/2\.0 \d|[A-Za-z.!%*_+`'~-]+ [^ \r\n]+ SIP/2\.0")
QUOTED = rb'"(?:\\.|[^"\\])*"'
OURS = re.compile(rb"(?P<quoted>" + QUOTED + rb")|"
                  rb"(?<![\d.])(?:192\.168\.1\.\d{1,3}|"
                  + re.escape(ROUTER_OUTSIDE).encode() +
                  rb")(?:[ \t]*:[ \t]*\d+|(?![\d.]))")
PORTS = re.compile(rb"(?m)(^m=\w+ |^a=rtcp:)\d+")
# Of candidates, those that are ours.
CANDIDATE_PORTS = re.compile(rb"(?m)(^a=candidate:[^\r\n]*? <ours> |"
                             rb" raddr <ours> rport |"
                             rb"^a=altc:\d+ IP4 <ours> )\d+")
REMOTE_CANDIDATES = re.compile(rb"(?m)^a=remote-candidates:.*$")
RPORT = re.compile(rb"(;\s*rport\s*=\s*)\d+")
LENGTH = re.compile(rb"(?i)^(content-length|l)(\s*:\s*)(\d+)")
FREE_TEXT = re.compile(rb"(?i)^(call-id|i|user-agent|server|subject|s|"
                       rb"organization|in-reply-to)\s*:")


def is_sip(payload):
    return FIRST_LINE.match(payload) is not None


def split(payload):
    """Header lines with their ends, and the body of a SIP message."""
    gap = re.search(rb"\r?\n\r?\n", payload)
    end = gap.end() if gap else len(payload)
    return payload[:end].splitlines(keepends=True), payload[end:]


def hide_ours(text):
    """Without the addresses of ours; what is quoted stays."""
    return OURS.sub(lambda found: found["quoted"] or b"<ours>", text)


def masked(payload):
    """A SIP message without what may be changed in it."""
    if not is_sip(payload):
        return payload
    lines, body = split(payload)
    for i, line in enumerate(lines):
        if not FREE_TEXT.match(line):
            line = RPORT.sub(rb"\1<port>", hide_ours(line))
            lines[i] = LENGTH.sub(rb"\1\2<length>", line)
    body = PORTS.sub(rb"\1<port>", hide_ours(body))
    body = REMOTE_CANDIDATES.sub(
        lambda line: re.sub(rb"<ours> \d+", b"<ours> <port>", line[0]), body)
    return b"".join(lines) + CANDIDATE_PORTS.sub(rb"\1<port>", body)


def unmapped_addresses(payload):
    """Lines of a SIP message that name an address of the LAN."""
    lines, body = split(payload)
    lines = [re.sub(QUOTED, b"", line) for line in lines
             if not FREE_TEXT.match(line)]
    return [line.strip() for line in lines + body.splitlines()
            if b"192.168." in line]


def length_error(payload):
    """By how much Content-Length is wrong; None without one."""
    lines, body = split(payload)
    for line in lines:
        found = LENGTH.match(line)
        if found:
            return int(found.group(3)) - len(body)
    return None


def read_pcap(path):
    """All UDP datagrams of a capture, fragments put together."""
    with open(path, "rb") as f:
        data = f.read()
    at, fragments, datagrams = 24, {}, []
    while at + 16 <= len(data):
        seconds, micros, length = struct.unpack("<III", data[at:at + 12])
        frame = data[at + 16:at + 16 + length]
        at += 16 + length
        packet = None
        if frame[12:14] == b"\x08\x00" and frame[23] == 17:
            packet = frame[14:14 + struct.unpack(">H", frame[16:18])[0]]
            packet = _read_v4(fragments, packet)
        elif frame[12:14] == b"\x86\xdd":
            packet = frame[14:54 + struct.unpack(">H", frame[18:20])[0]]
            packet = _read_v6(fragments, packet)
        if packet:
            datagrams.append(_datagram(seconds + micros / 1e6, *packet))
    return datagrams


def _read_v4(fragments, packet):
    """Addresses and UDP datagram, once all parts of it are there."""
    header = (packet[0] & 0x0f) * 4
    flags = struct.unpack(">H", packet[6:8])[0]
    offset, more = (flags & 0x1fff) * 8, flags & 0x2000
    ends, payload = packet[12:20], packet[header:]
    if not offset and not more:
        return ends, payload
    return _defragment(fragments, (ends, packet[4:6]), offset, more, payload)


def _read_v6(fragments, packet):
    """The same; the only extension header is the fragment's."""
    ends, payload = packet[8:40], packet[40:]
    if packet[6] == 17:
        return ends, payload
    if packet[6] != 44 or payload[0] != 17:
        return None
    offset = struct.unpack(">H", payload[2:4])[0]
    return _defragment(fragments, (ends, payload[4:8]), offset & 0xfff8,
                       offset & 1, payload[8:])


def _defragment(fragments, key, offset, more, payload):
    parts = fragments.setdefault(key, {})
    parts[offset] = payload
    if not more:
        parts["length"] = offset + len(payload)
    whole = b"".join(parts[o] for o in sorted(k for k in parts
                                              if k != "length"))
    if len(whole) != parts.get("length"):
        return None
    del fragments[key]
    return key[0], whole


def _datagram(when, ends, udp):
    family = socket.AF_INET if len(ends) == 8 else socket.AF_INET6
    middle = len(ends) // 2
    ports = struct.unpack(">HH", udp[:4])
    length = struct.unpack(">H", udp[4:6])[0]
    return Datagram(
        when, (socket.inet_ntop(family, ends[:middle]), ports[0]),
        (socket.inet_ntop(family, ends[middle:]), ports[1]), udp[8:length])


def is_lan(endpoint):
    return endpoint[0].startswith(LAN_PREFIX)


def is_routed(endpoint):
    return endpoint[0] in ROUTED


class Capture:
    """tcpdump on both sides of the router, from now on."""

    def __init__(self, network):
        self.network = network
        self.changes = [(0.0, REWRITTEN)]
        self.routers_own = set()  # endpoints of sockets on the router
        self.dropped = []  # payloads that are not to leave the LAN
        self.tcpdumps = [self._start(side) for side in ("lan0", "wan0")]
        for side in ("lan0", "wan0"):
            wait_for(lambda: "listening on" in
                     network.log_text(f"tcpdump-{side}.log"),
                     f"tcpdump listens on {side}")

    def _path(self, side):
        return os.path.join(self.network.directory, f"{side}.pcap")

    def _start(self, side):
        return self.network.start(
            "router", "tcpdump", "-i", side, "-w", self._path(side), "-U",
            "--immediate-mode", "-B", "16384", "-s", "2048", "-Z", "root",
            "-nn", "udp", log=f"tcpdump-{side}.log")

    def unmodified(self):
        """From now on viaductd changes no message."""
        self.changes.append((time.time(), UNMODIFIED))

    def either(self):
        """From now on it changes some, and lets others pass."""
        self.changes.append((time.time(), EITHER))

    def rewritten(self):
        """From now on it changes messages again."""
        self.changes.append((time.time(), REWRITTEN))

    def _mode(self, when):
        return [mode for since, mode in self.changes if since <= when][-1]

    def flush(self):
        """Wait until all that has passed is in the files."""
        mark = END + str(time.monotonic()).encode()
        for role, address, peer, side in (
                ("router", "192.168.1.1", PHONES["phone1"], "lan0"),
                ("router", ROUTER_OUTSIDE, PROVIDER, "wan0")):
            s = self.network.socket(role, address, 0)
            s.sendto(mark, (peer, END_PORT))
            s.close()

            def is_there(path=self._path(side)):
                with open(path, "rb") as f:
                    f.seek(max(0, os.path.getsize(path) - 4096))
                    return mark in f.read()
            wait_for(is_there, f"the capture of {side} is written")

    def datagrams(self, side):
        return [d for d in read_pcap(self._path(side))
                if not d.payload.startswith(END)]

    def sip(self, side):
        """The SIP messages of one side."""
        self.flush()
        return [d for d in self.datagrams(side) if is_sip(d.payload)]

    def stop(self):
        if self.tcpdumps:
            self.flush()
        while self.tcpdumps:
            self.network.stop(self.tcpdumps.pop())

    def check(self):
        """All that the head of this file promises."""
        self.stop()
        for side in ("lan0", "wan0"):
            assert "\n0 packets dropped by kernel" in self.network.log_text(
                f"tcpdump-{side}.log"), "the capture is not complete"
        lan, wan = self.datagrams("lan0"), self.datagrams("wan0")
        self.check_addresses(wan)
        self.check_changes(
            [d for d in lan if is_lan(d.source) and not is_lan(d.destination)],
            [d for d in wan if d.source[0] == ROUTER_OUTSIDE and
             d.source not in self.routers_own],
            lambda d: d.destination, "out", must_pass=True)
        self.check_changes(
            [d for d in wan if d.destination[0] == ROUTER_OUTSIDE],
            [d for d in lan if is_lan(d.destination) and
             not is_lan(d.source)],
            lambda d: d.source, "in", must_pass=False)
        self.check_routed(
            [d for d in lan if is_routed(d.source)],
            [d for d in wan if is_routed(d.source)], "out", must_pass=True)
        self.check_routed(
            [d for d in wan if is_routed(d.destination)],
            [d for d in lan if is_routed(d.destination)], "in",
            must_pass=False)

    def check_routed(self, near, far, way, must_pass):
        """Each datagram of the @far side was on the @near side."""
        def key(d):
            payload = d.payload if self._mode(d.time) != EITHER \
                else masked(d.payload)
            return d.source, d.destination, payload
        waiting = collections.Counter(key(d) for d in near)
        for d in far:
            assert waiting[key(d)] > 0, changed(d, near, way)
            waiting[key(d)] -= 1
        left = list(waiting.elements())
        assert not (must_pass and left), f"did not go {way}: {left[:3]}"

    def check_addresses(self, wan):
        for d in wan:
            if d.source[0] == ROUTER_OUTSIDE and is_sip(d.payload) and \
                    self._mode(d.time) == REWRITTEN:
                lines = unmapped_addresses(d.payload)
                assert not lines, f"the LAN shows on the WAN: {lines}"

    def check_changes(self, near, far, remote, way, must_pass):
        """Each datagram of the @far side is one of the @near side."""
        waiting = collections.defaultdict(list)
        for d in near:
            waiting[remote(d), masked(d.payload)].append(d)
        for d in far:
            key = remote(d), masked(d.payload)
            exact = [n for n in waiting[key] if n.payload == d.payload]
            mode = self._mode(d.time)
            if mode == UNMODIFIED or (mode == EITHER and exact):
                assert exact, changed(d, near, way)
                waiting[key].remove(exact[0])
                continue
            assert waiting[key], changed(d, near, way)
            before = waiting[key].pop(0)
            if is_sip(d.payload):
                assert length_error(d.payload) == \
                    length_error(before.payload), \
                    f"Content-Length of {d.payload!r}"
        if must_pass:
            left = [d.payload for rest in waiting.values() for d in rest
                    if d.payload not in self.dropped]
            assert not left, f"did not go {way}: {left[:3]}"

    def ladder(self):
        """The SIP messages of both sides, a line each; for failures."""
        rows = [(d.time, side, d) for side in ("lan0", "wan0")
                for d in self.datagrams(side) if is_sip(d.payload)]
        return "\n".join(
            f"{when % 1000:10.6f} {side} {d.source[0]}:{d.source[1]} > "
            f"{d.destination[0]}:{d.destination[1]} "
            f"{d.payload.splitlines()[0].decode(errors='replace')}"
            for when, side, d in sorted(rows, key=lambda row: row[0]))


def changed(d, near, way):
    """What to say about a datagram that nobody sent like this."""
    text = masked(d.payload)
    candidates = sorted((masked(n.payload) for n in near), reverse=True,
                        key=lambda other: difflib.SequenceMatcher(
                            None, other[:2000], text[:2000]).quick_ratio())
    before = candidates[0] if candidates else b""
    difference = "\n".join(difflib.unified_diff(
        before.decode(errors="replace").splitlines(),
        text.decode(errors="replace").splitlines(), "sent", "arrived",
        lineterm=""))
    return (f"going {way}, {d.source} to {d.destination}: nobody sent this\n"
            f"{difference or d.payload[:300]}")
