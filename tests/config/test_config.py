# SPDX-License-Identifier: GPL-2.0-or-later
"""Configuration files, and what `viaductd --check` says of them.

cases/NAME.conf is a file, cases/NAME.ok all that has to be said of it, with
FILE for its path.  "FILE: good" means exit status 0, anything else 1.
"""
import os
import pathlib
import re
import subprocess

import pytest

BUILD = os.environ.get("VIADUCT_BUILD", "build")
HERE = pathlib.Path(__file__).resolve().parent
CASES = sorted(path.stem for path in (HERE / "cases").glob("*.conf"))
OPTIONS = HERE.parents[1] / "src/config/options.c"


def viaductd(*arguments):
    """Exit status, output, errors."""
    done = subprocess.run([f"{BUILD}/viaductd", *map(str, arguments)],
                          capture_output=True, text=True, timeout=10)
    return done.returncode, done.stdout, done.stderr


def check(path):
    status, out, errors = viaductd("--check", "--config", path)
    return status, (out + errors).replace(str(path), "FILE")


def write(folder, text):
    path = folder / "viaduct.conf"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table():
    """Section and key of each row of the table of options, in its order."""
    rows = re.findall(r'\{\{"(\w+)",\s*"(\w+)",', OPTIONS.read_text())
    assert len(rows) > 20
    return rows


def printed():
    status, out, errors = viaductd("--print-config")
    assert (status, errors) == (0, "")
    return out


def keys_of(text, comment=""):
    """Section, key and value of each line, the commented ones with '#'."""
    found, section = [], None
    for line in text.splitlines():
        head = re.fullmatch(r"\[(\w+)\]", line)
        pair = re.fullmatch(comment + r"(\w+) = (.*)", line)
        if head:
            section = head[1]
        elif pair:
            found.append((section, pair[1], pair[2]))
    return found


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    expected = (HERE / "cases" / f"{name}.ok").read_text()
    status, said = check(HERE / "cases" / f"{name}.conf")
    assert said == expected
    assert status == (0 if expected == "FILE: good\n" else 1)


def test_every_case_has_both_halves():
    answers = sorted(path.stem for path in (HERE / "cases").glob("*.ok"))
    assert answers == CASES


def test_good_words_go_out_and_mistakes_to_errors():
    good = HERE / "cases" / "every-option.conf"
    wrong = HERE / "cases" / "unknown-key.conf"
    assert viaductd("--check", "--config", good) == (0, f"{good}: good\n", "")
    status, out, errors = viaductd("--check", "--config", wrong)
    assert (status, out) == (1, "")
    assert errors == f"{wrong}:3: unknown key colour in [media]\n"


def test_a_file_that_was_named_must_be_there(tmp_path):
    path = tmp_path / "nothing.conf"
    assert check(path) == (1, "FILE: No such file or directory\n")


def test_a_directory_is_no_file(tmp_path):
    assert check(tmp_path) == (1, "FILE: Is a directory\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = write(tmp_path, "")
    path.chmod(0)
    assert check(path) == (1, "FILE: Permission denied\n")


def test_binary_rubbish_is_refused(tmp_path):
    status, said = check(write(tmp_path, bytes(range(1, 256)) * 8))
    assert status == 1
    assert said.startswith("FILE:")


def test_a_path_in_brackets_is_no_line_number(tmp_path):
    folder = tmp_path / "etc (7)"
    folder.mkdir()
    path = write(folder, "[media]\nhello\n")
    assert check(path) == (
        1, "FILE:2: neither [section] nor key = value\n")


def test_every_option_of_the_table_is_in_the_printed_file():
    assert [(section, key) for section, key, _ in keys_of(printed(), "#")] \
        == table()


def test_the_printed_file_is_good_as_it_is(tmp_path):
    assert check(write(tmp_path, printed())) == (0, "FILE: good\n")


def test_the_printed_file_is_good_with_every_default_in_force(tmp_path):
    text = re.sub(r"^#(\w+ = )", r"\1", printed(), flags=re.M)
    assert [row[:2] for row in keys_of(text)] == table()
    assert check(write(tmp_path, text)) == (0, "FILE: good\n")


def test_the_printed_file_explains_every_option():
    lines = printed().splitlines()
    for section, key, value in keys_of(printed(), "#"):
        at = lines.index(f"#{key} = {value}")
        assert lines[at - 1].startswith("# Values: "), (section, key)
        assert lines[at - 2].startswith("# "), (section, key)
        assert all(len(line) <= 80 for line in lines)


def test_the_good_case_sets_every_option_to_something_else():
    text = (HERE / "cases" / "every-option.conf").read_text()
    defaults = {row[:2]: row[2] for row in keys_of(printed(), "#")}
    given = {row[:2]: row[2] for row in keys_of(text)}
    assert sorted(given) == sorted(defaults)
    assert [key for key in given if given[key] == defaults[key]] == []


def test_the_manual_lists_every_option():
    status, out, errors = viaductd("--print-options")
    assert (status, errors) == (0, "")
    assert re.findall(r"^\.BR (\w+) ", out, re.M) == \
        [key for _, key in table()]


@pytest.mark.parametrize("arguments", [["--nonsense"], ["nonsense"],
                                       ["--config"], ["--check", "extra"]])
def test_a_wrong_command_line_is_status_2(arguments):
    status, out, errors = viaductd(*arguments)
    assert (status, out) == (2, "")
    assert errors.endswith("Try 'viaductd --help'.\n")
