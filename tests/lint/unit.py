#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""systemd/viaductd.service is a unit that systemd understands.

systemd-analyze looks at it where there is one; what this file checks itself
needs no systemd.
"""
import pathlib
import re
import shutil
import subprocess
import tempfile

import sources

UNIT = pathlib.Path("systemd/viaductd.service")
DAEMON = "/usr/sbin/viaductd"  # what packaging/install.mk looks for
NEEDED = {"Unit": ("Description", "Documentation", "After"),
          "Service": ("Type", "ExecStart", "ExecReload", "Restart",
                      "RuntimeDirectory", "CapabilityBoundingSet",
                      "SystemCallFilter"),
          "Install": ("WantedBy",)}


def check_syntax(lines, findings):
    """Sections, keys, and those without which the daemon is not served."""
    section, found = None, {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith(("#", ";")):
            continue
        head = re.fullmatch(r"\[(\w+)\]", line)
        pair = re.fullmatch(r"([A-Z]\w*)=(.*\S)", line)
        if head:
            section = head[1]
            if section not in NEEDED:
                findings.append((UNIT, number, f"unknown section {section}"))
        elif pair and section:
            found.setdefault((section, pair[1]), number)
        else:
            findings.append((UNIT, number, "neither [Section] nor Key=value"))
    for section, keys in NEEDED.items():
        for key in keys:
            if (section, key) not in found:
                findings.append((UNIT, 1, f"[{section}] has no {key}="))
    if not any(line.startswith(f"ExecStart={DAEMON}") for line in lines):
        findings.append((UNIT, found.get(("Service", "ExecStart"), 1),
                         f"ExecStart is not {DAEMON}, which make install "
                         "replaces"))


def ask_systemd(text, findings):
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, UNIT.name)
        # The program need not be installed for the unit to be right.
        copy.write_text(text.replace(DAEMON, "/bin/true"))
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy],
                              capture_output=True, text=True)
    for line in (done.stdout + done.stderr).splitlines():
        where = re.match(rf"{re.escape(str(copy))}:(\d+): *(.*)", line)
        if where:
            findings.append((UNIT, int(where[1]), where[2]))
        elif UNIT.name in line:
            findings.append((UNIT, 1, line))
    if done.returncode != 0 and not findings:
        findings.append((UNIT, 1, "systemd-analyze does not like it"))


def main():
    findings = []
    text = UNIT.read_text()
    check_syntax(text.splitlines(), findings)
    if shutil.which("systemd-analyze"):
        ask_systemd(text, findings)
    sources.finish(findings)


main()
