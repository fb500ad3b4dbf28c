"""The pages over http, for this machine or, when asked, for a room: standard library only, read only."""

from __future__ import annotations

import gzip
import io
import socket
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from utils.errors import CourseError

LOOPBACK = "127.0.0.1"
PORT = 8123


class Pages(SimpleHTTPRequestHandler):
    """Files of one folder, text compressed for a weak classroom network; no listing of folders."""

    server_version = "MBC"
    sys_version = ""
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".html": "text/html; charset=utf-8"}  # noqa: RUF012

    def send_head(self):
        """The answer's head, and its body as a file. A text goes compressed where the browser takes that."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        packable = path.suffix in {".html", ".css"} and "gzip" in self.headers.get("Accept-Encoding", "")
        if not packable or not path.is_file():
            return super().send_head()
        body = _packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def end_headers(self):
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path):
        self.send_error(404, "No such page")

    def log_message(self, format, *args):
        """Nothing: who reads what is nobody's business."""


@lru_cache(maxsize=256)
def _packed(path: Path, changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


def create_server(folder: Path, host: str = LOOPBACK, port: int = PORT) -> ThreadingHTTPServer:
    """A server of the files in ``folder`` that listens already (``serve_forever()`` answers).

    Raises CourseError when the port is taken, the host is none of this machine's, or there are no pages.
    """
    if not (folder / "index.html").is_file():
        raise CourseError(f"There are no pages in {folder}. Fix: make site.")
    try:
        return _Server((host, port), partial(Pages, directory=str(folder)))
    except OSError as error:
        if isinstance(error, socket.gaierror):
            raise CourseError(
                f"{host!r} is no address of this machine. Fix: leave HOST out, or HOST=0.0.0.0."
            ) from None
        raise CourseError(
            f"Port {port} of {host} cannot be used ({error.strerror}). Fix: make serve PORT={port + 1 if port < 65535 else PORT}."
        ) from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this would let a second server take the same port in silence.
    allow_reuse_address = hasattr(socket, "AF_UNIX")


def addresses(host: str, port: int) -> list[str]:
    """Where the pages are to be found, for a server at ``host``: on this machine, and for others if they may."""
    if host not in ("0.0.0.0", "::"):
        return [f"http://{host}:{port}/"]
    # The machine's own name: its number would have to be asked of the network.
    return [f"http://{LOOPBACK}:{port}/", f"http://{socket.gethostname()}:{port}/"]
