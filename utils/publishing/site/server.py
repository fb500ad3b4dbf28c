"""The pages over HTTP, for this computer or, on request, for a classroom: standard library only, read only."""

from __future__ import annotations

import gzip
import io
import socket
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from utils.errors import CourseError, command

LOOPBACK = "127.0.0.1"
PORT = 8123


class PageHandler(SimpleHTTPRequestHandler):
    """Serves the files of one folder, with text compressed for a weak classroom network; lists no folders."""

    server_version = "MBC"
    sys_version = ""
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".html": "text/html; charset=utf-8"}  # noqa: RUF012

    def send_head(self):
        """Send the head of the response and return its body as a file, compressed if it is text and the browser can."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        compressible = path.suffix in {".html", ".css"} and "gzip" in self.headers.get("Accept-Encoding", "")
        if not compressible or not path.is_file():
            return super().send_head()
        body = _compressed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self):
        """End the head of the response, with headers that keep browsers from guessing types and sending referrers."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path):
        """Answer 404 instead of listing a folder."""
        self.send_error(404, "No such page")

    def log_message(self, *_):
        """Log nothing: who reads what is nobody's business."""


@lru_cache(maxsize=256)
def _compressed(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


def create_server(folder: Path, host: str = LOOPBACK, port: int = PORT) -> ThreadingHTTPServer:
    """A server of the files in ``folder`` that is already listening; ``serve_forever()`` answers requests.

    Parameters
    ----------
    folder : Path
        Folder of the pages.
    host : str
        Address to listen on: 127.0.0.1 for this computer only, 0.0.0.0 for the local network too.
    port : int
        Port to listen on; 0 for any free one.

    Returns
    -------
    ThreadingHTTPServer

    Raises
    ------
    CourseError
        If there are no pages, the port is taken, or the host is not an address of this computer.
    """
    if not (folder / "index.html").is_file():
        raise CourseError(f"There are no pages in {folder}. Fix: run {command('site')}.")
    try:
        return _Server((host, port), partial(PageHandler, directory=str(folder)))
    except OSError as error:
        if isinstance(error, socket.gaierror):
            raise CourseError(
                f"{host!r} is not an address of this computer. Fix: leave the host out, or use "
                f"{command('serve', 'LAN=yes', '--host 0.0.0.0')}."
            ) from None
        other_port = port + 1 if port < 65535 else PORT
        raise CourseError(
            f"Port {port} of {host} cannot be used ({error.strerror}). "
            f"Fix: run {command('serve', f'PORT={other_port}', f'--port {other_port}')}."
        ) from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this would let a second server take the same port without an error.
    allow_reuse_address = hasattr(socket, "AF_UNIX")


def addresses(host: str, port: int) -> list[str]:
    """The addresses of the pages for a server at ``host``: on this computer, and on the network if it listens there."""
    if host not in ("0.0.0.0", "::"):
        return [f"http://{host}:{port}/"]
    # The computer's name, because its number would have to be requested from the network.
    return [f"http://{LOOPBACK}:{port}/", f"http://{socket.gethostname()}:{port}/"]
