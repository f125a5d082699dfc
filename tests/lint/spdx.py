#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The first line of every source file names its licence; in a script, the
line below "#!"; in XML, the one below its declaration."""
import pathlib
import re

import sources

LICENCE = "SPDX-License-Identifier: GPL-2.0-or-later"
FOLDERS = ("src", "include", "tests", "docs", "systemd", "packaging", ".ci")
ALONE = ("Makefile",)
SUFFIXES = (".c", ".h", ".py", ".sh", ".mk", ".cfg", ".service", ".in", ".1",
            ".5", ".8")
COMMENTS = {".c": ("/* ", " */"), ".h": ("/* ", " */"),
            ".cfg": ("<!-- ", " -->"), ".1": ('.\\" ', ""),
            ".5": ('.\\" ', ""), ".8": ('.\\" ', "")}


def is_source(path):
    """By its name, or because it is a script."""
    if path.suffix in SUFFIXES:
        return True
    if path.suffix:
        return False
    with open(path, "rb") as f:
        return f.read(2) == b"#!"


def check(path, findings):
    lines = path.read_text(errors="replace").splitlines()[:2] + ["", ""]
    name = path.with_suffix("") if path.suffix == ".in" else path
    before, after = COMMENTS.get(name.suffix, ("# ", ""))
    line = 2 if re.match(r"#!|<\?xml", lines[0]) else 1
    expected = before + LICENCE + after
    if lines[line - 1] != expected:
        findings.append((path, line, f"is not: {expected}"))


def main():
    findings = []
    for folder in FOLDERS:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts \
                    and is_source(path):
                check(path, findings)
    for name in ALONE:
        check(pathlib.Path(name), findings)
    sources.finish(findings)


main()
