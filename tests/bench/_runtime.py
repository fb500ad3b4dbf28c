"""The widget runtime that `jupyter nbconvert` pages ask for, fetched from npm into a scratch folder, for comparison
only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "@jupyter-widgets/html-manager@1.0.15": "@jupyter-widgets/html-manager/dist/embed-amd.js",
    "requirejs@2.3.8": "requirejs/require.js",
}
NOT_THERE = "not measured: the widget runtime cannot be fetched (npm is missing, or no network)"


def fetch(folder: Path) -> list[Path] | None:
    """The files of the runtime; None where they cannot be had."""
    command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
    if not shutil.which("npm") or subprocess.run([*command, *PACKAGES], capture_output=True, check=False).returncode:
        return None
    files = [folder / "node_modules" / name for name in PACKAGES.values()]
    return files if all(path.is_file() for path in files) else None


def exported(notebook: Path, folder: Path, files: list[Path]) -> Path:
    """The notebook as a page by nbconvert that loads the runtime from beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copyfile(path, folder / path.name)
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", str(folder)]
    options = ["require_js_url=require.js", "widget_renderer_url=embed-amd.js", "mathjax_url=", "jquery_url="]
    chosen = [f"--HTMLExporter.{option}" for option in options]
    subprocess.run([*command, *chosen, str(notebook)], capture_output=True, check=True)
    return folder / f"{notebook.stem}.html"
