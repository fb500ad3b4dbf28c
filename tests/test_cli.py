"""The commands where something is in the way: one line that names it and the fix, never a traceback.

Tests often run as root, whom no permission stops. So a folder that cannot be written is one below a file, for which the
system itself refuses root too; and where a command has no option for its folder, the one call that writes is replaced.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT
from utils import cli, commands, project
from utils.errors import file_problem
from utils.publishing import notebooks, site

COMMANDS = ["site", "zip", "pdf", "serve", "review", "classroom", "slides", "articles", "exports"]


def one_line(message: str) -> bool:
    return message.count("\n") == 1 and message.endswith("\n") and "Traceback" not in message and ". Fix: " in message


@pytest.fixture
def blocked(tmp_path):
    """A path that nobody can write to: its parent is a file."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    return tmp_path / "file" / "below"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_written_is_named_before_the_work(command, blocked, monkeypatch, capsys):
    monkeypatch.setattr(site, "build", lambda *_, **__: pytest.fail("built before the folder was tried"))
    options = ["--port", "0"] if command == "serve" else []
    assert cli.main([command, "--output", str(blocked), *options]) == 1
    message = capsys.readouterr().err
    assert one_line(message) and str(blocked) in message and "--output" in message


@pytest.mark.parametrize("command", ["zip", "pdf"])
def test_the_folder_of_downloads_too(command, blocked, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(site, "build", lambda *_, **__: pytest.fail("built before the folder was tried"))
    assert cli.main([command, "--output", str(tmp_path / "site"), "--folder", str(blocked)]) == 1
    message = capsys.readouterr().err
    assert one_line(message) and str(blocked) in message


def test_nothing_is_left_in_a_folder_that_can_be_written(tmp_path):
    commands.try_to_write(tmp_path / "new" / "folder")
    assert list(tmp_path.iterdir()) == []


def refuse(*_, **__):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/course/my_course")


@pytest.mark.parametrize("call", ["mkdir", "write_text"])
def test_a_checkout_that_cannot_be_written_is_one_line_for_lab(call, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(commands, "_try_home", lambda: None)
    copy = (project.NOTEBOOKS, tmp_path / "my_course")  # not the learner's own
    monkeypatch.setattr(notebooks.copy_for_learner, "__defaults__", copy)
    monkeypatch.setattr(Path, call, refuse)
    assert cli.main(["lab", "--prepare"]) == 1
    message = capsys.readouterr().err
    assert one_line(message) and message.startswith("/course/my_course: Read-only file system. Fix: copy the course to")


def test_a_home_that_cannot_be_written_is_one_line(blocked, monkeypatch, capsys):
    monkeypatch.setattr(notebooks, "copy_for_learner", lambda: pytest.fail("copied before the home was tried"))
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, str(blocked))
            assert cli.main(["lab", "--prepare"]) == 1
            message = capsys.readouterr().err
            assert one_line(message) and str(blocked) in message and "HOME=" in message


def test_every_file_problem_is_a_line_with_its_fix(tmp_path):
    assert "free some disk space" in file_problem(OSError(errno.ENOSPC, "No space left on device", "/a"))
    assert (
        file_problem(FileNotFoundError(errno.ENOENT, "No such file", "/a")) == "/a: No such file. Fix: check the path."
    )
    open_file = tmp_path / "open.pdf"
    open_file.touch()
    denied = PermissionError(errno.EACCES, "Permission denied", str(open_file))  # what Windows says of an open file
    message = file_problem(denied)
    assert message.startswith(
        f"{open_file}: Permission denied. Fix: if another program shows it, close it there and run"
    )
    assert "close" not in file_problem(PermissionError(errno.EACCES, "Permission denied", str(tmp_path)))
    several = shutil.Error([("/from/a", "/to/a", "why"), ("/from/b", "/to/b", "why")])
    assert file_problem(several).startswith("/to/a: why. Fix: copy the course")
    assert file_problem(OSError("odd")).startswith("odd. Fix: ")


# --- a terminal that lacks characters -----------------------------------------------------------------------------


@pytest.mark.parametrize(("encoding", "shown"), [("cp1252", "\\u2265"), ("ascii", "\\u2265"), ("utf-8", "≥")])
def test_a_message_reaches_every_terminal(encoding, shown, folder, table):
    """A cell with a sign that the terminal does not have, in the message of a check."""
    statistics = table("statistics")
    statistics.set(1, "low", "≥ 5")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "utils", "check", "--data", str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    message = done.stdout.decode(encoding)
    assert done.returncode == 1 and shown in message and done.stderr == b"" and "found in data/" in message


# --- make ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def typed(tmp_path):
    """``typed("cite", WORDS="...")``: what the Makefile gives to Python, as (words to cite, arguments)."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nprintf \'%s\\0\' "$MBC_WORDS" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    ready = [argument for target in (".venv/.learner", ".venv/.dev", "moved") for argument in ("--assume-old", target)]

    def run(target: str, **variables: str) -> tuple[str, list[str]]:
        arguments = ["--no-print-directory", *ready, target, f"PY={python}"]
        arguments += [f"{name}={value}" for name, value in variables.items()]
        done = subprocess.run(
            ["make", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        words, *rest = done.stdout.split("\0")[:-1]
        return words, rest

    return run


@pytest.mark.skipif(not shutil.which("make"), reason="NOT RUN: no make on this machine")
def test_make_takes_any_characters_and_no_shell_reads_them(typed, tmp_path):
    marker = tmp_path / "marker"
    run = f"touch {marker}"
    words = f'$5, $HOME, `{run}`, $(shell {run}), $({run}), ${{x}}, it\'s "so", \\ # ; & | é\n; {run}'
    assert typed("cite", WORDS=words, ADD="yes") == (words, ["-m", "utils", "cite", "--add"])
    path = f"/a b/$x/`touch {marker}`/it's"
    assert typed("cite", SOURCES=path, TABLE="facts", ROW="a") == (
        "",
        ["-m", "utils", "cite", "--sources", path, "--table", "facts", "--row", "a"],
    )
    assert typed("serve", LAN="yes", PORT="80")[1] == ["-m", "utils", "serve", "--host", "0.0.0.0", "--port", "80"]
    assert typed("serve", HOST="::1")[1] == ["-m", "utils", "serve", "--host", "::1"]
    assert not marker.exists()


def test_no_command_of_the_makefile_gives_a_variable_to_the_shell():
    """What a person types reaches a recipe by ``option`` or the environment alone."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    typed = "SOURCES|WORDS|TABLE|ROW|LESSON|REPOSITORY|BRANCH|HUB|HOST|PORT"
    assert re.findall(rf"\$\((?:{typed})\)(?!,)", text) == []
    assert re.findall(r'"\$\(CURDIR\)"', text) == []


def test_words_come_from_the_environment_if_none_are_given(monkeypatch, capsys, articles):
    monkeypatch.setenv("MBC_WORDS", "affects 70%")
    assert cli.main(["cite", "--sources", str(articles)]) == 0
    assert capsys.readouterr().out.startswith("TABLE,ROW,003,")
    monkeypatch.delenv("MBC_WORDS")
    assert cli.main(["cite", "--sources", str(articles)]) == 1
    assert "make cite WORDS=" in capsys.readouterr().err


def test_the_learners_copy_is_where_the_commands_expect_it():
    assert commands.LEARNER_COPY == project.LEARNER_COPY


@pytest.mark.parametrize(
    "arguments", [["serve", "--port", "abc"], ["nosuch"], [], ["check", "--data"], ["check", "--wat"]], ids=" ".join
)
def test_options_that_make_no_sense_are_one_line(arguments, capsys):
    with pytest.raises(SystemExit, match=r"^2$"):
        cli.main(arguments)
    assert one_line(capsys.readouterr().err)


def test_a_reader_who_has_seen_enough_is_no_problem():
    command = [sys.executable, "-m", "utils", "stale"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    running.stdout.close()
    assert running.communicate(timeout=100)[1] == b""
