# SPDX-License-Identifier: GPL-2.0-or-later
"""Real peers: Kamailio as the provider, baresip and Linphone as
phones, SIPp for many."""
import glob
import json
import os
import re
import select
import shutil
import socket
import struct
import subprocess

from namespaces import MEDIA_SERVER, PHONES, PROVIDER, wait_for

DOMAIN = "example.net"
PASSWORDS = {"alice": "wonderland", "bob": "builder", "carol": "carillon",
             "dave": "davenport"}
SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sipp")

# A registrar and proxy as providers have them, without any help for phones
# behind NAT: what Viaduct is there for.
KAMAILIO = """
debug=2
log_stderror=yes
children=2
auto_aliases=no
listen=udp:{address}:5060
alias="{domain}"
user_agent_header="User-Agent: Provider"
server_header="Server: Provider"
loadmodule "pv.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "min_expires", 10)
modparam("rr", "enable_full_lr", 1)

request_route {{
    if (!mf_process_maxfwd_header("10")) {{
        sl_send_reply("483", "Too Many Hops");
        exit;
    }}
    if (has_totag()) {{
        if (!loose_route() && !(is_method("ACK") && t_check_trans())) {{
            sl_send_reply("404", "Not Here");
            exit;
        }}
        if (is_method("BYE|INVITE|UPDATE")) record_route();
        if (is_gruu()) lookup("location");
        t_relay();
        exit;
    }}
    if (is_method("CANCEL")) {{
        if (t_check_trans()) t_relay();
        exit;
    }}
    t_check_trans();
{passwords}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("{domain}", "$var(password)", "0")) {{
            www_challenge("{domain}", "1");
            exit;
        }}
        save("location");
        exit;
    }}
    if (is_method("INVITE")) {{
        if (!pv_proxy_authenticate("{domain}", "$var(password)", "0")) {{
            proxy_challenge("{domain}", "1");
            exit;
        }}
        consume_credentials();
    }}
    if (!lookup("location")) {{
        sl_send_reply("404", "Not Found");
        exit;
    }}
    record_route();
    t_relay();
}}
"""


class Kamailio:
    """A registrar and proxy that wants digest authentication, outside."""

    endpoint = (PROVIDER, 5060)

    def __init__(self, network):
        self.network = network
        self.log = "kamailio.log"
        directory = os.path.join(network.directory, "kamailio")
        os.mkdir(directory)
        config = os.path.join(directory, "kamailio.cfg")
        passwords = "".join(
            f'    if ($fU == "{user}") $var(password) = "{password}";\n'
            for user, password in PASSWORDS.items())
        with open(config, "w") as f:
            f.write(KAMAILIO.format(address=PROVIDER, domain=DOMAIN,
                                    passwords=passwords))
        self.process = network.start(
            "provider", "kamailio", "-DD", "-E", "-f", config, "-m", "16",
            "-M", "4", "-Y", directory, "-w", directory,
            "-P", os.path.join(directory, "pid"), log=self.log,
            cwd=directory)
        with network.socket("provider", MEDIA_SERVER, 0) as self.asker:
            wait_for(self._answers, "Kamailio answers", 10)

    def _answers(self):
        """Does it answer a question about nobody?"""
        assert self.process.poll() is None, self.network.log_text(self.log)
        self.asker.sendto(
            b"OPTIONS sip:nobody@example.net SIP/2.0\r\n"
            b"Via: SIP/2.0/UDP 198.51.100.9;rport;branch=z9hG4bKready\r\n"
            b"From: <sip:lab@example.net>;tag=1\r\n"
            b"To: <sip:nobody@example.net>\r\n"
            b"Call-ID: ready\r\nCSeq: 1 OPTIONS\r\n"
            b"Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            self.endpoint)
        return select.select([self.asker], [], [], 0.1)[0]


# Debian has had its modules at both places.
MODULES = [path for path in ("/usr/lib/baresip/modules",
                             *glob.glob("/usr/lib/*/baresip/modules"))
           if os.path.exists(path)]

BARESIP = """
module_path {module_path}
sip_listen {address}:5060
net_interface {interface}
audio_source ausine,440
audio_player aubridge,silence
audio_alert aubridge,alert
ausrc_srate 48000
ausrc_channels 2
call_max_calls 4
rtp_ports {rtp_ports}
rtcp_mux no
rtp_stats yes
jitter_buffer_type off
module g711.so
module ausine.so
module aubridge.so
{modules}module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:4444
"""


class Baresip:
    """A phone that registers, and plays a tone to whom it talks with."""

    def __init__(self, network, role, user, address=None,
                 rtp_ports="49170-49270", registrar=PROVIDER, expires=60,
                 ice=False):
        self.network = network
        self.user = user
        self.address = address or PHONES[role]
        self.log = f"baresip-{user}.log"
        directory = os.path.join(network.directory, f"baresip-{user}")
        os.mkdir(directory)
        interface = "media0" if role == "provider" else "eth0"
        files = {
            "config": BARESIP.format(module_path=MODULES[0],
                                     modules="module ice.so\n" * ice,
                                     address=self.address,
                                     interface=interface,
                                     rtp_ports=rtp_ports),
            "accounts": f"<sip:{user}@{DOMAIN}>;auth_user={user};"
                        f"auth_pass={PASSWORDS[user]};"
                        f'outbound="sip:{registrar}";regint={expires};'
                        "answermode=manual" + ";medianat=ice" * ice + "\n",
            "contacts": "",
        }
        for name, text in files.items():
            with open(os.path.join(directory, name), "w") as f:
                f.write(text)
        self.process = network.start(role, "baresip", "-4", "-f", directory,
                                     log=self.log, cwd=directory)
        wait_for(lambda: "baresip is ready" in self.log_text(),
                 f"baresip of {user} is ready", 10)
        self.control = network.socket(role, "127.0.0.1", 0,
                                      socket.SOCK_STREAM)
        self.control.connect(("127.0.0.1", 4444))
        self.control.settimeout(0.05)
        self.received = b""
        self.events = []
        self.calls = 0  # that have been summed up

    def log_text(self):
        return self.network.log_text(self.log)

    def command(self, command, params=""):
        """Type a command; what it leads to comes as events."""
        text = json.dumps({"command": command, "params": params,
                           "token": command}).encode()
        self.control.sendall(b"%d:%s," % (len(text), text))

    def _read_events(self):
        try:
            self.received += self.control.recv(65536)
        except TimeoutError:
            return
        while b":" in self.received:
            length, _, rest = self.received.partition(b":")
            end = int(length)
            if len(rest) <= end:
                return
            self.events.append(json.loads(rest[:end]))
            self.received = rest[end + 1:]

    def expect(self, kind, seconds=10):
        """Wait for an event of that type; what came before is dropped."""
        def look():
            self._read_events()
            while self.events:
                event = self.events.pop(0)
                if event.get("type") == kind:
                    return event
            return None
        return wait_for(look, f"{kind} at baresip of {self.user}", seconds)

    def call(self, callee):
        """Call another baresip, which answers."""
        self.command("dial", f"sip:{callee.user}@{DOMAIN}")
        callee.expect("CALL_INCOMING")
        callee.command("accept")
        callee.expect("CALL_ESTABLISHED")
        self.expect("CALL_ESTABLISHED")

    def hang_up(self, other):
        """End the call; what both sent and received, two pairs."""
        self.command("hangup")
        self.expect("CALL_CLOSED")
        other.expect("CALL_CLOSED")
        return self.summary(), other.summary()

    def wait_registered(self):
        wait_for(lambda: "200 OK" in self.log_text(),
                 f"{self.user} is registered", 10)

    def summary(self):
        """Packets sent and received in the call that ended last."""
        self.calls += 1

        def look():
            rows = re.findall(r"packets: +(\d+) +(\d+)", self.log_text())
            return rows if len(rows) == self.calls else None
        sent, received = wait_for(look, "baresip's summary of the call")[-1]
        return int(sent), int(received)


LINPHONE = """
[sip]
sip_port=5060
sip_tcp_port=-1
sip_tls_port=-1
use_ipv6=0
register_only_when_network_is_up=0
default_proxy=0

[proxy_0]
reg_proxy=<sip:{registrar};transport=udp>
reg_route=<sip:{registrar};transport=udp;lr>
reg_identity=sip:{user}@{domain}
reg_expires=60
reg_sendregister=1
publish=0

[auth_info_0]
username={user}
passwd={password}
realm={domain}
domain={domain}

[net]
nat_policy_ref=here

[nat_policy_0]
ref=here
protocols={protocols}

[rtp]
audio_rtp_port=7078
"""

HELLO = "/usr/share/sounds/linphone/hello8000.wav"


class Linphone:
    """Another phone that registers, and plays a voice: other libraries for
    SIP, SDP, ICE and RTP."""

    def __init__(self, network, role, user, registrar=PROVIDER, ice=False):
        self.network = network
        self.user = user
        self.log = f"linphone-{user}.log"
        self.directory = os.path.join(network.directory, f"linphone-{user}")
        os.makedirs(os.path.join(self.directory, ".local/share/linphone"))
        with open(os.path.join(self.directory, "config"), "w") as f:
            f.write(LINPHONE.format(user=user, domain=DOMAIN,
                                    password=PASSWORDS[user],
                                    registrar=registrar,
                                    protocols="ice" if ice else ""))
        self.process = network.start(
            role, "linphonec", "-S", "-c", "config", "-d", "6", "-l",
            "details", log=self.log, stdin=subprocess.PIPE,
            cwd=self.directory, env={**os.environ, "HOME": self.directory})
        self.command("soundcard use files")

    def command(self, text):
        """Type a command; what it leads to is said in the log."""
        self.process.stdin.write(f"{text}\n".encode())
        self.process.stdin.flush()

    def expect(self, text, seconds=10):
        wait_for(lambda: text in self.network.log_text(self.log),
                 f"linphonec of {self.user} says: {text}", seconds)

    def details(self):
        path = os.path.join(self.directory, "details")
        if not os.path.exists(path):
            return ""
        with open(path, errors="replace") as f:
            return f.read()

    def wait_registered(self):
        wait_for(lambda: "LinphoneRegistrationOk" in self.details(),
                 f"{self.user} is registered", 10)

    def answer(self):
        self.expect("Receiving new incoming call")
        self.command("answer")
        self.play()

    def play(self):
        self.expect("Media streams established")
        self.command(f"play {HELLO}")

    def summary(self):
        """Packets sent and received in the only call, now ended; a stream
        that was started anew has a summary of its own."""
        def look():
            text = self.details()
            found = [re.findall(rf"ortp-message-{what} +(\d+) packets", text)
                     for what in ("sent", "received")]
            return found if all(found) else None
        sent, received = wait_for(look, "Linphone's summary of the call")
        return sum(map(int, sent)), sum(map(int, received))


TONE_PACKETS = 50


def write_tone(path):
    """A second of RTP as the capture that SIPp plays; it fills in the
    addresses."""
    with open(path, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i in range(TONE_PACKETS):
            rtp = struct.pack(">BBHII", 0x80, 0, i, 160 * i, 7) + \
                b"\xd5" * 160
            udp = struct.pack(">HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
            ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), i, 0,
                             64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1")
            frame = b"\0" * 12 + b"\x08\0" + ip + udp
            f.write(struct.pack("<IIII", i // 50, i % 50 * 20000,
                                len(frame), len(frame)) + frame)


class Sipp:
    """SIPp with a scenario of ours, as many calls as it is told."""

    def __init__(self, network, role, scenario, address, *args):
        self.network = network
        self.scenario = scenario
        self.log = f"sipp-{scenario}.log"
        self.directory = os.path.join(network.directory, f"sipp-{scenario}")
        os.mkdir(self.directory)
        name = f"{scenario}.xml"
        shutil.copy(os.path.join(SCENARIOS, name), self.directory)
        write_tone(os.path.join(self.directory, "tone.pcap"))
        self.process = network.start(
            role, "sipp", "-sf", name, "-i", address, "-mi", address,
            "-nostdin", "-trace_err", "-trace_stat", "-stf", "stat.csv",
            *args, log=self.log, cwd=self.directory)
        wait_for(lambda: f"{address}:5060" in
                 network.execute(role, "ss", "-Hlun"),
                 f"SIPp {scenario} listens")

    def wait(self, seconds=30):
        """Until all calls are done and good."""
        wait_for(lambda: self.process.poll() is not None,
                 f"SIPp {self.scenario} is done", seconds)
        assert self.process.returncode == 0, \
            f"status {self.process.returncode}\n" + self.errors()

    def errors(self):
        paths = glob.glob(os.path.join(self.directory, "*_errors.log"))
        return "\n".join(open(p, errors="replace").read() for p in paths) \
            or self.network.log_text(self.log)[-2000:]
