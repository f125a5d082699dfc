#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes: lengths of functions and files, parameters, nesting, columns.

The limits are the ones of CONTRIBUTING.md.  Scenario files and SIP messages
have no width: their lines are a protocol's.
"""
import math
import re

import sources

MEDIAN, P95, LONGEST, LONGEST_MAIN = 20, 60, 100, 40
FILE_LINES, COLUMNS, TAB = 600, 80, 8
PARAMETERS, NESTING = 6, 4

FOLDERS = ("src", "include", "tests")
WORD = re.compile(r"[A-Za-z_]\w*|\S")


def count_parameters(signature):
    """Of "(int a, int (*b)(void), ...)": 2; (void) has none."""
    inner = signature.strip()[1:-1]
    while "(" in inner:
        inner = re.sub(r"\([^()]*\)", " ", inner)
    named = [p.strip() for p in inner.split(",")]
    return len([p for p in named if p not in ("", "void", "...")])


class Nesting:
    """How deep a function's statements stand inside each other, with braces
    or without.  An else-if ladder is one statement; a macro that loops counts
    like any other loop."""

    def __init__(self, body):
        self.words = WORD.findall(body)
        self.at = 0
        self.deepest = 0

    def measure(self):
        while self.at < len(self.words):
            self._statement(0)
        return self.deepest

    def _word(self, ahead=0):
        at = self.at + ahead
        return self.words[at] if at < len(self.words) else ""

    def _skip_pair(self, opening, closing):
        depth = 0
        while self.at < len(self.words):
            depth += {opening: 1, closing: -1}.get(self._word(), 0)
            self.at += 1
            if depth <= 0:
                return

    def _inner(self, depth):
        self.deepest = max(self.deepest, depth)
        self._statement(depth)

    def _is_loop_macro(self):
        if self._word(1) != "(" or self._word() == "return" \
                or not re.match(r"\w", self._word()):
            return False
        start = self.at
        self.at += 1
        self._skip_pair("(", ")")
        after = self._word()
        self.at = start
        return after == "{" or re.match(r"[A-Za-z_]", after) is not None

    def _statement(self, depth):
        word = self._word()
        if word == "{":
            self.at += 1
            while self._word() not in ("}", ""):
                self._statement(depth)
            self.at += 1
        elif word == "case" or self._word(1) == ":":
            while self._word() not in (":", ""):
                self.at += 1
            self.at += 1
        elif word == "do":
            self.at += 1
            self._inner(depth + 1)
            self._simple()
        elif word == "if":
            self._if(depth)
        elif word in ("for", "while", "switch") or self._is_loop_macro():
            self.at += 1
            self._skip_pair("(", ")")
            self._inner(depth + 1)
        else:
            self._simple()

    def _if(self, depth):
        self.at += 1
        self._skip_pair("(", ")")
        self._inner(depth + 1)
        if self._word() == "else":
            self.at += 1
            if self._word() == "if":
                self._if(depth)
            else:
                self._inner(depth + 1)

    def _simple(self):
        while self.at < len(self.words) and self._word() != ";":
            if self._word() == "{":
                self._skip_pair("{", "}")
            else:
                self.at += 1
        self.at += 1


def check_file(path, findings):
    lines = path.read_text().splitlines()
    if len(lines) > FILE_LINES:
        findings.append((path, len(lines), f"{len(lines)} lines, at most "
                         f"{FILE_LINES}"))
    for number, line in enumerate(lines, 1):
        width = len(line.expandtabs(TAB))
        if width > COLUMNS:
            findings.append((path, number, f"{width} columns, at most "
                             f"{COLUMNS}"))


def check_function(tag, texts, findings):
    length = tag["end"] - tag["line"] + 1
    limit = LONGEST_MAIN if tag["name"] == "main" else LONGEST
    where = tag["path"], tag["line"]
    if length > limit:
        findings.append((*where, f"{tag['name']} has {length} lines, at most "
                         f"{limit}"))
    if not tag["path"].endswith((".c", ".h")):
        return
    parameters = count_parameters(tag["signature"])
    if parameters > PARAMETERS:
        findings.append((*where, f"{tag['name']} has {parameters} parameters, "
                         f"at most {PARAMETERS}: make a struct"))
    lines = texts[tag["path"]][tag["line"] - 1:tag["end"]]
    body = "\n".join(lines)
    depth = Nesting(body[body.find("{") + 1:body.rfind("}")]).measure()
    if depth > NESTING:
        findings.append((*where, f"{tag['name']} is nested {depth} deep, at "
                         f"most {NESTING}"))


def check_callbacks(path, text, findings):
    """Parameters of callbacks, which ctags does not list."""
    lines = sources.Lines(text)
    for found in re.finditer(r"(?:\(\s*\*\s*(\w+)\s*\)|\b(\w+_fn))\s*"
                             r"(\([^()]*\))\s*;", text):
        count = count_parameters(found[3])
        if count > PARAMETERS:
            findings.append((path, lines.of(found.start()),
                             f"{found[1] or found[2]} has {count} parameters, "
                             f"at most {PARAMETERS}: make a struct"))


def check_distribution(what, tags, findings):
    tags = sorted(tags, key=lambda t: t["end"] - t["line"])
    if not tags:
        return
    for share, limit, name in ((0.5, MEDIAN, "median"),
                               (0.95, P95, "95th percentile")):
        tag = tags[math.ceil(len(tags) * share) - 1]
        length = tag["end"] - tag["line"] + 1
        print(f"{what}: {len(tags)} functions, {name} {length} lines")
        if length > limit:
            findings.append((tag["path"], tag["line"], f"the {name} of {what} "
                             f"is {length} lines, at most {limit}"))


def main():
    findings = []
    for path in sources.files(*FOLDERS, suffixes=(".c", ".h", ".py", ".sh",
                                                  ".mk")):
        check_file(path, findings)
    code = sources.files(*FOLDERS)
    texts = {}
    for path in code:
        bare = sources.bare_code(path.read_text())
        texts[str(path)] = bare.splitlines()
        check_callbacks(path, bare, findings)
    tags = sources.functions(sources.files(*FOLDERS,
                                           suffixes=(".c", ".h", ".py")))
    for tag in tags:
        check_function(tag, texts, findings)
    in_c = [t for t in tags if t["path"].endswith((".c", ".h"))]
    check_distribution("tests", [t for t in in_c
                                 if t["path"].startswith("tests/")], findings)
    check_distribution("src and include",
                       [t for t in in_c
                        if not t["path"].startswith("tests/")], findings)
    sources.finish(findings)


main()
