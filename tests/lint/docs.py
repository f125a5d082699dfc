#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""The documentation says what the programs do: commands, options, the nftables
table, generated files, scenario statements, links; and the manual pages are
proper roff."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import sources

BUILD = pathlib.Path(os.environ.get("VIADUCT_BUILD", "build"))
COMMANDS = pathlib.Path("include/protocol/commands.h")
PAGES = [pathlib.Path("docs", name)
         for name in ("viaduct.1", "viaduct.conf.5", "viaductd.8")]
SCENARIOS = pathlib.Path("docs/scenarios.md")
RULESET = pathlib.Path("src/netlink/ruleset.c")
PLAYER = pathlib.Path("tests/scenarios/player/player.c")


def output_of(*command, **kwargs):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, **kwargs)
    return done.stdout


def check_commands(findings):
    """Each has a section of its own with an example and its JSON."""
    page = PAGES[0]
    sections = {}
    for part in re.split(r"^\.S[SH] ", page.read_text(), flags=re.M)[1:]:
        heading, _, body = part.partition("\n")
        sections[heading.replace("\\-", "-").strip('"')] = body
    text = COMMANDS.read_text()
    lines = sources.Lines(text)
    for found in re.finditer(r'\bX\((\w+),\s*"([^"]*)",', text):
        name = f"{found[1].replace('_', '-')} {found[2]}".strip()
        where = COMMANDS, lines.of(found.start())
        if name not in sections:
            findings.append((*where, f"{page} has no section: .SS {name}"))
            continue
        for needed in (".EX", "JSON"):
            if needed not in sections[name]:
                findings.append((*where, f"{page}: {name}: no {needed}"))


def check_options(findings):
    """The options of --help and of the page are the same."""
    for program, page in (("viaduct", PAGES[0]), ("viaductd", PAGES[2])):
        if not (BUILD / program).exists():
            findings.append((page, 1, f"{BUILD / program} is not built"))
            continue
        text = page.read_text().replace("\\-", "-")
        helped = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*",
                                output_of(BUILD / program, "--help")))
        written = set(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*",
                                 "\n".join(re.findall(
                                     r"^\.TP\n(\.B.*)", text, re.M))))
        for option in sorted(helped - written):
            findings.append((page, 1, f"{option} of --help is missing"))
        for option in sorted(written - helped):
            findings.append((page, 1, f"--help knows nothing of {option}"))


def check_table(findings):
    """What nft lists of ours is explained: the sets, the chains."""
    page = PAGES[2].read_text()
    text = RULESET.read_text()
    lines = sources.Lines(text)
    for found in re.finditer(r'\{"(\w+)", \d+, (?:true|false)|'
                             r'put_chain\(b, "(\w+)"', text):
        name = found[1] or found[2]
        if not re.search(rf"^ *(set|map|chain) {name} \{{", page, re.M):
            findings.append((RULESET, lines.of(found.start()),
                             f"{PAGES[2]} does not show {name}"))


def check_generated(findings):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["packaging/write-docs.sh", BUILD / "viaductd",
                        folder], check=True)
        for path in ("conf/viaduct.conf", "docs/viaduct.conf.5"):
            is_there = pathlib.Path(path).exists()
            here = pathlib.Path(path).read_text().splitlines() \
                if is_there else []
            new = pathlib.Path(folder, path).read_text().splitlines()
            if here == new:
                continue
            line = next((n for n, (a, b) in enumerate(zip(here, new), 1)
                         if a != b), min(len(here), len(new)) + 1)
            findings.append((path, line, "not what the options are now: "
                             "run \"make docs\""))


def check_roff(findings):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}
    for page in PAGES:
        commands = [["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z",
                     str(page)]]
        if shutil.which("mandoc"):
            commands.append(["mandoc", "-T", "lint", str(page)])
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True,
                                  env=environment)
            words = done.stderr if command[0] == "man" else done.stdout
            for line in words.splitlines():
                where = re.search(r":(\d+)[:.]", line)
                findings.append((page, int(where[1]) if where else 1,
                                 f"{command[0]}: {line}"))


def check_scenarios(findings):
    """Every statement is described, and the example plays."""
    text = SCENARIOS.read_text()
    for word in re.findall(r'\{"(\w+)", (?:play|traffic|checks)_',
                           PLAYER.read_text()):
        if not re.search(rf"^#+ .*`{word}\b", text, re.M):
            findings.append((SCENARIOS, 1, f"no heading with `{word}`"))
    player = BUILD / "asan/player"
    if not player.exists():
        findings.append((SCENARIOS, 1, f"{player} is not built"))
        return
    for found in re.finditer(r"^```scenario\n(.*?)^```", text, re.M | re.S):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(pathlib.Path("tests/scenarios/messages").resolve(),
                       pathlib.Path(folder, "messages"))
            example = pathlib.Path(folder, "example.scn")
            example.write_text(found[1])
            words = output_of(player, example)
        before = sources.Lines(text).of(found.start())
        for where in re.finditer(r"example\.scn:(\d+): (.*)", words):
            findings.append((SCENARIOS, before + int(where[1]), where[2]))
        if words and "example.scn:" not in words:
            findings.append((SCENARIOS, before, words.strip()))


def check_links(findings):
    """What links of the Markdown files lead to is there."""
    paths = [pathlib.Path("README.md"), pathlib.Path("CONTRIBUTING.md"),
             *sorted(pathlib.Path("docs").glob("*.md"))]
    for path in paths:
        if not path.exists():
            findings.append((path, 1, "is not there"))
            continue
        text = re.sub(r"^```.*?^```", lambda m: re.sub(r"[^\n]", " ", m[0]),
                      path.read_text(), flags=re.M | re.S)
        lines = sources.Lines(text)
        for found in re.finditer(r"\]\(([^)\s]+)[^)]*\)", text):
            target = found[1].partition("#")[0]
            if re.match(r"[a-z]+:", found[1]) or not target:
                continue
            if not (path.parent / target).exists():
                findings.append((path, lines.of(found.start()),
                                 f"leads to {target}, which is not there"))


def main():
    findings = []
    check_commands(findings)
    check_options(findings)
    check_table(findings)
    check_generated(findings)
    check_roff(findings)
    check_scenarios(findings)
    check_links(findings)
    sources.finish(findings)


main()
