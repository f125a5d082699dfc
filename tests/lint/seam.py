#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""What only one place may use: the kernel's libraries, the loop, the clock,
standard output; and what the pure modules may not use at all."""
import re

import sources

NETFILTER = r"libmnl|libnftnl|libnetfilter_\w+|linux/netfilter\w*"
CLOCKS = "clock_gettime|time|gettimeofday|timespec_get|uv_now|uv_hrtime"
PRINTS = "v?f?printf|v?dprintf|puts|putchar|perror"
ALLOCATIONS = "malloc|calloc|realloc|free|strn?dup"
PURE = ("sip", "sdp", "packet", "rewrite")


def includes(names):
    """How to look at a file, and what to look for."""
    return sources.without_comments, re.compile(
        rf'^\s*#\s*include\s*["<]({names})(?=[/.>"])', re.M)


def calls(names):
    return sources.bare_code, re.compile(rf"(?<![\w.>])({names})\s*\(")


# What is looked for, what is wrong with it, and where it is right.
RULES = (
    (includes(NETFILTER), "only src/netlink knows {}",
     lambda path: path.startswith("src/netlink/")),
    (includes("uv"), "only base/loop.c includes {}.h",
     lambda path: path == "src/base/loop.c"),
    (calls(CLOCKS), "only base/clock.c calls {}",
     lambda path: path == "src/base/clock.c"),
    (calls(PRINTS), "{} goes past the log",
     lambda path: path.startswith("src/cli/")
     # print.c writes the shipped file to where it is told.
     or path in ("src/base/log.c", "src/config/print.c",
                 "src/main/arguments.c", "src/main/main.c")),
    (includes("base/clock|base/log|base/loop"),
     "a pure module does not include {}.h",
     lambda path: path.split("/")[1] not in PURE),
    (calls(ALLOCATIONS), "a pure module does not call {}",
     lambda path: path.split("/")[1] not in PURE),
)


def check(path, findings):
    text = path.read_text()
    lines = sources.Lines(text)
    for (view, pattern), words, is_right in RULES:
        if is_right(str(path)):
            continue
        for found in pattern.finditer(view(text)):
            findings.append((path, lines.of(found.start(1)),
                             words.format(found[1])))


def main():
    findings = []
    for path in sources.files("include", "src"):
        check(path, findings)
    sources.finish(findings)


main()
