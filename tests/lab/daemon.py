# SPDX-License-Identifier: GPL-2.0-or-later
"""viaductd on the lab's router, and the viaduct command that asks it."""
import json
import os
import subprocess

from namespaces import wait_for

BUILD = os.environ.get("VIADUCT_BUILD", "build")


class Daemon:
    """One viaductd; its configuration is a dictionary of sections."""

    def __init__(self, network, role="router", name="viaductd", **sections):
        self.network = network
        self.role = role
        self.program = os.path.abspath(f"{BUILD}/viaductd")
        self.command = os.path.abspath(f"{BUILD}/viaduct")
        self.socket = os.path.join(network.directory, f"{name}.sock")
        self.config = os.path.join(network.directory, f"{name}.conf")
        self.log = f"{name}.log"
        self.sections = {"general": {"user": "root", "log_level": "debug"},
                         "control": {"socket": self.socket},
                         "limits": {"per_phone": 1000,
                                    "requests_per_second": 0}}
        for section, keys in sections.items():
            self.sections.setdefault(section, {}).update(keys)
        self.write_config()
        self.process = None

    def write_config(self):
        with open(self.config, "w") as f:
            for section, keys in self.sections.items():
                f.write(f"[{section}]\n")
                for key, value in keys.items():
                    f.write(f"{key} = {value}\n")

    def start(self):
        self.process = self.network.start(
            self.role, self.program, "--foreground", "--config", self.config,
            log=self.log)
        wait_for(self._is_ready, "viaductd is ready")
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError("viaductd ended:\n" + self.log_text())
        return self.viaduct("status")[0] == 0

    def stop(self, **kwargs):
        return self.network.stop(self.process, **kwargs)

    def log_text(self):
        return self.network.log_text(self.log)

    def viaduct(self, *args):
        """The command as a user types it: exit status, output, errors."""
        done = subprocess.run(
            [self.command, "--socket", self.socket, *args],
            capture_output=True, text=True, timeout=15)
        return done.returncode, done.stdout, done.stderr

    def ask(self, *args):
        """The JSON of a command that has to succeed."""
        status, out, err = self.viaduct("--json", *args)
        assert status == 0, err
        return json.loads(out)

    def pinholes(self, *args):
        return self.ask("pinholes", *args)["pinholes"]

    def calls(self, *args):
        return self.ask("calls", *args)["calls"]

    def registrations(self):
        return self.ask("registrations")["registrations"]

    def counters(self):
        return self.ask("counters")["counters"]

    def limits(self):
        return {row["name"]: row["used"] for row in
                self.ask("limits")["limits"]}
