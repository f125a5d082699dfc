# SPDX-License-Identifier: GPL-2.0-or-later
"""The lab's network: phones, a router and a provider as network namespaces.

    phone1 192.168.1.20 --+
    phone2 192.168.1.21 --+-- lan0 ROUTER wan0 --- PROVIDER 203.0.113.1
    phone3 192.168.1.22 --+   .1.1   203.0.113.7    198.51.100.5, .9

All have IPv6 besides, 2001:db8:1::/64 inside and 2001:db8:ffff::/64 outside,
and the phones public IPv4 addresses of 192.0.2.128/25: both are routed.

add_far_router() has one more, with a LAN that looks the same:

    far-phone 192.168.1.20 --- lan0 FAR-ROUTER wan0 192.0.2.7 --- PROVIDER

Names carry the process number, so that two labs can run at once.  Whatever a
lab started ends with it, also when a test fails or is interrupted.
"""
import atexit
import contextlib
import ctypes
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PROVIDER = "198.51.100.5"
MEDIA_SERVER = "198.51.100.9"
STRANGER = "198.51.100.66"
ROUTER_OUTSIDE = "203.0.113.7"
FAR_ROUTER_OUTSIDE = "192.0.2.7"
PHONES = {"phone1": "192.168.1.20", "phone2": "192.168.1.21",
          "phone3": "192.168.1.22"}

# The same in IPv6, and the phones' public addresses.
PROVIDER6 = "2001:db8:ffff::5"
MEDIA_SERVER6 = "2001:db8:ffff::9"
STRANGER6 = "2001:db8:ffff::66"
ROUTER_OUTSIDE6 = "2001:db8:ffff::7"
PHONES6 = {"phone1": "2001:db8:1::20", "phone2": "2001:db8:1::21",
           "phone3": "2001:db8:1::22"}
PUBLIC_PHONES = {"phone1": "192.0.2.150", "phone2": "192.0.2.151",
                 "phone3": "192.0.2.152"}

# What an admin's firewall looks like, DESIGN.md section 1.4.
FIREWALL = """
table inet filter {
    chain forward {
        type filter hook forward priority filter; policy drop;
        ct state established,related accept
        iifname "lan0" oifname "wan0" accept
    }
    chain input {
        type filter hook input priority filter; policy drop;
        ct state established,related accept
        iifname { "lo", "lan0" } accept
        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
    }
}
table ip nat {
    chain postrouting {
        type nat hook postrouting priority srcnat;
        oifname "wan0" ip saddr 192.168.0.0/16 masquerade
    }
}
"""

_libc = ctypes.CDLL(None, use_errno=True)
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1


def run(*args, check=True, **kwargs):
    """A command that has to succeed; answers with its output."""
    done = subprocess.run(args, capture_output=True, text=True, **kwargs)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(args)}: {done.stderr or done.stdout}")
    return done.stdout


def end_like_ctrl_c(number, frame):
    """A signal handler: SIGTERM cleans up as Ctrl-C does."""
    raise KeyboardInterrupt


@contextlib.contextmanager
def undisturbed():
    """Let no second Ctrl-C stop the cleaning up after the first."""
    before = {number: signal.signal(number, signal.SIG_IGN)
              for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def remove_leftovers():
    """Namespaces of labs whose process was killed before it could."""
    for path in glob.glob("/run/netns/vd*"):
        name = os.path.basename(path)
        owner = re.match(r"vd(\d+)n\d+-", name)
        if owner and not os.path.exists(f"/proc/{owner.group(1)}"):
            run("ip", "netns", "del", name, check=False)


def _die_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Network:
    """The namespaces, and what runs in them."""

    _count = 0

    def __init__(self, firewall=FIREWALL):
        Network._count += 1
        self.prefix = f"vd{os.getpid()}n{Network._count}"
        self.directory = tempfile.mkdtemp(prefix="viaduct-lab-")
        self.processes = []
        self.names = []
        atexit.register(self.close)
        remove_leftovers()
        try:
            self._build(firewall)
        except BaseException:
            self.close()
            raise

    def name(self, role):
        return f"{self.prefix}-{role}"

    def _add(self, role):
        run("ip", "netns", "add", self.name(role))
        self.names.append(self.name(role))
        self.ip(role, "link", "set", "lo", "up")

    def _build(self, firewall):
        for role in ("router", "provider"):
            self._add(role)
        self.add_lan("router", "lan0", "192.168.1.1", PHONES)
        self._add_wan("router", "eth0", ROUTER_OUTSIDE, "203.0.113.1")
        for link, address in (("sip0", PROVIDER), ("media0", MEDIA_SERVER),
                              ("strange0", STRANGER)):
            self.ip("provider", "link", "add", link, "type", "bridge")
            self.ip("provider", "addr", "add", f"{address}/32", "dev", link)
            self.ip("provider", "link", "set", link, "up")
        # What is bound to no address sends media.
        self.ip("provider", "route", "add", ROUTER_OUTSIDE, "dev", "eth0",
                "src", MEDIA_SERVER)
        self._build_routed()
        self._begin_routing("router", firewall)

    def _begin_routing(self, router, firewall):
        self.sysctl(router, "net.ipv4.ip_forward=1")
        # Where the kernel has br_netfilter, a bridge looks into packets that
        # are none of its business; routers leave that out.
        for what in ("iptables", "ip6tables"):
            self.execute(router, "sysctl", "-qw",
                         f"net.bridge.bridge-nf-call-{what}=0", check=False)
        self.execute(router, "nft", "-f", "-", input=firewall)

    def _build_routed(self):
        """IPv6, and public IPv4 addresses in the LAN."""
        self.sysctl("router", "net.ipv6.conf.all.forwarding=1")
        self._add_ipv6("router", "lan0", "2001:db8:1::1")
        self._add_ipv6("router", "wan0", ROUTER_OUTSIDE6)
        self.ip("router", "addr", "add", "192.0.2.129/25", "dev", "lan0")
        for role, address in PHONES6.items():
            self._add_ipv6(role, "eth0", address)
            self.ip(role, "addr", "add", f"{PUBLIC_PHONES[role]}/25", "dev",
                    "eth0")
            self.ip(role, "route", "add", "default", "via", "2001:db8:1::1")
        for address in ("2001:db8:ffff::1", PROVIDER6, MEDIA_SERVER6,
                        STRANGER6):
            self._add_ipv6("provider", "eth0", address)
        self.ip("router", "route", "add", "default", "via", "2001:db8:ffff::1")
        self.ip("provider", "route", "add", "2001:db8:1::/64", "via",
                ROUTER_OUTSIDE6)
        self.ip("provider", "route", "add", "192.0.2.128/25", "via",
                ROUTER_OUTSIDE)

    def _add_ipv6(self, role, link, address):
        self.ip(role, "addr", "add", f"{address}/64", "dev", link, "nodad")

    def _connect(self, role, inner, router, router_side):
        run("ip", "link", "add", inner, "netns", self.name(role), "type",
            "veth", "peer", "name", router_side, "netns", self.name(router))
        self.ip(role, "link", "set", inner, "up")
        self.ip(router, "link", "set", router_side, "up")

    def _add_wan(self, router, provider_side, outside, gateway):
        self._connect("provider", provider_side, router, "wan0")
        self.ip("provider", "addr", "add", f"{gateway}/24", "dev",
                provider_side)
        self.ip(router, "addr", "add", f"{outside}/24", "dev", "wan0")
        self.ip(router, "route", "add", "default", "via", gateway)

    def add_lan(self, router, link, gateway, phones):
        """A bridge of the router with new namespaces at it; @phones has the
        address of each role."""
        self.ip(router, "link", "add", link, "type", "bridge")
        self.ip(router, "addr", "add", f"{gateway}/24", "dev", link)
        self.ip(router, "link", "set", link, "up")
        for number, (role, address) in enumerate(phones.items()):
            self._add(role)
            self._connect(role, "eth0", router, f"{link}port{number}")
            self.ip(router, "link", "set", f"{link}port{number}", "master",
                    link)
            self.ip(role, "addr", "add", f"{address}/24", "dev", "eth0")
            self.ip(role, "route", "add", "default", "via", gateway)

    def add_far_router(self, firewall=FIREWALL):
        """Another router at the provider, with the same LAN behind it: one
        phone, with the address of the first one here."""
        self._add("far-router")
        self._add_wan("far-router", "eth1", FAR_ROUTER_OUTSIDE, "192.0.2.1")
        self.add_lan("far-router", "lan0", "192.168.1.1",
                     {"far-phone": PHONES["phone1"]})
        self.sysctl("provider", "net.ipv4.ip_forward=1")
        self._begin_routing("far-router", firewall)

    def ip(self, role, *args):
        return run("ip", "-n", self.name(role), *args)

    def sysctl(self, role, setting):
        self.execute(role, "sysctl", "-qw", setting)

    def execute(self, role, *args, **kwargs):
        return run("ip", "netns", "exec", self.name(role), *args, **kwargs)

    def start(self, role, *args, log=None, **kwargs):
        """A process that goes on; ends with the lab at the latest.

        It has a process group of its own: Ctrl-C is for us, who end it.
        """
        with open(os.path.join(self.directory, log) if log else os.devnull,
                  "ab") as output:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name(role), *args],
                stdout=output, stderr=subprocess.STDOUT,
                stdin=kwargs.pop("stdin", subprocess.DEVNULL),
                process_group=0, preexec_fn=_die_with_parent, **kwargs)
        self.processes.append(process)
        return process

    def stop(self, process, number=signal.SIGTERM, patience=5):
        """End a process; answers with its status."""
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process in self.processes:
            self.processes.remove(process)
        return process.returncode

    def socket(self, role, address, port, kind=socket.SOCK_DGRAM):
        """A socket in another namespace: it stays where it was made."""
        here = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{self.name(role)}", os.O_RDONLY)
        try:
            if _libc.setns(there, _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            s = socket.socket(socket.AF_INET6 if ":" in address
                              else socket.AF_INET, kind)
        finally:
            _libc.setns(here, _CLONE_NEWNET)
            os.close(here)
            os.close(there)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((address, port))
        return s

    def log_text(self, name):
        with open(os.path.join(self.directory, name), errors="replace") as f:
            return f.read()

    def close(self):
        with undisturbed():
            for process in self.processes:
                if process.poll() is None:
                    process.terminate()
            for process in list(self.processes):
                self.stop(process, signal.SIGTERM, 2)
            for name in self.names:
                run("ip", "netns", "del", name, check=False)
            self.names = []
            shutil.rmtree(self.directory, ignore_errors=True)
            atexit.unregister(self.close)


def wait_for(condition, what, seconds=5.0):
    """Look until @condition is true; fail with @what after some time."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
