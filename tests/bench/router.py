#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Viaduct on a router against what else there is, in one run.

Four routers stand side by side: plain masquerade, NFQUEUE that accepts
everything in rounds, the kernel's own SIP ALG, and viaductd.  Each is asked
in turn, many times, so that all meet the same machine; what counts are the
ratios of the medians.  Needs root.
"""
import argparse
import atexit
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "lab"))

from daemon import Daemon  # noqa: E402
from namespaces import FIREWALL, MEDIA_SERVER, Network  # noqa: E402

BUILD = pathlib.Path(os.environ.get("VIADUCT_BUILD", "build"))
TRAFFIC = BUILD / "bench/traffic"

KERNEL_ALG = """
table ip alg {
    ct helper sip { type "sip" protocol udp; }
    chain pre {
        type filter hook prerouting priority filter;
        udp dport 5060 ct helper set "sip"
    }
}
"""

# Equally long for all: a phone that asks, and opens nothing.
OPTIONS = """OPTIONS sip:+4930123456@provider.example.net;user=phone SIP/2.0
Via: SIP/2.0/UDP 192.168.1.20:5060;branch=z9hG4bK-524287-1---a1b2c3d4;rport
Max-Forwards: 70
From: "Alice" <sip:alice@provider.example.net>;tag=8f2a61d0
To: <sip:+4930123456@provider.example.net;user=phone>
Call-ID: 3848276298220188511@192.168.1.20
CSeq: 20 OPTIONS
Contact: <sip:alice@192.168.1.20:5060;transport=udp>;expires=3600
Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, PRACK, UPDATE, REFER, NOTIFY
Supported: replaces, timer, path, outbound, gruu, 100rel, norefersub
Accept: application/sdp, application/dtmf-relay, text/plain
Accept-Language: en, de;q=0.8, fr;q=0.6
User-Agent: Phone 7.1.2 build 20260914 hw 2.0
Organization: Example Networks, Berlin
Content-Length: 0

"""


def message_file(directory):
    path = pathlib.Path(directory, "message.sip")
    path.write_bytes(OPTIONS.replace("\n", "\r\n").encode())
    return str(path), path.stat().st_size


class Group:
    """A control group that counts the CPU time of what is in it: of the
    router's programs, of the traffic, and of the kernel on their behalf."""

    ROOTS = (pathlib.Path("/sys/fs/cgroup/cpuacct"),
             pathlib.Path("/sys/fs/cgroup"))

    def __init__(self, name):
        root = next(r for r in self.ROOTS if (r / "cgroup.procs").exists())
        self.path = root / f"viaduct-bench-{os.getpid()}-{name}"
        self.path.mkdir()

    def add(self, pid):
        (self.path / "cgroup.procs").write_text(str(pid))

    def seconds(self):
        if (self.path / "cpuacct.usage").exists():
            return int((self.path / "cpuacct.usage").read_text()) / 1e9
        usage = (self.path / "cpu.stat").read_text().split()[1]
        return int(usage) / 1e6

    def close(self):
        root = self.path.parent / "cgroup.procs"
        for pid in (self.path / "cgroup.procs").read_text().split():
            root.write_text(pid)
        self.path.rmdir()


def softirq_seconds():
    """CPU time of the kernel's threads that do what is left over."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/comm"):
        try:
            if stat.read_text().startswith("ksoftirqd"):
                total += int((stat.parent / "schedstat").read_text()
                             .split()[0])
        except OSError:
            pass
    return total / 1e9


class Router:
    def __init__(self, kind):
        self.kind = kind
        self.network = Network(FIREWALL)
        self.daemon = None
        self.group = Group(kind)
        atexit.register(self.group.close)
        if kind == "accept-all":
            self._start_accept_all()
        elif kind == "kernel-alg":
            self.network.execute("router", "nft", "-f", "-", input=KERNEL_ALG)
        elif kind == "viaduct":
            self._start_daemon()

    def _start_daemon(self):
        self.daemon = Daemon(self.network, general={"log_level": "error"},
                             limits={"calls": 100000, "per_phone": 100000},
                             media={"ports": "1024-39999", "linger": 1})
        self.daemon.process = self.network.start(
            "router", str(BUILD / "viaductd"), "--config", self.daemon.config,
            log="viaductd.log")
        end = time.monotonic() + 5
        while self.daemon.viaduct("status")[0] != 0:
            assert time.monotonic() < end, self.daemon.log_text()
            time.sleep(0.05)
        self.group.add(self.daemon.process.pid)

    def _start_accept_all(self):
        n = self.network
        p = n.start("router", str(BUILD / "bench/accept_all"), "7")
        self.group.add(p.pid)
        for port in ("--dport", "--sport"):
            n.execute("router", "iptables-nft", "-t", "mangle", "-A",
                      "POSTROUTING", "-p", "udp", port, "5060", "-j",
                      "NFQUEUE", "--queue-num", "7", "--queue-bypass")

    def traffic(self, what, *args):
        n = self.network
        done = subprocess.run(
            [str(TRAFFIC), what, n.name("phone1"), n.name("provider"),
             *map(str, args)], capture_output=True, text=True, timeout=120,
            preexec_fn=lambda: self.group.add(os.getpid()))
        if done.returncode != 0:
            raise SystemExit(f"{self.kind}: {done.stderr}")
        return float(done.stdout)

    def call_cost(self, at_once, seconds):
        """CPU microseconds of one whole call."""
        before = self.group.seconds() + softirq_seconds()
        calls = self.traffic("calls", at_once, seconds)
        time.sleep(1)
        after = self.group.seconds() + softirq_seconds()
        return (after - before) / calls * 1e6


def in_turns(routers, rounds, ask):
    """The median of each router's answers."""
    values = {kind: [] for kind in routers}
    for _ in range(rounds):
        for kind, router in routers.items():
            values[kind].append(ask(router))
    return {kind: statistics.median(v) for kind, v in values.items()}


def show(name, value, bound, good):
    print(f"  {name:58} {value:6.2f}  ({bound})"
          f"{'' if good else '   MISSED'}", flush=True)
    return good


def bench_messages(routers, rounds):
    path, size = message_file(routers["plain"].network.directory)
    rate = in_turns(routers, rounds, lambda r: r.traffic("messages", path, 1))
    print(f"messages that open nothing, {size} bytes, per second:")
    for kind, value in rate.items():
        print(f"  {kind:12} {value:9.0f}")
    accept = rate["viaduct"] / rate["accept-all"]
    alg = rate["viaduct"] / rate["kernel-alg"]
    good = [show("viaduct / accept-all", accept, "at least 0.8", accept >= 0.8),
            show("viaduct / kernel ALG", alg, "at least 1.5", alg >= 1.5)]
    return all(good)


def bench_calls(routers, rounds, at_once):
    cpu = in_turns(routers, rounds, lambda r: r.call_cost(at_once, 2))
    print(f"whole calls, {at_once} at once, CPU of one:")
    for kind, value in cpu.items():
        print(f"  {kind:12} {value:7.1f} us")
    alg = cpu["kernel-alg"] - cpu["plain"]
    ours = cpu["viaduct"] - cpu["plain"]
    return show(f"over masquerade: viaduct {ours:.1f} us / kernel ALG "
                f"{alg:.1f} us", ours / alg, "at most 1.5, aim 1.0",
                ours <= 1.5 * alg)


def open_pinhole(router):
    """A call whose media goes through the router; answers with its port."""
    n = router.network
    phone = n.socket("phone1", "192.168.1.20", 5060)
    provider = n.socket("provider", "198.51.100.5", 5060)
    phone.settimeout(3)
    provider.settimeout(3)
    folder = pathlib.Path("tests/scenarios/messages")

    def fill(name, **values):
        text = re.sub(r"\$\{(\w+)(?::([^}]*))?\}",
                      lambda m: values.get(m[1], m[2] if m[2] is not None
                                           else "@"),
                      (folder / name).read_text()).replace("\n", "\r\n")
        head, body = text.split("\r\n\r\n", 1)
        return (head.replace("Content-Length: @",
                             f"Content-Length: {len(body)}") +
                "\r\n\r\n" + body).encode()

    phone.sendto(fill("invite.sip"), ("198.51.100.5", 5060))
    request, seen = provider.recvfrom(4096)
    via = re.search(rb"Via: SIP/2.0/UDP ([^;]*)", request)[1].decode()
    provider.sendto(fill("answer.sip", via=via), seen)
    phone.recvfrom(4096)
    outside = int(re.search(rb"m=audio (\d+)", request)[1])
    # The first packet from outside disarms the port.
    media = n.socket("provider", MEDIA_SERVER, 40000)
    media.sendto(b"\x80" + bytes(171), ("203.0.113.7", outside))
    time.sleep(0.2)
    media.close()
    for s in (phone, provider):
        s.close()


def bench_media(routers, rounds):
    used = {k: routers[k] for k in ("plain", "viaduct")}
    open_pinhole(routers["viaduct"])
    before = routers["viaduct"].daemon.counters()["first_packets"]
    cost = {mode: {k: [] for k in used} for mode in ("media", "path")}
    for turn in range(rounds * 4):
        for mode in cost:
            for kind in list(used)[::1 if turn % 2 else -1]:
                cost[mode][kind].append(
                    used[kind].traffic(mode, 49170, 0.5))
    after = routers["viaduct"].daemon.counters()["first_packets"]
    ratio = {}
    print("RTP of 172 bytes, CPU of a packet from end to end:")
    for mode, words in (("media", "between two processes"),
                        ("path", "the path alone")):
        plain, ours = (statistics.median(cost[mode][k]) for k in used)
        ratio[mode] = plain / ours
        print(f"  {words:38} plain {plain:6.0f} ns, viaduct {ours:6.0f} ns, "
              f"{ratio[mode]:.3f}")
    good = show("viaduct / masquerade", ratio["media"], "at least 0.98",
                ratio["media"] >= 0.98)
    print(f"  RTP packets that the daemon saw: {after - before}")
    return good and after == before


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("what", nargs="*",
                        default=["messages", "calls", "media"])
    args = parser.parse_args()
    routers = {kind: Router(kind) for kind in
               ("plain", "accept-all", "kernel-alg", "viaduct")}
    good = True
    if "messages" in args.what:
        good = bench_messages(routers, args.rounds) and good
    if "calls" in args.what:
        good = bench_calls(routers, args.rounds, args.at_once) and good
    if "media" in args.what:
        good = bench_media(routers, args.rounds) and good
    sys.exit(not good)


if __name__ == "__main__":
    main()
