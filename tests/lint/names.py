#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names: public functions begin with the name of their file or module,
callback types end in _fn, and no file is named for nothing in particular."""
import pathlib
import re

import sources

EMPTY_NAMES = re.compile(r"(^|_)(utils?|misc|common|helpers?|managers?)(_|$)")


def check_functions(findings):
    for tag in sources.functions(sources.files("include", "src")):
        if "file" in tag or tag["name"] == "main":
            continue
        path = pathlib.Path(tag["path"])
        module = path.parts[1]
        stem = path.stem.removesuffix("_internal")
        # timer.c has timer_start() and timers_run(), counters.c counter_add().
        nouns = {stem, stem + "s", stem.removesuffix("s"), module}
        if not tag["name"].startswith(tuple(n + "_" for n in nouns)) \
                and tag["name"] != stem:
            findings.append((tag["path"], tag["line"],
                             f"{tag['name']} begins with neither {stem}_ "
                             f"nor {module}_"))


def check_callbacks(path, findings):
    text = sources.bare_code(path.read_text())
    lines = sources.Lines(text)
    for found in re.finditer(r"\btypedef\b([^;{]*\([^;]*);", text):
        name = re.search(r"\(\s*\*\s*(\w+)\s*\)", found[1]) \
            or re.search(r"(\w+)\s*\(", found[1])
        if not name[1].endswith("_fn"):
            findings.append((path, lines.of(found.start()), f"{name[1]} is a "
                             "callback and does not end in _fn"))


def main():
    findings = []
    check_functions(findings)
    for path in sources.files("include", "src", "tests"):
        check_callbacks(path, findings)
        if EMPTY_NAMES.search(path.stem):
            findings.append((path, 1, "the file's name does not say what is "
                             "in it"))
    sources.finish(findings)


main()
