"""A JupyterLab of one's own for tests and benchmarks: own settings, own signatures, own kernels, nothing of the
user's.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from utils.commands import quiet_environment

SIZE = {"width": 1300, "height": 900}
PATIENCE = 60  # seconds for a thing that takes one or two on an idle machine
SETTINGS = {
    # Every cell is laid out, also those far below: a test reads the whole lesson, not one screen of it.
    "notebook-extension/tracker": {"windowingMode": "none"},
    # The theme follows the browser's color scheme, so a test chooses it without a click.
    "apputils-extension/themes": {"adaptive-theme": True},
    "extensionmanager-extension/plugin": {"enabled": False},
}


@dataclass(frozen=True)
class Lab:
    """A running server. ``root`` is the folder it shows; ``environment`` is what its programs run in.

    ``host`` is the application that shows notebooks: "lab", or "notebook" (Jupyter Notebook 7, by the same server).
    """

    url: str
    token: str
    root: Path
    environment: dict[str, str]
    host: str = "lab"

    def open(self, page: Page, notebook: str) -> None:
        """Show a notebook of ``root`` in a workspace of its own, with every cell in the page and the kernel listening.

        In a page where JupyterLab runs already (see ``close``) the notebook opens as by a double click in its list of
        files.
        """
        cells = json.loads((self.root / notebook).read_text(encoding="utf-8"))["cells"]
        if self.host == "notebook":
            page.goto(f"{self.url}notebooks/{notebook}?token={self.token}")
        elif page.url.startswith(self.url):
            page.evaluate("async path => { await jupyterapp.commands.execute('docmanager:open', { path }); }", notebook)
        else:
            page.goto(f"{self.url}lab/workspaces/{secrets.token_hex(8)}/tree/{notebook}?token={self.token}")
        page.wait_for_function(
            """count => document.querySelectorAll('.jp-Notebook .jp-Cell').length === count
                && !document.querySelector('.jp-Notebook .jp-Cell-Placeholder')
                && !document.querySelector('#jupyterlab-splash')""",
            arg=len(cells),
            timeout=PATIENCE * 1000,
        )
        # The window says "idle" before it is connected, and then "Run All" only empties the cells: ask the kernel
        # itself.
        page.wait_for_function(
            """() => {
                const session = jupyterapp.shell.currentWidget.sessionContext, kernel = session.session?.kernel;
                return session.isReady && kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
            }""",
            timeout=PATIENCE * 1000,
        )

    def run_all(self, page: Page) -> None:
        """Run every cell through the menu, and wait until the last one is done.

        A cell gets its number when the kernel has answered and all of its output has arrived. For numbers that were
        saved see ``put``.
        """
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(
            """() => jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code')
                .every((cell, index) => cell.model.executionCount === index + 1)""",
            timeout=PATIENCE * 1000,
        )

    def close(self, page: Page) -> None:
        """Close the notebook, unsaved, and end its kernel. JupyterLab goes on, light, ready for the next."""
        page.emulate_media(color_scheme="light")
        page.evaluate(
            """async () => {
                const shown = [...jupyterapp.shell.widgets('main')].filter(each => each.context);
                for (const each of shown) { each.context.model.dirty = false; each.close(); }
            }"""
        )
        page.wait_for_function("() => !document.querySelector('.jp-Notebook, .jp-Dialog')", timeout=PATIENCE * 1000)
        self.end_kernels()

    def end_kernels(self) -> None:
        """Shut down what was opened, so that the machine's memory does not fill up lesson by lesson."""
        for session in json.loads(self.ask("api/sessions")):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def ask(self, path: str, method: str = "GET") -> bytes:
        """What the server answers at a path below its address."""
        request = urllib.request.Request(
            self.url + path, method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.read()


def environment(folder: Path) -> dict[str, str]:
    """Variables that keep a Jupyter's settings, signatures and kernels inside ``folder``."""
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    for name in places.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "IPYTHON"))}
    return quiet_environment(kept | {variable: str(folder / name) for variable, name in places.items()})


def put(lesson: Path, target: Path, state: str) -> None:
    """Copy a lesson with its state in the metadata, so that a signature of one copy is none of another.

    No saved cell number is one that a fresh run gives: a number tells whether ``run_all`` made it.
    """
    notebook = json.loads(lesson.read_text(encoding="utf-8"))
    notebook["metadata"]["state"] = state
    for cell in [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]:
        for part in [cell, *cell["outputs"]]:
            if "execution_count" in part:
                part["execution_count"] = 1000
    target.write_text(json.dumps(notebook), encoding="utf-8")


@contextmanager
def running(root: Path, folder: Path, settings: dict[str, dict] = SETTINGS) -> Iterator[Lab]:
    """A JupyterLab that shows ``root`` and keeps everything of its own in ``folder``, until the block ends."""
    variables, token = environment(folder), secrets.token_hex(16)
    for plugin, values in settings.items():
        path = folder / "settings" / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    options = {
        "ServerApp.root_dir": root,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,  # the system chooses a free one
        "ServerApp.open_browser": False,
        "ServerApp.allow_root": True,
        "ServerApp.terminals_enabled": False,
        "IdentityProvider.token": token,
        "LabApp.extension_manager": "readonly",
        # `jupyterapp`: asked for the state of kernel and cells, and to open a notebook
        "LabApp.expose_app_in_browser": True,
        "JupyterNotebookApp.expose_app_in_browser": True,
    }
    log = folder / "server.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *(f"--{name}={value}" for name, value in options.items())],
            env=variables,
            cwd=folder,
            stdout=written,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        yield Lab(_address(server, folder, log), token, root, variables)
    finally:
        server.terminate()  # it ends its kernels first
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _address(server: subprocess.Popen, folder: Path, log: Path) -> str:
    """Where the server answers; it tells that in a file once it does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        for info_file in (folder / "runtime").glob("jpserver-*.json"):
            try:
                address = json.loads(info_file.read_text(encoding="utf-8"))["url"]
                with urllib.request.urlopen(address + "api", timeout=5):
                    return address
            except (OSError, ValueError):  # half written, or not answering yet
                pass
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
