#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the tests and say in one line how it went.

    run.py                    all of them
    run.py KIND [WORD]        one kind; only those whose name has WORD
    run.py --waiting ...      and what of the corpus is known to be wrong

Kinds: unit, scenarios, corpus, lint, lab.  What fails is shown with its
output.  The last line is always "N passed, N failed", and the exit status 0
only when nothing failed and something passed.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

BUILD = pathlib.Path("build/asan")
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=1",
               "UBSAN_OPTIONS": "print_stacktrace=1"}


class Results:
    def __init__(self, with_waiting):
        self.with_waiting = with_waiting
        self.passed = 0
        self.failed = 0

    def add(self, name, good, output=""):
        if good:
            self.passed += 1
            return
        self.failed += 1
        print(f"FAILED {name}\n{output}", flush=True)


def execute(command, seconds=120, **kwargs):
    """Exit status and output; 124 when it takes too long."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=seconds,
                              text=True, errors="replace", env=ENVIRONMENT,
                              **kwargs)
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        output = late.stdout or b""
        return 124, output.decode(errors="replace") + "\n(took too long)"


def in_parallel(commands, report):
    """Run {name: command}, report each in order."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {name: pool.submit(execute, command)
                   for name, command in commands.items()}
        for name, future in running.items():
            report(name, *future.result())


def run_unit(results, word):
    """cmocka programs; each test in them counts."""
    programs = sorted(path for path in (BUILD / "unit").glob("*/test_*")
                      if pathlib.Path("tests/unit", path.parent.name,
                                      path.name + ".c").exists()
                      and word in str(path))

    def report(name, status, output):
        good = re.findall(r"^\[       OK \]", output, re.M)
        bad = re.findall(r"^\[  FAILED  \] (\w+)$", output, re.M)
        bad = sorted(set(bad))
        for _ in good:
            results.add(name, True)
        for test in bad:
            results.add(f"{name} {test}", False, output)
        if status != 0 and not bad:
            results.add(name, False, output)

    in_parallel({str(p): [str(p)] for p in programs}, report)


def run_scenarios(results, word):
    files = sorted(pathlib.Path("tests/scenarios").glob("*.scn"))
    in_parallel({str(f): [str(BUILD / "player"), str(f)]
                 for f in files if word in f.name},
                lambda name, status, output:
                results.add(name, status == 0, output))


def run_corpus(results, word):
    """What is marked as waiting is neither passed nor failed."""
    files = {str(f): f.read_text(errors="replace")
             for f in sorted(pathlib.Path("tests/corpus").glob("*.txt"))
             if word in f.name}
    waiting = [name for name, text in files.items()
               if re.search(r"^# (pending|fails):", text, re.M)]
    if waiting and not results.with_waiting:
        print(f"corpus: {len(waiting)} wait, see --waiting", flush=True)
        files = {name: files[name] for name in files if name not in waiting}
    in_parallel({name: [str(BUILD / "corpus"), name] for name in files},
                lambda name, status, output:
                results.add(name, status == 0, output))


def run_lint(results, word):
    scripts = sorted(p for p in pathlib.Path("tests/lint").iterdir()
                     if p.is_file() and os.access(p, os.X_OK)
                     and word in p.name)
    in_parallel({str(p): [str(p)] for p in scripts},
                lambda name, status, output:
                results.add(name, status == 0, output))


def run_lab(results, word):
    """pytest, one process: the lab measures real traffic."""
    folders = [f for f in ("tests/config", "tests/control", "tests/lab")
               if any(pathlib.Path(f).glob("test_*.py"))]
    if not folders:
        return
    with tempfile.NamedTemporaryFile(suffix=".xml") as report:
        command = [sys.executable, "-B", "-m", "pytest", "-q", "-p",
                   "no:cacheprovider", "--tb=short",
                   f"--junitxml={report.name}", *folders]
        if word:
            command += ["-k", word]
        status, output = execute(command, seconds=1200)
        try:
            tree = xml.etree.ElementTree.parse(report.name)
        except xml.etree.ElementTree.ParseError:
            results.add("pytest", False, output)
            return
    for case in tree.iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        broken = [e for e in case if e.tag in ("failure", "error")]
        text = "\n".join((e.text or "") + (e.get("message") or "")
                         for e in broken)
        if case.find("skipped") is None:
            results.add(name, not broken, text)
    if status not in (0, 1, 5):
        results.add("pytest", False, output)


KINDS = {"unit": run_unit, "scenarios": run_scenarios, "corpus": run_corpus,
         "lint": run_lint, "lab": run_lab}


def main():
    words = [a for a in sys.argv[1:] if a != "--waiting"]
    kinds = [words[0]] if words else list(KINDS)
    word = words[1] if len(words) > 1 else ""
    results = Results("--waiting" in sys.argv)
    for kind in kinds:
        before = results.passed, results.failed
        KINDS[kind](results, word)
        print(f"{kind}: {results.passed - before[0]} passed, "
              f"{results.failed - before[1]} failed", flush=True)
    print(f"{results.passed} passed, {results.failed} failed")
    sys.exit(results.failed > 0 or results.passed == 0)


if __name__ == "__main__":
    main()
