"""The block on the network is one: planted calls out fail and are written down, loopback and Unix sockets work."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import nbformat
import pytest

from tests.helpers import ROOT

CALLS = {
    "a name": "import socket; socket.getaddrinfo('www.example.org', 443)",
    "an address": "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "an address of IPv6": "import socket; socket.create_connection(('2001:db8::1', 80), timeout=1)",
    "a datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "pandas": "import pandas; pandas.read_csv('http://www.example.org/table.csv')",
}


def run(code: str, log) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "MBC_NETWORK_LOG": str(log)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("code", CALLS.values(), ids=CALLS.keys())
def test_a_call_out_fails_and_is_written_down(code, tmp_path):
    log = tmp_path / "log"
    done = run(code, log)
    assert done.returncode == 1 and "The course works without a network" in done.stderr
    assert "socket." in log.read_text(encoding="utf-8")


def test_a_swallowed_call_out_is_written_down(tmp_path):
    log = tmp_path / "log"
    assert run(f"try:\n    {CALLS['a name']}\nexcept OSError:\n    pass", log).returncode == 0
    assert "'www.example.org'" in log.read_text(encoding="utf-8")


def test_this_machine_may_be_called(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            f"import socket; socket.create_connection(('localhost', {port})); a, b = socket.socketpair(); a.send(b'x')"
        )
        done = run(code, tmp_path / "log")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "log").exists()


@pytest.mark.built
def test_a_lesson_that_calls_out_and_hides_it_turns_red(tmp_path):
    """Planted: a cell that asks a host and swallows the error; nbval alone sees nothing."""
    cell = nbformat.v4.new_code_cell(
        f"try:\n    {CALLS['a name']}\nexcept OSError:\n    pass\n'done'", execution_count=1
    )
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "'done'"}, execution_count=1)]
    notebook = nbformat.v4.new_notebook(
        cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    )
    nbformat.write(notebook, tmp_path / "00_planted.ipynb")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval",
        "-q",
        "--rootdir",
        str(ROOT),
        "-c",
        str(ROOT / "pyproject.toml"),
    ]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "00_planted.ipynb::Cell 0 called out" in done.stdout, done.stdout
    assert "'www.example.org'" in done.stdout and "Fix: " in done.stdout
