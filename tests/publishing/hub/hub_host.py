"""A JupyterHub of one's own for tests and benchmarks: on loopback, with everything that it keeps in one folder."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import psutil
from playwright.sync_api import Page

from tests.browser.jupyter_host import SETTINGS
from tests.helpers import ROOT
from tests.publishing.hub import tools

PATIENCE = 600  # seconds for a thing that takes ten on an idle machine
CONFIG = ROOT / "utils" / "publishing" / "hub" / "jupyterhub_config.py"
TEST_CONFIG = Path(__file__).with_name("hub_config.py")


@dataclass(frozen=True)
class Hub:
    """A running hub. ``homes`` holds the home folder of each learner."""

    url: str
    token: str
    homes: Path
    log: Path
    process: subprocess.Popen

    def open(self, page: Page, learner: str, link: str) -> None:
        """Follow a link to the hub as this learner: log in if asked, wait for the server, and for the notebook."""
        page.goto(f"{self.url}{link}")
        if page.locator("input[name=username]").count():
            page.locator("input[name=username]").fill(learner)
            page.locator("input[name=password]").fill("any")
            page.locator("input[type=submit], button[type=submit]").first.click()
        page.wait_for_function(
            """name => {
                const context = globalThis.jupyterapp?.shell?.currentWidget?.context;
                return context?.isReady && context.path.endsWith(name) && !document.querySelector('#jupyterlab-splash');
            }""",
            arg=re.findall(r"[\w-]+\.ipynb", unquote(link))[-1],
            timeout=PATIENCE * 1000,
        )

    def servers(self) -> set[str]:
        """The learners whose server is running or on its way."""
        return {user["name"] for user in self.ask("users") if user.get("servers") or user.get("server")}

    def processes(self, learner: str, word: str) -> list[psutil.Process]:
        """A learner's processes whose command holds ``word``."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                if word in " ".join(process.cmdline()) and process.environ().get("HOME") == str(self.homes / learner):
                    found.append(process)
            except psutil.Error:  # it has ended
                pass
        return found

    def ask(self, path: str, method: str = "GET") -> object:
        """The answer of the hub's interface."""
        request = urllib.request.Request(
            f"{self.url}hub/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read() or "null")


def wait(condition, what: str, hub: Hub, seconds: float = PATIENCE, pause: float = 0.3) -> None:
    """Wait until ``condition()``, asked after each ``pause``.

    If it does not come, say what was waited for, with the end of the hub's log.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {seconds} s\n{hub.log.read_text(errors='replace')[-4000:]}")
        time.sleep(pause)


def _free_ports(count: int) -> list[int]:
    opened = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in opened]
    for each in opened:
        each.close()
    return ports


@contextmanager
def running(
    folder: Path,
    *options: str,
    seconds: int = 0,
    max_age: int = 0,
    pages: Path | None = None,
    patience: int = PATIENCE,
) -> Iterator[Hub]:
    """A hub with the course's own configuration, until the block ends.

    ``options`` are for each learner's server. ``seconds``: after how long an idle server is ended, ``max_age``: any,
    ``patience``: how long a start may take; 0 leaves what the configuration says.
    """
    port, hub_port, proxy_port, pages_port = _free_ports(4)
    token, homes, state = secrets.token_hex(16), folder / "homes", folder / "state"
    for each in (homes, state):
        each.mkdir()
    settings = {
        "homes": str(homes),
        "hub_port": hub_port,
        "proxy_port": proxy_port,
        "token": token,
        "options": options,
        "seconds": seconds,
        "max_age": max_age,
        "patience": patience,
    }
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "IPYTHON", "MBC_HUB", "MBC_LTI"))}
    search = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    variables = kept | {
        "PYTHONPATH": os.pathsep.join(search),
        "PATH": os.pathsep.join([str(tools.PYTHON.parent), kept["PATH"]]),
        "MBC_HUB_LOGIN": "pam",
        "MBC_HUB_GROUP": "learners",
        "MBC_HUB_STATE": str(state),
        "MBC_HUB_PORT": str(port),
        "MBC_HUB_PAGES": str(pages or folder / "no pages"),
        "MBC_HUB_PAGES_PORT": str(pages_port),
        "MBC_HUB_PROXY": str(tools.PROXY),
        "MBC_HUB_CONFIG": str(CONFIG),
        "MBC_HUB_TEST": json.dumps(settings),
    }
    log = folder / "hub.log"

    def start() -> Hub:
        with log.open("wb") as written:
            process = subprocess.Popen(
                [str(tools.PYTHON), "-m", "jupyterhub", "-f", str(TEST_CONFIG)],
                env=variables,
                cwd=state,
                stdout=written,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        return Hub(f"http://127.0.0.1:{port}/", token, homes, log, process)

    hub = start()
    for _ in range(2):  # a hub gives its proxy ten seconds, and no more where the machine is busy
        if not _answers(hub) and hub.process.poll() is not None:
            hub = start()
    process = hub.process
    try:
        if not _answers(hub):
            raise RuntimeError(f"The hub did not start:\n{log.read_text(errors='replace')[-4000:]}")
        yield hub
    finally:
        process.terminate()  # it ends the servers of the learners, and its proxy, first
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                each.kill()
            process.wait()


def _answers(hub: Hub) -> bool:
    """Whether the hub answers, as soon as that is known."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and hub.process.poll() is None:
        try:
            hub.ask("")
            return True
        except (OSError, urllib.error.URLError, ValueError):
            time.sleep(0.3)
    return False


def quiet_home(hub: Hub, learner: str) -> None:
    """Settings of JupyterLab that put every cell into the page, for a learner who has not been here yet."""
    for plugin, values in SETTINGS.items():
        path = hub.homes / learner / ".jupyter" / "lab" / "user-settings" / "@jupyterlab"
        path = path / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
