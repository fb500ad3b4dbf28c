"""`make same BASE=<commit>`: everything a reader sees, made from that commit and from this tree, and compared.

Compared are the outputs and widget states of the lessons, the exports, the review list, the class copies, the pages
(code cells and the search index apart) and the single files. Both trees are copied and built there by their own `python
-m utils`, so that code may move and be renamed in between. What a commit gives is kept in build/same/, for the next
comparison.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "same"
# What is made, besides the lessons: command → where it goes (each command has --output or --folder).
COMMANDS = {
    "exports": ["exports", "--output", "made/exports"],
    "review": ["review", "--output", "made/review"],
    "classroom": ["classroom", "--output", "made/classroom"],
    "pages": ["zip", "--output", "made/pages", "--folder", "made/zip"],
}
# Search indexes and zips hold what is compared elsewhere, and code.
PASSED_OVER = {"search.html"}


def copy_of(commit: str | None, target: Path) -> None:
    """The files of a commit, or of this tree (tracked and not ignored) where it is None, in an empty folder."""
    if commit:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(target)], input=archive, check=True)
        return
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def made(commit: str | None, parts: list[str]) -> dict[str, str | bytes]:
    """Name → what a reader sees of it, for everything that the tree makes."""
    kept = KEPT / commit if commit else None
    with tempfile.TemporaryDirectory() as temporary:
        tree = kept if kept and kept.exists() else Path(temporary)
        if not (kept and kept.exists()):
            copy_of(commit, tree)
            run(tree, ["notebooks"] if "lessons" in parts or commit else [])
            for part, command in COMMANDS.items():
                run(tree, command if part in parts or commit else [])
            if kept:
                shutil.copytree(tree, kept)
        seen = {**lessons(tree / "notebooks"), **files(tree / "made")}
        return {name: same_spelling(shown) if isinstance(shown, str) else shown for name, shown in seen.items()}


def same_spelling(shown: str) -> str:
    """Python's html.escape and markupsafe write quotes differently; a reader sees the same."""
    return shown.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def run(tree: Path, command: list[str]) -> None:
    """One command of the tree's own utils, also in the kernels that it starts."""
    if command:
        environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [sys.executable, "-m", "utils", *command],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"`python -m utils {command[0]}` failed in {tree}:\n{done.stdout}{done.stderr}")


def lessons(folder: Path) -> dict[str, str]:
    """Each output of each lesson, its widget state, and its prose; not its code."""
    seen = {}
    for path in sorted(folder.glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(notebook["cells"]):
            shown = cell["outputs"] if cell["cell_type"] == "code" else cell["source"]
            seen[f"lessons/{path.name} cell {number}"] = json.dumps(shown, indent=1, sort_keys=True)
        state = notebook["metadata"].get("widgets", {})
        seen[f"lessons/{path.name} widget state"] = json.dumps(state, indent=1, sort_keys=True)
    return seen


def files(folder: Path) -> dict[str, str | bytes]:
    """Each file that was made, pages without their code."""
    seen = {}
    for path in sorted(
        p for p in folder.rglob("*") if p.is_file() and p.name not in PASSED_OVER and p.suffix != ".zip"
    ):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".html":
            seen[name] = without_code(path.read_text(encoding="utf-8"))
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            seen[name] = json.dumps([cell.get("outputs", cell["source"]) for cell in cells], indent=1, sort_keys=True)
        else:
            seen[name] = path.read_bytes()
    return seen


def without_code(page: str) -> str:
    """A page without its code cells and without what names a build (hashes of the policy and of files)."""
    soup = BeautifulSoup(page, "html.parser")
    for code in soup.select(".cell_input, div.highlight"):
        code.decompose()
    for script in soup.find_all("script", string=re.compile(r"^Search\.setIndex")):
        script.decompose()
    return re.sub(r"sha256-[\w+/=]+|\?v=\w+", "", str(soup).replace("><", ">\n<"))


def difference(name: str, before: str | bytes, after: str | bytes) -> str:
    """The first lines in which two versions differ."""
    if isinstance(before, bytes) or isinstance(after, bytes):
        return f"{name}: other bytes ({len(before)} → {len(after)})"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n  ".join([f"{name}:", *[line[:300] for line in list(lines)[2:10]]])


def main() -> int:
    """Exit code 1 where anything that a reader sees is another one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="the commit to compare with")
    parser.add_argument("--only", nargs="*", default=["lessons", *COMMANDS], choices=["lessons", *COMMANDS])
    options = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--verify", f"{options.base}^{{commit}}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    before, after = made(commit, options.only), made(None, options.only)
    places = {"lessons": ("lessons",), "pages": ("pages", "zip")} | {
        part: (part,) for part in COMMANDS if part != "pages"
    }
    wanted = {place for part in options.only for place in places[part]}
    names = sorted(name for name in before.keys() | after.keys() if name.split("/")[0] in wanted)
    differing = [name for name in names if before.get(name) != after.get(name)]
    for name in differing:
        if name not in before or name not in after:
            print(f"{name}: only {'before' if name in before else 'after'}")
        else:
            print(difference(name, before[name], after[name]))
    print(f"{len(differing)} of {len(names)} things that a reader sees differ from {options.base}.")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
