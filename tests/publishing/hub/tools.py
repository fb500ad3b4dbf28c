"""A hub to try: ``python -m tests.publishing.hub.tools`` sets it up in build/hub/, outside of every other environment.

It needs uv (in every environment of this project), npm, and the package registries. Nobody needs it but who works on
utils/publishing/hub/; where it is missing, its tests say NOT RUN.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import ROOT

FOLDER = Path(os.environ.get("MBC_HUB_TOOLS", ROOT / "build" / "hub"))
PYTHON = FOLDER / "venv" / "bin" / "python"
PROXY = FOLDER / "npm" / "node_modules" / ".bin" / "configurable-http-proxy"
REPO2DOCKER = FOLDER / "venv" / "bin" / "jupyter-repo2docker"
LOCK = ROOT / "utils" / "publishing" / "hub" / "requirements.lock"
PROXY_VERSION = "configurable-http-proxy@5.3.0"
REPO2DOCKER_VERSION = "jupyter-repo2docker==2026.4.0"


def require(*paths: Path) -> None:
    """Skip a test, loudly, where a tool is missing."""
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        pytest.skip(f"NOT RUN: {', '.join(missing)} not found; `make hub-tools` sets up a hub to try")


def main() -> int:
    """Install the hub, its proxy and repo2docker."""
    if os.name == "nt":
        print("JupyterHub does not run on Windows.", file=sys.stderr)
        return 1
    if not shutil.which("npm"):
        print("npm was not found. Fix: install Node.js, which brings it; the hub's proxy comes from there.")
        return 1
    uv = [sys.executable, "-m", "uv"]
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", FOLDER / "npm"]
    steps = [
        [*uv, "venv", "--quiet", "--clear", FOLDER / "venv", "--python", "3.11"],
        [*uv, "pip", "sync", "--quiet", "--python", PYTHON, "--require-hashes", LOCK],
        [*uv, "pip", "install", "--quiet", "--python", PYTHON, REPO2DOCKER_VERSION],
        [*npm, PROXY_VERSION],
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "npm").mkdir(exist_ok=True)
    for step in steps:
        if code := subprocess.call([str(part) for part in step]):
            return code
    print(f"A hub to try is in {FOLDER}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
