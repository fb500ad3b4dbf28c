"""The pages over HTTP, for this computer or, on request, for a classroom: by Tornado, which JupyterLab brings.

All pages are read once and answered from memory, so that no request ever reaches the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import mimetypes
import re
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from tornado import gen, httpserver, iostream, netutil, web

from utils.errors import CourseError, command

LOOPBACK = "127.0.0.1"
PORT = 8123
IDLE_SECONDS = 20  # a connection is closed after this time without a whole request, or without reading the answer
MAX_CONNECTIONS = 400  # six for each reader of a large class, and what one process may have open on every system
_BACKLOG = 1024  # connections that wait to be taken
_MAX_REQUEST = 64 * 1024  # bytes; a request for a page is far smaller
_MAX_PORT = 65535
_COMPRESSED = (".html", ".css", ".js", ".svg")


class PageServer:
    """A server that listens from the start, so that a taken port is named before any page is built.

    Parameters
    ----------
    host : str
        Address to listen on: 127.0.0.1 for this computer only, 0.0.0.0 for the local network too.
    port : int
        Port to listen on; 0 for any free one.
    idle_seconds : float
        After how long a silent connection is closed.
    max_connections : int
        How many connections there may be at a time; one more is closed at once.
    prefix : str
        Where the pages begin in an address; starts and ends with "/".

    Attributes
    ----------
    host, port : str, int
        Where it listens.

    Raises
    ------
    CourseError
        If the port is out of range or taken, or the host is not an address of this computer.
    """

    def __init__(
        self,
        host: str = LOOPBACK,
        port: int = PORT,
        idle_seconds: float = IDLE_SECONDS,
        max_connections: int = MAX_CONNECTIONS,
        prefix: str = "/",
    ):
        self._sockets = _listening_sockets(host, port)
        self.host, self.port = host, self._sockets[0].getsockname()[1]
        self._idle_seconds, self._max_connections = idle_seconds, max_connections
        self._prefix = prefix
        self._started, self._stop = threading.Event(), lambda: None

    def serve(self, folder: Path) -> None:
        """Answer requests for the files of ``folder``, as they are now, until ``stop`` or Ctrl+C.

        Raises CourseError if there are no pages in it.
        """
        if not (folder / "index.html").is_file():
            raise CourseError(f"There are no pages in {folder}. Fix: run {command('site')}.")
        pages = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        _allow_open_files(2 * self._max_connections)
        asyncio.run(self._serve(pages))

    def stop(self) -> None:
        """End ``serve``; may be called from any thread."""
        self._started.wait()
        self._stop()

    def __enter__(self) -> PageServer:
        return self

    def __exit__(self, *_) -> None:
        for each in self._sockets:
            each.close()

    async def _serve(self, pages: Mapping[str, bytes]) -> None:
        stopped, loop = asyncio.Event(), asyncio.get_running_loop()
        settings = {"pages": pages, "seconds": self._idle_seconds}
        server = _BoundedServer(
            # Nothing is logged: who reads what is nobody's business.
            web.Application([(rf"{re.escape(self._prefix)}(.*)", _PageHandler, settings)], log_function=lambda _: None),
            idle_connection_timeout=self._idle_seconds,
            body_timeout=self._idle_seconds,
            max_header_size=_MAX_REQUEST,
            max_body_size=_MAX_REQUEST,
        )
        server.max_connections = self._max_connections
        server.add_sockets(self._sockets)
        self._stop = lambda: loop.call_soon_threadsafe(stopped.set)
        self._started.set()
        try:
            await stopped.wait()
        finally:
            server.stop()
            await server.close_all_connections()


class _BoundedServer(httpserver.HTTPServer):
    """An HTTP server with a largest number of connections at a time."""

    max_connections = MAX_CONNECTIONS
    _open = 0

    def handle_stream(self, stream: iostream.IOStream, address: tuple) -> None:
        if self._open >= self.max_connections:
            stream.close()
            return
        self._open += 1
        super().handle_stream(stream, address)

    def on_close(self, server_conn: object) -> None:
        self._open -= 1
        super().on_close(server_conn)


class _PageHandler(web.RequestHandler):
    """Answers with a page, compressed for a weak classroom network if the browser can; lists no folders."""

    def initialize(self, pages: Mapping[str, bytes], seconds: float) -> None:
        self._pages, self._seconds = pages, seconds

    def set_default_headers(self) -> None:
        self.set_header("Server", "MBC")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")

    async def get(self, name: str) -> None:
        if not name or name.endswith("/"):
            name += "index.html"
        if name not in self._pages:
            raise web.HTTPError(404)
        content = self._pages[name]
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if name.endswith(_COMPRESSED):
            self.set_header("Vary", "Accept-Encoding")
            if "gzip" in self.request.headers.get("Accept-Encoding", ""):
                self.set_header("Content-Encoding", "gzip")
                content = _compressed(content)
        try:
            await gen.with_timeout(timedelta(seconds=self._seconds), self.finish(content))
        except gen.TimeoutError:
            self.request.connection.close()  # it does not read
        except iostream.StreamClosedError:
            pass  # it left

    head = get

    def log_exception(self, kind: type, error: BaseException, trace: object) -> None:
        if not isinstance(error, web.HTTPError):  # a wrong address is not our error
            super().log_exception(kind, error, trace)


@lru_cache(maxsize=256)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _listening_sockets(host: str, port: int) -> list[socket.socket]:
    if not 0 <= port <= _MAX_PORT:
        raise CourseError(f"{port} is not a port. Fix: use a number from 1024 to {_MAX_PORT}, such as PORT={PORT}.")
    try:
        return netutil.bind_sockets(port, host, backlog=_BACKLOG)
    except socket.gaierror:
        raise CourseError(
            f"{host!r} is not an address of this computer. Fix: leave the host out, or use "
            f"{command('serve', 'LAN=yes', '--host 0.0.0.0')}."
        ) from None
    except OSError as error:
        other_port = port + 1 if 1024 <= port < _MAX_PORT else PORT
        raise CourseError(
            f"Port {port} of {host} cannot be used ({error.strerror}). "
            f"Fix: run {command('serve', f'PORT={other_port}', f'--port {other_port}')}."
        ) from None


def _allow_open_files(count: int) -> None:
    """Let this process open this many files, where a system starts with fewer (macOS: 256) and allows more."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < count:
            resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def addresses(host: str, port: int) -> list[str]:
    """The addresses of the pages for a server at ``host``: on this computer, and on the network if it listens there."""
    if host not in ("0.0.0.0", "::"):
        return [f"http://{f'[{host}]' if ':' in host else host}:{port}/"]
    return [f"http://{LOOPBACK}:{port}/", f"http://{network_address()}:{port}/"]


def network_address() -> str:
    """The number of this computer in its network, which a phone can type; its name if it has none.

    Nothing is sent: a UDP socket with a destination only learns which of this computer's addresses leads there. The
    destination is reserved for documentation (RFC 5737).
    """
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]
    return socket.gethostname()


def qr_code(address: str) -> str:
    """A QR code of the address, drawn with characters, for a phone's camera."""
    import segno

    drawing = io.StringIO()
    segno.make(address, micro=False).terminal(drawing, compact=True)
    return drawing.getvalue()
