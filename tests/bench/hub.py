"""How much memory a learner takes on a hub, by part, for 1, 3 and 10 learners; whether 30 who click at once all start.

PSS (proportional set size) counts what processes share only once, so the slope is what the next learner adds. Learners
here are programs, not browsers: each opens JupyterLab and a lesson as a browser does ("looks"), then runs every cell
("runs"). Prints; asserts nothing. Where no hub is set up (`make hub-tools`), it says so.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import psutil
from tornado.httpclient import HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

from tests.helpers import lesson_paths
from tests.publishing.hub import hub_host, tools
from utils.project import LEARNER_COPY

MB = 1_000_000
COUNTS = (1, 3, 10)
AT_ONCE = 30
PARTS = ("hub", "proxy", "culler", "server", "kernel")
WORDS = {
    "proxy": "configurable-http-proxy",
    "culler": "jupyterhub_idle_culler",
    "server": "jupyterhub.singleuser",
    "kernel": "utils.publishing.hub.kernel",
}


class Learner:
    """A learner's browser, as far as a server notices it."""

    def __init__(self, hub: hub_host.Hub, name: str):
        self._hub, self.name = hub, name
        self._session: dict = {}

    def start(self) -> float:
        """Click, and wait until the server answers; the seconds that took."""
        begun = time.monotonic()
        self._hub.ask(f"users/{self.name}", "POST")
        self._hub.ask(f"users/{self.name}/server", "POST")
        hub_host.wait(self._ready, f"the server of {self.name} started", self._hub, 900, pause=2)
        return time.monotonic() - begun

    def look(self, lesson: str) -> None:
        """Open JupyterLab and the lesson, which starts a kernel, and wait until the kernel answers."""
        path = f"{LEARNER_COPY.name}/{lesson}"
        self._get("lab")
        self._get(f"api/contents/{quote(path)}?content=1")
        body = {"path": path, "name": lesson, "type": "notebook", "kernel": {"name": "python3"}}
        self._session = json.loads(self._get("api/sessions", json.dumps(body).encode()))
        self._execute([""])

    def run(self, lesson: Path) -> None:
        """Run every cell."""
        cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
        codes = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        self._execute(codes)

    def _execute(self, codes: list[str]) -> None:
        IOLoop(make_current=False).run_sync(lambda: self._executed(codes))

    async def _executed(self, codes: list[str]) -> None:
        session = uuid.uuid4().hex
        address = f"{self._address.replace('http', 'ws', 1)}api/kernels/{self._session['kernel']['id']}/channels"
        socket = await websocket_connect(HTTPRequest(f"{address}?session_id={session}", headers=self._headers))
        for code in codes:
            number = uuid.uuid4().hex
            header = {
                "msg_id": number,
                "msg_type": "execute_request",
                "session": session,
                "username": "",
                "version": "5",
            }
            content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
            message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
            await socket.write_message(json.dumps(message))
            while True:
                message = await socket.read_message()
                if message is None:
                    raise RuntimeError(f"{self.name}: the kernel has gone")
                answer = json.loads(message) if isinstance(message, str) else {}
                if answer.get("msg_type") == "execute_reply" and answer["parent_header"].get("msg_id") == number:
                    if answer["content"]["status"] != "ok":
                        raise RuntimeError(f"{self.name}: a cell failed: {answer['content'].get('evalue')}")
                    break
        socket.close()

    @property
    def _address(self) -> str:
        return f"{self._hub.url}user/{self.name}/"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self._hub.token}"}

    def _ready(self) -> bool:
        servers = self._hub.ask(f"users/{self.name}")["servers"]
        return bool(servers) and servers[""]["ready"]

    def _get(self, path: str, body: bytes | None = None) -> bytes:
        with urlopen(Request(self._address + path, body, self._headers), timeout=hub_host.PATIENCE) as answer:
            return answer.read()


def by_part(hub: hub_host.Hub) -> dict[str, float]:
    """PSS in MB of everything that belongs to the hub, by part."""
    whole = psutil.Process(hub.process.pid)
    return sums([whole, *whole.children(recursive=True)])


def sums(processes: Iterable[psutil.Process]) -> dict[str, float]:
    """PSS in MB of these processes, by part; one that has ended meanwhile holds nothing."""
    parts = dict.fromkeys(PARTS, 0.0)
    for process in processes:
        try:
            command, used = " ".join(process.cmdline()), process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
        part = next((name for name, word in WORDS.items() if word in command), "hub")
        parts[part] += getattr(used, "pss", 0) / MB
    return parts


def memory() -> None:
    """Print a line per number of learners who look, and who have run, and the slope of both."""
    lesson = lesson_paths()[3]
    print(f"{date.today()}: memory of a hub in MB (PSS), {lesson.stem}")
    print(f"{'learners':<12}" + "".join(f"{part:>9}" for part in PARTS) + f"{'all':>9}{'server+kernel each':>20}")
    totals: dict[tuple[str, int], float] = {}
    for count in COUNTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, hub_host.running(Path(scratch)) as hub:
            learners = [Learner(hub, f"learner{number}") for number in range(count)]
            for learner in learners:
                learner.start()
            for act in ("look", "run"):
                for learner in learners:
                    learner.look(lesson.name) if act == "look" else learner.run(lesson)
                time.sleep(3)
                parts = by_part(hub)
                totals[act, count] = sum(parts.values())
                each = (parts["server"] + parts["kernel"]) / count
                line = "".join(f"{parts[part]:>9.0f}" for part in PARTS)
                print(f"{count:>3} {act:<8}{line}{totals[act, count]:>9.0f}{each:>20.0f}", flush=True)
    few, many = COUNTS[-2:]
    for act in ("look", "run"):
        slope = (totals[act, many] - totals[act, few]) / (many - few)
        fixed = totals[act, many] - slope * many
        print(f"who {act}s: {slope:.0f} MB for the next learner, {fixed:.0f} MB for the hub itself")


def at_once() -> None:
    """Print how many of those who click at once have a server, and after how many seconds."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch,
        hub_host.running(Path(scratch), patience=0) as hub,  # with the limits that a class meets
    ):
        learners = [Learner(hub, f"learner{number}") for number in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            seconds = sorted(pool.map(_started, learners))
        print(starts(seconds))


def starts(seconds: list[float]) -> str:
    """How many have a server and when, from the seconds of each in order: infinite for those who have none."""
    started = [each for each in seconds if each < float("inf")]
    line = f"{len(seconds)} click at once on {psutil.cpu_count()} cores: {len(started)} start"
    if not started:
        return line
    return (
        f"{line}, the first after {started[0]:.0f} s, half after {started[len(started) // 2]:.0f} s, the last after "
        f"{started[-1]:.0f} s"
    )


def _started(learner: Learner) -> float:
    try:
        return learner.start()
    except (OSError, AssertionError):
        return float("inf")


def main() -> int:
    """Measure both, where a hub is set up."""
    if not (tools.PYTHON.exists() and tools.PROXY.exists()):
        print("hub: not measured; `make hub-tools` sets up a hub to try (needs npm)")
        return 0
    chosen = sys.argv[1:] or ["memory", "at-once"]
    if "memory" in chosen:
        memory()
    if "at-once" in chosen:
        at_once()
    return 0


if __name__ == "__main__":
    sys.exit(main())
