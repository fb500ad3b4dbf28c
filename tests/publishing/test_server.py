"""The pages over HTTP: what is answered, who may ask, and what many, silent, slow and leaving clients do to it."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import re
import socket
import struct
import threading
import time
import urllib.error
import urllib.request

import pytest

from utils import cli
from utils.errors import CourseError
from utils.publishing import site
from utils.publishing.site import server

PAGE = "<p>A page of the course.</p>" * 4000


@pytest.fixture
def folder(tmp_path):
    """A folder of two pages and a stylesheet."""
    (tmp_path / "_static").mkdir()
    for name, text in (("index.html", PAGE), ("other.html", "<p>ö</p>"), ("_static/a.css", "p { color: red }")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@contextlib.contextmanager
def serving(folder, **settings):
    with server.PageServer(port=0, **settings) as running:
        thread = threading.Thread(target=running.serve, args=(folder,))
        thread.start()
        try:
            yield running
        finally:
            running.stop()
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture
def served(folder):
    with serving(folder) as running:
        yield running


def home(running) -> str:
    return server.addresses(running.host, running.port)[0]


def fetch(address: str, method: str = "GET", **headers: str):
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers, method=method), timeout=20)


def test_the_server_gives_pages_and_nothing_else(served, folder):
    assert home(served).startswith("http://127.0.0.1:")
    with fetch(home(served)) as answer:
        assert answer.read() == (folder / "index.html").read_bytes()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer" and answer.headers["Server"] == "MBC"
    with fetch(home(served) + "_static/a.css") as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    with fetch(home(served), **{"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.read()) == PAGE.encode()
    with fetch(home(served), "HEAD") as answer:
        assert answer.headers["Content-Length"] == str(len(PAGE)) and answer.read() == b""
    for place in ("_static/", "_static", "..%2f..%2fetc/passwd", "../pyproject.toml", "nothing.html"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(home(served) + place)
    for method in ("POST", "PUT", "DELETE"):
        with pytest.raises(urllib.error.HTTPError, match="405"):
            fetch(home(served), method)


def test_nothing_is_logged_of_who_reads_what(served, caplog):
    with caplog.at_level(logging.DEBUG, "tornado"):
        fetch(home(served)).close()
        for place in ("nothing.html", "%ff"):
            with pytest.raises(urllib.error.HTTPError):
                fetch(home(served) + place)
    assert [record.getMessage() for record in caplog.records] == []


def test_an_unchanged_page_is_not_sent_again(served):
    with fetch(home(served)) as answer:
        tag = answer.headers["Etag"]
    with pytest.raises(urllib.error.HTTPError, match="304"):
        fetch(home(served), **{"If-None-Match": tag})


# --- ports and addresses ------------------------------------------------------------------------------------------


@pytest.fixture
def unbuilt(monkeypatch):
    """Building the pages fails the test: what is wrong with an address must be said before."""
    monkeypatch.setattr(site, "build", lambda *_, **__: pytest.fail("built before the port was tried"))


@pytest.mark.usefixtures("unbuilt")
def test_a_taken_port_is_named_before_the_build(served, capsys):
    assert cli.main(["serve", "--port", str(served.port)]) == 1
    output = capsys.readouterr().err
    assert re.fullmatch(
        rf"Port {served.port} of 127\.0\.0\.1 cannot be used \(.+\)\. "
        rf"Fix: run `make serve PORT={served.port + 1}` \(without make: .* --port {served.port + 1}`\)\.\n",
        output,
    )


@pytest.mark.usefixtures("unbuilt")
@pytest.mark.parametrize("port", ["80000", "-1", "65536"])
def test_a_port_out_of_range_is_one_line(port, capsys):
    assert cli.main(["serve", f"--port={port}"]) == 1
    assert capsys.readouterr().err == (
        f"{port} is not a port. Fix: use a number from 1024 to 65535, such as PORT=8123.\n"
    )


def test_a_host_that_is_not_ours(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror

    monkeypatch.setattr(server.netutil, "bind_sockets", unknown)
    with pytest.raises(CourseError, match=r"'there' is not an address of this computer.*--host 0\.0\.0\.0"):
        server.PageServer("there")


def test_no_pages_no_server(tmp_path):
    with server.PageServer(port=0) as running, pytest.raises(CourseError, match="make site"):
        running.serve(tmp_path)


def test_an_address_for_others_is_printed_only_on_request(monkeypatch):
    assert server.addresses(server.LOOPBACK, 80) == ["http://127.0.0.1:80/"]
    assert server.addresses("::1", 80) == ["http://[::1]:80/"]
    monkeypatch.setattr(server, "network_address", lambda: "192.168.7.9")
    assert server.addresses("0.0.0.0", 80) == ["http://127.0.0.1:80/", "http://192.168.7.9:80/"]
    options = cli._parser().parse_args(["serve"])
    assert options.host == "127.0.0.1" and socket.inet_aton(options.host)[0] == 127


@pytest.mark.parametrize("online", [True, False])
def test_the_address_for_phones_is_a_number_if_there_is_one(online, monkeypatch):
    class Probe:
        def __init__(self, family, kind):
            assert (family, kind) == (socket.AF_INET, socket.SOCK_DGRAM)  # of a stream, connect would send something

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def connect(self, _):
            if not online:
                raise OSError("no network")

        def getsockname(self):
            return ("192.168.7.9", 5)

    monkeypatch.setattr(server.socket, "socket", Probe)
    assert server.network_address() == ("192.168.7.9" if online else socket.gethostname())


class Stopping(server.PageServer):
    def serve(self, folder):
        raise KeyboardInterrupt


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_on_the_network_a_qr_code_is_drawn_where_the_terminal_can(encoding, monkeypatch, capsys):
    import sys

    monkeypatch.setattr(site, "build", lambda output, **_: output)
    monkeypatch.setattr(server, "network_address", lambda: "192.168.7.9")
    monkeypatch.setattr(server, "PageServer", Stopping)
    sys.stdout.reconfigure(encoding=encoding)
    assert cli.main(["serve", "--host", "0.0.0.0", "--port", "0"]) == 0
    output = capsys.readouterr().out
    assert re.match(r"The pages are at http://127\.0\.0\.1:\d+/ http://192\.168\.7\.9:\d+/ \(press Ctrl", output)
    assert ("█" in output) == (encoding == "utf-8")
    assert cli.main(["serve", "--port", "0"]) == 0 and "█" not in capsys.readouterr().out


def test_the_qr_code_holds_the_address():
    import segno

    drawn = server.qr_code("http://192.168.7.9:8123/")
    code = segno.make("http://192.168.7.9:8123/", micro=False)
    rows = list(code.matrix_iter(border=4))
    dark = {(row, column) for row, line in enumerate(rows) for column, cell in enumerate(line) if cell}
    read = set()
    for number, line in enumerate(drawn.splitlines()):  # each character is two cells, one above the other
        for column, character in enumerate(line):
            read |= {(2 * number, column)} if character in " ▄" else set()
            read |= {(2 * number + 1, column)} if character in " ▀" else set()
    assert {cell for cell in read if cell[0] < len(rows)} == dark
    assert server.qr_code("http://192.168.7.8:8123/") != drawn


# --- many, silent, slow and leaving clients -----------------------------------------------------------------------


def ask(running, text: bytes) -> socket.socket:
    client = socket.create_connection((running.host, running.port), timeout=20)
    client.sendall(text)
    return client


def closed(client: socket.socket) -> bool:
    """Whether the server closes the connection, waiting for it."""
    with contextlib.suppress(ConnectionResetError):
        while client.recv(65536):
            pass
    return True


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
    ],
)
def test_half_a_request_does_not_hold_a_connection(text, folder):
    with serving(folder, idle_seconds=0.3) as running:
        start = time.monotonic()
        assert closed(ask(running, text)) and time.monotonic() - start < 15


def test_a_client_that_does_not_read_does_not_hold_a_connection(folder):
    (folder / "big.html").write_bytes(b"x" * 30_000_000)
    with serving(folder, idle_seconds=0.3) as running:
        client = ask(running, b"GET /big.html HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        received = 0
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(1 << 20):
                received += len(part)
        assert received < 30_000_000


def test_a_client_that_leaves_causes_no_traceback(folder, capfd, caplog):
    (folder / "big.html").write_bytes(b"x" * 5_000_000)
    with serving(folder) as running:
        for text in (b"", b"GET / HT", b"GET /big.html HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01 not HTTP\r\n\r\n"):
            client = ask(running, text)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # reset, not closed
            client.close()
        assert fetch(home(running)).status == 200
    assert capfd.readouterr().err == ""
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_connections_are_bounded_and_a_place_becomes_free(folder):
    request = b"GET /other.html HTTP/1.1\r\nHost: a\r\n\r\n"
    with serving(folder, max_connections=3) as running:
        held = [ask(running, request) for _ in range(3)]
        assert all(client.recv(4096).startswith(b"HTTP/1.1 200") for client in held)
        assert closed(ask(running, b""))
        held.pop().close()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(ConnectionResetError, BrokenPipeError):
                if ask(running, request).recv(4096).startswith(b"HTTP/1.1 200"):
                    return
        pytest.fail("no place became free")


async def read_for(seconds: float, address: tuple[str, int], counts: dict[str, int]) -> None:
    """One client: a new connection for every page, again and again."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        try:
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
            answer = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            head, _, body = answer.partition(b"\r\n\r\n")
            whole = head.startswith(b"HTTP/1.1 200") and gzip.decompress(body) == PAGE.encode()
            counts["answers" if whole else "failures"] += 1
        except (OSError, TimeoutError, EOFError):
            counts["failures"] += 1


def test_two_hundred_clients_for_four_seconds_without_a_failure(served):
    counts = {"answers": 0, "failures": 0}

    async def crowd() -> None:
        await asyncio.gather(*(read_for(4, (served.host, served.port), counts) for _ in range(200)))

    asyncio.run(crowd())
    assert counts["failures"] == 0 and counts["answers"] >= 200, counts
