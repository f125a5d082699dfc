#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""What docs/breakages.md and docs/rfc-coverage.md name is there: sources,
scenarios, tests.  And what is named after a breakage stands in its row."""
import pathlib
import re

import sources

BREAKAGES = pathlib.Path("docs/breakages.md")
RFCS = pathlib.Path("docs/rfc-coverage.md")
COUNT = 25
# `hold.scn`, `call/call.c`, `test_hold.py`, `test_hold.py::test_it`
NAMED = re.compile(r"`([\w./-]+\.(?:scn|[ch]|py))(?:::(\w+))?`")


def places(name):
    """The files that this may be the name of."""
    if name.endswith(".scn"):
        return [pathlib.Path("tests/scenarios", name)]
    if name.endswith(".py"):
        return [pathlib.Path("tests/lab", name)]
    if name.startswith("test_"):
        return list(pathlib.Path("tests/unit").glob(f"*/{name}"))
    return [pathlib.Path("src", name), pathlib.Path("include", name)]


def check_names(path, findings):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for found in NAMED.finditer(line):
            there = [p for p in places(found[1]) if p.exists()]
            if not there:
                findings.append((path, number, f"there is no {found[1]}"))
            elif found[2] and not re.search(rf"^def {found[2]}\(",
                                            there[0].read_text(), re.M):
                findings.append((path, number,
                                 f"{there[0]} has no {found[2]}"))


def tests_of_breakages():
    """Number and name of each."""
    for path in pathlib.Path("tests/scenarios").glob("breakage-*"):
        yield int(path.name[9:11]), path.name
    for path in pathlib.Path("tests/lab").glob("test_*.py"):
        for found in re.finditer(r"^def (test_breakage_(\d+)\w*)\(",
                                 path.read_text(), re.M):
            yield int(found[2]), f"{path.name}::{found[1]}"


def check_rows(findings):
    """From 1 to 25, each with a test or with what is open."""
    rows = {}
    text = BREAKAGES.read_text().splitlines()
    for number, line in enumerate(text, 1):
        found = re.match(r"\| (\d+) \|[^|]+\|([^|]*)\|([^|]*)\|$", line)
        if found is None:
            continue
        rows[int(found[1])] = line
        if not found[2].strip() and not found[3].strip():
            findings.append((BREAKAGES, number, "neither shown nor open"))
    if list(rows) != list(range(1, COUNT + 1)):
        findings.append((BREAKAGES, 1, f"the rows are not 1 to {COUNT}"))
    for number, name in tests_of_breakages():
        if f"`{name}`" not in rows.get(number, ""):
            findings.append((BREAKAGES, 1, f"row {number} lacks {name}"))


def main():
    findings = []
    check_names(BREAKAGES, findings)
    check_names(RFCS, findings)
    check_rows(findings)
    sources.finish(findings)


main()
