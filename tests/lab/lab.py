# SPDX-License-Identifier: GPL-2.0-or-later
"""A lab: the network, viaductd on its router, a capture of both sides."""
import os

import pytest

from capture import Capture
from daemon import Daemon
from namespaces import FIREWALL, MEDIA_SERVER, Network, PHONES, PROVIDER
from sip import Agent

viaductd = pytest.mark.viaductd


class Lab:
    def __init__(self, firewall=FIREWALL, **sections):
        self.network = Network(firewall)
        self.last_words = None  # the story, once the lab is gone
        try:
            self.capture = Capture(self.network)
            self.viaductd = Daemon(self.network, **sections)
        except BaseException:
            self.network.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, kind, *exception):
        if kind is not None:
            self.last_words = list(self.story())
        self.network.close()

    def start(self):
        return self.viaductd.start()

    def quiet(self):
        """End all that sends, the last one first, and viaductd at the end;
        the capture goes on."""
        daemon = self.viaductd.process
        for process in reversed(self.network.processes[:]):
            if process is not daemon and \
                    process not in self.capture.tcpdumps:
                self.network.stop(process, patience=1)
        if daemon in self.network.processes:
            assert self.viaductd.stop() == 0, "viaductd did not end well"

    def phone(self, number=1, user=None, addresses=PHONES, **kwargs):
        """A phone of the LAN; they are Alice, Bob and Carol."""
        role = f"phone{number}"
        user = user or ("alice", "bob", "carol")[number - 1]
        return Agent(self.network, role, addresses[role], user=user, **kwargs)

    def provider(self, address=PROVIDER, user="dave", media_port=40000,
                 **kwargs):
        """Somebody outside whose SIP and media come from one address."""
        return Agent(self.network, "provider", address, user=user,
                     media_port=media_port, **kwargs)

    def media_server(self, **kwargs):
        return self.provider(MEDIA_SERVER, **kwargs)

    def router(self, *command, **kwargs):
        """A command on the router; answers with its output."""
        return self.network.execute("router", *command, **kwargs)

    def elements(self, name, family="ip"):
        """A set or map of our nft table, as its text."""
        kind = "map" if name == "mapped" else "set"
        return self.router("nft", "list", kind, family, "viaduct", name)

    def flows(self, family="ipv4"):
        """The router's conntrack entries, a line each."""
        return self.router("conntrack", "-L", "-f", family, "-p", "udp",
                           check=False).splitlines()

    def story(self):
        """For failures: what viaductd said, and the SIP that passed."""
        directory = self.network.directory
        if os.path.exists(os.path.join(directory, self.viaductd.log)):
            yield "viaductd", self.viaductd.log_text()
        yield "SIP", self.capture.ladder()
