# SPDX-License-Identifier: GPL-2.0-or-later
"""A small SIP agent for tests, which do what they say and nothing by itself.

An Agent is a SIP socket in a namespace with a Media, its RTP and RTCP
sockets.  A Call is one end of a dialog: it fills in tags, CSeq and routes, so
that a test reads as

    call = alice.invite(bob)
    answer = bob.take_call()
    answer.respond(200, bob.sdp())
    call.expect(200)
    call.ack()

Nothing is sent again, nothing answered by itself: what a test does not say
does not happen.
"""
import hashlib
import re
import secrets
import select
import socket

PATIENCE = 5.0
SO_RCVBUFFORCE = 33

# How long to look for what is not to come.
SILENCE = 0.15

COMPACT = {"v": "via", "m": "contact", "f": "from", "t": "to",
           "i": "call-id", "l": "content-length", "c": "content-type"}

REASONS = {100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK",
           401: "Unauthorized", 407: "Proxy Authentication Required",
           481: "Call/Transaction Does Not Exist", 486: "Busy Here",
           487: "Request Terminated", 488: "Not Acceptable Here"}


def new_token():
    return secrets.token_hex(6)


def endpoint_text(endpoint):
    return f"{host_text(endpoint[0])}:{endpoint[1]}"


def host_text(address):
    """As in a URI: RFC 3986 puts IPv6 in brackets."""
    return f"[{address}]" if ":" in address else address


def net_text(address):
    """As in SDP."""
    return f"IN {'IP6' if ':' in address else 'IP4'} {address}"


def uri_of(value):
    """The URI in a name-addr or addr-spec."""
    found = re.search(r"<([^>]*)>", value)
    return found.group(1) if found else value.split(";")[0].strip()


def endpoint_of(uri):
    """Where a SIP URI with an address leads to."""
    host = re.sub(r"^sips?:", "", uri).split("@")[-1]
    host = re.split(r"[;?>]", host)[0]
    name, port = re.fullmatch(r"(\[.*\]|[^:]*)(?::(\d+))?", host).groups()
    return name.strip("[]"), int(port or 5060)


def tag_of(value):
    found = re.search(r";\s*tag=([^;>\s]+)", value)
    return found.group(1) if found else None


class Message:
    """A request or a response: first line, header fields in order, body."""

    def __init__(self, first_line, headers=(), body=b""):
        self.first_line = first_line
        self.headers = list(headers)
        self.body = body
        self.source = None  # who sent it, when it was received
        self.raw = None     # its bytes then

    @classmethod
    def parse(cls, raw, source=None):
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = re.sub(rb"\r\n[ \t]+", b" ", head).decode(
            "utf-8", "surrogateescape").split("\r\n")
        headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers.append((name.strip(), value.strip()))
        message = cls(lines[0], headers, body)
        message.source, message.raw = source, raw
        return message

    def __bytes__(self):
        lines = [self.first_line]
        lines += [f"{name}: {value}" for name, value in self.headers]
        text = "\r\n".join(lines) + "\r\n\r\n"
        return text.encode("utf-8", "surrogateescape") + self.body

    def __repr__(self):
        return f"<{self.first_line}>"

    @property
    def status(self):
        return int(self.first_line.split()[1]) if self.is_response else None

    @property
    def is_response(self):
        return self.first_line.startswith("SIP/2.0 ")

    @property
    def method(self):
        if self.is_response:
            return self["CSeq"].split()[1]
        return self.first_line.split()[0]

    @property
    def uri(self):
        return self.first_line.split()[1]

    @property
    def cseq(self):
        return int(self["CSeq"].split()[0])

    def all(self, name):
        """The values of all fields of that name, long or compact."""
        return [value for n, value in self.headers
                if COMPACT.get(n.lower(), n.lower()) == name.lower()]

    def __getitem__(self, name):
        values = self.all(name)
        return values[0] if values else None

    def replace(self, name, value):
        """The first field of that name; at the end when there is none."""
        for i, (n, _) in enumerate(self.headers):
            if n.lower() == name.lower():
                self.headers[i] = (n, value)
                return
        self.headers.append((name, value))

    def with_body(self, body, content_type="application/sdp"):
        self.body = body
        if body:
            self.replace("Content-Type", content_type)
        self.replace("Content-Length", str(len(body)))
        return self


def response_to(request, status, to_tag=None, reason=None):
    """RFC 3261 section 8.2.6.2: what every response takes over."""
    headers = []
    for name, value in request.headers:
        long_name = COMPACT.get(name.lower(), name.lower())
        if long_name == "to" and to_tag and tag_of(value) is None:
            value += f";tag={to_tag}"
        if long_name == "via" and not headers:
            value = re.sub(r";rport(?=;|$)",
                           f";received={request.source[0]}"
                           f";rport={request.source[1]}", value)
        if long_name in ("via", "from", "to", "call-id", "cseq",
                         "record-route"):
            headers.append((name, value))
    reason = reason or REASONS.get(status, "Whatever")
    return Message(f"SIP/2.0 {status} {reason}", headers)


def describe(address, port, direction="sendrecv", extra=(), origin=None):
    """An SDP with one audio stream."""
    lines = ["v=0", f"o=- 20 {port} {net_text(origin or address)}", "s=-",
             f"c={net_text(address)}", "t=0 0",
             f"m=audio {port} RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000",
             "a=rtpmap:101 telephone-event/8000", *extra, f"a={direction}"]
    return "".join(line + "\r\n" for line in lines).encode()


def media_of(body):
    """Where the first stream of an SDP is to be sent."""
    text = body.decode()
    address = re.search(r"^c=IN IP[46] (\S+)", text, re.M).group(1)
    return address, int(re.search(r"^m=\w+ (\d+)", text, re.M).group(1))


class Media:
    """RTP and RTCP sockets that count what they get."""

    def __init__(self, network, role, address, port):
        self.address, self.port = address, port
        self.rtp = network.socket(role, address, port)
        self.rtcp = network.socket(role, address, port + 1)
        for s in (self.rtp, self.rtcp):
            s.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
        self.ssrc = secrets.token_bytes(4)
        self.sequence = 0

    def send(self, destination, count=1):
        """RTP of PCMU, 172 bytes a packet."""
        for _ in range(count):
            self.sequence += 1
            self.rtp.sendto(b"\x80\x00" + self.sequence.to_bytes(2, "big") +
                            (160 * self.sequence).to_bytes(4, "big") +
                            self.ssrc + b"\xd5" * 160, destination)

    def send_rtcp(self, destination, count=1):
        """Empty receiver reports."""
        for _ in range(count):
            self.rtcp.sendto(b"\x80\xc9\x00\x01" + self.ssrc, destination)

    def take(self, count, sender=None, seen_at=None, rtcp=False):
        """Wait for @count packets, all of @sender and from @seen_at; their
        sources."""
        sources = set()
        for i in range(count):
            payload, source = receive(self.rtcp if rtcp else self.rtp,
                                      f"RTP packet {i + 1} of {count}")
            assert not sender or payload[4:8 if rtcp else 12].endswith(
                sender.ssrc), "from somebody else"
            assert not seen_at or source == seen_at
            sources.add(source)
        return sources

    def expect(self, *args, **kwargs):
        """The same, and then no more of anything."""
        sources = self.take(*args, **kwargs)
        self.expect_silence()
        return sources

    def expect_silence(self):
        expect_silence(self.rtp, self.rtcp)


def receive(s, what):
    if not select.select([s], [], [], PATIENCE)[0]:
        raise AssertionError(f"not within {PATIENCE} s: {what}")
    payload, source = s.recvfrom(65536)
    return payload, source[:2]


def expect_silence(*sockets):
    """Nothing comes to any of these for a while."""
    for s in select.select(sockets, [], [], SILENCE)[0]:
        payload, source = s.recvfrom(65536)
        raise AssertionError(
            f"from {endpoint_text(source)} came {payload[:80]!r}")


class Agent:
    """A SIP socket of one user, and the sockets of its media."""

    def __init__(self, network, role, address, port=5060, user="alice",
                 media_port=49170, domain="example.net"):
        self.network = network
        self.role = role
        self.address, self.port = address, port
        self.user, self.domain = user, domain
        self.reached_at = self.endpoint  # by those outside
        self.socket = network.socket(role, address, port)
        self.media = Media(network, role, address, media_port)

    @property
    def endpoint(self):
        return self.address, self.port

    @property
    def aor(self):
        return f"sip:{self.user}@{self.domain}"

    @property
    def contact(self):
        return f"<sip:{self.user}@{endpoint_text(self.endpoint)}>"

    def sdp(self, direction="sendrecv", **kwargs):
        return describe(kwargs.pop("address", self.media.address),
                        kwargs.pop("port", self.media.port), direction,
                        **kwargs)

    def close(self):
        for s in (self.socket, self.media.rtp, self.media.rtcp):
            s.close()

    def via(self):
        return (f"SIP/2.0/UDP {endpoint_text(self.endpoint)}"
                f";branch=z9hG4bK{new_token()};rport")

    def send(self, message, destination):
        self.socket.sendto(bytes(message), destination)

    def receive(self, what="a message"):
        """The next message, whatever it is."""
        raw, source = receive(self.socket, f"{what}, at {self.role}")
        return Message.parse(raw, source)

    def receive_bytes(self):
        return receive(self.socket, f"bytes, at {self.role}")[0]

    def expect(self, what):
        """The next message has to be this method's or have this status."""
        message = self.receive(what)
        found = message.status if message.is_response else message.method
        assert found == what, f"{message} instead of {what}"
        return message

    def expect_silence(self):
        expect_silence(self.socket)

    def new_request(self, method, uri, to=None, call_id=None, cseq=1):
        return Message(f"{method} {uri} SIP/2.0", [
            ("Via", self.via()),
            ("Max-Forwards", "70"),
            ("From", f"<{self.aor}>;tag={new_token()}"),
            ("To", f"<{to or uri}>"),
            ("Call-ID", call_id or f"{new_token()}@{self.address}"),
            ("CSeq", f"{cseq} {method}"),
            ("Contact", self.contact),
            ("User-Agent", "Viaduct lab"),
            ("Content-Length", "0"),
        ])

    def options(self, destination):
        """Ask for the capabilities of whoever is there."""
        request = self.new_request(
            "OPTIONS", f"sip:{endpoint_text(destination)}")
        self.send(request, destination)
        return request

    def respond(self, request, status, body=b"", to_tag=None):
        response = response_to(request, status, to_tag or new_token())
        response.replace("Contact", self.contact)
        self.send(response.with_body(body), request.source)
        return response

    def invite(self, callee, body=None, **kwargs):
        """Begin a call; with an offer, unless @body is empty."""
        call = Call(self, callee.aor, callee.reached_at)
        call.invite(self.sdp() if body is None else body, **kwargs)
        return call

    def take_call(self):
        """The call of an INVITE that comes now."""
        return Call.incoming(self, self.expect("INVITE"))

    def call(self, callee):
        """A whole call set up; both ends of it."""
        mine = self.invite(callee)
        theirs = callee.take_call()
        theirs.respond(180)
        mine.expect(180)
        theirs.respond(200, callee.sdp())
        mine.expect(200)
        mine.ack()
        theirs.expect("ACK")
        return mine, theirs

    def send_register(self, destination, expires=3600, contact=None,
                      call_id=None, cseq=1, headers=()):
        request = self.new_request("REGISTER", f"sip:{self.domain}",
                                   to=self.aor, call_id=call_id, cseq=cseq)
        request.replace("Contact",
                        f"{contact or self.contact};expires={expires}")
        request.headers[-2:-2] = headers
        self.send(request, destination)
        return request

    def register(self, registrar, expires=3600):
        """Register with another Agent, who says yes; the REGISTER as it saw
        it, and reached_at from its Contact."""
        self.send_register(registrar.endpoint, expires)
        seen = registrar.expect("REGISTER")
        answer = response_to(seen, 200, new_token())
        if expires > 0:
            answer.headers.append(("Contact", seen["Contact"]))
        registrar.send(answer.with_body(b""), seen.source)
        self.expect(200)
        self.reached_at = endpoint_of(uri_of(seen["Contact"]))
        return seen


class Call:
    """One end of a dialog, RFC 3261 section 12."""

    def __init__(self, agent, remote_uri, destination):
        self.agent = agent
        self.destination = destination  # of what has no route yet
        self.call_id = f"{new_token()}@{agent.address}"
        self.local = f"<{agent.aor}>;tag={new_token()}"
        self.remote = f"<{remote_uri}>"
        self.target = remote_uri
        self.routes = []
        self.cseq = 0
        self.request = None         # the last one that came in
        self.invite_request = None  # the last INVITE that did
        self.sent_invite = None
        self.remote_body = b""      # the last SDP of the other side

    @classmethod
    def incoming(cls, agent, request):
        call = cls(agent, uri_of(request["From"]), request.source)
        call.call_id = request["Call-ID"]
        call.local = f"{request['To']};tag={new_token()}"
        call.remote = request["From"]
        call.routes = request.all("Record-Route")
        call._take(request)
        return call

    def _take(self, message):
        """Learn from a message of the other side."""
        if message["Contact"] and message.method in ("INVITE", "UPDATE"):
            self.target = uri_of(message["Contact"])
        if message.body:
            self.remote_body = message.body
        if message.is_response:
            if tag_of(message["To"]):
                self.remote = message["To"]
                self.routes = message.all("Record-Route")[::-1]
        else:
            self.request = message
            if message.method == "INVITE":
                self.invite_request = message
        return message

    @property
    def remote_media(self):
        return media_of(self.remote_body)

    def new_request(self, method, body=b"", cseq=None):
        if cseq is None:
            self.cseq += 1
        request = self.agent.new_request(method, self.target,
                                         call_id=self.call_id,
                                         cseq=cseq or self.cseq)
        request.replace("From", self.local)
        request.replace("To", self.remote)
        for route in self.routes:
            request.headers.insert(1, ("Route", route))
        return request.with_body(body)

    def next_hop(self):
        if self.routes:
            return endpoint_of(uri_of(self.routes[0]))
        return endpoint_of(self.target) if tag_of(self.remote) \
            else self.destination

    def send(self, method, body=b""):
        request = self.new_request(method, body)
        self.agent.send(request, self.next_hop())
        return request

    def invite(self, body=b"", headers=()):
        request = self.new_request("INVITE", body)
        request.headers[-2:-2] = headers
        self.sent_invite = request
        self.agent.send(request, self.next_hop())
        return request

    def expect(self, what):
        return self._take(self.agent.expect(what))

    def ack(self, body=b""):
        """To a 2xx: a request of its own."""
        ack = self.new_request("ACK", body, cseq=self.sent_invite.cseq)
        self.agent.send(ack, self.next_hop())
        return ack

    def _same_transaction(self, method, to=None):
        """CANCEL and the ACK of a failure repeat the INVITE's fields."""
        invite = self.sent_invite
        request = Message(f"{method} {invite.uri} SIP/2.0", [
            ("Via", invite["Via"]), ("Max-Forwards", "70"),
            ("From", invite["From"]), ("To", to or invite["To"]),
            ("Call-ID", self.call_id), ("CSeq", f"{invite.cseq} {method}"),
            ("Content-Length", "0")])
        self.agent.send(request, self.destination)
        return request

    def ack_failure(self, response):
        return self._same_transaction("ACK", response["To"])

    def cancel(self):
        return self._same_transaction("CANCEL")

    def bye(self):
        return self.send("BYE")

    def respond(self, status, body=b"", request=None):
        """Answer the last request that came in."""
        return self.agent.respond(request or self.request, status, body,
                                  tag_of(self.local))


def hang_up(one, other):
    one.bye()
    other.expect("BYE")
    other.respond(200)
    one.expect(200)


def talk(a, b, packets=20):
    """Both ends of a call send RTP and RTCP, each gets what the other sent:
    this many packets, no more, and from where its SDP said."""
    ends = [(a, b), (b, a)]
    for one, other in ends:
        address, port = one.remote_media
        one.agent.media.send((address, port), packets)
        one.agent.media.send_rtcp((address, port + 1), 1)
    for one, other in ends:
        address, port = one.remote_media
        one.agent.media.take(packets, other.agent.media, (address, port))
        one.agent.media.take(1, other.agent.media, (address, port + 1),
                             rtcp=True)
    expect_silence(a.agent.media.rtp, a.agent.media.rtcp,
                   b.agent.media.rtp, b.agent.media.rtcp)


def digest(method, uri, user, password, challenge):
    """The Authorization that answers a challenge, RFC 2617 without qop."""
    realm = re.search(r'realm="([^"]*)"', challenge).group(1)
    nonce = re.search(r'nonce="([^"]*)"', challenge).group(1)

    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()

    response = md5(":".join((md5(f"{user}:{realm}:{password}"), nonce,
                             md5(f"{method}:{uri}"))))
    return (f'Digest username="{user}", realm="{realm}", nonce="{nonce}", '
            f'uri="{uri}", response="{response}", algorithm=MD5')
