# SPDX-License-Identifier: GPL-2.0-or-later
"""The project's files as the checks look at them, and how they complain.

No check by itself: the scripts beside it import it.  They begin with
"python3 -B", so that no __pycache__ appears among the checks.
"""
import bisect
import json
import os
import pathlib
import re
import subprocess
import sys

os.chdir(pathlib.Path(__file__).resolve().parents[2])

COMMENT = r"//[^\n]*|/\*.*?\*/"
STRING = r'"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'"


def files(*folders, suffixes=(".c", ".h")):
    """The files below the folders, in order."""
    return sorted(path for folder in folders
                  for path in pathlib.Path(folder).rglob("*")
                  if path.is_file() and path.suffix in suffixes
                  and "__pycache__" not in path.parts)


def _to_spaces(found):
    return re.sub(r"[^\n]", " ", found[0])


def without_comments(text):
    """C text with spaces for its comments; every line stays where it is."""
    return re.sub(f"{STRING}|{COMMENT}",
                  lambda found: found[0] if found[0][0] in "\"'"
                  else _to_spaces(found), text, flags=re.S)


def bare_code(text):
    """C text without comments, texts and preprocessor lines."""
    text = re.sub(f"{STRING}|{COMMENT}", _to_spaces, text, flags=re.S)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", _to_spaces, text,
                  flags=re.M)


class Lines:
    """From an offset in a text to its line, counted from 1."""

    def __init__(self, text):
        self.starts = [0] + [m.end() for m in re.finditer("\n", text)]

    def of(self, offset):
        return bisect.bisect_right(self.starts, offset)

    def begin(self, line):
        return self.starts[line - 1]


def functions(paths):
    """What ctags knows of the functions that are defined in these files:
    dictionaries with name, path, line, end, signature, and file when the
    function is static in a .c file."""
    done = subprocess.run(
        ["ctags", "--output-format=json", "--languages=C,Python",
         "--langmap=C:.c.h",
         "--kinds-C=f", "--kinds-Python=fm", "--fields=+neS{file}",
         "-L", "-", "-f", "-"],
        input="\n".join(map(str, paths)), capture_output=True, text=True,
        check=True)
    tags = [json.loads(line) for line in done.stdout.splitlines()]
    return [tag for tag in tags if "end" in tag]


def finish(findings):
    """Print them as FILE:LINE: words; nonzero when there are any."""
    for path, line, words in sorted(findings, key=lambda f: (str(f[0]), f[1])):
        print(f"{path}:{line}: {words}")
    sys.exit(len(findings) > 0)
