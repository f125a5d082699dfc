#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A module includes only what stands below it in docs/layers.txt."""
import pathlib
import re

import sources

LAYERS = pathlib.Path("docs/layers.txt")


def read_layers(findings):
    """{module: the modules that it may include}, itself among them."""
    allowed, below, layer, number_before = {}, set(), set(), -1
    for line, text in enumerate(LAYERS.read_text().splitlines(), 1):
        text = text.partition("#")[0].strip()
        found = re.fullmatch(r"(\d+) ([\w ]+?)(?:: ([\w ]+))?", text)
        if not text:
            continue
        if not found or int(found[1]) < number_before:
            findings.append((LAYERS, line, "not: LAYER MODULES[: ONLY], "
                             "lowest first"))
            continue
        if int(found[1]) > number_before:
            below |= layer
            layer = set()
            number_before = int(found[1])
        only = set(found[3].split()) if found[3] else below
        for module in sorted(only - below):
            findings.append((LAYERS, line, f"{module} is not below"))
        for module in found[2].split():
            allowed[module] = {module} | only & below
            layer.add(module)
    return allowed


def module_of(path):
    return path.parts[1] if len(path.parts) > 2 else None


def check_file(path, allowed, findings):
    module = module_of(path)
    if module not in allowed:
        findings.append((path, 1, f"{module} has no line in {LAYERS}"))
        return
    text = sources.without_comments(path.read_text())
    for line, row in enumerate(text.splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+["<](\w+)/', row)
        if not found or not pathlib.Path("include", found[1]).is_dir():
            continue
        if found[1] not in allowed[module]:
            findings.append((path, line,
                             f"{module} may not include {found[1]}"))


def main():
    findings = []
    allowed = read_layers(findings)
    present = set()
    for path in sources.files("include", "src"):
        check_file(path, allowed, findings)
        present.add(module_of(path))
    for module in sorted(allowed.keys() - present):
        findings.append((LAYERS, 1, f"there is no module {module}"))
    sources.finish(findings)


main()
